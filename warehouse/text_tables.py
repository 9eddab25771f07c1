"""The tables of a published file that are made from the texts: fingerprints, pairs of near-duplicates, words by month.

Building a file reads every text. Bringing it up to date reads only the texts of the cables that changed, as they were
and as they are, and those that may be near-duplicates of them; the resulting tables are the same.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted

from __future__ import annotations

import duckdb

from schemas.derived import sql_columns
from schemas.tables import DERIVED_TABLES
from warehouse import near_duplicates, words_by_month
from warehouse.connection import identifier
from warehouse.fingerprints import made_by
from warehouse.lake import comment_on_table
from warehouse.texts import read_texts, rows_of
from warehouse.words import words_of


def declared() -> dict[str, str]:
    """The methods and versions that made the tables; if they change, the tables must be built again."""
    return {"texts": f"{made_by()}, words of subject and paragraphs"}


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables in the current database from all of its texts."""
    for table in DERIVED_TABLES:
        connection.execute(f"CREATE TABLE {identifier(table.name)} (\n{sql_columns(table)}\n)")
        comment_on_table(connection, table)
    _begin(connection)
    add(connection)


def withdraw(connection: duckdb.DuckDBPyConnection, chosen: str) -> None:
    """Remove what the tables say about the cables in a table (`cable_id`), before their texts change."""
    _begin(connection)
    near_duplicates.withdraw(connection, chosen)
    _collect(connection, chosen, sign=-1)


def add(connection: duckdb.DuckDBPyConnection, chosen: str = "") -> None:
    """Add what the texts now say: those of all cables, or of the cables that were withdrawn."""
    _collect(connection, chosen, sign=1)
    words_by_month.apply(connection)
    near_duplicates.apply(connection, chosen)


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    words_by_month.begin(connection)
    near_duplicates.begin(connection)


def _collect(connection: duckdb.DuckDBPyConnection, chosen: str, sign: int) -> None:
    for texts in read_texts(connection, rows_of(connection, chosen)):
        months = texts.column("month").fill_null(-1).to_numpy()
        words_by_month.collect(connection, words_of(texts.column("prose")), months, sign)
        if sign > 0:
            near_duplicates.add(connection, texts.column("cable_id"), words_of(texts.column("body")))
