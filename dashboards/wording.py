"""Values and cable text as people read them. Templates escape all of it: cable text is never markup."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from dashboards.published import Row

# Marks that change the direction of the text after them: shown by name, so that nothing is misread.
_TURNING = {code: f"[U+{code:04X}]" for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, *range(0x2066, 0x206A))}
# columns whose numbers are names
_NAMES = {"year", "due_year", "serial", "lowest_serial", "highest_serial", "number", "executive_order"}
# the paragraphs have their own display; marked as a field they would hide the others
_NOT_MARKED = {"paragraphs", "text", "is_partial"}


def plain(text: Any) -> str:
    """Text with marks that would change its direction spelled out; nothing for null."""
    return "" if text is None else str(text).translate(_TURNING)


def printed(value: Any, name: str = "") -> str:
    """A value in words: lists with commas, nothing for null, separators for thousands unless a number names something.

    >>> printed(1234, "cables"), printed(1973, "year"), printed(0.12345), printed(["NOFORN", "FOUO"])
    ('1,234', '1973', '0.123', 'NOFORN, FOUO')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(printed(item) for item in value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value) if name in _NAMES else f"{value:,}"
    if isinstance(value, float | Decimal):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return plain(value)


def long_date(day: dt.date | None) -> str:
    """A day as written in prose.

    >>> long_date(dt.date(2006, 5, 7))
    '7 May 2006'
    """
    return f"{day.day} {day:%B %Y}" if day else ""


class PlacesInText(NamedTuple):
    """Where unbroken stretches begin in a cable's text and in its document, pair by pair (table `texts`)."""

    text: Sequence[int]
    document: Sequence[int]

    def in_text(self, offset: int) -> int:
        """The position in the text of a character of the document, or of what follows it if cleaning removed it."""
        index = bisect_right(self.document, offset) - 1
        if index < 0:
            return 0
        place = self.text[index] + offset - self.document[index]
        return min(place, self.text[index + 1]) if index + 1 < len(self.text) else place


class Piece(NamedTuple):
    """A run of text; `look` and `title` are those of the finding that read it, empty if none did."""

    text: str
    look: str = ""
    title: str = ""


def with_findings(text: str, findings: Iterable[Row], offsets: PlacesInText) -> list[Piece]:
    """The text in pieces; those that findings (field, status, rule, span_start, span_end) read are marked.

    If findings are nested, the innermost is shown.
    """
    places = list(_places(findings, offsets, len(text)))
    cuts = sorted({0, len(text), *(at for start, end, _ in places for at in (start, end))})
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [place for place in places if place[0] <= start and end <= place[1]]
        if not over:
            pieces.append(Piece(plain(text[start:end])))
            continue
        row = min(over, key=lambda place: place[1] - place[0])[2]
        title = f"{row['field']}: {row['status']}" + (f", by the rule {row['rule']}" if row["rule"] else "")
        pieces.append(Piece(plain(text[start:end]), f"f-{row['status']}", title))
    return pieces


def _places(findings: Iterable[Row], offsets: PlacesInText, length: int) -> Iterable[tuple[int, int, Row]]:
    """Where in the text each finding is; one whose words cleaning removed is nowhere."""
    for row in findings:
        if row["span_start"] is None or row["field"] in _NOT_MARKED:
            continue
        start, end = (min(offsets.in_text(row[name]), length) for name in ("span_start", "span_end"))
        if start < end:
            yield start, end, row


def with_marks(text: str, marks: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text in pieces; those that a search found are marked."""
    pieces, at = [], 0
    for start, end in marks:
        pieces.append(Piece(plain(text[at:start])))
        pieces.append(Piece(plain(text[start:end]), "hit"))
        at = end
    return [piece for piece in [*pieces, Piece(plain(text[at:]))] if piece.text]
