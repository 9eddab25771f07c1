"""What a person at a terminal sees of a run; a scheduled run writes the same lines only to its log."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from pipeline.terminal import shown
from schemas.ledger import Counts


def say(line: str) -> None:
    """Print a line on standard error."""
    print(shown(line), file=sys.stderr, flush=True)


class Progress:
    """The current step of a run, on standard error if that is a terminal; during parsing, also a bar over its bytes."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[documents]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bars.add_task("finding files", total=None, documents="")
        self._documents = 0

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def step(self, name: str) -> None:
        """Show a step of unknown length."""
        self._bars.update(self._task, description=name, total=None, documents="")

    def parsing(self, size: int) -> None:
        """Show a bar over this many bytes."""
        self._bars.reset(self._task, description="parsing", total=size or 1, documents="0 documents")

    def advance(self, size: int, counts: Counts) -> None:
        """Advance the bar: a shard of this many bytes has been parsed."""
        self._documents += counts.documents
        self._bars.update(self._task, advance=size, documents=f"{self._documents:,} documents")
