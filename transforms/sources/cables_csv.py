"""Rows of cables.csv, the Cablegate table of 251,287 cables: eight columns, no header line, every field in quotes.

The columns are id, date and time (M/D/YYYY H:MM), reference id, origin, classification, references joined by `|`,
header, body. Fields hold newlines; quotes inside are written `\\"` or `""`. Rows that other programs wrote are read
too: with another delimiter, fewer quotes and other dates; in another order after a line of names; as a JSON object.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from transforms.decode import decode, place
from transforms.document import CleanText, Document, Edit, Precision, RawDocument, Rejected, Stated
from transforms.edits import apart
from transforms.rules import Finding
from transforms.sources import characters, column_names, csv_fields, csv_rows, json_row, ocr, tables
from transforms.sources.column_names import COLUMNS
from transforms.sources.csv_fields import Place
from transforms.sources.csv_rows import LOOSE_ROW_START, ROW_START, rows

__all__ = ["COLUMNS", "is_table", "looks_like", "rows", "to_document"]

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})$")
_EUROPEAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?$")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::\d{2})?(?: ?([AP])M)?)?$", re.IGNORECASE)
_ID = re.compile(r"(?:19|20)?\d\d[A-Z]{3,30}\d{1,7}")
_LIST = re.compile(r"[|;,]")
_HTML = re.compile(r"<(?:br|p|pre)[ ]?/?>", re.IGNORECASE)
_LONGEST_START = 128


def looks_like(head: str | bytes) -> bool:
    """Whether text or bytes begin with a row."""
    data = head[:400].encode("utf-8", "replace") if isinstance(head, str) else head[:400]
    return ROW_START.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def is_table(head: bytes, name: str) -> bool:
    """Whether a file is such a table, which can be cut anywhere, judging by its first bytes, or by its name (.csv) and
    the shape of its first line.
    """
    table = tables.sniff(head, name)
    if table is not None:
        return isinstance(table, tables.Table) and table.kind == "rows"
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 2)
    return name.lower().endswith(".csv") and any(LOOSE_ROW_START.match(line) for line in lines[:2])


def to_document(raw: RawDocument) -> Document | Rejected:
    """One row, from its bytes alone: header and body joined by a newline, the other columns as stated."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    row = _row(text)
    if not isinstance(row, _Row):
        return _rejected(raw, text, row)
    clean, header_end = _clean(text, row)
    released, _ = _created(row.released)
    stated, odd = _stated(row.values, released.date() if released else None)
    findings = (*decoded.findings, *row.findings, *odd)
    return Document(raw, "cables-csv", decoded.encoding, clean, stated, header_end, findings)


class _Row(NamedTuple):
    """The first six columns, the spans of the last two in the text (None for a missing header), and their escapes."""

    values: list[str]
    header: Place | None
    body: Place
    in_header: list[Edit]
    in_body: list[Edit]
    findings: tuple[Finding, ...] = ()
    released: str = ""


def _row(text: str) -> _Row | int | str:
    """The columns of a row. If they are not those of a cable: how many there are, or what else is wrong."""
    if plain := csv_fields.plain(text):
        return _of_fields(text, csv_fields.Fields(plain), range(len(COLUMNS)))
    if text.lstrip().startswith("{"):
        return _of_json(text)
    start = csv_rows.starts(text[:_LONGEST_START].lstrip().encode())
    if start and not start.is_strict:
        count = len(COLUMNS) + start.has_index
        fields = csv_fields.separated_by(start.delimiter, text, 0, count)
        return _other(text, fields, start.delimiter, count, range(start.has_index, count))
    named = tables.sniff_names(text)
    if named is not None:
        count, places = len(named.names), column_names.places(named.names)
        fields = csv_fields.separated_by(named.delimiter, text, text.index("\n") + 1, count)
        row = _other(text, fields, named.delimiter, count, [places.get(column) for column in COLUMNS])
        return _with_release(text, row, fields, places.get(column_names.RELEASED))
    fields = csv_fields.of_cables_csv(text)
    if len(fields.bounds) != len(COLUMNS):
        return len(fields.bounds)
    return _of_fields(text, fields, range(len(COLUMNS)))


def _other(
    text: str, fields: csv_fields.Fields, delimiter: str, count: int, places: Sequence[int | None]
) -> _Row | int | str:
    """The same for a row that another program wrote; a finding says how it is written."""
    found = len(fields.bounds)
    if found != count:
        return f"{found if found < count else f'more than {count}'} columns instead of {count}" if found else 0
    order = "in the order of cables.csv" if isinstance(places, range) else "by their names"
    finding = Finding("text", "ok", "table", detail=f"columns {order}, separated by {tables.spoken(delimiter)}")
    row = _of_fields(text, fields, places)
    return row._replace(findings=(*row.findings, finding))


def _with_release(text: str, row: _Row | int | str, fields: csv_fields.Fields, place: int | None) -> _Row | int | str:
    """A row with the day of its release, a column that only tables with named columns have."""
    if place is None or not isinstance(row, _Row):
        return row
    return row._replace(released=csv_fields.value(text, fields.bounds[place], fields.escape))


def _of_fields(text: str, fields: csv_fields.Fields, places: Sequence[int | None]) -> _Row:
    bounds, escape, findings = fields
    *narrow, header, body = (None if place is None else bounds[place] for place in places)
    assert body is not None  # noqa: S101 (column_names.places gives no other)
    in_header = csv_fields.escapes(text, header, escape) if header else []
    in_body = csv_fields.escapes(text, body, escape)
    wide = [header, body] if header else [body]
    findings += csv_fields.bare_quotes(text, wide, in_header + in_body)
    values = [csv_fields.value(text, place, escape) if place else "" for place in narrow]
    return _Row(values, header, body, in_header, in_body, findings)


def _of_json(text: str) -> _Row | int | str:
    try:
        found = json_row.values(text)
    except (ValueError, RecursionError) as error:
        return f"a JSON object that cannot be read ({error})"
    places = column_names.places(list(found))
    if not places:
        return f"no column known to hold the text of a cable, only {', '.join(found)[:200]}"
    fields = list(found.values())
    columns = [fields[places[column]] if column in places else None for column in COLUMNS]
    *narrow, header, body = columns
    released = fields[places[column_names.RELEASED]] if column_names.RELEASED in places else None
    if body is None or not isinstance(body.value, str):
        return "no cable text"
    has_header = header is not None and isinstance(header.value, str)
    return _Row(
        values=["" if one is None or one.value is None else _spelled(one.value) for one in narrow],
        header=(header.start, header.end) if header and has_header else None,
        body=(body.start, body.end),
        in_header=json_row.escapes(text, header.start, header.end) if header and has_header else [],
        in_body=json_row.escapes(text, body.start, body.end),
        findings=(Finding("text", "ok", "table", detail="columns by their names, in a JSON object"),),
        released=_spelled(released.value) if released and released.value is not None else "",
    )


def _spelled(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def _clean(text: str, row: _Row) -> tuple[CleanText, int | None]:
    """Header and body without the rest of the row, and where the body begins; None if the body holds the header."""
    header, body = row.header, row.body
    in_header, in_body = list(row.in_header), list(row.in_body)
    markup = _markup(text, row)
    for edit in (*characters.edits(text), *markup):
        if header and header[0] <= edit.start < header[1]:
            in_header.append(edit)
        elif body[0] <= edit.start < body[1]:
            in_body.append(edit)
    in_header = apart(in_header) if markup else in_header  # a tag may hold escapes
    last = Edit(body[1], len(text), "", "row")
    if header and header[1] <= body[0]:
        edges = (Edit(0, header[0], "", "row"), Edit(header[1], body[0], "\n", "row"))
        clean = CleanText.apply(text, [edges[0], *in_header, edges[1], *in_body, last])
        return clean, header[1] - header[0] + sum(len(e.replacement) - e.end + e.start for e in in_header) + 1
    before = ""
    if header:  # its column comes after the body's, so it replaces what is before the body
        alone = [Edit(0, header[0], "", "row"), *in_header, Edit(header[1], len(text), "", "row")]
        before = CleanText.apply(text, alone).text + "\n"
    clean = CleanText.apply(text, [Edit(0, body[0], before, "row"), *in_body, last])
    return clean, len(before) or None


def _markup(text: str, row: _Row) -> list[Edit]:
    """Edits that remove HTML from a row that another program wrote; cables.csv itself has none."""
    is_marked = any(finding.rule == "table" for finding in row.findings) and _HTML.search(text)
    return ocr.of_markup(text) if is_marked else []


def _stated(values: list[str], released: date | None) -> tuple[Stated, tuple[Finding, ...]]:
    number, printed, cable_id, origin, classification, references = values
    if not cable_id and _ID.fullmatch(number):
        cable_id = number
    created, precision = _created(printed)
    findings: tuple[Finding, ...] = ()
    if created is None and printed:
        findings = (Finding("date", "unparsed", "created column", printed, detail="no date and time"),)
    stated = Stated(
        cable_id=cable_id,
        created=created,
        precision=precision,
        released=released,
        source_id=number,
        classification=classification,
        origin=origin,
        references=tuple(part.strip() for part in _LIST.split(references.strip("[]")) if part.strip()),
        attributes={"Row": number, "Created": printed},
    )
    return stated, findings


def _created(printed: str) -> tuple[datetime | None, Precision]:
    """The printed time (M/D/YYYY H:MM, D.M.YYYY H:MM, ISO 8601) in UTC, and its precision."""
    match = _DATE.match(printed)
    try:
        if match:
            month, day, year, hour, minute = map(int, match.groups())
            return datetime(year, month, day, hour, minute), "minute"
        if match := _EUROPEAN.match(printed):
            day, month, year, hour, minute = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute), "minute" if match[4] else "day"
        if match := _AMERICAN.match(printed):
            month, day, year, hour, minute = (int(part or 0) for part in match.groups()[:5])
            hour = hour % 12 + 12 * (match[6].upper() == "P") if match[6] else hour
            return datetime(year, month, day, hour, minute), "minute" if match[4] else "day"
        moment = datetime.fromisoformat(printed.removesuffix(" UTC"))
    except ValueError:
        return None, "day"
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return moment, "minute" if len(printed) > len("2007-05-07") else "day"


def _rejected(raw: RawDocument, text: str, found: int | str) -> Rejected:
    if isinstance(found, str):
        reason, what = "row_not_understood", found
    elif found > len(COLUMNS):
        reason, what = "too_many_columns", "more than eight columns"
    elif found:
        reason, what = "missing_columns", f"{found} columns instead of eight"
    else:
        reason, what = "unbalanced_quotes", "a field whose quotes are not closed"
    detail = f"{place(raw)}: the row at byte {raw.position:,} ({text[:60]!r}) has {what}"
    return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", reason, detail)
