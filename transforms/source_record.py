"""When the source says that a telegram was created, and the source's own id for it.

    Created  2007-01-15 12:12                       a page's table or a row's column: to the hour or minute
    Draft Date: 08 SEP 1973                         a record's attribute: to the day
    MRN: 17 LIMA 318  Date/DTG: Mar 08, 2017        the Department's frame: number, and the day
    Document Number: 1993LUSAKA01817                prints of the 1980s and 1990s, at the head of each page
    Doc No. C05400001                               copies released on request, in the stamp of the release
    Tuesday, 04 March 2003, 15:12                   a date line above the classification line: to the minute
    Date: 17 June 2002                              the same in a description above the telegram: to the day

Pages, rows and records state these outside the telegram's text, and their readers put them into `Stated`. Frames, heads
of prints and stamps are lines of the text, which are read here.
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.cable import SourceRecord
from transforms.document import Document
from transforms.fields import date_time_group
from transforms.patterns import MONTH, MONTHS
from transforms.segment import Zones
from transforms.sources import furniture

# the number from the system that printed it, then the one from the review that released it
_NUMBERS = (
    re.compile(
        r"^[ \t>*#|_]{0,12}Document[ ]Number[*_]{0,2}[ \t]*:[*_ \t]*(?P<id>[A-Z0-9][A-Z0-9 -]{2,30}[A-Z0-9])",
        re.M | re.I,
    ),
    re.compile(r"\bDoc(?:ument)?[ ]No\b[.:]{0,2}[ \t]*(?P<id>[A-Z]{0,2}-?\d[\d-]{4,14})\b", re.I),
)
_DATE_LINE = re.compile(
    r"\n[ \t]*(?:(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,[ ]|DATE[ ]?:[ \t]{1,12})"
    rf"(?P<day>\d{{1,2}})[ ](?P<month>{MONTH})[A-Z]*[ ](?P<year>\d{{4}})"
    r"(?:,[ ](?P<hour>\d\d):(?P<minute>\d\d))?[ \t]*(?=\n)",
    re.IGNORECASE,
)
_DATE_SIGNS = ("day, ", "DAY, ", "Date:", "DATE:")
# rules of the edits that removed heads and stamps from the text
_REMOVED = (furniture.STAMP, furniture.PAGE)


def read(document: Document, zones: Zones) -> SourceRecord:
    """The record of a document: as stated outside its text, else from its frame, head or stamp."""
    stated = document.stated
    if stated.created or stated.source_id:
        return SourceRecord(stated.created, stated.precision if stated.created else "", stated.source_id)
    day = date_time_group.framed_day(zones)
    number = zones.framed("number")
    source_id = " ".join(zones.of(number).split()) if number else _printed_number(document)
    if day:
        return SourceRecord(day, "day", source_id)
    return SourceRecord(*_date_line(zones), source_id)


def _date_line(zones: Zones) -> tuple[datetime | None, str]:
    """The time on a date line above the classification line."""
    head = zones.text[: zones.classification_line.start]
    line = _DATE_LINE.search(f"\n{head}") if any(sign in head for sign in _DATE_SIGNS) else None
    if not line:
        return None, ""
    day, year, hour, minute = (int(line[part] or 0) for part in ("day", "year", "hour", "minute"))
    try:
        moment = datetime(year, MONTHS.index(line["month"].upper()) + 1, day, hour, minute)
    except ValueError:
        return None, ""
    return moment, "minute" if line["hour"] else "day"


def _printed_number(document: Document) -> str:
    """The number at the head of a print, or in the stamp of its release."""
    if not any(finding.rule in _REMOVED for finding in document.findings):
        return ""
    found = filter(None, (number.search(document.clean.raw) for number in _NUMBERS))
    return next((" ".join(match["id"].split()) for match in found), "")
