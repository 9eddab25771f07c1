"""Cut cables.csv into rows, whole or by byte range, with no more than one row and one block of it in memory.

In a file whose fields close their quotes, no line inside a field can look like the beginning of a row, because a quote
in a field is written `\\"` or `""`. So rows are cut at each line that looks like one, which needs no look at the rest
of the file and recovers after damage. Files whose first rows look different are cut by following the quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO, NamedTuple

from transforms.document import RawDocument, Rejected
from transforms.sources import column_names
from transforms.sources.limits import DEFAULT, Limits

ROW_START = re.compile(rb'"\d{1,12}","\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}","')
_LONGEST_START = 128

DATE = (
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[ ]?[AP]M)?(?:Z|[ ]?UTC|[+-]\d\d(?::?\d\d)?)?)?"
)
_TYPED = re.compile(
    rf"{DATE}|(?:19|20)?\d\d[A-Z]{{3,30}}\d{{1,7}}|(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)(?://[A-Z ]+)?", re.IGNORECASE
)
_BACKSLASH = r'\\"(?![{0}\r\n"]|\Z)'
_SEPARATOR_LINE = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=.{1,2}"?[ \t\r]*\n')
DELIMITERS = (",", ";", "\t", "|")

# a row that ends at the first newline outside quotes
_QUOTED_ROW = re.compile(rb'(?:[^"\n]++|"[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+")*+(?:\n|\Z)', re.DOTALL)
LOOSE_ROW_START = re.compile(rb'"?\d{1,12}"?,"')
_NUMBERED_LINE = re.compile(rb"\n(?=" + LOOSE_ROW_START.pattern + rb")")
_MOST_UNCLOSED = 20

_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 20


class _Piece(NamedTuple):
    """Bytes of the file from `offset`; `reason` is "" if they are a row. `data` is empty if the row is too large."""

    offset: int
    data: bytes
    reason: str = ""
    detail: str = ""


class Starts(NamedTuple):
    """How a row begins: with its number and date, as cables.csv or other programs write them.

    The row number that pandas or a spreadsheet adds may come first.
    """

    pattern: re.Pattern[bytes]
    delimiter: str = ","
    has_index: bool = False

    @property
    def is_strict(self) -> bool:
        """Whether rows begin like those of cables.csv."""
        return self.pattern is ROW_START

    def next(self, data: bytes, at: int) -> int:
        """Offset of the first row that begins after a newline at or after `at`, -1 if there is none."""
        needle = b'\n"' if self.pattern is ROW_START else b"\n"
        while (at := data.find(needle, at)) >= 0:
            if self.pattern.match(data, at + 1):
                return at + 1
            at += 1
        return -1


_STRICT = Starts(ROW_START)
_LOOSE = (
    r'(?P<index>"?\d{1,12}"?(?P<sign>[,;\t|]))??(?P<number>"?)\d{1,12}"?(?P<delimiter>[,;\t|])(?P<date>"?)'
    rf'{DATE}"?(?P=delimiter)'
).encode()
_LOOSE_START = re.compile(_LOOSE)
_LOOSE_LINE = re.compile(rb"\n(?=" + _LOOSE + rb")")


def starts(data: bytes) -> Starts | None:
    """How the row at the beginning of some bytes begins; None if there is no row."""
    if ROW_START.match(data):
        return _STRICT
    loose = _LOOSE_START.match(data)
    if loose is None:
        return None
    index = r'"?\d{1,12}"?' + re.escape(loose["sign"].decode()) if loose["index"] else ""
    return _like(index, loose["number"].decode(), loose["delimiter"].decode(), loose["date"].decode())


@cache
def _like(index: str, number: str, delimiter: str, date: str) -> Starts:
    sign = re.escape(delimiter)
    pattern = rf"{index}{number}\d{{1,12}}{number}{sign}{date}{DATE}{date}{sign}"
    return Starts(re.compile(pattern.encode()), delimiter, bool(index))


def is_typed(field: str) -> bool:
    """Whether a field is a date, the id of a cable or a level."""
    return _TYPED.fullmatch(field.strip()) is not None


def has_backslashes(data: bytes, delimiter: str) -> bool:
    """Whether quotes inside fields are escaped with a backslash."""
    return re.search(_BACKSLASH.format(re.escape(delimiter)).encode(), data) is not None


def rows(
    source: str,
    stream: BinaryIO,
    start: int = 0,
    stop: int | None = None,
    limits: Limits = DEFAULT,
    member: str = "",
) -> Iterator[RawDocument | Rejected]:
    """Rows that begin in the byte range from `start` to before `stop` (None: the end of the file).

    However a file is divided, its ranges give the same rows. A row's bytes extend to the next row, line end included;
    its position is its byte offset in the file, from 1. A `start` above 0 needs a seekable stream. Only rows over
    `limits.document` and bytes that belong to no row are rejected here (`too_large`, `not_a_row`, `unbalanced_quotes`);
    other damage is reported when a row is read (to_document).
    """
    if start:
        stream.seek(0)
    head = stream.read(_BLOCK)
    first, how = _first_start(head)
    if first >= 0 and start > max(first, 1):
        # begin one byte earlier, which is a newline if a row begins at `start`
        stream.seek(start - 1)
        window = _Window(stream, b"", start - 1)
        # stop at the end of the range: otherwise every range within a row of gigabytes would read that row to its end
        if not _skip_to_row(window, stop, how):
            return
    else:
        window = _Window(stream, head, 0)
    pieces = _by_quotes(window, limits.document) if first < 0 else _by_starts(window, limits.document, first, how)
    for piece in pieces:
        if stop is not None and piece.offset >= stop:
            return
        if piece.offset < start:
            continue
        if piece.reason:
            detail = f"{source}: at byte {piece.offset + 1:,}: {piece.detail}"
            yield Rejected(source, member, piece.offset + 1, piece.data, "read", piece.reason, detail, "cables-csv")
        else:
            yield RawDocument(source, member, piece.offset + 1, piece.data, "cables-csv")


def _first_start(head: bytes) -> tuple[int, Starts]:
    """Offset of the first row and how rows begin; -1 if nothing in the first block looks like a row."""
    blank = len(head) - len(head.removeprefix(_BOM).lstrip())
    if how := starts(head[blank : blank + _LONGEST_START]):
        return blank, how
    strict = _STRICT.next(head, 0)
    if strict >= 0:
        return strict, _STRICT
    loose = _LOOSE_LINE.search(head)
    how = starts(head[loose.end() : loose.end() + _LONGEST_START]) if loose else None
    return (loose.end(), how) if loose and how else (-1, _STRICT)


class _Window:
    """The part of a stream that is in memory: `data` begins at byte `base` of the file and is read up to `at`."""

    def __init__(self, stream: BinaryIO, data: bytes, base: int) -> None:
        self.stream = stream
        self.data = data
        self.base = base
        self.at = 0
        self.ended = False

    @property
    def offset(self) -> int:
        return self.base + self.at

    def more(self) -> None:
        """Read another block, and drop the bytes before `at`."""
        block = self.stream.read(_BLOCK)
        self.ended = not block
        self.data = self.data[self.at :] + block
        self.base += self.at
        self.at = 0


def _by_starts(window: _Window, limit: int, first: int, how: Starts) -> Iterator[_Piece]:
    """Pieces from one row start to the next."""
    if window.base == 0:
        yield from _preamble(window, first)
    while window.at < len(window.data):
        offset = window.offset
        end = _row_end(window, limit, how)
        size = window.base + end - offset
        if size > limit:
            yield _Piece(offset, b"", "too_large", f"a row of {size:,} bytes, over the limit of {limit:,}")
        else:
            yield _Piece(offset, window.data[window.at : end])
        window.at = end


def _row_end(window: _Window, limit: int, how: Starts) -> int:
    """Where in the window the row at `at` ends; a row over the limit is dropped while it is read."""
    offset, scan = window.offset, window.at
    while (following := how.next(window.data, scan)) < 0 and not window.ended:
        tail = window.base + max(window.at, len(window.data) - _LONGEST_START)
        if tail - offset > limit:
            window.at = tail - window.base
        window.more()
        scan = tail - window.base
    return following if following >= 0 else len(window.data)


def _preamble(window: _Window, first: int) -> Iterator[_Piece]:
    """What precedes the first row of the file: rejected, unless blank or a line of column names."""
    preamble = window.data[:first].removeprefix(_BOM)
    if preamble.strip() and not _names_columns(preamble):
        yield _Piece(0, preamble, "not_a_row", "text before the first row")
    window.at = first


def _skip_to_row(window: _Window, stop: int | None, how: Starts) -> bool:
    """Go to the first row start at or after the second byte of the window; False if none begins before `stop`."""
    while (first := how.next(window.data, window.at)) < 0 and not window.ended:
        window.at = max(window.at, len(window.data) - _LONGEST_START)
        if stop is not None and window.offset >= stop:
            return False
        window.more()
    window.at = first if first >= 0 else len(window.data)
    return first >= 0


def _by_quotes(window: _Window, limit: int) -> Iterator[_Piece]:
    """Pieces that end at a newline outside quotes. A row with an unclosed quote is rejected up to the next row.

    After many such rows the rest is rejected in pieces as large as the limit: to search on would not be linear.
    """
    unclosed = 0
    if window.base == 0:
        line = window.data.find(b"\n") + 1
        window.at = line if _names_columns(window.data[:line]) else 0
    while True:
        row = _QUOTED_ROW.match(window.data, window.at) if unclosed < _MOST_UNCLOSED else None
        whole = row is not None and row.end() < len(window.data)
        if not whole and not window.ended and len(window.data) - window.at <= limit:
            window.more()
            continue
        if window.at == len(window.data):
            return
        end = row.end() if row else _unclosed_end(window, limit, unclosed)
        offset, data, window.at = window.offset, window.data[window.at : end], end
        if row is None:
            unclosed += 1
            yield _Piece(offset, data, "unbalanced_quotes", "a field whose quotes are not closed")
        elif len(data) > limit:
            yield _Piece(offset, b"", "too_large", f"a row of {len(data):,} bytes, over the limit of {limit:,}")
        elif not data.isspace():
            yield _Piece(offset, data)


def _unclosed_end(window: _Window, limit: int, unclosed: int) -> int:
    """Where to continue after an unclosed quote: at the next line that begins with a number and a field."""
    farthest = min(len(window.data), window.at + limit)
    following = _NUMBERED_LINE.search(window.data, window.at, farthest) if unclosed < _MOST_UNCLOSED else None
    return following.end() if following else farthest


def _names_columns(preamble: bytes) -> bool:
    """Whether the line before the first row only names the columns."""
    line = without_separator(preamble).removesuffix(b"\n")
    if not line:
        return True
    text = line.decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=text.count)
    names = [field.strip().strip('"') for field in text.split(delimiter)]
    return len(names) > 6 and len(line) < 1_000 and column_names.are_names(names)


def without_separator(head: bytes) -> bytes:
    """The first bytes of a file without the line `sep=;`, which gives spreadsheets the delimiter."""
    match = _SEPARATOR_LINE.match(head)
    return head[match.end() :] if match else head
