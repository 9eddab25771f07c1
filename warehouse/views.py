"""The views and macros: one .sql file each in warehouse/views and warehouse/macros, a comment header on top.

The header's first paragraph says what a row is, the next what its columns mean, one that begins with a statement is an
example. A view that says so in its header's last line is a table of the same name in the published file, where its rows
are needed at once; in the lake it is a view like all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from warehouse.connection import identifier, literal

_KEPT = "kept as a table in warehouse.duckdb"


@dataclass(frozen=True, slots=True)
class SqlFile:
    """A .sql file: its name, the lines of its comment header, its statement without the final semicolon."""

    name: str
    header: tuple[str, ...]
    statement: str

    @property
    def comment(self) -> str:
        """First paragraph of the header: what a row is."""
        first = []
        for line in self.header:
            if not line:
                break
            first.append(line)
        return " ".join(first)

    @property
    def is_kept(self) -> bool:
        """Whether the published file holds the rows."""
        return self.header[-1:] == (_KEPT,)


@cache
def sql_files(folder: str) -> tuple[SqlFile, ...]:
    """The .sql files of warehouse/<folder>, by name."""
    found = []
    for path in sorted((files("warehouse") / folder).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            found.append(_read(path.name.removesuffix(".sql"), path.read_text(encoding="utf-8")))
    return tuple(found)


def views() -> tuple[SqlFile, ...]:
    """Every view, those that others build on first."""
    waiting = {view.name: view for view in sql_files("views")}
    ordered: list[SqlFile] = []
    while waiting:
        ready = [view for view in waiting.values() if not _reads(view, waiting)]
        if not ready:
            raise ValueError(f"views read each other in a circle: {', '.join(waiting)}")
        for view in ready:
            ordered.append(waiting.pop(view.name))
    return tuple(ordered)


def create_views(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[SqlFile] | None = None, *, keep: bool = False
) -> None:
    """Create or replace the views in the connection's current database, with their comments.

    With `keep`, those whose rows the published file holds become tables.
    """
    for view in wanted or views():
        kind = "TABLE" if keep and view.is_kept else "VIEW"
        connection.execute(f"CREATE OR REPLACE {kind} {identifier(view.name)} AS {view.statement}")
        connection.execute(f"COMMENT ON {kind} {identifier(view.name)} IS {literal(view.comment)}")


def create_macros(connection: duckdb.DuckDBPyConnection, *, temporary: bool = False) -> None:
    """Create or replace the macros of warehouse/macros: queries with parameters.

    A lake's catalog holds none: there they are temporary, for the connection.
    """
    for macro in sql_files("macros"):
        statement = macro.statement
        if temporary:
            statement = statement.replace("CREATE OR REPLACE MACRO", "CREATE OR REPLACE TEMP MACRO", 1)
        connection.execute(statement)


def _read(name: str, text: str) -> SqlFile:
    lines = text.strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = tuple(line[2:].strip() for line in lines[:size])
    return SqlFile(name, header, "\n".join(lines[size:]).strip().removesuffix(";"))


def _reads(view: SqlFile, names: dict[str, SqlFile]) -> bool:
    words = set(view.statement.replace(",", " ").replace("(", " ").replace(")", " ").split())
    return any(name in words for name in names if name != view.name)
