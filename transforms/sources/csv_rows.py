"""Cut cables.csv into rows, whole or by byte range, holding no more than one row and one block of it.

In a file with the quotes of its fields closed, no line inside a field can look like the beginning of a row, because
a quote in there is written `\\"` or `""`. So rows are cut where a line looks like one, which needs no look at the rest
and finds its way again after damage. Files whose first rows look different are cut by following the quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from transforms.document import RawDocument, Rejected
from transforms.sources.limits import DEFAULT, Limits

ROW_START = re.compile(rb'"\d{1,12}","\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}","')
_LONGEST_START = 64

# a row by its quotes: anything but a newline outside of them
_QUOTED_ROW = re.compile(rb'(?:[^"\n]++|"[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+")*+(?:\n|\Z)', re.DOTALL)
LOOSE_ROW_START = re.compile(rb'"?\d{1,12}"?,"')
_LOOSE_START = re.compile(rb"\n(?=" + LOOSE_ROW_START.pattern + rb")")
_MOST_UNCLOSED = 20

_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 20


class _Piece(NamedTuple):
    """Bytes of the file from `offset`; `reason` "" where they are a row. `data` is empty where they are too many."""

    offset: int
    data: bytes
    reason: str = ""
    detail: str = ""


def rows(
    source: str,
    stream: BinaryIO,
    start: int = 0,
    stop: int | None = None,
    limits: Limits = DEFAULT,
    member: str = "",
) -> Iterator[RawDocument | Rejected]:
    """Rows that begin in the byte range from `start` to before `stop` (None: the end of the file).

    The ranges of any division of a file give the same rows. The bytes of a row go up to the next one, line end
    included; its position is its byte offset in the file, from 1. A `start` above 0 needs a seekable stream.
    Damage is told where a row is read (to_document); here only a row over `limits.document` and bytes that belong
    to no row are rejected (`too_large`, `not_a_row`, `unbalanced_quotes`).
    """
    if start:
        stream.seek(0)
    head = stream.read(_BLOCK)
    first = _first_start(head)
    if first >= 0 and start > max(first, 1):
        # from the byte before, which is the newline where a row begins right at `start`
        stream.seek(start - 1)
        window = _Window(stream, b"", start - 1)
        # no farther than the range, or every range in a row of gigabytes would read that row to its end
        if not _skip_to_row(window, stop):
            return
    else:
        window = _Window(stream, head, 0)
    cut = _by_quotes if first < 0 else _by_starts
    for piece in cut(window, limits.document):
        if stop is not None and piece.offset >= stop:
            return
        if piece.offset < start:
            continue
        if piece.reason:
            detail = f"{source}: at byte {piece.offset + 1:,}: {piece.detail}"
            yield Rejected(source, member, piece.offset + 1, piece.data, "read", piece.reason, detail, "cables-csv")
        else:
            yield RawDocument(source, member, piece.offset + 1, piece.data, "cables-csv")


def _first_start(head: bytes) -> int:
    """Offset of the first row, -1 where none of the first block looks like one."""
    blank = len(head) - len(head.removeprefix(_BOM).lstrip())
    return blank if ROW_START.match(head, blank) else _next_start(head, 0)


def _next_start(data: bytes, at: int) -> int:
    """Offset of the first row that begins behind a newline at or after `at`, -1 where there is none."""
    while (at := data.find(b'\n"', at)) >= 0:
        if ROW_START.match(data, at + 1):
            return at + 1
        at += 1
    return -1


class _Window:
    """The part of a stream in hand: `data` begins at byte `base` of the file, what is before `at` is done with."""

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
        """Read a block; the bytes before `at` go."""
        block = self.stream.read(_BLOCK)
        self.ended = not block
        self.data = self.data[self.at :] + block
        self.base += self.at
        self.at = 0


def _by_starts(window: _Window, limit: int) -> Iterator[_Piece]:
    """Pieces from one row start to the next."""
    if window.base == 0:
        yield from _preamble(window)
    while window.at < len(window.data):
        offset = window.offset
        end = _row_end(window, limit)
        size = window.base + end - offset
        if size > limit:
            yield _Piece(offset, b"", "too_large", f"a row of {size:,} bytes, over the limit of {limit:,}")
        else:
            yield _Piece(offset, window.data[window.at : end])
        window.at = end


def _row_end(window: _Window, limit: int) -> int:
    """Where in the window the row at its `at` ends; a row over the limit is let go of while it is read."""
    offset, scan = window.offset, window.at
    while (following := _next_start(window.data, scan)) < 0 and not window.ended:
        tail = window.base + max(window.at, len(window.data) - _LONGEST_START)
        if tail - offset > limit:
            window.at = tail - window.base
        window.more()
        scan = tail - window.base
    return following if following >= 0 else len(window.data)


def _preamble(window: _Window) -> Iterator[_Piece]:
    """What stands before the first row of the file: rejected, unless blank or a line of column names."""
    first = _first_start(window.data)
    preamble = window.data[:first].removeprefix(_BOM)
    if preamble.strip() and not _names_columns(preamble):
        yield _Piece(0, preamble, "not_a_row", "text in front of the first row")
    window.at = first


def _skip_to_row(window: _Window, stop: int | None) -> bool:
    """Go to the first row start at or behind the second byte of the window; False where none begins before `stop`."""
    while (first := _next_start(window.data, window.at)) < 0 and not window.ended:
        window.at = max(window.at, len(window.data) - _LONGEST_START)
        if stop is not None and window.offset >= stop:
            return False
        window.more()
    window.at = first if first >= 0 else len(window.data)
    return first >= 0


def _by_quotes(window: _Window, limit: int) -> Iterator[_Piece]:
    """Pieces that end at a newline outside quotes. A row whose quotes never close is rejected up to its line end.

    After many such rows the rest is rejected in pieces of the limit: looking on would take more than linear time.
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
    """Where to go on behind quotes that never close: at the next line that begins with a number and a field."""
    farthest = min(len(window.data), window.at + limit)
    following = _LOOSE_START.search(window.data, window.at, farthest) if unclosed < _MOST_UNCLOSED else None
    return following.end() if following else farthest


def _names_columns(line: bytes) -> bool:
    """Whether the first line of a file names its columns, which is no document."""
    return line.count(b",") >= 6 and len(line) < 1_000 and not any(map(line.__contains__, b"0123456789"))
