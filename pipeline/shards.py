"""Shards: divide what there is to read into work for one process each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.discover import MEGABYTE, SourceFile, opened
from pipeline.s3_objects import StoreError
from transforms.document import Format
from transforms.sources import cables_csv

# A shard is tens of megabytes, so that starting it costs nothing compared with its work, or less if a worker would
# otherwise be idle.
LARGEST_SHARD = 32 * MEGABYTE
SMALLEST_SHARD = 2 * MEGABYTE
SHARDS_PER_WORKER = 4

ARCHIVE_SUFFIXES = (".tar", ".tgz", ".gz", ".zst", ".xz", ".zip")
# how much smaller archives make text; only the balance of the shards depends on it
_PACKED = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A source file or a part of it: the rows of a byte range, or every k-th member of an archive."""

    name: str
    path: str
    start: int = 0
    stop: int | None = None
    part: tuple[int, int] = (0, 1)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """Work for one task: a few pieces; `size` estimates their text in bytes."""

    number: int
    pieces: tuple[Piece, ...]
    size: int
    format: Format | None = None

    def save(self, folder: Path) -> Path:
        """Write the plan of the shard to a folder, for the worker that will read it."""
        path = folder / f"{self.number:05d}.json"
        path.write_text(json.dumps(asdict(self)), encoding="ascii")
        return path

    @classmethod
    def load(cls, path: Path) -> Shard:
        """Load the plan that `save` wrote."""
        stored: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        pieces = tuple(Piece(**{**piece, "part": tuple(piece["part"])}) for piece in stored.pop("pieces"))
        return cls(**stored, pieces=pieces)


def divide(files: Iterable[SourceFile], workers: int = 1, form: Format | None = None) -> list[Shard]:
    """Divide files into shards: small files together, a big cables.csv by byte ranges, big archives by members.

    `form` forces the format of every document.
    """
    pieces = [(file, _weight(file)) for file in files]
    total = sum(weight for _, weight in pieces)
    size = min(LARGEST_SHARD, max(SMALLEST_SHARD, total // (workers * SHARDS_PER_WORKER)))
    shards: list[Shard] = []
    gathered: list[Piece] = []
    gathered_size = 0
    for file, weight in pieces:
        for piece, piece_weight in _pieces(file, weight, size, workers, form):
            if gathered and gathered_size + piece_weight > size:
                shards.append(Shard(len(shards), tuple(gathered), gathered_size, form))
                gathered, gathered_size = [], 0
            gathered.append(piece)
            gathered_size += piece_weight
    if gathered:
        shards.append(Shard(len(shards), tuple(gathered), gathered_size, form))
    return shards


def _weight(file: SourceFile) -> int:
    return file.size * (_PACKED if is_archive_name(file.path) else 1)


def _pieces(file: SourceFile, weight: int, size: int, workers: int, form: Format | None) -> Iterator[tuple[Piece, int]]:
    whole = Piece(file.name, file.path, problem=file.problem)
    if weight <= size or file.problem:
        yield whole, weight
    elif is_archive_name(file.path):
        # every part unpacks the whole archive, so there are no more parts than workers
        for part in range(workers):
            yield replace(whole, part=(part, workers)), weight // workers
    elif form == "cables-csv" or (form is None and _is_table(file)):
        for start in range(0, file.size, size):
            stop = start + size
            yield replace(whole, start=start, stop=stop if stop < file.size else None), min(size, file.size - start)
    else:
        yield whole, weight


def is_archive_name(path: str) -> bool:
    """Whether the name of a file says that it is an archive."""
    return path.lower().endswith(ARCHIVE_SUFFIXES)


def _is_table(file: SourceFile) -> bool:
    try:
        with opened(file.path) as stream:
            return cables_csv.is_table(stream.read(4096), file.name)
    except (OSError, StoreError):
        return False  # reported when the file is read
