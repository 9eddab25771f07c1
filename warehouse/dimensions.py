"""The seed vocabularies (schemas/seeds/*.csv) as dimension tables."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb
import pyarrow as pa

from schemas.columns import Column
from schemas.derived import arrow_schema
from schemas.tables import DIMENSION_TABLES, TAG_CODES, Table
from warehouse.connection import identifier

_FILES = {TAG_CODES.name: "tags"}


def seeds_fingerprint() -> str:
    """A hash that changes whenever a seed file does."""
    digest = hashlib.sha256()
    for table in DIMENSION_TABLES:
        path = _path(table)
        digest.update(table.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def load_dimensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the rows of the dimension tables with those of the seeds, inside the caller's transaction."""
    for table in DIMENSION_TABLES:
        name = identifier(table.name)
        rows = read_seed(table)
        connection.execute(f"DELETE FROM {name}")
        connection.register("seed_rows", rows)
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM seed_rows")
        connection.unregister("seed_rows")


def read_seed(table: Table) -> pa.Table:
    """Rows of a dimension's seed file in the table's shape.

    Lists are separated by `|`, an empty cell is null, columns that the table lacks are ignored. No file means no rows.
    """
    path = _path(table)
    schema = arrow_schema(table)
    if not path.is_file():
        return schema.empty_table()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    columns = [[_value(row.get(column.name) or "", column) for row in rows] for column in table.columns]
    return pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _path(table: Table) -> Traversable:
    return files("schemas") / "seeds" / f"{_FILES.get(table.name, table.name)}.csv"


def _value(text: str, column: Column) -> object:
    if column.type == "text[]":
        return [part.strip() for part in text.split("|") if part.strip()]
    if not text:
        return None
    if column.type == "integer":
        return int(text)
    if column.type == "double":
        return float(text)
    return text
