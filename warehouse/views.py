"""The views: one .sql file each in warehouse/views, a comment header on top of one SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from warehouse.connection import identifier, literal


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


def create_views(connection: duckdb.DuckDBPyConnection, wanted: Sequence[SqlFile] | None = None) -> None:
    """Create or replace the views in the connection's current database, with their comments."""
    for view in wanted or views():
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(view.name)} AS {view.statement}")
        connection.execute(f"COMMENT ON VIEW {identifier(view.name)} IS {literal(view.comment)}")


def _read(name: str, text: str) -> SqlFile:
    lines = text.strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = tuple(line[2:].strip() for line in lines[:size])
    return SqlFile(name, header, "\n".join(lines[size:]).strip().removesuffix(";"))


def _reads(view: SqlFile, names: dict[str, SqlFile]) -> bool:
    words = set(view.statement.replace(",", " ").replace("(", " ").replace(")", " ").split())
    return any(name in words for name in names if name != view.name)
