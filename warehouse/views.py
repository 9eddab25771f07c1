"""The views and macros: one .sql file each in warehouse/views and warehouse/macros, with a comment header.

The header's first paragraph says what a row is. A paragraph of lines `column: meaning` or `column, column: meaning`,
each of which goes on in indented lines, describes the columns (and a macro's parameters); one that begins with FROM or
SELECT is an example; all others are notes. A view whose last header line says so is a table of the same name in the
published file, where its rows are needed at once; in the lake it is a view like all others. A view of tables that only
the published file has is only there.
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
_EXAMPLE = ("FROM ", "SELECT ")
_DESCRIPTION = re.compile(r"\w+(?:, \w+)*: ")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """A .sql file: name, the lines of each paragraph of its comment header, statement without the final semicolon."""

    name: str
    paragraphs: tuple[tuple[str, ...], ...]
    statement: str

    @property
    def comment(self) -> str:
        """What a row is."""
        return " ".join(self.paragraphs[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is to be known."""
        return tuple(
            " ".join(paragraph)
            for paragraph in self.paragraphs[1:]
            if not _DESCRIPTION.match(paragraph[0]) and not paragraph[0].startswith(_EXAMPLE) and paragraph != (_KEPT,)
        )

    @property
    def described(self) -> dict[str, str]:
        """The columns, and for a macro the parameters, that the header describes, with what they hold."""
        found: dict[str, str] = {}
        for paragraph in self.paragraphs[1:]:
            if _DESCRIPTION.match(paragraph[0]):
                for line in "\n".join(paragraph).replace("\n  ", " ").splitlines():
                    columns, meaning = line.split(": ", 1)
                    found |= dict.fromkeys(columns.split(", "), meaning)
        return found

    @property
    def example(self) -> str | None:
        """A query to try."""
        return next(
            (" ".join(map(str.strip, lines)) for lines in self.paragraphs if lines[0].startswith(_EXAMPLE)), None
        )

    @property
    def is_kept(self) -> bool:
        """Whether the published file holds the rows."""
        return self.paragraphs[-1] == (_KEPT,)

    def meanings(self, columns: Iterable[str]) -> dict[str, str]:
        """What columns hold, in the words of the header, else of view_columns.csv or the tables' definitions."""
        known = _shared_meanings() | self.described
        return {column: known.get(column, "") for column in columns}


@cache
def sql_files(folder: str) -> tuple[SqlFile, ...]:
    """The .sql files of warehouse/<folder>, by name."""
    found = []
    for path in sorted((files("warehouse") / folder).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            found.append(read(path.name.removesuffix(".sql"), path.read_text(encoding="utf-8")))
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
    connection.execute(
        "; ".join(
            f"COMMENT ON COLUMN {name}.{identifier(column)} IS {literal(meaning)}"
            for column, meaning in view.meanings(columns).items()
        )
    )


@cache
def _shared_meanings() -> dict[str, str]:
    """Meanings of columns that several views have: those of the tables, unless view_columns.csv gives another."""
    of_tables = {name: column.description for name, column in COLUMNS.items()}
    text = (files("warehouse") / "view_columns.csv").read_text(encoding="utf-8")
    return of_tables | {row["column"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def read(name: str, text: str) -> SqlFile:
    """A .sql file from its text."""
    lines = text.strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = "\n".join(line.removeprefix("--").removeprefix(" ") for line in lines[:size])
    paragraphs = tuple(tuple(paragraph.splitlines()) for paragraph in header.split("\n\n"))
    return SqlFile(name, paragraphs, "\n".join(lines[size:]).strip().removesuffix(";"))


def _reads(view: SqlFile, names: Set[str]) -> bool:
    words = re.split(r'[\s,()"]+', view.statement)
    return not names.isdisjoint(words)
