"""The one rule for retrying input and output: only errors that come and go, a few times, with growing pauses."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

from pipeline.errors import one_line
from pipeline.terminal import Say

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 4
_FIRST_PAUSE = 2  # seconds; each pause is twice the previous one, and up to a second longer

# Network folders and flaky disks recover from these; any other error stays, however often one retries.
TRANSIENT_ERRORS = frozenset(
    {errno.EIO, errno.EAGAIN, errno.EINTR, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT, errno.ENETDOWN,
     errno.ENETUNREACH, errno.ENETRESET, errno.ECONNRESET, errno.ECONNABORTED, errno.EHOSTDOWN, errno.EHOSTUNREACH}
)  # fmt: skip


def is_transient(error: BaseException) -> bool:
    """Whether an error may be gone at the next attempt."""
    return isinstance(error, OSError) and error.errno in TRANSIENT_ERRORS


def call(function: Callable[P, T], say: Say, *arguments: P.args, **named: P.kwargs) -> T:
    """Call a function, again if it fails with a transient error; `say` reports each new attempt.

    Raises the error of the last attempt.
    """

    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, OSError):
            place = f"{error.filename}: " if error.filename else ""
            say(f"trying again in a moment: {place}{one_line(error.strerror or str(error))}")

    attempts = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=_FIRST_PAUSE) + wait_random(0, 1),
        retry=retry_if_exception(is_transient),
        before_sleep=tell,
        reraise=True,
    )
    return attempts(function, *arguments, **named)
