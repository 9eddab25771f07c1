"""What there is to read: the files behind the arguments, and their division into shards of work."""

from __future__ import annotations

import glob
import json
import math
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from flows import objects
from flows.errors import UsageError
from transforms.document import Format
from transforms.sources import cables_csv
from warehouse.s3 import is_s3

MEGABYTE = 1 << 20

# a shard is tens of megabytes, so that starting it costs nothing beside its work; less where that would leave
# a worker idle
LARGEST_SHARD = 32 * MEGABYTE
SMALLEST_SHARD = 2 * MEGABYTE
SHARDS_PER_WORKER = 4

ARCHIVE_SUFFIXES = (".tar", ".tgz", ".gz", ".zst", ".xz", ".zip")
# text packs about so well; only the balance of the shards rests on it
_PACKED = 4


class SourceError(UsageError):
    """An argument that names nothing to read; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. `name` is what the lake will call it, `path` where it lies.

    `fingerprint` is equal as long as the file is unchanged, "" where that cannot be told (standard input).
    `problem` says why the file cannot be read, where discovery already knows.
    """

    name: str
    path: str
    size: int
    fingerprint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The files behind the arguments, in order and each once; how many hidden ones were passed over, and how many that
    may still be written to."""

    files: tuple[SourceFile, ...]
    hidden: int = 0
    unsettled: int = 0


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
    """Work for one task: some pieces; `size` estimates their text in bytes."""

    number: int
    pieces: tuple[Piece, ...]
    size: int
    format: Format | None = None

    def save(self, folder: Path) -> Path:
        """Write the plan of the shard into a folder, for the worker that will read it."""
        path = folder / f"{self.number:05d}.json"
        path.write_text(json.dumps(asdict(self)), encoding="ascii")
        return path

    @classmethod
    def load(cls, path: Path) -> Shard:
        """The plan written by `save`."""
        stored: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        pieces = tuple(Piece(**{**piece, "part": tuple(piece["part"])}) for piece in stored.pop("pieces"))
        return cls(**stored, pieces=pieces)


def discover(
    arguments: Sequence[str],
    spool: Path,
    without: Path | None = None,
    settled_before: float = math.inf,
    data: str = "",
) -> Found:
    """Files behind files, folders, quoted globs, s3:// prefixes and `-`; folders are walked in order, hidden entries
    passed over.

    Standard input and pipes are copied into the folder `spool`. The folder `without` (the lake) and the prefix `data`
    (of the lake) are left out, and so are files that were written to at or after `settled_before` (seconds since 1970).
    Raises SourceError for an argument that names nothing, StoreError for a store that refuses.
    """
    walk = _Walk(spool, without.resolve() if without else None, settled_before, data)
    for argument in arguments:
        walk.argument(argument)
    return Found(tuple(walk.files.values()), walk.hidden, walk.unsettled)


def require(arguments: Sequence[str]) -> None:
    """Raise SourceError for the first argument that names nothing; nothing is opened or walked."""
    for argument in arguments:
        if argument != "-" and not is_s3(argument):
            _matches(argument)


def can_be_read_again(arguments: Sequence[str]) -> bool:
    """Whether none of the arguments is standard input or a pipe, which give what they hold only once."""
    return not any(argument == "-" or Path(argument).is_fifo() for argument in arguments)


def _matches(argument: str) -> list[str]:
    """Paths an argument stands for."""
    if "://" in argument:
        raise SourceError(f"{argument}: only local files and s3:// addresses can be read")
    if os.path.lexists(argument):
        return [argument]
    if not glob.has_magic(argument):
        raise SourceError(f"{argument}: no such file or folder")
    matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not matches:
        raise SourceError(f"{argument}: no file matches this pattern")
    return matches


@dataclass(slots=True)
class _Walk:
    """State of a discovery: the files by the place they lie at, so that each is read once."""

    spool: Path
    without: Path | None
    settled_before: float
    data: str = ""
    files: dict[str, SourceFile] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    hidden: int = 0
    unsettled: int = 0

    def argument(self, argument: str) -> None:
        if argument == "-":
            self._copy(argument, sys.stdin.buffer)
            return
        if is_s3(argument):
            self._objects(argument)
            return
        for path in _matches(argument):
            if Path(path).is_dir():
                if self.without and Path(path).resolve() == self.without:
                    raise SourceError(f"{path}: is the lake itself: name what it shall take in")
                self._folder(path)
            else:
                self._file(path)

    def _objects(self, address: str) -> None:
        """Objects appear in a store when they are whole, so that none has to settle. A prefix that ends in / may be
        empty, as a folder may."""
        found = objects.objects(address)
        if not found and not objects.may_be_empty(address):
            raise SourceError(f"{address}: no object is there or below it")
        for one in found:
            if not (self.data and one.address.startswith(self.data)):
                fingerprint = f"{one.size}-{one.written_ns}"
                self.files.setdefault(one.address, SourceFile(one.address, one.address, one.size, fingerprint))

    def _folder(self, top: str) -> None:
        for folder, below, files in os.walk(top, onerror=self._unlisted, followlinks=True):
            below[:] = sorted(name for name in below if self._enter(folder, name))
            for name in sorted(files):
                if name.startswith("."):
                    self.hidden += 1
                else:
                    self._file(str(Path(folder, name)))

    def _enter(self, folder: str, name: str) -> bool:
        """Whether to walk into a folder: not hidden, not the lake, and not seen before (links may go in circles)."""
        real = os.path.realpath(Path(folder, name))
        if name.startswith("."):
            self.hidden += 1
            return False
        if real in self.folders or (self.without and real == str(self.without)):
            return False
        self.folders.add(real)
        return True

    def _file(self, path: str) -> None:
        try:
            status = Path(path).stat()
        except OSError as error:
            self._keep(SourceFile(printable(path), path, 0, problem=error.strerror or str(error)))
            return
        if stat.S_ISREG(status.st_mode):
            # copying with its old time still sets when the entry itself last changed
            if max(status.st_mtime, status.st_ctime) >= self.settled_before:
                self.unsettled += 1
                return
            fingerprint = f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}"
            self._keep(SourceFile(printable(path), path, status.st_size, fingerprint))
        elif stat.S_ISFIFO(status.st_mode) and path.startswith(("/dev/fd/", "/proc/")):
            with Path(path).open("rb") as stream:
                self._copy(path, stream)
        else:
            self._keep(SourceFile(printable(path), path, 0, problem="neither a file nor a folder"))

    def _unlisted(self, error: OSError) -> None:
        path = str(error.filename)
        self._keep(SourceFile(printable(path), path, 0, problem=error.strerror or str(error)))

    def _copy(self, name: str, stream: Any) -> None:
        self.spool.mkdir(parents=True, exist_ok=True)
        path = self.spool / f"input-{quote(name, safe='')}"
        half = path.with_suffix(".part")
        if not path.exists():  # else an earlier attempt has it, and the pipe is empty
            with half.open("ab") as copy:
                shutil.copyfileobj(stream, copy, MEGABYTE)
            half.replace(path)
        self._keep(SourceFile(printable(name), str(path), path.stat().st_size))

    def _keep(self, file: SourceFile) -> None:
        self.files.setdefault(os.path.realpath(file.path), file)


def opened(path: str) -> AbstractContextManager[BinaryIO]:
    """The bytes of a file or object."""
    return objects.opened(path) if is_s3(path) else Path(path).open("rb")


def printable(path: str) -> str:
    """A path as text: bytes of a file name that are not UTF-8 written as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def plan(files: Iterable[SourceFile], workers: int = 1, form: Format | None = None) -> list[Shard]:
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
        # every part unpacks the whole archive, so there are no more of them than workers
        for part in range(workers):
            yield replace(whole, part=(part, workers)), weight // workers
    elif form == "cables-csv" or (form is None and _is_table(file)):
        for start in range(0, file.size, size):
            stop = start + size
            yield replace(whole, start=start, stop=stop if stop < file.size else None), min(size, file.size - start)
    else:
        yield whole, weight


def is_archive_name(path: str) -> bool:
    """Whether the name of a file says that it is packed."""
    return path.lower().endswith(ARCHIVE_SUFFIXES)


def _is_table(file: SourceFile) -> bool:
    try:
        with opened(file.path) as stream:
            return cables_csv.is_table(stream.read(4096), file.name)
    except (OSError, objects.StoreError):
        return False  # told where the file is read
