"""From a printed station name to its form in canonical ids.

A post is printed in many ways: in full (PORT AU PRINCE), abbreviated (PAP), cut by the machine after six characters
(PORT A, in NARA document numbers PORTA) or ten (PORT AU PR), with the country (MADRID SP), with the kind of post
(AMEMBASSY HANOI), with a caption run into it (EFTOLONDON) or misspelt (COPENHAEN). Posts and abbreviations are in the
seed tables posts and station_aliases; cut names are derived from the printed names. A renamed post has the name of the
time, as in the ids: 06KIEV and 07KYIV, 73PEKING and 80BEIJING.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.vocabulary import seed

_NOT_A_LETTER = re.compile(r"[^A-Z]+")

# words before a station that were run into its name
_GLUED = re.compile(
    r"""
    (?: AM(?:ERICAN)?EMB(?:ASSY)? | AMCON(?:SUL|GEN)? | EMBASSY | EMB | CONSULATE | USMISSION | USINT | USLO
      | EFTO | NOFORN | UNCLAS(?:SIFIED)? | SIFIED | CONFIDENTIAL | SECRET | SIPDIS | SENSITIVE
    )
    (?=[A-Z]{4})
    """,
    re.VERBOSE,
)
# what follows the city in an address: the country (MADRID SP, VIENNA AU), City, or Washington (STATE WASHDC)
_TRAILING = re.compile(r"(?:CITY|WASHDC|WASHINGTON|WASH|EMBASSY|EMB|[A-Z]{2})\Z")

# the machines cut a name to six characters in NARA document numbers and page lines
_CUT = 6


class Station(NamedTuple):
    """A station as written in canonical ids, and the rule that found it; both empty for an unknown name."""

    name: str = ""
    rule: str = ""


class _Spelling(NamedTuple):
    station: str
    first_year: int
    last_year: int


@cache
def _posts() -> frozenset[str]:
    return frozenset(row["post"] for row in seed("posts"))


@cache
def _spellings() -> dict[str, list[_Spelling]]:
    """Aliases by their letters, each with the years in which it is valid."""
    spellings: dict[str, list[_Spelling]] = {}
    for row in seed("station_aliases"):
        years = int(row["first_year"] or 0), int(row["last_year"] or 9999)
        spellings.setdefault(row["alias"], []).append(_Spelling(row["station"], *years))
    for row in seed("posts"):
        for printed in filter(None, row["aliases"].split("|")):
            spellings.setdefault(_letters(printed), []).append(_Spelling(row["post"], 0, 9999))
    return spellings


@cache
def _cuts() -> dict[str, str]:
    """Stations by the beginnings of printed names that only one station has."""
    cuts: dict[str, str] = {}
    shared: Counter[str] = Counter()
    for row in seed("posts"):
        beginnings = set()
        for printed in (row["post"], *filter(None, row["aliases"].split("|"))):
            beginnings.add(_letters(printed[:_CUT]))
            letters = _letters(printed)
            beginnings.update(letters[:size] for size in range(5, len(letters)))
        shared.update(beginnings)
        cuts.update(dict.fromkeys(beginnings, row["post"]))
    return {beginning: station for beginning, station in cuts.items() if shared[beginning] == 1}


@cache
def _spellable() -> dict[str, str]:
    """Names that may be misspelt, with their stations: every post, and the longer of the other names."""
    longer = {name: found[0].station for name, found in _spellings().items() if len(name) > 6}
    return {**longer, **{post: post for post in _posts()}}


@cache
def _misspellings() -> dict[str, frozenset[str]]:
    """Names with at most one letter left out, each with the complete names that it may be."""
    found: dict[str, set[str]] = {}
    for name in _spellable():
        for shorter in _with_one_letter_less(name):
            found.setdefault(shorter, set()).add(name)
    return {shorter: frozenset(names) for shorter, names in found.items()}


def _with_one_letter_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _letters(name: str) -> str:
    return _NOT_A_LETTER.sub("", name.upper())


@cache
def _series() -> dict[str, str]:
    return {row["station"]: row["series"] for row in seed("shared_series")}


def same_series(first: str, second: str) -> bool:
    """Whether two stations number their telegrams in one series: two names of a post (TAIPEI and AITTAIPEI)."""
    return _series().get(first, first) == _series().get(second, second)


@lru_cache(maxsize=65_536)
def find_station(name: str, year: int | None = None, *, spelling: int = 1) -> Station:
    """The station with a printed name, in a year (four digits) if it is known.

    `spelling` is how many letters of a name of five letters or more may be wrong: 0, 1 or 2. A name that could mean two
    stations is unknown.
    """
    letters = _letters(name[:60])
    if len(letters) < 2:
        return Station()
    return (
        _listed(letters, year)
        or _without_what_is_glued(letters, year)
        or _cut_short(letters, year)
        or (_misspelt(letters, spelling, year) if spelling else None)
        or Station()
    )


def _listed(letters: str, year: int | None) -> Station | None:
    for spelling in _spellings().get(letters, ()):
        dated = spelling.first_year > 0 or spelling.last_year < 9999
        if dated and letters in _posts():
            if year and spelling.first_year <= year <= spelling.last_year:
                return Station(spelling.station, "name of the time")
        elif not year or spelling.first_year <= year <= spelling.last_year:
            return Station(spelling.station, "listed" if spelling.station == letters else "alias")
    return Station(letters, "listed") if letters in _posts() else None


def _without_what_is_glued(letters: str, year: int | None) -> Station | None:
    bare = letters
    while glued := _GLUED.match(bare):
        bare = bare[glued.end() :]
    if bare != letters:
        found = _listed(bare, year) or _cut_short(bare, year)
        if found:
            return Station(found.name, "glued word")
    trailing = _TRAILING.search(bare, 3)
    found = _listed(bare[: trailing.start()], year) if trailing else None
    return Station(found.name, "trailing word") if found else None


def _cut_short(letters: str, year: int | None) -> Station | None:
    station = _cuts().get(letters)
    if not station:
        return None
    found = _listed(station, year)
    return Station(found.name if found else station, "cut name")


def _misspelt(letters: str, allowed: int, year: int | None) -> Station | None:
    """The only station whose name differs by a letter left out, added, changed or swapped with its neighbour."""
    if len(letters) < 4 or len(letters) > 20:
        return None
    shorter = _with_one_letter_less(letters)
    near = {name for word in shorter for name in _misspellings().get(word, ()) if _distance(letters, name, 1) <= 1}
    if not near and allowed > 1 and len(letters) > 4:
        near = {name for name in _spellable() if _distance(letters, name, 2) <= 2}
    stations = {found.name for name in near if (found := _listed(_spellable()[name], year))}
    return Station(stations.pop(), "spelling") if len(stations) == 1 else None


def _distance(first: str, second: str, limit: int) -> int:
    """How many letters to leave out, add, change or swap with their neighbour; `limit + 1` if they are more."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        last_but_one, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, last_but_one[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
