"""The documents that a lake already holds, by hash, in a file in which worker processes look them up."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.documents import document_ids
from warehouse.lake import Lake

_DIGEST = 32  # bytes of a SHA-256


class KnownDocuments:
    """Sorted digests of documents. `digests` holds them one after the other, 32 bytes each."""

    def __init__(self, digests: bytes | mmap.mmap = b"") -> None:
        self._digests = digests

    def __len__(self) -> int:
        return len(self._digests) // _DIGEST

    def __getitem__(self, index: int) -> bytes:
        return self._digests[index * _DIGEST : (index + 1) * _DIGEST]

    def __contains__(self, document_id: str) -> bool:
        digest = bytes.fromhex(document_id)
        index = bisect_left(self, digest)
        return index < len(self) and self[index] == digest


def save(lake: Lake, path: Path) -> None:
    """Write the digests of the lake's documents to a file, to be read with `load`."""
    with path.open("wb") as file:
        for ids in document_ids(lake):
            file.write(bytes.fromhex("".join(ids)))


@contextmanager
def load(path: Path | None) -> Iterator[KnownDocuments]:
    """The digests in a file written by `save`; none without a file. The file is mapped, not read into memory."""
    if not path or not path.is_file() or not path.stat().st_size:
        yield KnownDocuments()
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield KnownDocuments(mapped)
