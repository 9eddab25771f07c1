"""Build `warehouse.duckdb`: the lake's tables in one native DuckDB file, with the same views and comments."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
from filelock import FileLock

from schemas.columns import Column
from schemas.derived import sql_columns
from schemas.tables import PARAGRAPHS, PROPERTIES, TABLES, TEXTS, Table
from warehouse import text_tables
from warehouse.catch_up import Published, Snapshot, catch_up, catch_up_from, published_columns, write_down
from warehouse.connection import LakeError, identifier, identifiers, literal, transaction
from warehouse.lake import NAME, Lake, comment_on_table, one_line
from warehouse.views import create_macros, create_views

# the oldest version that compresses long texts, which halves the file; DuckDB 1.2 and later read it
STORAGE_VERSION = "v1.2.0"
_BUILT = "warehouse"
_PUBLISHED = "published"

# Sorting these would take more memory than there is; their files are in folders by year anyway.
_LONG = (TEXTS, PARAGRAPHS)

# DuckDB tries zstd only on columns whose values are at least this long on average, in bytes. Its own limit is 4,096;
# paragraphs and summaries are shorter, and would stay uncompressed.
_COMPRESSED_FROM = 256


def publish(lake: Lake, target: Path | None = None) -> Path:
    """Bring the warehouse file up to the newest snapshot of the lake; return its path.

    The file is built beside the target and renamed over it: readers see the complete old file or the complete new one.
    If the target already shows the newest snapshot, nothing is done; if it shows an earlier one and little was added
    since, the changes are applied to a copy of it. The bytes of documents stay in the lake. Raises LakeError if there
    is not enough room or the file cannot be written.
    """
    target = target or lake.place.warehouse
    if Published.read(target).snapshot == Snapshot.newest(lake):
        return target
    if not target.parent.is_dir():
        raise LakeError(f"{target}: cannot publish: no folder {target.parent}")
    try:
        # one at a time, or an older state could replace a newer one
        with FileLock(target.parent / ".publish.lock", mode=lake.place.rights.lock_mode):
            published, now = Published.read(target), Snapshot.newest(lake)
            if published.snapshot != now:  # another may have published it while this one waited
                with put_in_place(target, ".publish-") as built:
                    _write(lake, target, published, built, now)
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{target}: cannot publish: {one_line(error)}") from error
    return target


def published_snapshot(target: Path) -> int | None:
    """Number of the snapshot of the lake that a warehouse file shows; None if there is no such file."""
    snapshot = Published.read(target).snapshot
    return snapshot.number if snapshot else None


@contextmanager
def newest_tables(lake: Lake) -> Iterator[Lake]:
    """The lake, set up to read the tables of its newest snapshot as fast as possible.

    If the published file shows that snapshot, the tables are read from it, which does not open thousands of data files;
    otherwise they are the lake's own.
    """
    published = Published.read(lake.place.warehouse).snapshot if lake.database == NAME else None
    if published is None or published != Snapshot.newest(lake):
        yield lake
        return
    lake.connection.execute(f"ATTACH {literal(str(lake.place.warehouse))} AS {_PUBLISHED} (READ_ONLY)")
    try:
        with replace(lake, database=_PUBLISHED).beside() as shown:
            yield shown
    finally:
        lake.connection.execute(f"DETACH {_PUBLISHED}")


@contextmanager
def put_in_place(target: Path, prefix: str) -> Iterator[Path]:
    """A path to build a file at, which is then renamed over the target: complete, or not at all.

    It is in a folder beside the target whose name begins with `prefix`; folders of that prefix left by killed builds
    are removed. The caller must be the only one that builds this file.
    """
    for left in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent) as folder:
        built = Path(folder) / target.name
        yield built
        _sync(built)
        built.replace(target)
        _sync(target.parent)


def _write(lake: Lake, target: Path, published: Published, built: Path, now: Snapshot) -> None:
    if (since := catch_up_from(lake, published)) is not None:
        shutil.copyfile(target, built)
        with _attached(lake, built) as connection:
            catch_up(lake, connection, since, now)
    else:
        with _attached(lake, built) as connection:
            _build(lake, connection, now)


@contextmanager
def _attached(lake: Lake, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lake's connection with the file as its current database; at the end the file holds everything written."""
    connection = lake.connection
    connection.execute(f"ATTACH {literal(str(path))} AS {_BUILT} (STORAGE_VERSION {literal(STORAGE_VERSION)})")
    try:
        connection.execute(f"USE {_BUILT}")
        connection.execute("SET preserve_insertion_order = true")  # keep rows in the order that the views give them
        connection.execute(f"SET zstd_min_string_length = {_COMPRESSED_FROM}")
        yield connection
        connection.execute(f"CHECKPOINT {_BUILT}")
    finally:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"USE {NAME}")
        connection.execute(f"DETACH {_BUILT}")


def _build(lake: Lake, connection: duckdb.DuckDBPyConnection, now: Snapshot) -> None:
    connection.execute("SET preserve_insertion_order = false")
    with transaction(connection):
        for table in (PROPERTIES, *TABLES.values()):
            _copy(connection, table, now.number)
    connection.execute("SET preserve_insertion_order = true")
    with transaction(connection):  # at 250,000 cables, one transaction for everything took several times as long
        write_down(connection, now, is_whole=True)
        finish(connection)


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all that is made from the tables of the current database; views with kept rows become tables."""
    text_tables.build(connection)
    create_views(connection, keep=True)
    create_macros(connection)


def create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[Column, ...]:
    """Create a table as the published file has it, with comments; return its columns, which omit documents' bytes."""
    kept = published_columns(table)
    connection.execute(f"CREATE TABLE {identifier(table.name)} (\n{sql_columns(table, kept)}\n)")
    comment_on_table(connection, table, kept)
    return kept


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: int) -> None:
    kept = create_table(connection, table)
    name = identifier(table.name)
    times = [] if table in _LONG else [column for column in ("date", "year", "month") if column in table.column_names]
    order_by = f" ORDER BY {', '.join((times[0], *table.key))}" if times else ""
    columns = identifiers(column.name for column in kept)
    connection.execute(f"INSERT INTO {name} SELECT {columns} FROM {NAME}.{name} AT (VERSION => {snapshot}){order_by}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
