"""Read documents as received from the lake."""

# ruff: noqa: S608  statements are put together from numbers and from conditions that callers declare

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import duckdb

from warehouse.connection import LakeError
from warehouse.lake import NAME, Lake

_BATCH = 256
_IDS = 50_000
_PORTION = 64 << 20  # bytes of documents that are sorted at a time
_COLUMNS = "source, member, d.position, d.format, raw"


class StoredDocument(NamedTuple):
    """A document as received: its place and bytes; `cable_id` only if it was asked for."""

    document_id: str
    cable_id: str | None
    source: str
    member: str
    position: int
    format: str | None
    raw: bytes


def documents(lake: Lake, condition: str = "true", values: Sequence[object] = ()) -> Iterator[StoredDocument]:
    """Documents with their bytes, a few at a time in memory.

    `condition` is SQL on the columns of `documents`, `values` are its parameters. Raises LakeError if the bytes no
    longer match the hash they are filed under.
    """
    yield from _read(_cursor(lake), f"SELECT document_id, NULL, {_COLUMNS} FROM documents d WHERE {condition}", values)


def versions(lake: Lake, condition: str = "true", values: Sequence[object] = ()) -> Iterator[list[StoredDocument]]:
    """All versions of a cable together, in the order they were received; cable by cable, by id.

    `condition` is SQL on the columns of `cable_versions` (v) and `documents` (d). Some tens of megabytes are held in
    memory at a time. Raises LakeError as `documents` does.
    """
    cursor = _cursor(lake)
    # rows of one cable are peers in the order, so that no portion ends between them
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE wanted AS
        SELECT document_id, v.cable_id, d.received_at, d.year,
            sum(d.bytes) OVER (ORDER BY v.cable_id) // {_PORTION} AS portion
        FROM documents d JOIN cable_versions v USING (document_id) WHERE {condition}
        """,
        list(values),
    )
    portions = cursor.execute("""
        SELECT portion, list(DISTINCT year) FILTER (year IS NOT NULL), bool_or(year IS NULL) FROM wanted
        GROUP BY portion ORDER BY portion
    """).fetchall()
    for portion, years, some_undated in portions:
        # naming the years lets the lake skip the files of all others
        of_years = f"d.year IN ({', '.join(map(str, years))})" if years else "false"
        query = f"""
            SELECT document_id, w.cable_id, {_COLUMNS}
            FROM documents d JOIN (FROM wanted WHERE portion = {portion}) w USING (document_id)
            WHERE {of_years} OR ({some_undated} AND d.year IS NULL)
            ORDER BY w.cable_id, w.received_at, d.position
        """
        for _, group in groupby(_read(cursor, query), lambda document: document.cable_id):
            yield list(group)


def document_ids(lake: Lake) -> Iterator[list[str]]:
    """Ids of all documents of the lake in ascending order, some thousands at a time."""
    cursor = _cursor(lake)
    cursor.execute("SELECT document_id FROM documents ORDER BY document_id")
    while rows := cursor.fetchmany(_IDS):
        yield [document_id for (document_id,) in rows]


def _cursor(lake: Lake) -> duckdb.DuckDBPyConnection:
    cursor = lake.connection.cursor()
    cursor.execute(f"USE {NAME}")
    return cursor


def _read(cursor: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> Iterator[StoredDocument]:
    cursor.execute(query, list(values))
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            document = StoredDocument(*row)
            if document.raw and hashlib.sha256(document.raw).hexdigest() != document.document_id:
                raise LakeError(f"{document.document_id}: its bytes in the lake are damaged: restore the lake's data")
            yield document
