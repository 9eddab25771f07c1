"""Rows of cables.csv, the Cablegate table of 251,287 cables: eight columns, no header line, every field in quotes.

The columns are id, date and time (M/D/YYYY H:MM), reference id, origin, classification, references joined by `|`,
header, body. Fields hold newlines; quotes inside are written `\\"` or `""`.
"""

from __future__ import annotations

import re
from datetime import datetime

from transforms.decode import decode, place
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.rules import Finding
from transforms.sources import characters
from transforms.sources.csv_rows import LOOSE_ROW_START, ROW_START, rows

__all__ = ["COLUMNS", "is_table", "looks_like", "rows", "to_document"]

COLUMNS = ("id", "created", "reference id", "origin", "classification", "references", "header", "body")

_FIELD = re.compile(r'"([^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+)"|([^",\r\n]*+)', re.DOTALL)
_DOUBLED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+)')
_ESCAPE = re.compile(r'\\["\\]|""')
_ESCAPE_DOUBLED = re.compile('""')
_NARROW = re.compile(r'\s*+"?(\d{1,12})"?' + r',"([^"\\]{0,4000}+)"' * 5 + r',"')
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})$")

Bounds = list[tuple[int, int]]


def looks_like(head: str | bytes) -> bool:
    """Whether text or bytes begin with a row."""
    data = head[:400].encode("utf-8", "replace") if isinstance(head, str) else head[:400]
    return ROW_START.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def is_table(head: bytes, name: str) -> bool:
    """Whether a file is such a table: by its first bytes, or by its name (.csv) and a first line of the right shape."""
    if looks_like(head):
        return True
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 2)
    return name.lower().endswith(".csv") and any(LOOSE_ROW_START.match(line) for line in lines[:2])


def to_document(raw: RawDocument) -> Document | Rejected:
    """One row, from its bytes alone: header and body joined by a newline, the other columns as stated."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    bounds, escape, findings = _bounds(text)
    if len(bounds) != len(COLUMNS):
        return _rejected(raw, text, len(bounds))
    header, body = bounds[6], bounds[7]
    in_header, in_body = _escapes(text, header, escape), _escapes(text, body, escape)
    findings += _bare_quotes(text, [header, body], in_header + in_body)
    in_both = characters.edits(text)
    if in_both:
        in_header += (e for e in in_both if header[0] <= e.start < header[1])
        in_body += (e for e in in_both if body[0] <= e.start < body[1])
    edges = (Edit(0, header[0], "", "row"), Edit(header[1], body[0], "\n", "row"), Edit(body[1], len(text), "", "row"))
    clean = CleanText.apply(text, [edges[0], *in_header, edges[1], *in_body, edges[2]])
    header_end = header[1] - header[0] + sum(len(e.replacement) - e.end + e.start for e in in_header) + 1
    stated, odd = _stated([_value(text, field, escape) for field in bounds[:6]])
    return Document(
        raw, "cables-csv", decoded.encoding, clean, stated, header_end, (*decoded.findings, *findings, *odd)
    )


def _bounds(text: str) -> tuple[Bounds, re.Pattern[str], tuple[Finding, ...]]:
    """Where the content of each field lies, the escape in use, and what had to be repaired.

    Nearly every row has one `","` behind its narrow columns, which parts header from body. Where there are more, the
    quotes are followed with both escapes; if that does not give eight fields, with doubled quotes only, so that a
    backslash before the closing quote is text.
    """
    plain = _plain(text)
    if plain:
        return plain, _ESCAPE, ()
    both = _fields(text, _FIELD)
    if len(both) == len(COLUMNS):
        return both, _ESCAPE, ()
    doubled = _fields(text, _DOUBLED)
    if len(doubled) == len(COLUMNS):
        return doubled, _ESCAPE_DOUBLED, (Finding("text", "repaired", "backslash before a closing quote"),)
    return both, _ESCAPE, ()


def _plain(text: str) -> Bounds:
    """Fields where the narrow columns are sound and exactly one `","` parts header from body; else none."""
    start = _NARROW.match(text)
    end = text.rfind('"')
    if not start or end < start.end() or text[end + 1 :].strip():
        return []
    middle = text.find('","', start.end(), end + 1)
    if middle < 0 or middle + 2 >= end and text[middle + 2 : end + 1] == '"':
        return []
    if text.find('","', middle + 1, end + 1) >= 0:
        return []
    return [*map(start.span, range(1, 7)), (start.end(), middle), (middle + 3, end)]


def _bare_quotes(text: str, fields: Bounds, escapes: list[Edit]) -> tuple[Finding, ...]:
    """A finding where quotes inside the fields are not escaped; they are then taken as text."""
    quotes = sum(text.count('"', *field) for field in fields)
    # an escaped quote is a backslash and one quote, or two
    if quotes and quotes != sum(2 - (text[e.start] == "\\") for e in escapes if e.replacement == '"'):
        return (Finding("text", "repaired", "bare quotes in a field"),)
    return ()


def _fields(text: str, pattern: re.Pattern[str]) -> Bounds:
    """Fields of the row; nine, and no more are looked for, where there are more than eight; none where it is broken."""
    bounds: Bounds = []
    at = len(text) - len(text.lstrip())
    while len(bounds) <= len(COLUMNS):
        match = pattern.match(text, at)
        if match is None:
            return []
        bounds.append(match.span(1) if match[1] is not None else match.span(2))
        at = match.end()
        if not text.startswith(",", at):
            return bounds if not text[at:].strip() else []
        at += 1
    return bounds


def _escapes(text: str, field: tuple[int, int], escape: re.Pattern[str]) -> list[Edit]:
    """An edit for every escaped character of a field: its last character stays."""
    quotes = text.count('"', *field)
    if escape is _ESCAPE:
        edits = _backslashes(text, *field)
        if quotes == sum(edit.replacement == '"' for edit in edits):
            return edits  # no doubled quotes
    elif not quotes:
        return []
    return [Edit(m.start(), m.end(), text[m.end() - 1], "escape") for m in escape.finditer(text, *field)]


def _backslashes(text: str, at: int, end: int) -> list[Edit]:
    """The same for a field with backslashes only, as nearly all have it; three times as fast as the pattern."""
    edits = []
    while (at := text.find("\\", at, end - 1)) >= 0:
        if text[at + 1] in '"\\':
            edits.append(Edit(at, at + 2, text[at + 1], "escape"))
            at += 1
        at += 1
    return edits


def _value(text: str, field: tuple[int, int], escape: re.Pattern[str]) -> str:
    value = text[field[0] : field[1]]
    if '"' in value or "\\" in value:
        value = escape.sub(lambda m: m[0][-1], value)
    return value.strip()


def _stated(values: list[str]) -> tuple[Stated, tuple[Finding, ...]]:
    number, printed, cable_id, origin, classification, references = values
    created = _created(printed)
    findings = () if created else (Finding("date", "unparsed", "created column", printed, detail="not M/D/YYYY H:MM"),)
    stated = Stated(
        cable_id=cable_id,
        created=created,
        classification=classification,
        origin=origin,
        references=tuple(part.strip() for part in references.split("|") if part.strip()),
        attributes={"Row": number, "Created": printed},
    )
    return stated, findings


def _created(printed: str) -> datetime | None:
    match = _DATE.match(printed)
    if not match:
        return None
    month, day, year, hour, minute = map(int, match.groups())
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None


def _rejected(raw: RawDocument, text: str, found: int) -> Rejected:
    if found > len(COLUMNS):
        reason, what = "too_many_columns", "more than eight columns"
    elif found:
        reason, what = "missing_columns", f"{found} columns instead of eight"
    else:
        reason, what = "unbalanced_quotes", "a field whose quotes are not closed"
    detail = f"{place(raw)}: the row at byte {raw.position:,} ({text[:60]!r}) has {what}"
    return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", reason, detail)
