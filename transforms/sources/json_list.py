"""Cut a JSON list of objects, as pandas and DuckDB write a table, into its objects, with one of them in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

# a whole string, the beginning of one, or a brace
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}]', re.DOTALL)
_BLOCK = 1 << 20


class Piece(NamedTuple):
    """An object and its offset in the file; `size` counts its bytes, of which an object over the limit keeps none."""

    offset: int
    data: bytes
    size: int


def objects(stream: BinaryIO, limit: int, block_size: int = _BLOCK) -> Iterator[Piece]:
    """The objects of the list, in order. The first that is too large or not closed extends to the end of the file."""
    offset, data = 0, b""  # what is left of the file begins at `offset`
    at = depth = begin = 0
    while block := stream.read(block_size):
        data += block
        while token := _TOKEN.search(data, at):
            mark = token.group()
            if mark == b'"':  # a string that goes on in the next block
                at = token.start()
                break
            at = token.end()
            if mark == b"{":
                begin = token.start() if depth == 0 else begin
                depth += 1
            elif mark == b"}" and depth:
                depth -= 1
                if depth == 0:
                    yield Piece(offset + begin, data[begin:at], at - begin)
                    offset, data, at = offset + at, data[at:], 0
        else:
            at = len(data)
        if depth and len(data) - begin > limit:
            break
    if depth:
        rest = len(data) - begin
        while block := stream.read(block_size):
            rest += len(block)
        yield Piece(offset + begin, data[begin:] if rest <= limit else b"", rest)
