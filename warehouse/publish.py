"""Building `warehouse.duckdb`: the lake's tables in one native DuckDB file, with the same views and comments."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
            snapshot = lake.snapshot()
            if published_snapshot(target) != snapshot:  # another may have published it while this one waited
                with put_in_place(target, ".publish-") as built:
                    _build(lake, built, snapshot)
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{target}: cannot publish: {one_line(error)}") from error
    return target


@contextmanager
def put_in_place(target: Path, prefix: str) -> Iterator[Path]:
    """A path to build a file at, which is then renamed over the target: whole, or not at all.

    It is in a folder beside the target whose name begins with `prefix`; what others of that prefix were left by a
    build that was killed is removed. The caller is the only one that builds this file.
    """
    for left in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent) as folder:
        built = Path(folder) / target.name
        yield built
        _sync(built)
        built.replace(target)
        _sync(target.parent)


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


def create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[Column, ...]:
    """Create a table as the published file has it, with its comments; its columns, the bytes of documents left out."""
    left_out = _LEFT_OUT.get(table.name, "")
    kept = tuple(column for column in table.columns if column.name != left_out)
    connection.execute(f"CREATE TABLE {identifier(table.name)} (\n{sql_columns(table, kept)}\n)")
    comment_on_table(connection, table, leave_out=left_out)
    return kept


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: int) -> None:
    kept = create_table(connection, table)
    name = identifier(table.name)
    order = [column for column in ("date", "year", "month") if column in table.column_names][:1]
    order_by = f" ORDER BY {', '.join((*order, *table.key))}" if order else ""
    connection.execute(
        f"INSERT INTO {name} SELECT {_names(kept)} FROM {NAME}.{name} AT (VERSION => {snapshot}){order_by}"
    )


def _names(columns: tuple[Column, ...]) -> str:
    return ", ".join(identifier(column.name) for column in columns)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
