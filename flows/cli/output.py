"""Tables on the terminal: rich where it is one, the same words without frames' colours where it is not."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH_OF_PIPES = 160


def print_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table; numbers right, with thousands separators unless they are years; columns named as given."""
    kept = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left", title_style="bold", header_style="")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if _is_number(kept, index) else "left")
    show = [str if "year" in column.split("_") else readable for column in columns]
    for row in kept:
        table.add_row(*(Text("" if value is None else form(value)) for form, value in zip(show, row, strict=True)))
    width = None if sys.stdout.isatty() else WIDTH_OF_PIPES
    Console(width=width).print(table)


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
    return str(value)


def printable(value: Any) -> Any:
    """A value for machines: times in ISO form, bytes in hexadecimal; what CSV and JSON can hold stays as it is."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _is_number(rows: list[list[Any]], index: int) -> bool:
    return any(isinstance(row[index], int | float) for row in rows)
