"""Cut a JSON list of objects, which is how pandas, DuckDB and web sites write a table, into its objects.

The list may be the whole file, a value in other objects (`{"cables": [...]}`), or an object whose keys are ids. Only
one object is in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

# a whole string, the beginning of one, a brace or a bracket
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}\[\]]', re.DOTALL)
_NAME_OR_BRACE = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*+)"(?P<is_name>\s*:)?|(?P<brace>[{}\[\]])', re.DOTALL)
_BLOCK = 1 << 20


class Piece(NamedTuple):
    """An object, its offset in the file and its size in bytes; `data` is empty if the object is over the limit.

    A piece of size 0 is the end of a file whose lists or objects are not closed.
    """

    offset: int
    data: bytes
    size: int


class Opened(NamedTuple):
    """An object that begins in a text: its names so far as the text goes, and the braces and names around it.

    `around` has a `{` or `[` for each object or list that holds it. `keys` has the name of each of these and of the
    object itself, "" if it has none.
    """

    names: list[str]
    around: str
    keys: tuple[str, ...]
    start: int


def opened(text: str) -> list[Opened]:
    """The objects that begin in the first part of a JSON file, in order."""
    found: list[Opened] = []
    stack: list[tuple[str, Opened | None, str]] = []  # brace, its object, its name
    name = ""
    for token in _NAME_OR_BRACE.finditer(text):
        brace, inner = token["brace"], stack[-1][1] if stack else None
        if token["is_name"] and inner is not None:
            name = token["text"]
            inner.names.append(name)
        elif brace in ("{", "["):
            key = name if inner is not None else ""
            keys = (*(key for _, _, key in stack), key)
            began = Opened([], "".join(brace for brace, _, _ in stack), keys, token.start()) if brace == "{" else None
            stack.append((brace, began, key))
            found += [began] if began is not None else []
        elif brace and stack:
            stack.pop()
    return found


def objects(stream: BinaryIO, limit: int, around: str = "[", block_size: int = _BLOCK) -> Iterator[Piece]:
    """The objects directly inside the lists and objects whose braces are `around`, in order.

    Objects that follow one another without a list count as a list. The first object that is too large or not closed
    extends to the end of the file.
    """
    cut = _Cut(around)
    while block := stream.read(block_size):
        cut.data += block
        while piece := cut.next_object():
            yield piece
        if cut.depth and len(cut.data) - cut.begin > limit:
            break
    if cut.depth:
        rest = len(cut.data) - cut.begin
        while block := stream.read(block_size):
            rest += len(block)
        yield Piece(cut.offset + cut.begin, cut.data[cut.begin :] if rest <= limit else b"", rest)
    elif cut.outside:
        yield Piece(cut.offset + len(cut.data), b"", 0)


@dataclass(slots=True)
class _Cut:
    """The part of a file that is in memory: `data` begins at `offset` and is parsed up to `at`."""

    around: str
    data: bytes = b""
    offset: int = 0
    at: int = 0
    begin: int = 0  # of the object that is being read
    depth: int = 0  # its open braces, 0 outside any
    outside: str = ""  # the braces and brackets around it

    def next_object(self) -> Piece | None:
        """The next object that ends in the data."""
        while token := _TOKEN.search(self.data, self.at):
            if token.group() == b'"':  # a string that continues in the next block
                self.at = token.start()
                break
            self.at = token.end()
            if not self.depth:
                self._step(token)
            elif token.group() in b"{}":
                self.depth += 1 if token.group() == b"{" else -1
                if not self.depth:
                    piece = Piece(self.offset + self.begin, self.data[self.begin : self.at], self.at - self.begin)
                    self._forget()
                    return piece
        else:
            self.at = len(self.data)
        if not self.depth:
            self._forget()
        return None

    def _step(self, token: re.Match[bytes]) -> None:
        """Follow a brace or bracket outside the objects; one may begin an object."""
        mark = token.group().decode()
        is_first = not self.outside and not self.around.startswith("{")
        if mark == "{" and (is_first or self.outside == self.around):
            self.begin, self.depth = token.start(), 1
        elif mark in "{[":
            self.outside += mark
        elif mark in "}]":
            self.outside = self.outside[:-1]

    def _forget(self) -> None:
        self.offset, self.data, self.at = self.offset + self.at, self.data[self.at :], 0
