"""Date-time group: when the cable was released, and its precedence.

`O 121207Z MAY 06` reads: precedence O, day 12, 12:07 UTC, May 2006. Two-digit years 60 to 99 are 19xx. Tails such as
ZDK (a repeat) and ZFF4 (acknowledge) are operating signals and stay with the transmission field. In 1973-74 texts
blanks are injected into the digits (`P 251346 Z JUN 7 3`).
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.cable import Context, DateTimeGroup
from transforms.patterns import DATE_TIME_GROUP, MONTHS
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "dtg"

RULES = (
    Rule(
        "line",
        re.compile(rf"^[ \t]*{DATE_TIME_GROUP}", re.MULTILINE | re.IGNORECASE),
        "a line that begins with the precedence and the group",
        "O P 121207Z MAY 06\nFM AMEMBASSY LIMA",
        DateTimeGroup(datetime(2006, 5, 12, 12, 7), "O P"),
    ),
    Rule(
        "inline",
        re.compile(rf"\b{DATE_TIME_GROUP}", re.IGNORECASE),
        "the group further along a line, where a page caption or stamp was run into it",
        "LIMA 01234 01 OF 02 O 121207Z MAY 06",
        DateTimeGroup(datetime(2006, 5, 12, 12, 7), "O"),
    ),
)


def parse(zones: Zones, context: Context) -> Parsed[DateTimeGroup]:
    """Read the first date-time group of the header."""
    for rule in RULES:
        for match in rule.pattern.finditer(zones.text, zones.header.start, zones.header.end):
            moment = _moment(match)
            if moment is None:
                return Parsed(DateTimeGroup(), "unparsed", rule.name, Span(*match.span()), match.group())
            value = DateTimeGroup(moment, " ".join(match["precedence"].upper().split()))
            status: Status = "repaired" if re.search(r"\d[ \t]+\d", match.group()) else "ok"
            return Parsed(value, status, rule.name, Span(*match.span()), match.group().strip())
    return Parsed(DateTimeGroup(), "absent")


def _moment(match: re.Match[str]) -> datetime | None:
    day, hour, minute, year = (int(re.sub(r"\s", "", match[name])) for name in ("day", "hour", "minute", "dtg_year"))
    month = MONTHS.index(re.sub(r"\s", "", match["month"]).upper()) + 1
    try:
        return datetime(year + (1900 if year >= 60 else 2000), month, day, hour, minute)
    except ValueError:
        return None
