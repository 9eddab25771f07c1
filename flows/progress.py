"""What a person at a terminal sees of a run; in a scheduled run the same goes to the log only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from transforms.tables import Counts


def say(line: str) -> None:
    """A line on standard error."""
    print(line, file=sys.stderr, flush=True)


class ShardsBar:
    """Progress over the shards of a run by their bytes, with documents counted as they are parsed."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress = progress
        self._bar = progress.add_task("parsing", total=size or 1, documents="0")
        self._documents = 0

    def advance(self, size: int, counts: Counts) -> None:
        """A shard is done."""
        self._documents += counts.documents
        self._progress.update(self._bar, advance=size, documents=f"{self._documents:,}")


@contextmanager
def shards_bar(size: int) -> Iterator[ShardsBar]:
    """A bar on standard error, where that is a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]} documents"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield ShardsBar(progress, size)
