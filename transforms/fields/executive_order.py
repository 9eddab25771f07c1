"""Executive order line: the order that the classification is based on, and when it ends.

    E.O. 12958: DECL: 05/10/2016         2000s, the dialect with dots and colon
    EO 12958 DECL: 2019/07/29            2000s, the dialect without
    E.O. 11652: GDS                      1972-78: General Declassification Schedule; XGDS and ADS likewise
    E.O. 12065: RDS-4 6/5/99 (DOE, JOHN) 1978-82: review date and the authority
    E.O. 12356: DECL: OADR               1982-95: originating agency's determination required

Dates are printed as month/day/year, year/month/day, day month year, or month day, year. Anything else is kept as
printed.
"""

from __future__ import annotations

import datetime as dt
import re

from transforms.cable import Context, ExecutiveOrder
from transforms.patterns import MONTHS, ORDERS
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "declassify_on"

# valid orders; misprints (12598, 11653) stay as printed, and the field counts as repaired
_ORDERS = frozenset({"10501", *ORDERS})

_LABEL = re.compile(
    r"(?:E\.?[ \t]?[O0]\.?|EXECUTIVE[ \t]ORDER)[ \t:]*(?:\n[ \t]*(?=\d{5}\b))?(?P<order>\d{4,6}|\d\d,\d{3}(?!\d))?"
    r"(?:[ \t]*,?[ \t]*AS[ \t]AMENDED)?[ \t]*[:;,.-]*[ \t]*",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LONGEST = 300
_FIRST_ORDER = 1972  # that set a date: E.O. 11652
_LONGEST_TERM = 50
_DIGITS = str.maketrans("OIL", "011")

_MONTH_WORD = rf"(?P<month>{'|'.join(MONTHS)})[A-Z]*\.?"

# one or two signs between the parts of a date: 06//01/2016, 06/01,2016
_SEPARATOR = r"[ \t]?[/.,-]{1,2}[ \t]?"

RULES = (
    Rule(
        "year first",
        re.compile(
            r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[ \t]?[/.-][ \t]?(?P<m>\d{1,2})[ \t]?[/.-][ \t]?(?P<d>\d{1,2})(?!\d)"
        ),
        "year/month/day",
        "EO 12958 DECL: 2019/07/29",
        ExecutiveOrder("12958", dt.date(2019, 7, 29), "DECL: 2019/07/29"),
    ),
    Rule(
        "month first",
        re.compile(
            rf"(?<!\d)(?<!\b[lIoO])0?(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}}){_SEPARATOR}(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
        ),
        "month/day/year, the year in two or four digits",
        "E.O. 12958: DECL: 05/10/2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: 05/10/2016"),
    ),
    Rule(
        "day month year",
        re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[ \t-]?{_MONTH_WORD}[ \t,-]*(?P<year>(?:19|20)\d\d|\d\d)(?!\d)", re.I),
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
        "digits",
        re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
        "year, month and day with nothing between them",
        "E.O. 12958: DECL: 20160510",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: 20160510"),
    ),
    Rule(
        "lost separator",
        re.compile(r"(?<![\d/])(?P<m>[01]\d)/?(?P<d>[0-3]\d)/?(?P<year>(?:19|20)\d\d)(?!\d)"),
        "month, day and year with at most one separator",
        "E.O. 12958: DECL: 0510/2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: 0510/2016"),
    ),
    Rule(
        "misread digits",
        re.compile(
            rf"(?<![A-Z\d])(?P<m>[\dOIL]{{1,2}}){_SEPARATOR}(?P<d>[\dOIL]{{1,2}}){_SEPARATOR}"
            r"(?P<year>[12L][\dOIL]{3}|[\dOIL]{2})(?![A-Z\d])",
            re.IGNORECASE,
        ),
        "letters that look like digits, inside a date",
        "E.O. 12958: DECL: O5/1O/2016",
        ExecutiveOrder("12958", dt.date(2016, 5, 10), "DECL: O5/1O/2016"),
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
            r"\b(?:OADR|MR|X?GDS(?:-?[1-4])?|6DS|ADS|RDS(?:-?[1-4])?|(?:25)?X-?[1-9](?:-HUM)?"
            r"|1\.[56][ \t]?\(?X?[1-8A-H]\b)",
            re.IGNORECASE,
        ),
        "a schedule, exemption or review instead of a date",
        "E.O. 11652: XGDS-2",
        ExecutiveOrder("11652", None, "XGDS-2"),
    ),
    Rule(
        "event",
        re.compile(
            r"\A(?>(?:DECL[A-Z]*[ .:]*)?)(?![^\n]{0,60}\d[/,.-]{1,2}\d)(?!X{4})[^\nA-Z]{0,5}[A-Z]{2}[^\n]{2}",
            re.IGNORECASE,
        ),
        "an event that must happen first",
        "E.O. 12958: DECL: CLOSURE OF THE TRIBUNAL",
        ExecutiveOrder("12958", None, "DECL: CLOSURE OF THE TRIBUNAL"),
    ),
)

# an unclassified telegram has nothing to declassify, so its line may give only the order
ORDER_ALONE = "order alone"
_DECLASSIFY_LINE = re.compile(r"\bDECL(?:ASSIFY)?(?:[ \t]+ON)?[ \t]*:[ \t]*(?=[^\n]*\d)", re.IGNORECASE)


def parse(zones: Zones, context: Context) -> Parsed[ExecutiveOrder]:
    """Read the first E.O. line, or without one a declassification line in the head of the telegram.

    If the E.O. line gives only the order, the frame's Declassify On line completes it.
    """
    found = _parsed(zones, context)
    stated = zones.framed("declassify") if not found.value.declassify_raw else None
    if not stated:
        return found
    return _read(found.value.order, _instruction(zones.text, *stated), stated, zones.of(stated), context.year)


def _parsed(zones: Zones, context: Context) -> Parsed[ExecutiveOrder]:
    zone = zones.first("executive_order")
    order, start = "", None
    if zone:
        label = _LABEL.match(zones.text, *zone)
        if label:
            order, start = (label["order"] or "").replace(",", ""), label.end()
    else:
        line = _DECLASSIFY_LINE.search(zones.text, zones.captions.start, zones.prose.start)
        start = line.start() if line else None
    if start is None:
        return Parsed(ExecutiveOrder(), "absent")
    first = zone.start if zone else start
    raw = _instruction(zones.text, start, min(zone.end if zone else zones.prose.start, start + _LONGEST))
    if not raw and order in _ORDERS and _is_unclassified(zones):
        return Parsed(ExecutiveOrder(order), "ok", ORDER_ALONE, Span(first, start), zones.text[first:start])
    return _read(order, raw, Span(first, start + len(raw)), zones.text[first : start + len(raw)], context.year)


def _is_unclassified(zones: Zones) -> bool:
    return "".join(zones.of(zones.classification_line).upper().split()).startswith("UNCLAS")


def _instruction(text: str, start: int, end: int) -> str:
    """The instruction, which may continue over line ends but not over a blank line."""
    blank = _BLANK_LINE.search(text, start, end)
    return text[start : blank.start() if blank else end].rstrip()


def _read(order: str, raw: str, span: Span, words: str, year: int | None) -> Parsed[ExecutiveOrder]:
    printed = " ".join(raw.split())
    known = not order or order in _ORDERS
    unknown_order = "" if known else f"no such order: {order}"
    for rule in RULES:
        match = rule.pattern.search(printed)
        if not match:
            continue
        if "year" not in match.groupdict():
            status: Status = "ok" if known else "repaired"
            return Parsed(ExecutiveOrder(order, None, printed), status, rule.name, span, words, unknown_order)
        day, repair = _date(match, year)
        if not day:
            detail = f"no such date: {match.group()}"
            return Parsed(ExecutiveOrder(order, None, printed), "unparsed", rule.name, span, words, detail)
        if rule.name == "lost separator":
            repair = repair or rule.note
        status = "ok" if known and not repair else "repaired"
        return Parsed(ExecutiveOrder(order, day, printed), status, rule.name, span, words, repair or unknown_order)
    return Parsed(ExecutiveOrder(order, None, printed), "unparsed", "", span, words)


def _date(match: re.Match[str], cable_year: int | None) -> tuple[dt.date | None, str]:
    """Date of a match, and what had to be repaired in it."""
    groups = match.groupdict()
    numbers = [groups["year"], groups["d"], groups.get("m") or ""]
    repair = "" if all(not number or number.isdigit() for number in numbers) else "letters read as digits"
    year, day, month = (int(number.upper().translate(_DIGITS) or 0) for number in numbers)
    if groups.get("month"):
        month = MONTHS.index(groups["month"].upper()) + 1
    year = _with_century(year, cable_year)
    for m, d, swapped in ((month, day, ""), (day, month, "day and month in European order")):
        try:
            return dt.date(year, m, d), swapped or repair
        except ValueError:
            continue
    return None, ""


def _with_century(year: int, cable_year: int | None) -> int:
    """A two-digit year in the fifty years after the cable's; if that is unknown, not before the first of the orders."""
    if year >= 100:
        return year
    if cable_year:
        later = cable_year + (year - cable_year) % 100
        if later - cable_year <= _LONGEST_TERM:
            return later
    return year + (1900 if year >= _FIRST_ORDER % 100 else 2000)
