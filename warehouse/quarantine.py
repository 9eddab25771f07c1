"""Settle documents in quarantine: those that have since arrived whole, or that a person dismisses."""

# ruff: noqa: S608  statements are put together from declared conditions; values from outside are parameters

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.connection import LakeError
from warehouse.lake import Lake

# a condition on the table quarantine; closed documents stay in it, as do the counts of the run that rejected them
IS_OPEN = "replayed_at IS NULL AND settled_at IS NULL"

_SETTLED = "settled_at = CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)"


def settle_what_came_whole(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Close the documents whose place (source and member) gave other bytes in this run, which were parsed.

    The run must have delivered a parsed document at the same position, or only readable documents from that place. A
    document that the run met again, or that also came from a second source, stays open; one that was closed this way
    and comes again is reopened. Standard input is not a place.
    """
    if not _any(connection, "quarantine"):
        return
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE delivered AS
        SELECT source, member, position, document_id,
            document_id IN (SELECT document_id FROM cable_versions) AS is_parsed
        FROM deliveries WHERE run_id = ?
        """,
        [run_id],
    )
    met_again = "settled_as = 'whole' AND document_id IN (SELECT document_id FROM delivered)"
    if _any(connection, f"quarantine WHERE {met_again}"):
        connection.execute(f"UPDATE quarantine SET settled_at = NULL, settled_as = NULL, note = NULL WHERE {met_again}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE came_whole AS
        WITH waiting AS (
            SELECT document_id, d.source, d.member, d.position
            FROM (SELECT document_id FROM quarantine WHERE {IS_OPEN}) JOIN documents d USING (document_id)
            WHERE d.source <> '-' AND d.source IN (SELECT source FROM delivered)
                AND document_id NOT IN (SELECT document_id FROM delivered)
        )
        SELECT w.document_id
        FROM waiting w
        JOIN delivered v ON v.source = w.source
            AND (v.member = w.member OR w.member = '' OR starts_with(v.member, w.member || '/'))
        WHERE NOT EXISTS (FROM deliveries o WHERE o.document_id = w.document_id AND o.source <> w.source)
        GROUP BY w.document_id
        HAVING bool_or(v.is_parsed AND v.member = w.member AND v.position = w.position)
            OR (bool_or(v.is_parsed)
                AND NOT bool_or(v.document_id IN (SELECT document_id FROM quarantine WHERE {IS_OPEN})))
    """)
    if _any(connection, "came_whole"):
        connection.execute(
            f"UPDATE quarantine SET {_SETTLED}, settled_as = 'whole', note = ? "
            "WHERE document_id IN (SELECT document_id FROM came_whole)",
            [_note(run_id)],
        )


def _any(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Whether there is a row: DuckLake needs less time to look for one than to update none."""
    return bool(connection.execute(f"FROM {rows} LIMIT 1").fetchall())


def came_whole(lake: Lake, run_id: str) -> int:
    """How many documents left quarantine because a run read them whole."""
    query = "SELECT count(*) FROM quarantine WHERE settled_as = 'whole' AND note = ?"
    ((documents,),) = lake.connection.execute(query, [_note(run_id)]).fetchall()
    return int(documents)


def _note(run_id: str) -> str:
    return f"read whole by run {run_id}"


def dismiss(lake: Lake, document_ids: Sequence[str], reason: str) -> None:
    """Settle documents that nobody needs any more, with the reason a person gives; their bytes stay in the lake.

    Raises LakeError, and changes nothing, if one of them has been parsed since.
    """
    _set(lake, document_ids, f"{_SETTLED}, settled_as = 'dismissed', note = ?", [reason])


def reopen(lake: Lake, document_ids: Sequence[str]) -> None:
    """Return settled documents to those that wait. Raises LakeError as `dismiss` does."""
    _set(lake, document_ids, "settled_at = NULL, settled_as = NULL, note = NULL", [])


def _set(lake: Lake, document_ids: Sequence[str], columns: str, values: Sequence[object]) -> None:
    ids = list(dict.fromkeys(document_ids))
    with lake.transaction() as connection:
        rows = connection.execute(
            "SELECT document_id FROM quarantine WHERE replayed_at IS NOT NULL AND document_id IN ?", [ids]
        ).fetchall()
        if rows:
            raise LakeError(f"{rows[0][0][:12]}: has been parsed since, and no longer waits")
        connection.execute(f"UPDATE quarantine SET {columns} WHERE document_id IN ?", [*values, ids])
