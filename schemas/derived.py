"""Arrow and DuckDB forms of a table, derived from its definition."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from schemas.columns import Column, Type
from schemas.tables import Table

_ARROW: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "bytes": pa.binary(),
    "text[]": pa.list_(pa.string()),
    "integer[]": pa.list_(pa.int64()),
}

_SQL: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "bytes": "BLOB",
    "text[]": "VARCHAR[]",
    "integer[]": "BIGINT[]",
}


def arrow_schema(table: Table) -> pa.Schema:
    """Arrow schema of a table, columns in contract order; required columns are not nullable."""
    return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=c.name not in table.required) for c in table.columns])


def sql_columns(table: Table, columns: Sequence[Column] | None = None) -> str:
    """Column list of a CREATE TABLE statement in DuckDB, with all columns or some."""
    lines = []
    for column in columns or table.columns:
        required = " NOT NULL" if column.name in table.required else ""
        lines.append(f'    "{column.name}" {sql_type(column)}{required}')
    return ",\n".join(lines)


def sql_type(column: Column) -> str:
    """Type of a column in DuckDB."""
    return _SQL[column.type]
