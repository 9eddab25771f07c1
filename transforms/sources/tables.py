"""Tables of cables in other shapes than that of cables.csv: which shape a file has, and its rows.

Rows in the order of cables.csv are cut where each begins, whatever their delimiter (csv_rows). A row of a table in
another order is kept together with the line of names, so that it can be read by itself. A JSON object names its own
columns. A row of a Parquet file has no bytes of its own and is written as a line of JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import BinaryIO, Literal, NamedTuple

from transforms.document import RawDocument, Rejected
from transforms.sources import column_names, csv_rows, json_list, page_table
from transforms.sources.limits import Limits

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SUFFIXES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet")

# what a first line must have to be a table's, whatever the file is called
_LEAST_FIELDS = 5
_LEAST_KNOWN = 2
_LONGEST_LINE = 4_000
_BATCH = 64
_NESTED = re.compile(r":\s*\{")
_ID = re.compile(r"(?:19|20)?\d\d[A-Z][A-Z_ ]{2,30}\d{1,7}[A-Z]?|\d{1,12}")
_BEGINS_WITH_ID = re.compile(r'\{\s*"[^"]{1,60}"\s*:\s*"(?:19|20)?\d\d[A-Z]{3,30}\d{1,7}[A-Z]?"')
_OF_A_CABLE = {"reference id", "created", "origin", "header"}

_REMEDY = (
    "name the columns in its first line (id, created, reference id, origin, classification, references, header, body)"
    ", or give --format telegram if the file is one telegram"
)


class Table(NamedTuple):
    """How a table is written.

    `names` is its first line, empty if that is a row; `around` are the braces and brackets around each object of a JSON
    list.
    """

    kind: Literal["rows", "named", "json", "json list", "parquet"]
    delimiter: str = ","
    names: tuple[str, ...] = ()
    around: str = "["


class NotUnderstood(NamedTuple):
    """A table that cannot be read: what it is, and what would help, in words."""

    what: str


def sniff(head: bytes, name: str) -> Table | NotUnderstood | None:
    """What kind of table a file is, judging mainly by its first kilobyte; None if it is not a table."""
    if head.startswith(b"PAR1"):
        return Table("parquet")
    if head.startswith(_UTF16):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
        understood = sniff(text, name)  # a spreadsheet calls such a table .txt
        return NotUnderstood("a table in UTF-16: save it as UTF-8") if understood else None
    head = head.removeprefix(_BOM)
    if head.lstrip()[:1] in (b"{", b"["):
        return _sniff_json(head.lstrip(), name)
    head = csv_rows.without_separator(head.lstrip(b"\r\n"))
    if starts := csv_rows.starts(head):
        return Table("rows", starts.delimiter)
    return _sniff_names(_first_line(head), head, name)


def _first_line(head: bytes) -> str:
    line = head.split(b"\n", 1)[0]
    return line.decode("utf-8", "replace").rstrip("\r") if len(line) <= _LONGEST_LINE else ""


def sniff_names(text: str) -> Table | None:
    """How a row that was kept with its line of names is written; None if there is no such line."""
    line, _, _ = text.partition("\n")
    line = line.rstrip("\r")
    delimiter, fields = _split(line)
    if not column_names.are_names(fields) or not column_names.places(fields):
        return None
    return Table("named", delimiter, tuple(fields))


def _sniff_names(line: str, head: bytes, name: str) -> Table | NotUnderstood | None:
    """The same for a file whose first line may name the columns."""
    delimiter, fields = _split(line)
    is_named_so = name.lower().endswith(_SUFFIXES)
    if not is_named_so and page_table.stated(head.decode("utf-8", "replace")):
        return None  # copied together with the telegram below it
    is_wide = len(fields) >= _LEAST_FIELDS and line.lstrip()[:1] != "|"
    known = column_names.known(fields)
    starts = csv_rows.starts(head.partition(b"\n")[2])
    if column_names.are_names(fields) and (starts or is_named_so or is_wide or known > _LEAST_KNOWN):
        places = column_names.places(fields)
        in_order = [*places] == list(column_names.COLUMNS) and len(
            {place - n for n, place in enumerate(places.values())}
        ) == 1
        if starts and in_order:
            return Table("rows", starts.delimiter)
        if places:
            return Table("named", delimiter, tuple(fields))
        if known >= _LEAST_KNOWN or starts or (is_named_so and is_wide):
            return _no_text(delimiter, fields)
    if delimiter == "," and fields and fields[0].isdigit() and csv_rows.LOOSE_ROW_START.match(line.encode()):
        return Table("rows")  # with dates of another kind: cut by quotes
    row = _fields(head.decode("utf-8", "replace"), delimiter)  # as far as it goes
    typed = sum(map(csv_rows.is_typed, row))
    if (typed >= _LEAST_KNOWN and len(row) >= _LEAST_FIELDS) or (is_named_so and typed and line.count('"') % 2):
        seen = f"a table with {len(row)} or more columns separated by {spoken(delimiter)}"
        return NotUnderstood(f"{seen}, not in the order of cables.csv and without names: {_REMEDY}")
    return None


def plain_table(text: str, name: str) -> NotUnderstood | None:
    """What is wrong with a file that is not a cable but is named like a table; None if it has no columns."""
    if not name.lower().endswith(_SUFFIXES):
        return None
    line = text.lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r")
    delimiter, fields = _split(line)
    return _no_text(delimiter, fields) if len(fields) > 1 else None


def _split(line: str) -> tuple[str, list[str]]:
    """The most frequent delimiter in a line, and the fields that it separates."""
    delimiter = max(csv_rows.DELIMITERS, key=line.count)
    return delimiter, _fields(line, delimiter)


def _fields(text: str, delimiter: str) -> list[str]:
    """Fields of the first row of a text; the last one may be cut off."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _no_text(delimiter: str, names: list[str]) -> NotUnderstood:
    seen = ", ".join(names)[:200]
    what = f"a table with {len(names)} columns separated by {spoken(delimiter)} ({seen})"
    return NotUnderstood(f"{what}, none of which is known to hold the text of a cable: {_REMEDY}")


def spoken(delimiter: str) -> str:
    """A delimiter in words."""
    return "tabs" if delimiter == "\t" else f"'{delimiter}'"


def _sniff_json(head: bytes, name: str) -> Table | NotUnderstood | None:
    is_named_so = name.lower().endswith(_SUFFIXES)
    text = head.decode("utf-8", "replace")
    if around := _around(text):
        return Table("json list", around=around)
    if text.startswith("["):
        first = text[1:].lstrip()
        if not first.startswith("{"):
            return None
        has_columns = _NESTED.search(first) is not None or column_names.known(json_list.opened(first)[0].names) > 0
        if _is_row(first, is_named_so and has_columns):
            return Table("json list")
        return NotUnderstood(f"a JSON list of objects without known column names: {_REMEDY}")
    if not _is_row(text, is_named_so):
        return None
    is_over_lines = "\n" in text and not text.partition("\n")[0].rstrip().endswith("}")
    return Table("json list" if is_over_lines else "json")


def _around(text: str) -> str:
    """The braces around each row, if the rows are in a list inside an object, or keyed by id in one; else empty."""
    opened = json_list.opened(text)
    names = opened[0].names if opened else []
    if column_names.places(names) or column_names.known(names) > _LEAST_KNOWN:
        return ""
    for row in opened[1:]:
        if not _is_cable(row, text):
            continue
        if "[" in row.around.removeprefix("["):
            return row.around[: row.around.rindex("[") + 1]
        by_id = [at for at, key in enumerate(row.keys) if _ID.fullmatch(key)]
        return row.around[: by_id[0]] if by_id else ""
    return ""


def _is_cable(row: json_list.Opened, text: str) -> bool:
    """Whether an object inside another has the columns of a cable, not those of one of its paragraphs or references."""
    if column_names.known(row.names) < _LEAST_KNOWN:
        return False
    return bool(_OF_A_CABLE & column_names.named(row.names)) or _BEGINS_WITH_ID.match(text, row.start) is not None


def _is_row(text: str, is_named_so: bool) -> bool:
    """Whether a JSON object, which may be cut off, has names of columns; a long text may hide all but the first."""
    first, *others = json_list.opened(text)
    inner = (opened for opened in takewhile(lambda opened: opened.around, others) if "[" not in opened.around)
    names = [*first.names, *(name for opened in inner for name in opened.names)]
    if column_names.known(names) >= _LEAST_KNOWN or column_names.places(names):
        return True
    return is_named_so and len(names) > 1


def rows(source: str, stream: BinaryIO, table: Table, limits: Limits, member: str) -> Iterator[RawDocument | Rejected]:
    """Rows of a table, in order; rows that are too large or damaged are rejected. A Parquet file must be seekable."""
    if table.kind == "rows":
        yield from csv_rows.rows(source, stream, limits=limits, member=member)
        return
    cut = {"named": _named_rows, "json": _lines, "json list": _objects, "parquet": _parquet_rows}[table.kind]
    for position, data, reason, what in cut(stream, table, limits.document):
        if reason:
            place = f"{source}:{member}" if member else source
            detail = f"{place}: at {position:,}: {what}"
            yield Rejected(source, member, position, data, "read", reason, detail, "cables-csv")
        else:
            yield RawDocument(source, member, position, data, "cables-csv")


class _Piece(NamedTuple):
    """A row and its place; `reason` is "" unless it is rejected."""

    position: int
    data: bytes
    reason: str = ""
    what: str = ""


_Cut = Iterator[_Piece]


def _too_large(position: int, size: int, limit: int) -> _Piece:
    return _Piece(position, b"", "too_large", f"a row of {size:,} bytes, over the limit of {limit:,}")


class _Lines:
    """Lines of a stream for the csv module, one character per byte; `taken` collects the lines of the current row."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.taken: list[bytes] = []
        self._stream = stream
        self._limit = limit

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(self._limit):
            self.taken.append(line)
            yield line.decode("latin-1").replace("\x00", " ")

    def row(self) -> bytes:
        row = b"".join(self.taken)
        self.taken.clear()
        return row


def _named_rows(stream: BinaryIO, table: Table, limit: int) -> _Cut:
    """Rows after the line of names, each with that line before it; the csv module follows their quotes."""
    names = stream.readline()
    begin = len(names) + 1
    if not csv_rows.without_separator(names):
        names = stream.readline()
        begin += len(names)
    ended = names if names.endswith(b"\n") else names + b"\n"
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    lines = _Lines(stream, limit)
    escape = {"escapechar": "\\"} if csv_rows.has_backslashes(_peeked(stream), table.delimiter) else {}
    reader = csv.reader(iter(lines), delimiter=table.delimiter, **escape)  # type: ignore[arg-type]
    while True:
        problem = ""
        try:
            fields = next(reader, None)
        except csv.Error as error:
            fields, problem = [], f"a row whose quotes are not closed ({error})"
        row = lines.row()
        if fields is None and not row:
            return
        if len(row) > limit:
            yield _too_large(begin, len(row), limit)
        elif problem:
            yield _Piece(begin, row, "unbalanced_quotes", problem)
        elif row.strip():
            yield _Piece(begin, ended.removeprefix(_BOM) + row)
        begin += len(row)


def _peeked(stream: BinaryIO) -> bytes:
    """Some of the bytes that come next, if the stream can show them."""
    peek = getattr(stream, "peek", None)
    if peek is not None:
        return bytes(peek(1 << 16))
    if not stream.seekable():
        return b""
    at = stream.tell()
    data = stream.read(1 << 16)
    stream.seek(at)
    return data


def _lines(stream: BinaryIO, table: Table, limit: int) -> _Cut:
    """Lines of JSON, except blank ones."""
    begin = 1
    while line := stream.readline(limit + 1):
        size = len(line)
        if size > limit:
            while not line.endswith(b"\n") and (line := stream.readline(limit)):
                size += len(line)
            yield _too_large(begin, size, limit)
        elif line.strip():
            yield _Piece(begin, line.removeprefix(_BOM))
        begin += size


def _objects(stream: BinaryIO, table: Table, limit: int) -> _Cut:
    """Objects of a JSON list, or objects one after another, each on several lines."""
    for offset, data, size in json_list.objects(stream, limit, table.around):
        if not size:
            yield _Piece(offset + 1, b"", "table_damaged", "the end of a JSON file that is cut off")
        else:
            yield _Piece(offset + 1, data) if size <= limit else _too_large(offset + 1, size, limit)


def _parquet_rows(stream: BinaryIO, table: Table, limit: int) -> _Cut:
    """Rows of a Parquet file as lines of JSON; their positions count rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    position = 0
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        if not column_names.places(names):
            seen = ", ".join(names)[:200]
            what = (
                f"a Parquet file with the columns {seen}, none of which is known to hold the text of a cable: {_REMEDY}"
            )
            yield _Piece(0, b"", "table_not_understood", what)
            return
        for batch in file.iter_batches(_BATCH):
            for row in batch.to_pylist():
                position += 1
                data = json.dumps(row, ensure_ascii=False, default=_written).encode("utf-8", "replace") + b"\n"
                yield _too_large(position, len(data), limit) if len(data) > limit else _Piece(position, data)
    except (pa.ArrowException, OSError) as error:
        what = f"the rest of the Parquet file cannot be read ({str(error)[:200]})"
        yield _Piece(position + 1, b"", "table_damaged", what)


def _written(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
