"""Tables for the terminal; in a pipe, the same words without colour."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.terminal import shown

WIDTH_OF_PIPES = 160
_LONGEST = 1_000  # characters of a value


def print_rows(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, list_if_wide: bool = False
) -> None:
    """A table; numbers right, with thousands separators unless they are years; columns named as given.

    With `list_if_wide`, where words would have to be broken for it to fit, each row is a list of its values, a line
    each. A value of more than 1,000 characters is cut off, and the last line says so.
    """
    kept = [list(row) for row in rows]
    show = [str if "year" in column.split("_") else readable for column in columns]
    words = [["" if value is None else form(value) for form, value in zip(show, row, strict=True)] for row in kept]
    cut = sum(len(word) > _LONGEST for row in words for word in row)
    words = [[word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…" for word in row] for row in words]
    table = Table(title=title or None, title_justify="left", title_style="bold", header_style="")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if _is_number(kept, index) else "left")
    for row in words:
        table.add_row(*map(Text, row))
    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_PIPES)
    if list_if_wide and _least(columns, words) > console.width:
        _print_lists(console, title, columns, words)
    else:
        console.print(table)
    if cut:
        print(f"{cut:,} long {'value' if cut == 1 else 'values'} cut off: JSON or CSV gives them whole")


def _least(columns: Sequence[str], rows: list[list[str]]) -> int:
    """Width of a table in which no word is broken."""
    longest = (max((len(word) for row in rows for word in row[n].split()), default=0) for n in range(len(columns)))
    return sum(max(len(column), word) + 3 for column, word in zip(columns, longest, strict=True)) + 1


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
