"""Executive order line: the order the classification rests on, and until when.

    E.O. 12958: DECL: 05/10/2016         2000s, dialect with dots and colon
    EO 12958 DECL: 2019/07/29            2000s, dialect without
    E.O. 11652: GDS                      1972-78: General Declassification Schedule; XGDS and ADS likewise
    E.O. 12065: RDS-4 6/5/99 (DOE, JOHN) 1978-82: review date and the authority
    E.O. 12356: DECL: OADR               1982-95: originating agency's determination required

Dates come as month/day/year, year/month/day, day month year and month day, year. What is not a date is kept as printed.
"""

from __future__ import annotations

import datetime as dt
import re

from transforms.cable import Context, ExecutiveOrder
from transforms.patterns import MONTHS
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "declassify_on"

# printed order -> valid; misprints (12598, 11653) stay as printed and the field counts as repaired
_ORDERS = frozenset({"10501", "11652", "12065", "12356", "12958", "13292", "13526"})

_LABEL = re.compile(
    r"(?:E\.?[ \t]?[O0]\.?|EXECUTIVE[ \t]ORDER)[ \t:]*(?P<order>\d{4,6})?"
    r"(?:[ \t]*,?[ \t]*AS[ \t]AMENDED)?[ \t]*[:;,.-]*[ \t]*",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LONGEST = 300

_MONTH_WORD = rf"(?P<month>{'|'.join(MONTHS)})[A-Z]*\.?"

RULES = (
    Rule(
        "year first",
        re.compile(
            r"(?<!\d)(?P<year>(?:19|20)\d\d)[ \t]?[/.-][ \t]?(?P<m>\d{1,2})[ \t]?[/.-][ \t]?(?P<d>\d{1,2})(?!\d)"
        ),
        "year/month/day",
        "EO 12958 DECL: 2019/07/29",
        ExecutiveOrder("12958", dt.date(2019, 7, 29), "DECL: 2019/07/29"),
    ),
    Rule(
        "month first",
        re.compile(
            r"(?<!\d)0?(?P<m>\d{1,2})[ \t]?[/.-][ \t]?(?P<d>\d{1,2})[ \t]?[/.-][ \t]?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
        ),
        "month/day/year, the year in two digits or four",
        "E.O. 12958: DECL: 05/10/2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: 05/10/2016"),
    ),
    Rule(
        "day month year",
        re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[ \t]+{_MONTH_WORD}[ \t,]+(?P<year>(?:19|20)\d\d|\d\d)(?!\d)", re.I),
        "the month as a word after the day",
        "E.O. 12958: DECL: 10 MAY 2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: 10 MAY 2016"),
    ),
    Rule(
        "month day year",
        re.compile(rf"\b{_MONTH_WORD}[ \t]+(?P<d>\d{{1,2}})(?:ST|ND|RD|TH)?[ \t,]+(?P<year>(?:19|20)\d\d)(?!\d)", re.I),
        "the month as a word before the day",
        "E.O. 12958: DECLASSIFIED MAY 10, 2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECLASSIFIED MAY 10, 2016"),
    ),
    Rule(
        "not applicable",
        re.compile(r"(?:DECL[ \t:]*)?N[ \t]?/?[ \t]?A\b", re.IGNORECASE),
        "an unclassified telegram",
        "E.O. 12958: N/A",
        ExecutiveOrder("12958", None, "N/A"),
    ),
    Rule(
        "instruction",
        re.compile(
            r"\b(?:OADR|MR|X?GDS(?:-?[1-4])?|6DS|ADS|RDS(?:-?[1-4])?|(?:25)?X[1-9](?:-HUM)?"
            r"|1\.[56][ \t]?\(?X?[1-8A-H]\b)",
            re.IGNORECASE,
        ),
        "a schedule, exemption or review instead of a date",
        "E.O. 11652: XGDS-2",
        ExecutiveOrder("11652", None, "XGDS-2"),
    ),
    Rule(
        "event",
        re.compile(r"[A-Z][^\n]{3,}", re.IGNORECASE),
        "something that has to happen first",
        "E.O. 12958: DECL: CLOSURE OF THE TRIBUNAL",
        ExecutiveOrder("12958", None, "DECL: CLOSURE OF THE TRIBUNAL"),
    ),
)

_DECLASSIFY_LINE = re.compile(r"\bDECL(?:ASSIFY)?(?:[ \t]+ON)?[ \t]*:[ \t]*(?=[^\n]*\d)", re.IGNORECASE)


def parse(zones: Zones, context: Context) -> Parsed[ExecutiveOrder]:
    """Read the first E.O. line; without one, a declassification line in the head of the telegram."""
    zone = zones.first("executive_order")
    order, start = "", None
    if zone:
        label = _LABEL.match(zones.text, *zone)
        if label:
            order, start = label["order"] or "", label.end()
    else:
        line = _DECLASSIFY_LINE.search(zones.text, zones.captions.start, zones.prose.start)
        start = line.start() if line else None
    if start is None:
        return Parsed(ExecutiveOrder(), "absent")
    first = zone.start if zone else start
    raw = _instruction(zones.text, start, min(zone.end if zone else zones.prose.start, start + _LONGEST))
    return _read(order, raw, Span(first, start + len(raw)), zones.text[first : start + len(raw)])


def _instruction(text: str, start: int, end: int) -> str:
    """The instruction, over line ends but not over a blank line."""
    blank = _BLANK_LINE.search(text, start, end)
    return text[start : blank.start() if blank else end].rstrip()


def _read(order: str, raw: str, span: Span, words: str) -> Parsed[ExecutiveOrder]:
    printed = " ".join(raw.split())
    known = not order or order in _ORDERS
    for rule in RULES:
        match = rule.pattern.search(printed)
        if not match:
            continue
        if "year" not in match.groupdict():
            status: Status = "ok" if known else "repaired"
            return Parsed(ExecutiveOrder(order, None, printed), status, rule.name, span, words)
        day, swapped = _date(match)
        if day:
            status = "ok" if known and not swapped else "repaired"
            detail = "day and month in European order" if swapped else "" if known else f"no such order: {order}"
            return Parsed(ExecutiveOrder(order, day, printed), status, rule.name, span, words, detail)
        detail = f"no such date: {match.group()}"
        return Parsed(ExecutiveOrder(order, None, printed), "unparsed", rule.name, span, words, detail)
    return Parsed(ExecutiveOrder(order, None, printed), "unparsed", "", span, words)


def _date(match: re.Match[str]) -> tuple[dt.date | None, bool]:
    """Date of a match, and whether day and month had to change places."""
    groups = match.groupdict()
    year = int(groups["year"])
    if year < 100:
        year += 1900 if year >= 60 else 2000
    month = MONTHS.index(groups["month"].upper()) + 1 if groups.get("month") else int(groups["m"])
    day = int(groups["d"])
    attempts: tuple[tuple[int, int, bool], ...] = ((month, day, False), (day, month, True))
    for m, d, swapped in attempts:
        try:
            return dt.date(year, m, d), swapped
        except ValueError:
            continue
    return None, False
