"""Objects of an S3 store as sources: list them below a prefix, read them as streams."""

from __future__ import annotations

import errno
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from pipeline.errors import UserError
from warehouse.s3 import SCHEME, Store, explain

# a request for fewer bytes costs about as much
_AHEAD = 8 << 20

# what a store says if it may well respond later
_PASSING = re.compile(
    r"SLOW_DOWN|SlowDown|NETWORK_CONNECTION|SERVICE_UNAVAILABLE|INTERNAL_FAILURE|REQUEST_TIMEOUT|THROTTLING"
    r"|HTTP status (?:408|429|5\d\d)|curlCode|[Tt]imeout|Unexpected end of stream|got \d+ bytes"
)


class StoreError(UserError):
    """A store does not give what was requested; the message is one line."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a store: its s3:// address, size in bytes, and time of writing in nanoseconds since 1970."""

    address: str
    size: int
    written_ns: int


def objects(address: str) -> tuple[Object, ...]:
    """The object at an address, or those below it, sorted; none if there is nothing.

    Objects with a hidden name or folder (.name) are left out. Raises StoreError if the store refuses, OSError with EIO
    if it may respond later.
    """
    from pyarrow import fs

    place = address.removeprefix(SCHEME).rstrip("/")
    with store(address) as files:
        (info,) = files.get_file_info([place])
        if info.type == fs.FileType.File:
            return (Object(f"{SCHEME}{info.path}", info.size, info.mtime_ns),)
        below = files.get_file_info(fs.FileSelector(place, allow_not_found=True, recursive=True))
    found = (info for info in below if info.type == fs.FileType.File)
    return tuple(
        Object(f"{SCHEME}{info.path}", info.size, info.mtime_ns)
        for info in sorted(found, key=lambda info: str(info.path))
        if not any(part.startswith(".") for part in info.path.removeprefix(place).split("/"))
    )


def may_be_empty(address: str) -> bool:
    """Whether an address ends in a slash, which makes it a prefix, and its bucket exists. Raises as `objects` does."""
    from pyarrow import fs

    bucket = address.removeprefix(SCHEME).split("/")[0]
    with store(address) as files:
        return address.endswith("/") and files.get_file_info(bucket).type == fs.FileType.Directory


@contextmanager
def opened(address: str) -> Iterator[BinaryIO]:
    """The bytes of an object as a seekable stream. Raises as `objects` does."""
    with store(address) as files:
        stream = files.open_input_file(address.removeprefix(SCHEME))
    with stream, io.BufferedReader(cast(Any, _Raw(stream, address)), _AHEAD) as buffered:
        yield cast(BinaryIO, buffered)


@contextmanager
def store(address: str) -> Iterator[Any]:
    """The store of an address as an Arrow file system. Raises as `objects` does."""
    with _explained(address):
        yield Store.of_environment().files()


class _Raw(io.RawIOBase):
    """An Arrow file in the form that Python's buffers need, with transient errors marked."""

    def __init__(self, stream: Any, address: str) -> None:
        self._stream = stream
        self._address = address

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _explained(self._address):
            return int(self._stream.readinto(buffer))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Give transient errors a number: Arrow reports all errors of a store as OSError without one."""
    try:
        yield
    except OSError as error:
        problem = str(error)
        if _PASSING.search(problem):
            raise OSError(errno.EIO, f"{address}: the store does not answer: {problem.splitlines()[0]}") from None
        raise StoreError(f"{address}: {explain(problem)}") from None
