"""Bring a published file up to the lake's newest snapshot, writing only the rows that changed since."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.columns import Column
from schemas.tables import (
    CABLE_VERSIONS,
    CABLES,
    DERIVED_TABLES,
    DOCUMENTS,
    LEDGER_TABLES,
    PARSED_TABLES,
    TOPIC_TABLES,
    Table,
)
from warehouse import text_tables
from warehouse.connection import identifier, identifiers, literal, transaction
from warehouse.lake import NAME, Lake, declared
from warehouse.views import kept_on, refresh_views

# The file is rebuilt as a whole if more than this share of the documents arrived since the last whole build, or were
# parsed again since it was published: rows added later follow all others, out of date order.
_WRITTEN_SHARE = 0.25
_DOCUMENTS_BUILT = "documents_built"
_CHANGED_CABLES = "changed_cables"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of the lake. A lake restored from a backup can reuse a number; the time tells the two apart."""

    number: int
    time: dt.datetime

    @classmethod
    def newest(cls, lake: Lake) -> Snapshot:
        rows = lake.connection.execute(
            f"SELECT snapshot_id, snapshot_time FROM ducklake_snapshots({literal(NAME)}) "
            "ORDER BY snapshot_id DESC LIMIT 1"
        ).fetchone()
        assert rows is not None  # the first is created with the lake
        return cls(rows[0], rows[1])

    def is_in(self, lake: Lake) -> bool:
        """Whether the lake can still tell what has changed since."""
        found = lake.connection.execute(
            f"SELECT count(*) FROM ducklake_snapshots({literal(NAME)}) WHERE snapshot_id = ? AND snapshot_time = ?",
            [self.number, self.time],
        ).fetchone()
        return found == (1,)


@dataclass(frozen=True, slots=True)
class Published:
    """What a published file says about itself: the snapshot it shows, or none if an older cablelake wrote it."""

    snapshot: Snapshot | None
    properties: dict[str, str]

    @classmethod
    def read(cls, target: Path) -> Published:
        """Read what a file says; nothing if there is no such file."""
        properties = _properties(target)
        if "snapshot" not in properties or "snapshot_time" not in properties:
            return cls(None, properties)
        time = dt.datetime.fromisoformat(properties["snapshot_time"])
        return cls(Snapshot(int(properties["snapshot"]), time), properties)


def write_down(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, *, is_whole: bool = False) -> None:
    """Record in the file what it shows and by which declarations; `is_whole`: it was not made from an earlier one."""
    values = {**_declared(), "snapshot": str(snapshot.number), "snapshot_time": snapshot.time.isoformat()}
    if is_whole:
        (documents,) = connection.execute(f"SELECT count(*) FROM {DOCUMENTS.name}").fetchall()[0]
        values[_DOCUMENTS_BUILT] = str(documents)
    connection.execute("DELETE FROM lake_properties WHERE key IN ?", [list(values)])
    connection.executemany("INSERT INTO lake_properties VALUES (?, ?)", list(values.items()))


def _declared() -> dict[str, str]:
    return {**declared(), **text_tables.declared()}


def catch_up_from(lake: Lake, published: Published) -> int | None:
    """Number of the snapshot after which changes are missing in a published file; None if it must be rebuilt.

    It must be if it was published from another lake or by other declarations, or if much was written since.
    """
    if published.snapshot is None or not published.snapshot.is_in(lake):
        return None
    since, properties = after_merges(lake, published.snapshot.number), published.properties
    if _was_maintained(lake, since) or any(properties.get(key) != value for key, value in _declared().items()):
        return None
    documents = lake.count(DOCUMENTS.name)
    added = documents - int(properties.get(_DOCUMENTS_BUILT, 0))
    can = added >= 0 and max(added, _parsed_since(lake, since)) <= _WRITTEN_SHARE * documents
    return since if can else None


def after_merges(lake: Lake, snapshot: int) -> int:
    """The last of the snapshots that directly follow this one and only merged files: they all hold the same rows."""
    rows = lake.connection.execute(
        f"""
        SELECT snapshot_id, map_keys(changes) = ['merge_adjacent']
        FROM ducklake_snapshots({literal(NAME)}) WHERE snapshot_id > ? ORDER BY snapshot_id
        """,
        [snapshot],
    ).fetchall()
    for number, is_merge in rows:
        if number != snapshot + 1 or not is_merge:  # those in between have expired, or rows changed
            break
        snapshot = number
    return snapshot


def _parsed_since(lake: Lake, since: int) -> int:
    if since == lake.snapshot():  # DuckLake refuses an empty range
        return 0
    changes = f"ducklake_table_insertions({literal(NAME)}, 'main', {literal(CABLE_VERSIONS.name)}, {since + 1}, "
    ((documents,),) = lake.connection.execute(f"SELECT count(*) FROM {changes} {lake.snapshot()})").fetchall()
    return int(documents)


def _was_maintained(lake: Lake, since: int) -> bool:
    """Whether files were merged since: DuckLake 1.5 then no longer reports all rows deleted before or after."""
    found = lake.connection.execute(
        f"""
        SELECT count(*) FROM ducklake_snapshots({literal(NAME)}) WHERE snapshot_id > ?
            AND len(list_filter(map_keys(changes), lambda change: NOT starts_with(change, 'tables_'))) > 0
        """,
        [since],
    ).fetchone()
    return found != (0,)


def catch_up(lake: Lake, connection: duckdb.DuckDBPyConnection, since: int, now: Snapshot) -> None:
    """Apply what changed in the lake between two snapshots to the current database, a copy of the published file."""
    with transaction(connection):
        touched = _changed_since(connection, since)
        changed = [table for table in (*LEDGER_TABLES, *PARSED_TABLES, *TOPIC_TABLES) if table.name in touched]
        has_texts = CABLES in changed
        if has_texts:
            _find_changed_cables(connection, since, now)
            text_tables.withdraw(connection, _CHANGED_CABLES)
        for table in changed:
            _apply(connection, table, since, now)
        if has_texts:
            text_tables.add(connection, _CHANGED_CABLES)
        derived = DERIVED_TABLES if has_texts else ()
        refresh_views(connection, kept_on(table.name for table in (*changed, *derived)))
        write_down(connection, now)


def _find_changed_cables(connection: duckdb.DuckDBPyConnection, since: int, now: Snapshot) -> None:
    """Write the ids of the cables that came, went or were parsed again; the rows of their texts changed with them."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {_CHANGED_CABLES} AS SELECT DISTINCT cable_id
        FROM ducklake_table_changes({literal(NAME)}, 'main', {literal(CABLES.name)}, {since + 1}, {now.number})
    """)


def _changed_since(connection: duckdb.DuckDBPyConnection, since: int) -> set[str]:
    """Names of the tables that had rows written or deleted after a snapshot."""
    rows = connection.execute(
        f"""
        SELECT DISTINCT table_name
        FROM (
            SELECT unnest(flatten(map_values(changes))) AS changed
            FROM ducklake_snapshots({literal(NAME)}) WHERE snapshot_id > ?
        )
        JOIN ducklake_table_info({literal(NAME)}) ON changed = table_id::VARCHAR
        """,
        [since],
    ).fetchall()
    return {name for (name,) in rows}


def published_columns(table: Table) -> tuple[Column, ...]:
    """A table's columns in the published file.

    The bytes of documents stay in the lake. So does `month`, which only names folders: beside it, GROUP BY could not
    refer to an expression that a query calls month.
    """
    left_out = {"month", "raw"} if table is DOCUMENTS else {"month"}
    return tuple(column for column in table.columns if column.name not in left_out)


def _apply(connection: duckdb.DuckDBPyConnection, table: Table, since: int, now: Snapshot) -> None:
    """Apply the changes of one table."""
    name = identifier(table.name)
    columns = identifiers(column.name for column in published_columns(table))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT snapshot_id, rowid AS row_number, change_type, {columns}
        FROM ducklake_table_changes({literal(NAME)}, 'main', {literal(table.name)}, {since + 1}, {now.number})
    """)
    same_key = " AND ".join(f"{name}.{identifier(c)} IS NOT DISTINCT FROM changed.{identifier(c)}" for c in table.key)
    connection.execute(f"DELETE FROM {name} USING changed WHERE {same_key}")
    connection.execute(f"""
        INSERT INTO {name} SELECT {columns} FROM (
            FROM changed WHERE change_type <> 'update_preimage'
            QUALIFY row_number() OVER (PARTITION BY row_number ORDER BY snapshot_id DESC) = 1
        ) WHERE change_type <> 'delete'
    """)


def _properties(target: Path) -> dict[str, str]:
    if not target.is_file():
        return {}
    try:
        with duckdb.connect(str(target), read_only=True) as connection:
            return dict(connection.execute("SELECT key, value FROM lake_properties").fetchall())
    except duckdb.Error:
        return {}
