"""Date-time group: when the cable was released, and its precedence.

`O 121207Z MAY 06` means precedence O, day 12, 12:07 UTC, May 2006. Two-digit years 45 to 99 are 19xx. Tails such as ZDK
(a repeat) and ZFF4 (acknowledge) are operating signals, which the transmission field reads. Texts of 1973-74 have stray
blanks between the digits (`P 251346 Z JUN 7 3`).
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.cable import Context, DateTimeGroup
from transforms.patterns import DATE_TIME_GROUP, MONTH, MONTHS
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones
from transforms.years import full_year

NAME = "dtg"

_DIGITS = str.maketrans("OIL", "011")

RULES = (
    Rule(
        "line",
        re.compile(rf"^[ \t]*{DATE_TIME_GROUP}", re.MULTILINE | re.IGNORECASE),
        "a line that begins with the precedence and the group",
        "O P 121207Z MAY 06\nFM AMEMBASSY LIMA",
        DateTimeGroup(datetime(2006, 5, 12, 12, 7), "O P"),
    ),
    Rule(
        "misread",
        re.compile(
            r"^[ \t]*(?P<precedence>(?:[ZOPR0][ \t]+){0,2})(?P<day>[\dOIL]{2})(?P<hour>[\dOIL]{2})"
            rf"(?P<minute>[\dOIL]{{2}})[Z2]?[ \t]+(?P<month>{MONTH})[A-Z]*[ \t]+"
            r"(?P<dtg_year>(?:19|20)?[\dO]{2})(?![\dO])",
            re.MULTILINE | re.IGNORECASE,
        ),
        "letters and digits confused (O and 0, I and 1, Z and 2), or the Z lost",
        "P 1212O72 MAY 06\nFM AMEMBASSY LIMA",
        DateTimeGroup(datetime(2006, 5, 12, 12, 7), "P"),
    ),
    Rule(
        "inline",
        re.compile(rf"\b{DATE_TIME_GROUP}", re.IGNORECASE),
        "the group in the middle of a line, after a page caption or stamp that was run into it",
        "LIMA 01234 01 OF 02 O 121207Z MAY 06",
        DateTimeGroup(datetime(2006, 5, 12, 12, 7), "O"),
    ),
    Rule(
        "frame",
        re.compile(
            rf"(?P<month>{MONTH})[A-Z]*\.?[ \t]+(?P<day>\d{{1,2}}),?[ \t]+(?P<dtg_year>(?:19|20)\d\d)"
            r"(?P<hour>)(?P<minute>)(?P<precedence>)",
            re.IGNORECASE,
        ),
        "the Date/DTG line of the frame, if it has only the day; other rules read a group there",
        "MRN: 17 LIMA 318\nDate/DTG: Mar 08, 2017\nFrom: AMEMBASSY LIMA\nAction: WASHDC, SECSTATE PRIORITY\n",
        DateTimeGroup(None, "P"),
    ),
)
_FRAME = RULES[3]
# precedence in words, as the frame prints it after each addressee, highest first
_WORDS = {"FLASH": "Z", "IMMEDIATE": "O", "PRIORITY": "P", "ROUTINE": "R"}


def parse(zones: Zones, context: Context) -> Parsed[DateTimeGroup]:
    """Read the first date-time group of the header; a group with an impossible date is unparsed."""
    found = _parsed(zones)
    if zones.frame and found.status in ("ok", "repaired") and not found.value.precedence:
        return found._replace(value=found.value._replace(precedence=_in_words(zones)))
    return found


def framed_day(zones: Zones) -> datetime | None:
    """The day on the Date/DTG line of the frame, at midnight."""
    time = zones.framed("time")
    match = _FRAME.pattern.search(zones.text, *time) if time else None
    return _moment(match) if match else None


def _in_words(zones: Zones) -> str:
    """Precedence letters for action and information, from the words after the addressees of the frame."""
    letters = []
    for label in ("action", "info"):
        place = zones.framed(label)
        words = zones.of(place).upper() if place else ""
        letters += next(([letter] for word, letter in _WORDS.items() if re.search(rf"\b{word}\b", words)), [])
    return " ".join(dict.fromkeys(letters))


def _parsed(zones: Zones) -> Parsed[DateTimeGroup]:
    time = zones.framed("time")
    stated = time if zones.frame and zones.frame.is_all else None
    for rule in RULES:
        place = time if rule is _FRAME else stated or zones.header
        match = rule.pattern.search(zones.text, *place) if place else None
        if not match:
            continue
        moment = _moment(match)
        span, printed = Span(*match.span()), match.group().strip()
        if moment is None:
            return Parsed(DateTimeGroup(), "unparsed", rule.name, span, printed)
        if rule is _FRAME:
            return Parsed(DateTimeGroup(), "ok", rule.name, span, printed, "the day only")
        value = DateTimeGroup(moment, _letters(match["precedence"]))
        status: Status = "repaired" if rule.name == "misread" or re.search(r"\d[ \t]+\d", printed) else "ok"
        return Parsed(value, status, rule.name, span, printed)
    return Parsed(DateTimeGroup(), "absent")


def _letters(printed: str) -> str:
    """Precedence letters, separated and each once: `OO` is O, `OP` is O P."""
    return " ".join(dict.fromkeys("".join(printed.upper().replace("0", "O").split())))


def _moment(match: re.Match[str]) -> datetime | None:
    printed = (match[name].upper().translate(_DIGITS) for name in ("day", "hour", "minute", "dtg_year"))
    day, hour, minute, year = (int("".join(digits.split()) or 0) for digits in printed)
    month = MONTHS.index("".join(match["month"].split()).upper()) + 1
    try:
        return datetime(full_year(year), month, day, hour, minute)
    except ValueError:
        return None
