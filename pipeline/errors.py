"""Errors that a user can fix: each message is one line that says what is wrong and what to do."""

from __future__ import annotations

from pipeline.terminal import shown


class UserError(Exception):
    """The work could not be done; the command exits with 1."""

    exit_code = 1


class UsageError(UserError):
    """The command was asked for something impossible; it exits with 2."""

    exit_code = 2


class WorkerLostError(UserError):
    """A worker process died; what the others finished is kept for the next run."""


def one_line(text: str) -> str:
    """Text for a message: line breaks are removed, control characters shown as a middle dot."""
    return shown(" ".join(text.split()))
