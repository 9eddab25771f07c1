"""The table of a WikiLeaks page, as people copy it along with the text: a line of headings, then the values.

    Reference ID Created Released Classification Origin
    09LIMA1364 2009-06-20 16:04 2010-11-30 21:09 SECRET Embassy Lima

The cells may be separated by blanks, tabs, bars (Markdown) or line ends.
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.document import Precision, Stated

_GAP = r"[ \t|*]*(?:\r?\n[ \t|*:-]*){0,4}"
_TIME = r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d)?"
_LEVEL = r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)(?://(?:FOR OFFICIAL USE ONLY|NOFORN))?"
_TABLE = re.compile(
    rf"""
    ^[ \t|*]*Reference[ ]ID{_GAP}Created{_GAP}(?:Released{_GAP})?Classification{_GAP}Origin{_GAP}
    (?P<id>\d\d[A-Z][A-Z-]{{1,30}}\d{{1,7}}){_GAP}(?P<created>{_TIME}){_GAP}(?:(?P<released>{_TIME}){_GAP})?
    (?P<level>{_LEVEL}){_GAP}(?P<origin>[A-Z][A-Za-z .,'-]{{2,60}}?)[ \t|]*\r?$
    """,
    re.MULTILINE | re.VERBOSE,
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d))?")
_HEAD = 4_000


def stated(text: str) -> Stated | None:
    """What the table above a telegram states, None if there is no table."""
    table = _TABLE.search(text, 0, _HEAD) if "Reference ID" in text[:_HEAD] else None
    if not table:
        return None
    created, precision = moment(table["created"])
    released, _ = moment(table["released"] or "")
    return Stated(
        cable_id=table["id"],
        created=created,
        precision=precision,
        released=released.date() if released else None,
        source_id=table["id"],
        classification=table["level"],
        origin=table["origin"],
    )


def moment(printed: str) -> tuple[datetime | None, Precision]:
    """Date and time in UTC, and its precision: in December 2010 the minutes repeat the hour (18:06)."""
    match = _DATE.match(printed)
    if not match:
        return None, "day"
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        created = datetime(year, month, day, hour, minute)
    except ValueError:
        return None, "day"
    if match[4] is None:
        return created, "day"
    return created, "hour" if minute == (hour % 12 or 12) else "minute"
