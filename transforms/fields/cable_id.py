"""Canonical form of a cable's id: two-digit year, station, serial without leading zeros (06TOKYO2609).

There are two families of ids: those of the 1966-2010 release (06TOKYO2609) and NARA's document numbers
(1973SANTIA04059, on PlusD pages with a suffix `_b`), with the station cut to six characters and the serial padded.
Two-digit years 45 to 99 are 19xx. Damaged ids, 53 of 251,287 in the release, include what their classification line had
before the station (08SECTON01OF02BEIRUT896) or after the serial (06MADRID002583ZFR2585).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.fields.station_names import Station, find_station
from transforms.rules import Parsed, Rule, Status
from transforms.years import full_year

NAME = "cable_id"


class CableId(NamedTuple):
    """A canonical id and its parts; year in four digits."""

    value: str = ""
    year: int | None = None
    station: str = ""
    serial: int | None = None


RULES = (
    Rule(
        "canonical",
        re.compile(r"(?P<year>\d\d)(?P<station>[A-Z]{2,40})(?P<serial>[1-9]\d{0,6})"),
        "the form of the 1966-2010 release",
        "06TOKYO2609",
        CableId("06TOKYO2609", 2006, "TOKYO", 2609),
    ),
    Rule(
        "document number",
        re.compile(r"(?P<year>(?:19|20)\d\d)(?P<station>[A-Z]{2,40})(?P<serial>\d{1,7})"),
        "year in four digits: NARA's form, which cuts the station to six characters and pads the serial",
        "1974BUENOS00815",
        CableId("74BUENOSAIRES815", 1974, "BUENOSAIRES", 815),
    ),
    Rule(
        "padded serial",
        re.compile(r"(?P<year>\d\d)(?P<station>[A-Z]{2,40})(?P<serial>\d{1,7})"),
        "serial with leading zeros, as the classification line prints it",
        "06TOKYO002609",
        CableId("06TOKYO2609", 2006, "TOKYO", 2609),
    ),
    Rule(
        "year twice",
        re.compile(r"(?P<year>\d\d)(?P=year)(?P<station>[A-Z]{2,40})(?P<serial>\d{1,7})"),
        "the two digits of the year doubled",
        "7676ACCRA310",
        CableId("76ACCRA310", 1976, "ACCRA", 310),
    ),
    Rule(
        "glued section",
        re.compile(
            r"""
            (?P<year>\d\d)
            [A-Z]{0,12} [0-9Q]{1,2} (?:O[FG]?|[GF]F?) \d{1,2}  # SECTION 01 OF 02, in any state
            (?P<station>[A-Z]{2,40})(?P<serial>\d{1,7})
            """,
            re.VERBOSE,
        ),
        "the section on the classification line was read as part of the station",
        "08SECTON01OF03ACCRA512",
        CableId("08ACCRA512", 2008, "ACCRA", 512),
    ),
    Rule(
        "glued tail",
        re.compile(r"(?P<year>\d\d)(?P<station>[A-Z]{2,40})(?P<serial>\d{1,7})[A-Z]{2,30}\d{0,7}"),
        "an operating signal, remark or second number after the serial (ZFR, ZDK, TOSEC)",
        "90STATE255001TOSEC140300",
        CableId("90STATE255001", 1990, "STATE", 255001),
    ),
)

_PLUSD_SUFFIX = re.compile(r"_[A-Z]\s*\Z")
_BETWEEN = re.compile(r"[\s'`.,/_-]+")

# rules of stations that count as repairs
_REPAIRS = ("glued word", "trailing word", "spelling")


@lru_cache(maxsize=4096)  # each cable's own id is needed several times
def canonical(text: str) -> Parsed[CableId]:
    """Canonical form of an id; absent for an empty text, unparsed if the text is not an id.

    A station that is not listed stays as printed: an id is never invented.
    """
    raw = text.strip()
    if not raw:
        return Parsed(CableId(), "absent")
    folded = _BETWEEN.sub("", _PLUSD_SUFFIX.sub("", raw[:120].upper()))
    for rule in RULES:
        match = rule.pattern.fullmatch(folded)
        if match and int(match["serial"]):
            return _assemble(match, rule.name, raw)
    return Parsed(CableId(), "unparsed", raw=raw[:120], detail="not year, station and serial")


def canonical_station(name: str, year: int | None = None) -> str:
    """Station as it is in canonical ids (TOKYO, USUNNEWYORK) for a printed name; "" if unknown.

    `year` (four digits) selects the name that a renamed post had then.
    """
    return find_station(name, year, spelling=1).name


def _assemble(match: re.Match[str], rule: str, raw: str) -> Parsed[CableId]:
    year, serial = full_year(int(match["year"])), int(match["serial"])
    station = find_station(match["station"], year, spelling=2) or Station()
    if not station.name:
        station = _station_at_the_end(match["station"], year)
    name = station.name or match["station"]
    value = f"{year % 100:02}{name}{serial}"
    damaged = rule in ("year twice", "glued section", "glued tail") or station.rule in _REPAIRS
    status: Status = "repaired" if damaged else "ok"
    detail = "" if station.name else "station not listed"
    if station.rule in _REPAIRS or station.rule in ("alias", "name of the time"):
        detail = f"{station.rule}: {match['station']} read as {name}"
    return Parsed(CableId(value, year, name, serial), status, rule, raw=raw, detail=detail)


def _station_at_the_end(letters: str, year: int) -> Station:
    """A listed station of five letters or more after unknown letters that were run into it."""
    for start in range(1, len(letters) - 4):
        found = find_station(letters[start:], year, spelling=0)
        if found.name and found.rule in ("listed", "name of the time"):
            return Station(found.name, "glued word")
    return Station()
