"""Worker processes for the shards of one run."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait

WORKERS = os.cpu_count() or 1

# below this much text, starting processes costs more than it saves
_WORTHWHILE = 8 << 20

# how many more objects before the next search for cycles; the rows waiting to be written are some 200,000
_MANY = 500_000


@contextmanager
def workers(size: int) -> Iterator[Executor | None]:
    """One process per core for a run of `size` bytes; None if the run is faster without processes."""
    if size < _WORTHWHILE or WORKERS == 1:
        with seldom_collecting():
            yield None
        return
    spawned = multiprocessing.get_context("spawn")  # after a fork, threads of Arrow and Prefect hang
    with ProcessPoolExecutor(WORKERS, mp_context=spawned, initializer=_begin) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def waiting_threads(count: int) -> ThreadPoolExecutor:
    """Threads that wait for workers and start them as needed, with interrupts left to the main thread.

    A process inherits the signal mask of the thread that starts it. Without it, an interrupt at the terminal ends each
    worker that is still starting with a traceback.
    """
    return ThreadPoolExecutor(count, initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, {signal.SIGINT}))


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Within it, search for reference cycles seldom, and not among objects that existed before.

    Parsing makes millions of small tuples but no cycles of them, so searching for cycles as often as Python does by
    default costs a tenth of the parser's time, or a quarter in a process with Prefect in it, and finds none.
    """
    usual = gc.get_threshold()
    _collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _collect_seldom() -> None:
    gc.freeze()
    gc.set_threshold(_MANY, 20, 100)


def _begin() -> None:
    """In a new worker, leave interrupts to the parent, and end when it ends, even if it is killed."""
    _collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
