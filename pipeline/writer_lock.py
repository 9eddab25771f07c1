"""One writer at a time: runs that change a lake wait for each other."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from filelock import FileLock, Timeout

from pipeline.errors import UserError, WorkerLostError
from pipeline.terminal import Say
from pipeline.waiting import wait_seconds
from warehouse.place import Place
from warehouse.turn import still_writing, turn

STAGING = "staging"
_LOCK = "writer.lock"


@contextmanager
def write_lock(place: Place, say: Say) -> Iterator[None]:
    """Be the only writer of a lake: wait for any other writer, here or on another machine, and say so.

    Raises UserError or LakeError if the other one is still writing after `wait_seconds`.
    """
    patience = wait_seconds()

    def waits(who: str) -> None:
        say(f"waiting for another run that writes to the lake: {who}")

    with ExitStack() as stack:
        try:
            stack.enter_context(place.rights.creating(place.folder))
        except OSError as error:
            raise UserError(f"{place.folder}: cannot write to the lake: {error.strerror or error}") from error
        stack.enter_context(_writing_here(place, say, patience))
        stack.enter_context(turn(place, waits, patience))
        yield


@contextmanager
def _writing_here(place: Place, say: Say, patience: float) -> Iterator[None]:
    try:
        lock = FileLock(place.folder / _LOCK, mode=place.rights.lock_mode)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"waiting for another run that writes to {place.folder}")
            lock.acquire(timeout=-1 if math.isinf(patience) else patience)
    except Timeout as error:
        raise UserError(f"{place.folder}: {still_writing(patience)}") from error
    except OSError as error:
        raise UserError(f"{place.folder}: cannot write to the lake: {error.strerror or error}") from error
    try:
        yield
    except WorkerLostError:
        raise
    except BaseException:
        clear_staging(place)
        raise
    else:
        clear_staging(place)
    finally:
        lock.release()


def clear_staging(place: Place, but: str = "") -> None:
    """Remove what runs have staged, except for one run."""
    staging = place.folder / STAGING
    for folder in staging.glob("*"):
        if folder.name != but:
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # not empty, or missing
        staging.rmdir()
