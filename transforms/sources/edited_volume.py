"""Telegrams as historians print them in edited volumes, such as Foreign Relations of the United States.

    214. Telegram From the Embassy in Portugal to the Department of State
    Lisbon, March 14, 1978, 1622Z.
    1822. Subject: Sardine Quotas. Ref: State 61204.
    1. The Director of Fisheries told us that quotas will rise.
    Hollis
    1. Source: National Archives, RG 59, Central Foreign Policy File, D780112-0456. Confidential; Immediate.

The editors leave out the machine's header and give its facts in words. Heading, dateline and serial are rewritten as
the head of a telegram, and each label gets a line of its own. The editors' notes below the text are removed; the level
and precedence in the source note are kept as stated.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from transforms.document import CleanText, Edit, Stated
from transforms.edits import edited
from transforms.patterns import MONTHS

RULE = "edited volume"

_OFFICE = (
    r"(?:Department[ ]of[ ]State|(?:Embassy|Legation|Consulate(?:[ ]General)?|(?:U\.?S\.?[ ])?Mission|Liaison[ ]Office"
    r"|Interests[ ]Section|Delegation)[^\n]{0,80}?)"
)
_HEADING = re.compile(
    rf"^[ \t#*]*(?:\[?\d{{1,4}}\]?\.?[ \t]+)?(?:Circular[ ])?Telegram(?:[ ]\d{{1,6}})?[ ]From[ ](?:the[ ])?"
    rf"(?P<sender>{_OFFICE})[ ]to[ ](?:the[ ])?(?P<addressee>[A-Z][^\n]{{3,160}}?)"
    r"[ \t*]*(?:\[?\d{1,2}\]?|[¹²³*])?[ \t*]*$",
    re.MULTILINE,
)
_DATELINE = re.compile(
    rf"^[ \t*_]*(?P<place>[A-Z][A-Za-z .'’-]{{2,30}}),[ ](?P<month>{'|'.join(MONTHS)})[a-z]*\.?[ ](?P<day>\d{{1,2}}),"
    r"[ ](?P<year>\d{4})(?:,[ ](?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)Z?|[^\n]{1,30}))?\.?[ \t*_]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SERIAL = re.compile(r"\s*(?P<serial>\d{1,6})(?:/\d{4,6}(?:Z)?)?\.[ \t]+(?=\S)")
_LABEL = re.compile(r"[ \t]*\b(?:(?P<subject>Subj(?:ect)?)|(?P<references>Ref(?:s|tels?)?)):[ \t]*")
_STOP = re.compile(r"\.?[ \t]*(?=\n|\Z)")
_SOURCE = re.compile(r"^[ \t*]*(?:\[?\d{1,2}\]?[.)]?[ \t]*|[¹*]+[ \t]*)?Source:[ ][^\n]{10,}", re.MULTILINE)
# the heading of another document, which may be of any kind; a note of the editors ends with a full stop
_NEXT = re.compile(
    r"^[ \t#*]*\[?\d{1,4}\]?\.[ \t]+(?:[A-Z][a-z]+[ ])?"
    r"(?:Telegram|Airgram|Memorandum|Letter|Message|Paper|Minutes|Note)\b(?![^\n]*[.;](?:[^\w\n]|$))[^\n]*$",
    re.MULTILINE,
)
_LEVEL = re.compile(
    r"[.;][ ](?P<level>Top Secret|Secret|Confidential|Limited Official Use|Unclassified)\b(?P<rest>[^.\n]{0,120})"
)
_PRECEDENCE = (("Flash", "Z"), ("Niact Immediate", "O"), ("Immediate", "O"), ("Priority", "P"), ("Routine", "R"))
_NEAR = 2_500  # characters from the heading to the dateline, a note of the editors between them
_FIRST_WORDS = 300


class _Head(NamedTuple):
    """Heading, dateline and serial of a telegram, and the source note, which may be above or below the text.

    The text begins at `end`.
    """

    heading: re.Match[str]
    dateline: re.Match[str]
    note: re.Match[str] | None
    serial: re.Match[str] | None
    end: int

    @property
    def is_department(self) -> bool:
        """Whether the Department sent the telegram, not a post."""
        return self.heading["sender"].startswith("Department")

    @property
    def level(self) -> re.Match[str] | None:
        """Level and handling in the source note."""
        return _LEVEL.search(self.note.group()) if self.note else None


def holds_telegram(text: str) -> bool:
    """Whether a text has the heading and dateline of such a telegram."""
    return _head(text) is not None


def as_telegram(clean: CleanText) -> CleanText:
    """The text with the head of a telegram and without the editors' notes; any other text unchanged."""
    head = _head(clean.text)
    return edited(clean, _edits(clean.text, head)) if head else clean


def stated(text: str) -> Stated | None:
    """What dateline, serial and source note state about the telegram; None if it is not from such a volume."""
    head = _head(text)
    if head is None:
        return None
    day, place = head.dateline, head.dateline["place"].upper()
    number = MONTHS.index(day["month"].upper()) + 1
    try:
        created = datetime(int(day["year"]), number, int(day["day"]), int(day["hour"] or 0), int(day["minute"] or 0))
    except ValueError:
        created = None
    station = "STATE" if head.is_department else "".join(filter(str.isalpha, place))
    cable_id = f"{day['year'][2:]}{station}{head.serial['serial'].lstrip('0')}" if head.serial else ""
    return Stated(
        cable_id=cable_id,
        created=created,
        precision="minute" if day["hour"] else "day",
        classification=head.level["level"].upper() if head.level else "",
        origin=head.heading["sender"],
    )


def _head(text: str) -> _Head | None:
    heading = _HEADING.search(text) if "elegram" in text and " From " in text else None
    dateline = _DATELINE.search(text, heading.end(), heading.end() + _NEAR) if heading else None
    if heading is None or dateline is None:
        return None
    note = _SOURCE.search(text, heading.end())
    end = dateline.end()
    if note and end <= note.start() and not text[end : note.start()].strip():
        end = note.end()
    serial = _SERIAL.match(text, end)
    return _Head(heading, dateline, note, serial, serial.end() if serial else end)


def _edits(text: str, head: _Head) -> list[Edit]:
    above = [Edit(0, head.heading.start(), "", RULE)] if head.heading.start() else []
    edits = [*above, Edit(head.heading.start(), head.end, _printed(head), RULE), *_labels(text, head.end)]
    if head.note and head.note.start() >= head.end:
        following = _NEXT.search(text, head.note.end())
        end = following.start() if following else len(text)
        edits.append(Edit(max(head.note.start() - 1, head.end), end, "", RULE))
    return edits


def _printed(head: _Head) -> str:
    """The head as a telegram prints it: date-time group, sender and addressee."""
    day, heading, place = head.dateline, head.heading, head.dateline["place"].upper()
    lines = []
    if day["hour"]:
        group = f"{int(day['day']):02}{day['hour']}{day['minute']}Z {day['month'].upper()} {day['year'][2:]}"
        lines.append(f"{_precedence(head)} {group}".lstrip())
    sender = "SECSTATE WASHDC" if head.is_department else f"{_kind(heading['sender'])} {place}"
    addressee = heading["addressee"]
    lines += [f"FM {sender}", f"TO {'SECSTATE WASHDC' if addressee.startswith('Department') else addressee.upper()}"]
    return "\n".join(lines) + "\n\n"


def _precedence(head: _Head) -> str:
    words = head.level["rest"] if head.level else ""
    return next((letter for name, letter in _PRECEDENCE if name in words), "")


def _kind(sender: str) -> str:
    if sender.startswith("Embassy"):
        return "AMEMBASSY"
    return "AMCONSUL" if sender.startswith("Consulate") else "USMISSION"


def _labels(text: str, start: int) -> list[Edit]:
    """Edits that give each label in the first words a line of its own, without the full stop that ends it."""
    edits: list[Edit] = []
    line_end = text.find("\n", start, start + _FIRST_WORDS)
    labels = list(_LABEL.finditer(text, start, line_end if line_end >= 0 else start + _FIRST_WORDS))
    for label in labels:
        name = "SUBJECT" if label["subject"] else "REF"
        is_first = label.start() == start
        begin = label.start() if is_first else label.start() - text.startswith(".", label.start() - 1)
        edits.append(Edit(begin, label.end(), f"{name}: " if is_first else f"\n{name}: ", RULE))
    if labels and (stop := _STOP.search(text, labels[-1].end())):
        edits.append(Edit(*stop.span(), "\n", RULE))
    return edits
