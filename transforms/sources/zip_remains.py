"""Members of a truncated zip file, found by the headers before them, since the directory at its end is lost."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO, cast

from transforms.sources.limits import Limits
from transforms.sources.unpack import Unpacked, UnreadableError

# signature, version, flags, method, time, date, checksum, packed and unpacked size, lengths of name and extra field
_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED = 0, 8


def members(stream: BinaryIO, limits: Limits) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of each member in order. Read each content before asking for the next.

    Ends at the first header that is damaged or cannot be read without the directory (encrypted, of unknown length).
    Raises UnreadableError if a member is cut off or damaged.
    """
    stream.seek(0)
    while len(head := stream.read(_HEADER.size)) == _HEADER.size and head.startswith(_SIGNATURE):
        _, _, flags, method, _, _, _, packed, _, name_length, extra_length = _HEADER.unpack(head)
        name = stream.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        stream.read(extra_length)
        if flags & _ENCRYPTED:
            return
        if method == _DEFLATED:
            yield from _deflated(stream, name, limits)
            if flags & _SIZES_FOLLOW:
                stream.read(12 if stream.read(4) == b"PK\x07\x08" else 8)
        elif method == _STORED and not flags & _SIZES_FOLLOW and packed <= limits.document:
            data = stream.read(packed)
            if len(data) < packed:
                raise UnreadableError("archive_truncated", "a member is cut off")
            yield name, io.BytesIO(data)
        else:
            return


def _deflated(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[str, BinaryIO]]:
    unpacked = Unpacked(stream, "deflate", limits)
    content = cast(BinaryIO, io.BufferedReader(unpacked, 1 << 17))
    yield name, content
    while content.read(1 << 17):  # whatever the caller left unread
        pass
    stream.seek(-len(unpacked.rest), io.SEEK_CUR)
