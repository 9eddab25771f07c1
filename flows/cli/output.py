"""Tables for the terminal; in a pipe, the same words without colour."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.terminal import shown

WIDTH_OF_PIPES = 160
_LONGEST = 1_000  # characters of a value


def print_rows(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    list_if_wide: bool = False,
    unbroken: Collection[str] = (),
) -> None:
    """Print a table; numbers align right, with thousands separators unless they are years; columns are named as given.

    If a table does not fit otherwise, it has no lines between its columns. With `list_if_wide`, if it fits only with
    broken words, each row becomes a list of its values, one per line. `unbroken` names columns that keep a value on one
    line. A value of more than 1,000 characters is cut off, and the last line says so.
    """
    kept = [list(row) for row in rows]
    show = [str if "year" in column.split("_") else readable for column in columns]
    words = [["" if value is None else form(value) for form, value in zip(show, row, strict=True)] for row in kept]
    cut = sum(len(word) > _LONGEST for row in words for word in row)
    words = [[word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…" for word in row] for row in words]
    console = console_of()
    least = _least(columns, words, unbroken)
    is_tight = sum(least) + 3 * len(columns) + 1 > console.width
    room = console.width - (2 * len(columns) if is_tight else 3 * len(columns) + 1)
    fits = sum(least) <= room
    widths = _spread(least, _most(columns, words), room) if fits else [None] * len(columns)
    look: dict[str, Any] = {"box": SIMPLE_HEAD, "pad_edge": False, "padding": (0, 2, 0, 0)} if is_tight else {}
    table = Table(title=title or None, title_justify="left", title_style="bold", header_style="", **look)
    for index, column in enumerate(columns):
        justify: Literal["right", "left"] = "right" if _is_number(kept, index) else "left"
        table.add_column(column, justify=justify, overflow="fold", width=widths[index])
    for row in words:
        table.add_row(*map(Text, row))
    if list_if_wide and not fits:
        _print_lists(console, title, columns, words)
    else:
        console.print(table)
    if cut:
        print(f"{cut:,} long {'value' if cut == 1 else 'values'} cut off: JSON or CSV gives them whole")


def console_of() -> Console:
    """Standard output as wide as the terminal; in a pipe, as wide as COLUMNS says, else 160 characters."""
    is_known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(width=None if is_known else WIDTH_OF_PIPES)


def _least(columns: Sequence[str], rows: list[list[str]], unbroken: Collection[str]) -> list[int]:
    """Widths of the columns of a table in which no word breaks."""
    widths = []
    for at, column in enumerate(columns):
        values = [row[at] for row in rows]
        words = values if column in unbroken else [word for value in values for word in value.split()]
        widths.append(max(map(len, [*column.split(), *words]), default=0))
    return widths


def _most(columns: Sequence[str], rows: list[list[str]]) -> list[int]:
    """Widths of the columns of a table in which no line breaks."""
    return [max(len(line) for text in (column, *(row[at] for row in rows)) for line in text.split("\n"))
            for at, column in enumerate(columns)]  # fmt: skip


def _spread(least: list[int], most: list[int], room: int) -> list[int]:
    """Widths that fill the room as far as columns can use it; columns that need the least extra come first.

    >>> _spread([5, 5, 5], [6, 20, 30], 30)
    [6, 12, 12]
    """
    widths, spare = list(least), room - sum(least)
    wanting = sorted(range(len(least)), key=lambda at: most[at] - least[at])
    for done, at in enumerate(wanting):
        more = min(max(most[at] - least[at], 0), spare // (len(wanting) - done))
        widths[at] += more
        spare -= more
    return widths


def _print_lists(console: Console, title: str, columns: Sequence[str], rows: list[list[str]]) -> None:
    if title:
        console.print(Text(title, style="bold"))
    for number, row in enumerate(rows, 1):
        console.print(Text(f"row {number:,}", style="bold"))
        values = Table.grid(padding=(0, 2))
        for column, word in zip(columns, row, strict=True):
            values.add_row(f"  {column}", Text(word))
        console.print(values)


def readable(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(readable(item) for item in value)
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    return shown(str(value))


def printable(value: Any) -> Any:
    """A value for machines: times in ISO form, bytes in hexadecimal, the rest unchanged if CSV and JSON can hold it."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _is_number(rows: list[list[Any]], index: int) -> bool:
    return any(isinstance(row[index], int | float) for row in rows)
