"""What a reference points to: a cable in the lake, one that is missing, or something that is not a cable."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import duckdb

# for a reference r, left joined to the cable c with its target's id; a reference to a cable without a target is one
# whose id is uncertain
STATUS = """CASE
    WHEN r.kind <> 'cable' THEN 'not_a_cable'
    WHEN r.target IS NULL THEN 'ambiguous'
    WHEN c.cable_id IS NULL THEN 'missing'
    ELSE 'resolved'
END"""


def mark_arrived(connection: duckdb.DuckDBPyConnection, cables: str) -> None:
    """Mark references that waited for the given cables (table with cable_id) as resolved."""
    connection.execute(f"""
        UPDATE "references" SET status = 'resolved'
        WHERE status = 'missing' AND target IN (SELECT cable_id FROM {cables})
    """)


def mark_gone(connection: duckdb.DuckDBPyConnection, cables: str) -> None:
    """Mark references to those of the given cables that have left the lake as missing."""
    connection.execute(f"""
        UPDATE "references" SET status = 'missing'
        WHERE status = 'resolved'
            AND target IN (SELECT cable_id FROM {cables}) AND target NOT IN (SELECT cable_id FROM cables)
    """)
