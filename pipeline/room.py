"""Disk space for a lake: refuse a run before it parses if there is too little, and report a full disk in one line."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import UserError
from pipeline.plan import Plan
from pipeline.terminal import Say
from pipeline.variables import NO_ROOM_CHECK
from warehouse.connection import LakeError
from warehouse.place import Place

# Measured at the run's peak with plain text of random words: 20 MB for an input of 1.6 MB, 116 MB for one of 15.8 MB.
# Cables as in the benchmarks took 101 MB for 14 MB.
_PER_BYTE = 7
_AT_LEAST = 10_000_000

# No new text needs less: telegrams of one line, repeated 16,000 times, took 28 MB for 12.5 MB.
_LEAST_PER_BYTE = 1

# what Python, DuckDB and SQLite say about a full disk
_FULL = re.compile(
    r"No space left on device|Disk quota exceeded|(database or )?disk is full|Could not write all bytes", re.IGNORECASE
)


def require(plan: Plan, known: Container[str], say: Say) -> None:
    """Warn if the disk of the lake has less room than a run is likely to need; refuse if it is certainly not enough.

    Publishing also needs room for a second warehouse file. Compressed sources need more than their size suggests. Files
    that are `known` to the lake by name may hold little that is new, so they are not counted as certain. Raises
    UserError.
    """
    if not plan.jobs:
        return
    place = plan.place
    published = place.warehouse.stat().st_size if place.warehouse.is_file() else 0
    new = sum(file.size for file in plan.files if not file.problem and file.name not in known)
    certain = published + _LEAST_PER_BYTE * new
    likely = published + _PER_BYTE * plan.size + _AT_LEAST
    free = shutil.disk_usage(place.folder).free
    if free < certain and os.environ.get(NO_ROOM_CHECK) != "1":
        raise UserError(
            f"{place.folder}: not begun: this run needs at least {_mb(certain)}, most likely {_mb(likely)}, and "
            f"{_disk(place.folder)} has {_mb(free)} left: make room, or go on all the same with --no-room-check "
            f"or {NO_ROOM_CHECK}=1"
        )
    if free < likely:
        say(f"{place.folder}: this run needs about {_mb(likely)}, and {_disk(place.folder)} has {_mb(free)} left")


@contextmanager
def explaining_a_full_disk(place: Place) -> Iterator[None]:
    """Replace an error that says that the disk is full with a UserError."""
    try:
        yield
    except (OSError, duckdb.Error, LakeError, UserError) as error:
        if not (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) and not _FULL.search(
            str(error)
        ):
            raise
        free = shutil.disk_usage(place.folder).free
        raise UserError(
            f"{place.folder}: no space left: {_disk(place.folder)} has {_mb(free)} left; "
            "no document is half in the lake: make room and run it again"
        ) from error


def _disk(folder: Path) -> str:
    """The disk that a folder is on, given by its mount point."""
    return f"the disk at {next(path for path in (folder, *folder.parents) if path.is_mount())}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
