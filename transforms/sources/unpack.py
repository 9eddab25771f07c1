"""Decompress a stream in bounded memory, telling truncation, damage and bombs apart."""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Literal, Protocol

import zstandard

from transforms.sources.limits import Limits

Compression = Literal["gz", "xz", "zst"]
Method = Compression | Literal["deflate"]


class UnreadableError(Exception):
    """The rest of an archive cannot be read: `reason` for machines, the message for people.

    `origin` is the stream that failed; `member` is the document that was being read, if any.
    """

    def __init__(self, reason: str, detail: str, origin: object = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.origin = origin
        self.member: str | None = None


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


# magic, decompressor, packed bytes fed at once: few enough that what they unpack to fits in memory
_METHODS: dict[Method, tuple[bytes, Callable[[], _Decompressor], int]] = {
    "deflate": (b"", lambda: zlib.decompressobj(wbits=-15), 16_384),
    "gz": (b"\x1f\x8b", lambda: zlib.decompressobj(wbits=31), 16_384),
    "xz": (b"\xfd7zXZ\x00", lzma.LZMADecompressor, 4_096),
    "zst": (
        b"\x28\xb5\x2f\xfd",
        lambda: zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj(),
        1_024,
    ),
}
_ERRORS = (zlib.error, lzma.LZMAError, zstandard.ZstdError)


def compression(head: bytes) -> Compression | None:
    """How a stream is compressed, judging by its first bytes."""
    forms: tuple[Compression, ...] = ("gz", "xz", "zst")
    return next((form for form in forms if head.startswith(_METHODS[form][0])), None)


class Unpacked(io.RawIOBase):
    """Unpacked bytes of all members of a compressed stream; of only one member if the method is bare deflate.

    `rest` are bytes that were read beyond the end.
    Raises UnreadableError: `archive_truncated`, `archive_damaged`, `archive_bomb`.
    """

    def __init__(self, stream: BinaryIO, method: Method, limits: Limits) -> None:
        self._stream = stream
        self._magic, self._new, self._step = _METHODS[method]
        self._limits = limits
        self._decompressor = self._new()
        self._ready = memoryview(b"")
        self._packed = self._unpacked = 0
        self._ended = False
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._fill()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _fill(self) -> None:
        data = self._next_member() if self._decompressor.eof else self._stream.read(self._step)
        if self._ended:
            return
        if not data:
            raise UnreadableError("archive_truncated", "the compressed data end before their end marker", self)
        try:
            unpacked = self._decompressor.decompress(data)
        except _ERRORS as error:
            raise UnreadableError("archive_damaged", f"the compressed data are damaged ({error})", self) from None
        self._packed += len(data)
        self._unpacked += len(unpacked)
        if self._unpacked > self._limits.free and self._unpacked > self._packed * self._limits.ratio:
            detail = f"{self._packed:,} bytes unpack to {self._unpacked:,} or more: over the ratio {self._limits.ratio}"
            raise UnreadableError("archive_bomb", detail, self)
        self._ready = memoryview(unpacked)

    def _next_member(self) -> bytes:
        """First bytes of the next member; anything else after a member (padding, remarks) is not data."""
        rest = self._decompressor.unused_data
        if not self._magic:
            self._ended, self.rest = True, rest
            return b""
        rest += self._stream.read(self._step - len(rest)) if len(rest) < self._step else b""
        if rest.startswith(self._magic):
            self._decompressor = self._new()
            return rest
        self._ended = True
        return b""
