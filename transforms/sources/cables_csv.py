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

COLUMNS = ("id", "created", "reference id", "origin", "classification", "references", "header", "body")

# a line of the file at which a row begins; inside a field a bare quote cannot stand before a digit at a line start
ROW_START = re.compile(rb'"\d{1,12}","\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}","')

_FIELD = re.compile(r'"([^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+)"|([^",\r\n]*+)', re.DOTALL)
_DOUBLED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+)')
_ESCAPE = re.compile(r'\\(["\\])|"(")')
_ESCAPE_DOUBLED = re.compile(r'"(")')
_NARROW = re.compile(r'\s*"?(\d{1,12})"?' + r',"([^"]{0,200})"' * 5 + r',"')
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})$")

Bounds = list[tuple[int, int]]


def looks_like(head: str | bytes) -> bool:
    """Whether text or bytes begin with a row."""
    data = head[:400].encode("utf-8", "replace") if isinstance(head, str) else head[:400]
    return ROW_START.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


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
    in_header = _edits(text, header, escape)
    clean = CleanText.apply(
        text,
        [
            Edit(0, header[0], "", "row"),
            *in_header,
            Edit(header[1], body[0], "\n", "row"),
            *_edits(text, body, escape),
            Edit(body[1], len(text), "", "row"),
        ],
    )
    header_end = header[1] - header[0] + sum(len(e.replacement) - e.end + e.start for e in in_header) + 1
    stated, odd = _stated([_value(text, field, escape) for field in bounds[:6]])
    return Document(
        raw, "cables-csv", decoded.encoding, clean, stated, header_end, (*decoded.findings, *findings, *odd)
    )


def _bounds(text: str) -> tuple[Bounds, re.Pattern[str], tuple[Finding, ...]]:
    """Where the content of each field lies, the escape in use, and what had to be repaired.

    A row is read with both escapes; if that does not give eight fields, with doubled quotes only (a backslash before
    the closing quote is then text); if that fails too, with quotes left bare in header or body.
    """
    both = _fields(text, _FIELD)
    if len(both) == len(COLUMNS):
        return both, _ESCAPE, ()
    doubled = _fields(text, _DOUBLED)
    if len(doubled) == len(COLUMNS):
        return doubled, _ESCAPE_DOUBLED, (Finding("text", "repaired", "backslash before a closing quote"),)
    bare = _bare(text)
    if bare:
        return bare, _ESCAPE, (Finding("text", "repaired", "bare quotes in a field"),)
    return both, _ESCAPE, ()


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


def _bare(text: str) -> Bounds:
    """Fields where the six narrow columns are sound and exactly one `","` parts header from body."""
    start = _NARROW.match(text)
    end = text.rfind('"')
    if not start or text[end + 1 :].strip() or text.count('","', start.end(), end) != 1:
        return []
    middle = text.find('","', start.end())
    return [*(start.span(i) for i in range(1, 7)), (start.end(), middle), (middle + 3, end)]


def _edits(text: str, field: tuple[int, int], escape: re.Pattern[str]) -> list[Edit]:
    start, end = field
    edits: list[Edit] = []
    if text.find('"', start, end) >= 0 or text.find("\\", start, end) >= 0:
        edits = [Edit(m.start(), m.end(), m[m.lastindex or 0], "escape") for m in escape.finditer(text, start, end)]
    odd = characters.edits(text[start:end])
    return edits + [Edit(start + e.start, start + e.end, e.replacement, e.rule) for e in odd]


def _value(text: str, field: tuple[int, int], escape: re.Pattern[str]) -> str:
    value = text[field[0] : field[1]]
    if '"' in value or "\\" in value:
        value = escape.sub(lambda m: m[m.lastindex or 0], value)
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
