"""Building `warehouse.duckdb`: the lake's tables in one native DuckDB file, with the same views and comments."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import duckdb
from filelock import FileLock

from schemas.columns import Column
from schemas.derived import sql_columns
from schemas.tables import DOCUMENTS, PROPERTIES, TABLES, Table
from warehouse.connection import LakeError, identifier, literal
from warehouse.lake import NAME, Lake, comment_on_table, one_line
from warehouse.views import create_macros, create_views

_BUILT = "warehouse"
_HALF = ".publish-"
_LEFT_OUT = {DOCUMENTS.name: "raw"}


def publish(lake: Lake, target: Path | None = None) -> Path:
    """Build the warehouse file from one snapshot of the lake and put it in place; returns its path.

    It is built beside the target and renamed over it: readers see the old file or the new one, whole. Where the
    target already shows the lake's newest snapshot nothing is done. The bytes of documents stay in the lake.
    Raises LakeError where there is no room or no right to write.
    """
    target = target or lake.place.warehouse
    if published_snapshot(target) == lake.snapshot():
        return target
    if not target.parent.is_dir():
        raise LakeError(f"{target}: cannot publish: no folder {target.parent}")
    try:
        # one at a time, or an older state could be put over a newer one
        with FileLock(target.parent / ".publish.lock", mode=0o666):
            for left in target.parent.glob(f"{_HALF}*"):  # by one that was killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=_HALF, dir=target.parent) as folder:
                built = Path(folder) / target.name
                _build(lake, built, lake.snapshot())
                _sync(built)
                built.replace(target)
                _sync(target.parent)
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{target}: cannot publish: {one_line(error)}") from error
    return target


def published_snapshot(target: Path) -> int | None:
    """Snapshot of the lake that a warehouse file shows; None where there is no such file."""
    if not target.is_file():
        return None
    try:
        with duckdb.connect(str(target), read_only=True) as connection:
            row = connection.execute("SELECT value FROM lake_properties WHERE key = 'snapshot'").fetchone()
    except duckdb.Error:
        return None
    return int(row[0]) if row else None


def _build(lake: Lake, path: Path, snapshot: int) -> None:
    connection = lake.connection
    connection.execute(f"ATTACH {literal(str(path))} AS {_BUILT}")
    try:
        connection.execute(f"USE {_BUILT}")
        for table in (PROPERTIES, *TABLES.values()):
            _copy(connection, table, snapshot)
        connection.execute("INSERT INTO lake_properties VALUES ('snapshot', ?)", [str(snapshot)])
        connection.execute("SET preserve_insertion_order = true")  # rows stay in the order that the views give them
        finish(connection)
        connection.execute(f"CHECKPOINT {_BUILT}")
    finally:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"USE {NAME}")
        connection.execute(f"DETACH {_BUILT}")


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Put views and macros on top of the tables of the current database, views with kept rows as tables."""
    create_views(connection, keep=True)
    create_macros(connection)


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: int) -> None:
    left_out = _LEFT_OUT.get(table.name, "")
    kept = tuple(column for column in table.columns if column.name != left_out)
    name = identifier(table.name)
    connection.execute(f"CREATE TABLE {name} (\n{sql_columns(table, kept)}\n)")
    order = [column for column in ("date", "year", "month") if column in table.column_names][:1]
    order_by = f" ORDER BY {', '.join((*order, *table.key))}" if order else ""
    connection.execute(
        f"INSERT INTO {name} SELECT {_names(kept)} FROM {NAME}.{name} AT (VERSION => {snapshot}){order_by}"
    )
    comment_on_table(connection, table, leave_out=left_out)


def _names(columns: tuple[Column, ...]) -> str:
    return ", ".join(identifier(column.name) for column in columns)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
