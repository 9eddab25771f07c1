"""What a reparse changed: the fields of each document before and after it."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.tables import CABLE_COLUMNS, CABLES, PARSED_TABLES, Table
from warehouse.connection import identifier
from warehouse.lake import Lake

_EXAMPLES = 3
_NOT_FIELDS = ("document_id", "year", "parser_version")


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value has changed: in how many documents, with a few of them as (cable id, before, after).

    A field with several values per cable (tags, paragraphs, ...) is given as their number before and after.
    """

    field: str
    documents: int
    examples: tuple[tuple[str, str | None, str | None], ...]


def changes(lake: Lake, snapshot: int, run_id: str) -> tuple[Change, ...]:
    """Fields that differ between a snapshot and now in the documents that a run parsed, most frequent first."""
    connection = lake.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE parsed_again AS SELECT DISTINCT document_id FROM deliveries WHERE run_id = ?",
        [run_id],
    )
    queries = [_of_column(column.name, snapshot) for column in CABLE_COLUMNS if column.name not in _NOT_FIELDS]
    queries += [_of_table(table, snapshot) for table in PARSED_TABLES if table is not CABLES]
    found: list[Change] = []
    for field, query in queries:
        rows: list[tuple[Any, ...]] = connection.execute(
            f"SELECT cable_id, before, after, count(*) OVER () FROM ({query}) ORDER BY cable_id LIMIT {_EXAMPLES}"
        ).fetchall()
        if rows:
            found.append(Change(field, rows[0][3], tuple(row[:3] for row in rows)))
    return tuple(sorted(found, key=lambda change: (-change.documents, change.field)))


def _of_column(name: str, snapshot: int) -> tuple[str, str]:
    column = identifier(name)
    return (
        name,
        f"""
        SELECT now.cable_id, CAST(old.{column} AS VARCHAR) AS before, CAST(now.{column} AS VARCHAR) AS after
        FROM cable_versions now
        JOIN (FROM cable_versions AT (VERSION => {snapshot})) old USING (document_id)
        JOIN parsed_again USING (document_id)
        WHERE now.{column} IS DISTINCT FROM old.{column}
    """,
    )


def _of_table(table: Table, snapshot: int) -> tuple[str, str]:
    """Compare a document's rows by everything but the keys that every row has."""
    columns = [c for c in table.column_names if c not in ("cable_id", "document_id", "year", "month", "post", "status")]
    row = f"struct_pack({', '.join(f'{identifier(c)} := {identifier(c)}' for c in columns)})"

    def rows(source: str) -> str:
        return f"""
            SELECT document_id, cable_id, count(*) AS number, bit_xor(hash({row})) AS content
            FROM {source} JOIN parsed_again USING (document_id) GROUP BY document_id, cable_id
        """

    name = identifier(table.name)
    return (
        table.name,
        f"""
        SELECT coalesce(now.cable_id, old.cable_id) AS cable_id,
            concat(coalesce(old.number, 0), ' rows') AS before, concat(coalesce(now.number, 0), ' rows') AS after
        FROM ({rows(name)}) now
        FULL JOIN ({rows(f"{name} AT (VERSION => {snapshot})")}) old USING (document_id)
        WHERE now.content IS DISTINCT FROM old.content
    """,
    )
