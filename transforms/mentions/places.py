"""Countries, capitals and large cities that the text mentions, each with its id in schemas/seeds/places.csv.

A name is looked up together with the words after it, so that Papua New Guinea is not Guinea. Then rules about the words
next to it or elsewhere in the passage decide whether a place is meant, and which one.
"""

# ruff: noqa: SIM905  words are listed as text

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.vocabulary import seed
from transforms.cable import PersonMention, PlaceMention
from transforms.mentions import lexicon
from transforms.mentions.lexicon import Named
from transforms.mentions.place_rules import RULES, PlaceRule
from transforms.mentions.scan import Passage

GAZETTEER, UNITED_STATES = "gazetteer", "United States as a noun"

_LOCATIVE = frozenset(
    """IN AT FROM TO NEAR TOWARD TOWARDS OUTSIDE AROUND BETWEEN INTO VISIT VISITED LEFT REACHED""".split()
)
_STATES = frozenset(
    """ALABAMA ALASKA ARIZONA ARKANSAS CALIFORNIA COLORADO CONNECTICUT DELAWARE FLORIDA GEORGIA HAWAII IDAHO
    ILLINOIS INDIANA IOWA KANSAS KENTUCKY LOUISIANA MAINE MARYLAND MASSACHUSETTS MICHIGAN MINNESOTA MISSISSIPPI
    MISSOURI MONTANA NEBRASKA NEVADA OHIO OKLAHOMA OREGON PENNSYLVANIA TENNESSEE TEXAS UTAH VERMONT VIRGINIA
    WASHINGTON WISCONSIN WYOMING TX FL OH NEW NORTH SOUTH WEST RHODE""".split()
)
# those that are also countries, cities or the beginning of a country's name, and so may be the next item of a list
_NOT_ONLY_STATES = frozenset("GEORGIA WASHINGTON NEW NORTH SOUTH WEST RHODE".split())
# words that follow the United States if the name is not an adjective
_NOUN = frozenset(
    b"""AND OR TO IN IS WAS HAS HAD HAVE WILL WOULD COULD SHOULD MAY MIGHT MUST CAN CANNOT FOR ON AS THAT BUT WHICH
    WHO AT BY WITH DID DOES DO NOT IF WHEN FROM AFTER BEFORE BECAUSE SINCE WHILE WHERE THAN THE A AN ITSELF ALSO
    ALONE WERE ARE WANTS WANTED NEEDS NEEDED THIS HE SHE THEY WE IT LAST NEXT DURING UNDER AGAINST INTO""".split()
)
_NOUN_BEFORE = frozenset(b"THE IN FROM TO WITH BY OF AND BETWEEN FOR AGAINST THAT TOWARD TOWARDS ON".split())
_ARTICLE = frozenset((b"THE",))
_PUNCTUATION = frozenset(",;:)?\"'’")
_BLANKS = " \t\n"
_OF = (b"of", b"OF")


@dataclass(frozen=True, slots=True)
class _Signs:
    """The rules by the names that they are about, or else by a word directly after or before the name.

    `after` and `before` are folded words: a name with none of them next to it needs no second look. `before_of` are the
    words before an `of`.
    """

    by_name: dict[str, tuple[PlaceRule, ...]]
    by_after: dict[str, tuple[PlaceRule, ...]]
    by_before: dict[str, tuple[PlaceRule, ...]]
    after: frozenset[bytes]
    before: frozenset[bytes]
    before_of: frozenset[bytes]


@cache
def _signs() -> _Signs:
    by_name: dict[str, tuple[PlaceRule, ...]] = {}
    by_after: dict[str, tuple[PlaceRule, ...]] = {}
    by_before: dict[str, tuple[PlaceRule, ...]] = {}
    before_of = set()
    for rule in RULES:
        for name in rule.names.split("|") if rule.names else ():
            by_name[name] = (*by_name.get(name, ()), rule)
        if rule.names:
            continue
        for words in _phrases(rule.after):
            by_after[words[0]] = (*by_after.get(words[0], ()), rule)
        for words in _phrases(rule.before):
            by_before[words[-1]] = (*by_before.get(words[-1], ()), rule)
            before_of |= {words[-2]} if words[-1] == "OF" else set()
    return _Signs(
        by_name,
        by_after,
        by_before,
        after=_printed(by_after.keys() | _STATES),
        before=_printed(by_before.keys() - {"OF"}) | _printed(lexicon.given_names()),
        before_of=_printed(before_of),
    )


def _printed(words: Iterable[str]) -> frozenset[bytes]:
    spelt = (spelling for word in words for spelling in (word, word.capitalize(), word.lower()))
    return frozenset(word.encode("latin-1") for word in spelt if word.isascii())


def find(passage: Passage, people: Sequence[PersonMention]) -> list[PlaceMention]:
    """The places that a passage mentions, in order, except those within the names of `people`."""
    folded, text, origin, names = passage.folded, passage.text, passage.origin, passage.words.places
    signs = _signs()
    spans = [(person.start, person.end) for person in people]
    spans.append((len(text), len(text)))
    found: list[PlaceMention] = []
    taken = person = 0
    for pattern, start, end in passage.places:
        if start < taken or folded[start - 1] != 32:
            continue
        named: Named | None
        named, end = names[pattern][0], end - 1
        if named.rest:
            named, end = _longest(folded, names[pattern], end)
        at, stop = start + origin, end + origin
        while spans[person][1] <= at:
            person += 1
        if not named or spans[person][0] < stop:
            continue
        place_id, rule = named.place_id, GAZETTEER
        if _needs_rules(folded, signs, named, start, end):
            decided = _decide(passage, named, start, end)
            if not decided:
                continue
            place_id, rule = decided
        taken = end
        printed = text[at:stop]
        if printed[-2:-1] == "." and text[stop : stop + 1] == ".":
            stop += 1
            printed += "."
        printed = printed if printed.isalpha() else " ".join(printed.split())
        found.append(PlaceMention(place_id, printed, rule, at, stop))
    return found


def _needs_rules(folded: bytes, signs: _Signs, named: Named, start: int, end: int) -> bool:
    """Whether a rule may be about a name, or about a word next to it; most names are places without a closer look."""
    if named.has_rule:
        return True
    next_word = end + 1 if folded[end + 1] != 32 else end + 2  # after a comma
    after = folded[next_word : folded.find(b" ", next_word)]
    if after in signs.after or after.isdigit():
        return True
    blank = folded.rfind(b" ", 0, start - 1)
    before = folded[blank + 1 : start - 1]
    return before in signs.before or (
        before in _OF and folded[folded.rfind(b" ", 0, blank) + 1 : blank] in signs.before_of
    )


def _longest(folded: bytes, names: tuple[Named, ...], end: int) -> tuple[Named | None, int]:
    """The longest of the names with the same first words that the text has, and where it ends."""
    words = folded[end : end + 60].split(None, 7)[:7]
    for named in names:
        size = len(named.rest)
        if size <= len(words) and tuple(word.upper() for word in words[:size]) == named.rest:
            for word in words[:size]:
                end = folded.index(word, end) + len(word)
            return named, end
    return None, end


def _decide(passage: Passage, named: Named, start: int, end: int) -> tuple[str, str] | None:
    """The place that is meant and the rule that says so; None if no place is meant."""
    text, folded, origin = passage.text, passage.folded, passage.origin
    at, stop = start + origin, end + origin
    if named.name in lexicon.ABBREVIATED:
        before_it = folded[folded.rfind(b" ", 0, start - 1) + 1 : start - 1]
        is_noun = _is_noun(text, at, stop, folded[end : end + 24].split(None, 1), before_it)
        return (named.place_id, UNITED_STATES) if is_noun else None
    after = folded[end : end + 40].upper().decode("latin-1").split()
    before = folded[max(0, start - 32) : start].upper().decode("latin-1").split()
    follows, precedes = text[stop : stop + 1] in _BLANKS, text[at - 1 : at] in _BLANKS
    signs = _signs()
    rules = signs.by_name.get(named.name, ())
    if after and follows:
        rules += signs.by_after.get(after[0], ())
    if before and precedes:
        rules += signs.by_before.get(before[-1], ())
    for rule in rules:
        if (not rule.cities or not named.is_country) and _holds(rule, passage, after if follows else [], before):
            return (rule.place, rule.name) if rule.place else None
    return (named.place_id, GAZETTEER) if _is_place(passage, named, at, stop, after, before) else None


def _holds(rule: PlaceRule, passage: Passage, after: list[str], before: list[str]) -> bool:
    """Whether all signs of a rule are present."""
    if rule.after and not _begins(after, _phrases(rule.after)):
        return False
    if rule.before and not _ends(before, _phrases(rule.before)):
        return False
    if rule.near:
        return passage.says(rule.near) and not passage.says(rule.far)
    return True


def _begins(words: list[str], phrases: tuple[list[str], ...]) -> bool:
    return any(words[: len(phrase)] == phrase for phrase in phrases)


def _ends(words: list[str], phrases: tuple[list[str], ...]) -> bool:
    return any(words[-len(phrase) :] == phrase for phrase in phrases)


@cache
def _phrases(signs: str) -> tuple[list[str], ...]:
    return tuple(sign.split() for sign in signs.split("|")) if signs else ()


def _is_place(passage: Passage, named: Named, at: int, stop: int, after: list[str], before: list[str]) -> bool:
    """Whether the words around a name let it be a place: it is part of neither a cable's number nor a person's name."""
    text = passage.text
    adjoining = text[stop : stop + 1]
    if not named.is_country and after:
        if adjoining in _BLANKS and after[0].isdigit() and 2 < len(after[0]) < 7:
            return False  # the number of a telegram: TOKYO 2609
        if adjoining == "," and after[0] in _STATES:
            return named.name in _american()
    if named.is_country and adjoining == "," and after and after[0] in _STATES - _NOT_ONLY_STATES:
        return False  # a town: Peru, Indiana
    if before and before[-1] in lexicon.given_names() and before[-1] not in lexicon.place_words():
        previous = text[at - 1 - len(before[-1]) : at]
        if previous[:1].isupper() and previous[-1:] == " " and previous[1:2].islower() is not passage.in_capitals:
            return False
    if named.name in lexicon.PEOPLE_TOO and adjoining == " " and not passage.in_capitals and _is_surname(text, stop):
        return False
    if named.is_word:
        in_country = adjoining == "," and bool(after) and after[0] in lexicon.place_words()
        return in_country or (bool(before) and before[-1] in _LOCATIVE)
    return True


@cache
def _american() -> frozenset[str]:
    """Cities in the United States, in capitals."""
    return frozenset(row["name"].upper() for row in seed("places") if row["country"] == "US")


def _is_noun(text: str, at: int, stop: int, after: list[bytes], before: bytes) -> bool:
    """Whether U.S. is a noun, not an adjective: it follows a preposition or article and does not precede a noun."""
    dotted = text[at + 1 : at + 2] == "."
    if before.upper() not in (_NOUN_BEFORE if dotted else _ARTICLE):
        return False
    follows = text[stop : stop + 3]
    if dotted:
        follows = follows[1:] if follows[:1] == "." else follows
    elif follows[:1] == ".":
        return True
    return not after or follows[:1] in _PUNCTUATION or follows == "\n\n" or after[0].upper() in _NOUN


def _is_surname(text: str, stop: int) -> bool:
    """Whether the next word may be a surname: capitalised, and neither a common word nor a title (Chad Weller)."""
    end = stop + 1
    while end < len(text) and (text[end].isalpha() or text[end] in "'’-"):
        end += 1
    word = text[stop + 1 : end]
    plain = word.upper()
    if len(word) < 3 or not word[0].isupper() or word.isupper():
        return False
    return plain not in lexicon.no_names() and plain not in lexicon.common_words()
