"""Disk space for a lake: warn before parsing if a run needs more than there is, and report a full disk in one line."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import UserError
from pipeline.terminal import Say
from warehouse.connection import LakeError
from warehouse.place import Place

# Measured at the run's peak with plain text of random words: 20 MB for an input of 1.6 MB, 116 MB for one of 15.8 MB.
_PER_BYTE = 7
_AT_LEAST = 10_000_000

# what Python, DuckDB and SQLite say about a full disk
_FULL = re.compile(
    r"No space left on device|Disk quota exceeded|(database or )?disk is full|Could not write all bytes", re.IGNORECASE
)


def warn(place: Place, size: int, say: Say) -> None:
    """Warn if the disk of the lake has less room than a run over `size` bytes is likely to need.

    Publishing also needs room for a second warehouse file. Compressed sources need more than their size suggests.
    """
    published = place.warehouse.stat().st_size if place.warehouse.is_file() else 0
    needed = _AT_LEAST + _PER_BYTE * size + published
    if size and (free := shutil.disk_usage(place.folder).free) < needed:
        say(f"{place.folder}: this run needs about {_mb(needed)}, and {_disk(place.folder)} has {_mb(free)} left")


@contextmanager
def telling_of_a_full_disk(place: Place) -> Iterator[None]:
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
