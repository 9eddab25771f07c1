"""Discovery: find the files that the arguments of an ingest name."""

from __future__ import annotations

import glob
import math
import os
import shutil
import stat
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from pipeline import s3_objects
from pipeline.errors import UsageError
from warehouse.s3 import is_s3

MEGABYTE = 1 << 20


class SourceError(UsageError):
    """An argument that names nothing to read; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. The lake knows it by `name`; `path` is where it is.

    `fingerprint` is equal as long as the file is unchanged, "" if that cannot be known (standard input). `problem` says
    why the file cannot be read, if discovery already knows.
    """

    name: str
    path: str
    size: int
    fingerprint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The files that the arguments name, in order and each once; how many others were hidden or unsettled."""

    files: tuple[SourceFile, ...]
    hidden: int = 0
    unsettled: int = 0


def discover(
    arguments: Sequence[str],
    spool: Path,
    without: Path | None = None,
    settled_before: float = math.inf,
    data: str = "",
) -> Found:
    """The files that file names, folders, quoted globs, s3:// prefixes and `-` name.

    Folders are walked in order; hidden entries are skipped.

    Standard input and pipes are copied into the folder `spool`. The folder `without` (the lake) and the prefix `data`
    (of the lake) are left out, as are files written to at or after `settled_before` (seconds since 1970). Raises
    SourceError for an argument that names nothing, StoreError for a store that refuses access.
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


def _matches(argument: str) -> list[str]:
    """The paths that an argument names."""
    if "://" in argument:
        raise SourceError(f"{argument}: only local files and s3:// addresses can be read")
    if os.path.lexists(argument):
        return [argument]
    if not glob.has_magic(argument):
        raise SourceError(f"{argument}: no such file or folder")
    matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    if not matches:
        raise SourceError(f"{argument}: no file matches this pattern")
    return matches


@dataclass(slots=True)
class _Walk:
    """State of a discovery: files by their real path, so that each is read only once."""

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
        """Find objects; none has to settle, because a store shows only complete ones.

        A prefix that ends in / may be empty, as a folder may.
        """
        found = s3_objects.objects(address)
        if not found and not s3_objects.may_be_empty(address):
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
        """Whether to walk into a folder: it must not be hidden, the lake, or seen before (links may form cycles)."""
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
            self._keep(SourceFile(printable_path(path), path, 0, problem=error.strerror or str(error)))
            return
        if stat.S_ISREG(status.st_mode):
            # copying with its old time still updates when the entry itself last changed
            if max(status.st_mtime, status.st_ctime) >= self.settled_before:
                self.unsettled += 1
                return
            fingerprint = f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}"
            self._keep(SourceFile(printable_path(path), path, status.st_size, fingerprint))
        elif stat.S_ISFIFO(status.st_mode) and path.startswith(("/dev/fd/", "/proc/")):
            with Path(path).open("rb") as stream:
                self._copy(path, stream)
        else:
            self._keep(SourceFile(printable_path(path), path, 0, problem="neither a file nor a folder"))

    def _unlisted(self, error: OSError) -> None:
        path = str(error.filename)
        self._keep(SourceFile(printable_path(path), path, 0, problem=error.strerror or str(error)))

    def _copy(self, name: str, stream: Any) -> None:
        self.spool.mkdir(parents=True, exist_ok=True)
        path = self.spool / f"input-{quote(name, safe='')}"
        half = path.with_suffix(".part")
        if not path.exists():  # otherwise an earlier attempt has it, and the pipe is empty
            with half.open("ab") as copy:
                shutil.copyfileobj(stream, copy, MEGABYTE)
            half.replace(path)
        self._keep(SourceFile(printable_path(name), str(path), path.stat().st_size))

    def _keep(self, file: SourceFile) -> None:
        self.files.setdefault(os.path.realpath(file.path), file)


def opened(path: str) -> AbstractContextManager[BinaryIO]:
    """The bytes of a file or object."""
    return s3_objects.opened(path) if is_s3(path) else Path(path).open("rb")


def printable_path(path: str) -> str:
    """A path as text: bytes of a file name that are not UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
