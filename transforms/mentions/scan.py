"""One pass over a text for the words with which a mention can begin, by the Aho-Corasick algorithm.

The text is folded first: one byte per character, and a blank for everything but letters and digits. So a word is what
is between blanks, and offsets stay the same.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from transforms.mentions import lexicon
from transforms.mentions.lexicon import Named

# a text is in capitals if small letters make up less than this share of its first characters
_SAMPLE, _FEW = 2000, 0.1
# keeps A/S and U/S, which are titles, apart from U.S.
_SLASH = "_"
_FOLDED = bytes(code if chr(code).isalnum() or chr(code) == _SLASH else 32 for code in range(256))
_SMALL = bytes(code for code in range(256) if chr(code).islower())
_CAPITAL, _OTHER = b"C", b"x"
_CASES = bytes(32 if code == 32 else _CAPITAL[0] if chr(code).isupper() else _OTHER[0] for code in range(256))
_CAPITALS = b" " + 4 * _CAPITAL

# words that ask to protect a name
_MARKINGS = ("protect", "Protect", "PROTECT", "protected", "PROTECTED")

Hit = tuple[int, int, int]


class Words(NamedTuple):
    """The automaton for one kind of text, and the meaning of its patterns: place names, then titles, then markings."""

    automaton: BytesAhoCorasick
    places: tuple[tuple[Named, ...], ...]
    first_marking: int


class Passage:
    """A part of a text that is searched, and the words found in it.

    `folded` is the folded part with blanks on either side; `origin` is added to its offsets to get those of `text`. A
    hit is the number of a pattern and its span in `folded`, which includes the blank after the word; it may be the end
    of a longer word.
    """

    __slots__ = (
        "end", "folded", "in_capitals", "markings", "origin", "places", "said", "start", "text", "titles", "words",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        part = text[start:end]
        if "/S" in part:
            part = part.replace("A/S ", "A_S ").replace("U/S ", "U_S ")
        folded = b" %b  " % part.encode("latin-1", "replace").translate(_FOLDED)
        self.origin = start - 1
        sample = folded[:_SAMPLE]
        self.in_capitals = len(sample) - len(sample.translate(None, _SMALL)) < _FEW * len(sample)
        self.words = _of_capitals() if self.in_capitals else _of_mixed_case()
        self.folded = folded
        self.said: dict[str, bool] = {}
        hits = self.words.automaton.find_matches_as_indexes(folded)
        first_title, first_marking = len(self.words.places), self.words.first_marking
        self.places: list[Hit] = [hit for hit in hits if hit[0] < first_title]
        self.titles: list[Hit] = [hit for hit in hits if first_title <= hit[0] < first_marking]
        self.markings: list[Hit] = [hit for hit in hits if hit[0] >= first_marking]

    def says(self, words: str) -> bool:
        """Whether the passage has any of some words in capitals, separated by |; the answer is kept."""
        if words not in self.said:
            folded = self.folded.upper()
            self.said[words] = any(f" {word} ".encode() in folded for word in words.split("|") if word)
        return self.said[words]

    def words_in_capitals(self) -> list[int]:
        """Offsets in the text of words that begin with four capitals, after a capitalised word or before a comma."""
        cases, text, origin = self.folded.translate(_CASES), self.text, self.origin
        found = []
        at = cases.find(_CAPITALS)
        while at >= 0:
            if (
                cases[at - 1] == _OTHER[0]
                and cases[cases.rfind(b" ", 0, at) + 1] == _CAPITAL[0]
                or text.startswith(", ", cases.find(b" ", at + 5) + origin)
            ):
                found.append(at + 1 + origin)
            at = cases.find(_CAPITALS, at + 5)
        return found


@cache
def _of_capitals() -> Words:
    """Words as they are printed in a text in capitals."""
    places = {first.upper(): named for first, named in lexicon.places_by_first_words().items()}
    return _words(places, list(lexicon.titles()))


@cache
def _of_mixed_case() -> Words:
    """Words as they are printed in a text with small letters, where headings may be in capitals."""
    places: dict[str, tuple[Named, ...]] = {}
    for first, named in lexicon.places_by_first_words().items():
        places[first] = places[first.upper()] = named
    return _words(places, [spelling for title in lexicon.titles() for spelling in lexicon.spellings(title)])


def _words(places: dict[str, tuple[Named, ...]], titles: list[str]) -> Words:
    patterns: dict[str, tuple[Named, ...]] = {}
    for first, named in places.items():
        for blank in (" ", "  ", "   "):  # there may be blanks before and after a line break
            patterns[first.replace(" ", blank)] = named
    titles = [title for title in dict.fromkeys(one.replace("/", _SLASH) for one in titles) if title not in patterns]
    automaton = BytesAhoCorasick(
        [f"{word} ".encode("latin-1") for word in (*patterns, *titles, *_MARKINGS)],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.DFA,
    )
    return Words(automaton, tuple(patterns.values()), len(patterns) + len(titles))
