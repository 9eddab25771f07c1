"""The views and macros: one .sql file each in warehouse/views and warehouse/macros, with a comment header.

The header's first paragraph says what a row is, the next what its columns mean; one that begins with a statement is an
example. A view whose last header line says so is a table of the same name in the published file, where its rows are
needed at once; in the lake it is a view like all others. A view of tables that only the published file has is only
there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from schemas.columns import COLUMNS
from schemas.tables import DERIVED_TABLES
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

    def meaning(self, column: str) -> str:
        """What a column holds, in the words of the header, else of view_columns.csv or the tables' definitions."""
        text = " ".join(line for line in self.header if line)
        found = re.search(
            rf"(?:^|[.;,:] )(?:\w+, ){{0,6}}{re.escape(column)}(?:, \w+){{0,6}}: ([^;]*?)(?:;|\. |\.?$)", text
        )
        if found:
            return found[1].strip()
        shared = _shared_meanings().get(column)
        if shared:
            return shared
        return COLUMNS[column].description if column in COLUMNS else ""

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
    """Every view, each after the views it reads."""
    waiting = {view.name: view for view in sql_files("views")}
    ordered: list[SqlFile] = []
    while waiting:
        ready = [view for view in waiting.values() if not _reads(view, waiting.keys() - {view.name})]
        if not ready:
            raise ValueError(f"views read each other in a circle: {', '.join(waiting)}")
        for view in ready:
            ordered.append(waiting.pop(view.name))
    return tuple(ordered)


@cache
def only_published() -> frozenset[str]:
    """Names of the tables and views that only the published file has."""
    names = {table.name for table in DERIVED_TABLES}
    for view in views():
        if _reads(view, names):
            names.add(view.name)
    return frozenset(names)


def create_views(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[SqlFile] | None = None, *, keep: bool = False
) -> None:
    """Create or replace the views in the connection's current database, with their comments.

    With `keep`, as in the published file, kept views become tables, and columns have comments too; without, as in the
    lake, views of tables that only the published file has are left out.
    """
    left_out = frozenset() if keep else only_published()
    for view in views() if wanted is None else wanted:
        if view.name in left_out:
            continue
        kind = "TABLE" if keep and view.is_kept else "VIEW"
        connection.execute(f"CREATE OR REPLACE {kind} {identifier(view.name)} AS {view.statement}")
        connection.execute(f"COMMENT ON {kind} {identifier(view.name)} IS {literal(view.comment)}")
        if keep:
            _comment_on_columns(connection, view)


def refresh_views(connection: duckdb.DuckDBPyConnection, kept: Sequence[SqlFile]) -> None:
    """Recompute the rows of kept views of the current database; columns and comments stay."""
    for view in kept:
        name = identifier(view.name)
        connection.execute(f"DELETE FROM {name}")  # noqa: S608  a declared name
        connection.execute(f"INSERT INTO {name} {view.statement}")  # noqa: S608


def kept_on(tables: Iterable[str]) -> tuple[SqlFile, ...]:
    """The kept views that read one of the given tables, directly or through other views; in the order to build them."""
    touched = set(tables)
    found = []
    for view in views():
        if _reads(view, touched):
            touched.add(view.name)
            if view.is_kept:
                found.append(view)
    return tuple(found)


def create_macros(connection: duckdb.DuckDBPyConnection, *, temporary: bool = False) -> None:
    """Create or replace the macros of warehouse/macros: queries with parameters.

    A lake's catalog holds no macros: there they are temporary, for one connection. An older lake opened read-only may
    lack the views that some of them need; it does without those macros.
    """
    for macro in sql_files("macros"):
        if not temporary:
            connection.execute(macro.statement)
            continue
        with suppress(duckdb.CatalogException):
            connection.execute(macro.statement.replace("CREATE OR REPLACE MACRO", "CREATE OR REPLACE TEMP MACRO", 1))


def _comment_on_columns(connection: duckdb.DuckDBPyConnection, view: SqlFile) -> None:
    name = identifier(view.name)
    columns = [column for column, *_ in connection.execute(f"DESCRIBE {name}").fetchall()]
    comments = (f"COMMENT ON COLUMN {name}.{identifier(c)} IS {literal(view.meaning(c))}" for c in columns)
    connection.execute("; ".join(comments))


@cache
def _shared_meanings() -> dict[str, str]:
    text = (files("warehouse") / "view_columns.csv").read_text(encoding="utf-8")
    return {row["column"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def _read(name: str, text: str) -> SqlFile:
    lines = text.strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = tuple(line[2:].strip() for line in lines[:size])
    return SqlFile(name, header, "\n".join(lines[size:]).strip().removesuffix(";"))


def _reads(view: SqlFile, names: Set[str]) -> bool:
    words = re.split(r'[\s,()"]+', view.statement)
    return not names.isdisjoint(words)
