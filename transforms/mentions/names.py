"""Where the name of a person ends."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transforms.mentions import lexicon
from transforms.mentions.person_rules import EXCEPTIONS
from transforms.mentions.scan import Passage

_POSSESSIVE = re.compile(r"['’][sS]?$")
_MOST_IN_CAPITALS, _LONGEST_ABBREVIATION = 3, 4
# what the publisher printed instead of a name
_BLACKED_OUT = "XXX"
_ENDINGS = (
    "TION", "TIONS", "MENT", "MENTS", "NESS", "ABLE", "IBLE", "ITIES", "LY", "ISM", "IVE", "OUS", "TIONAL", "SHIP",
)  # fmt: skip
_ROMAN = frozenset(("II", "III", "IV", "VI", "VII"))


def length(passage: Passage, named: re.Match[str], only_people: bool) -> int:
    """How many characters of a match are the name; 0 if it is not a name."""
    printed = named["name"]
    if passage.in_capitals or (
        printed.isupper() and passage.text[max(passage.start, named.start() - 25) : named.end() + 25].isupper()
    ):
        return _length_in_capitals(printed, only_people)
    return _length_in_mixed_case(printed)


@lru_cache(maxsize=8192)
def _length_in_mixed_case(printed: str) -> int:
    words = printed.split()
    kept = _kept(words)
    if _is_institution(words, kept):
        return 0
    if kept == 1 and words[0].isupper() and len(words[0]) <= _LONGEST_ABBREVIATION:
        return 0
    return _length_of(printed, words, kept)


@lru_cache(maxsize=8192)
def _length_in_capitals(printed: str, only_people: bool) -> int:
    words = printed.split()
    kept = _kept_in_capitals(words, only_people)
    return 0 if _is_institution(words, kept) else _length_of(printed, words, kept)


def _length_of(printed: str, words: list[str], kept: int) -> int:
    """How many characters the first `kept` words of a name take, up to a blank line and without a possessive ending."""
    if not kept or (kept == 1 and words[0][-1] == "." and len(words[0]) < 3):
        return 0
    end = 0
    for word in words[:kept]:
        at = printed.index(word, end)
        if printed.count("\n", end, at) > 1:
            break
        end = at + len(word)
    last = _POSSESSIVE.search(printed, 0, end)
    return last.start() if last else end


def _is_institution(words: list[str], kept: int) -> bool:
    """Whether the first `kept` words name a hospital or the like, or the words after them show that they do."""
    institutions = _institutions()
    plain = [word.upper() for word in words[1 : kept + 2]] if kept else []
    pairs = [f"{one} {other}" for one, other in zip(plain, plain[1:], strict=False)]
    return not institutions.isdisjoint(plain[:kept] + pairs)


@cache
def _institutions() -> frozenset[str]:
    return frozenset("|".join(rule.after for rule in EXCEPTIONS).split("|"))


def _kept(words: list[str]) -> int:
    """How many of the capitalised words make up a name in a text with small letters."""
    no_names = lexicon.no_names()
    for number, word in enumerate(words):
        plain = word.upper()
        if _BLACKED_OUT in plain or plain in no_names and not _begins_like_a_place(words, number, plain):
            return number
        if number and 1 < len(word) < 4 and word.isupper() and word[-1] != "." and plain not in _ROMAN:
            return number
        if word[-2:] in ("'s", "’s") or word[-1] in "'’":
            return number if plain[:-2] in no_names else number + 1
    return len(words)


def _begins_like_a_place(words: list[str], number: int, plain: str) -> bool:
    """Whether a place name is part of a person's name: it is a given name too, or a surname follows (Paris Dupont)."""
    if len(words) < 2 or plain in lexicon.PEOPLE_TOO:
        return len(words) > 1
    return number == 0 and plain in lexicon.countries_and_capitals() and not is_no_name(words[1])


def _kept_in_capitals(words: list[str], only_people: bool) -> int:
    """How many of the words make up a name in a text in capitals, in which a name ends before a common word."""
    no_names = lexicon.no_names()
    names = 0
    for number, word in enumerate(words):
        bare = _POSSESSIVE.sub("", word)
        if _BLACKED_OUT in bare:
            return _without_particles(words, number) if names else 0
        if (word[-1] == "." and len(word) < 5) or bare in lexicon.PARTICLES or (bare in _ROMAN and names):
            continue
        is_first_letter = len(bare) < 2 and number == 0 and len(words) > 2
        if bare in no_names or (len(bare) < 2 and not is_first_letter):
            return _without_particles(words, number) if names else 0
        if not (names == 0 and only_people) and is_common(bare):
            return _without_particles(words, number) if names else 0
        names += not is_first_letter
        if bare != word or names == _MOST_IN_CAPITALS:
            return number + 1
    return _without_particles(words, len(words)) if names else 0


def _without_particles(words: list[str], kept: int) -> int:
    while kept and (words[kept - 1] in lexicon.PARTICLES or (words[kept - 1][-1] == "." and len(words[kept - 1]) < 5)):
        kept -= 1
    return kept


def is_common(word: str) -> bool:
    """Whether a word in capitals is a common word or a form of one, or ends like one."""
    common = lexicon.common_words()
    if word in common or word.endswith(_ENDINGS):
        return True
    for ending in ("S", "ES", "D", "ED", "ING"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and (stem in common or f"{stem}E" in common or stem[:-1] in common):
            return True
    return False


def is_no_name(word: str) -> bool:
    """Whether a word, in any case, cannot be part of a name: it is blacked out, a title, a country or a common word."""
    plain = word.upper()
    if _BLACKED_OUT in plain or plain in lexicon.no_names():
        return True
    return word[-1] != "." and len(plain) > 1 and is_common(plain)
