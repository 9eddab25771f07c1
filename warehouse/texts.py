"""Read the texts of a published file in batches."""

# ruff: noqa: S608  statements are put together from declared names

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_READ = 10_000  # rows read by one query
_BATCH = 500


def rows_of(connection: duckdb.DuckDBPyConnection, chosen: str = "") -> NDArray[np.int64]:
    """The row numbers of the texts in the current database: all, or those of the cables in a table (`cable_id`)."""
    only = f"SEMI JOIN {chosen} USING (cable_id)" if chosen else ""
    return connection.execute(f"SELECT rowid FROM texts {only} ORDER BY rowid").fetchnumpy()["rowid"]


def read_texts(connection: duckdb.DuckDBPyConnection, rows: NDArray[np.int64]) -> Iterator[pa.RecordBatch]:
    """The texts with these ascending row numbers, in this order, a few hundred at a time.

    Columns: cable_id; body; prose: subject and paragraphs, or subject and body if there are no paragraphs; and month:
    months from January of the year 1 to that of the cable, null if it has no date.
    """
    for first in range(0, len(rows), _READ):
        connection.register("wanted_rows", pa.table({"number": rows[first : first + _READ]}))
        wanted = "SELECT cable_id FROM texts WHERE rowid IN (SELECT number FROM wanted_rows)"
        # the rows of a batch are close together, so the bounds spare DuckDB from unpacking all other paragraphs
        ((low, high),) = connection.execute(
            f"SELECT coalesce(min(rowid), 0), coalesce(max(rowid), 0) FROM paragraphs WHERE cable_id IN ({wanted})"
        ).fetchall()
        found = connection.execute(f"""
            SELECT
                t.cable_id,
                t.body,
                concat_ws(chr(10), c.subject, coalesce(p.text, t.body)) AS prose,
                CAST(12 * year(c.date) + month(c.date) - 13 AS INTEGER) AS month
            FROM (
                SELECT rowid AS place, cable_id, body FROM texts WHERE rowid IN (SELECT number FROM wanted_rows)
            ) AS t
            LEFT JOIN cables AS c USING (cable_id)
            LEFT JOIN (
                SELECT cable_id, string_agg(text, chr(10)) AS text FROM paragraphs
                WHERE rowid BETWEEN {low} AND {high} AND cable_id IN ({wanted})
                GROUP BY cable_id
            ) AS p USING (cable_id)
            ORDER BY t.place
        """).to_arrow_table()
        connection.unregister("wanted_rows")
        yield from found.combine_chunks().to_batches(max_chunksize=_BATCH)
