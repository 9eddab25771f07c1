"""Repair the catalog before anything is written, and after files were rewritten.

DuckLake 1.5 loses the least and greatest value of a column if one commit writes several files and the first of them
holds only nulls in that column. This does no harm yet: no bounds means that none are known. But the next commit takes
its own bounds for those of the whole table, and queries then miss every row outside them. So the bounds are restored
from those of the files before anything is written. Later versions of DuckLake leave such columns without bounds.

If DuckLake rewrites files without their deleted rows, it takes the bounds of the rows that remain for those of the
whole table. Queries of earlier states then miss rows, so the bounds are widened again to those of all files.

DuckLake also stores the absolute path of the data. In a copied lake, other DuckLake clients would read the original's
files, so the path is updated to where the data are now.
"""

from __future__ import annotations

import duckdb

from warehouse.connection import literal

_CATALOG = "catalog"

# types as the catalog names them -> as DuckDB compares them; all others compare as text
_COMPARED_AS = {"int64": "BIGINT", "float64": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "timestamp": "TIMESTAMP"}


# whether the bounds of a file's column exceed those of the table's
_EXCEEDS = "CASE c.column_type {} ELSE f.min_value < s.min_value OR f.max_value > s.max_value END".format(
    " ".join(
        f"WHEN '{name}' THEN TRY_CAST(f.min_value AS {kind}) < TRY_CAST(s.min_value AS {kind}) "
        f"OR TRY_CAST(f.max_value AS {kind}) > TRY_CAST(s.max_value AS {kind})"
        for name, kind in _COMPARED_AS.items()
    )
)


def mend_catalog(
    connection: duckdb.DuckDBPyConnection, catalog_uri: str, data_path: str, *, after_rewrite: bool = False
) -> int:
    """Restore bounds that the catalog has lost, and the path of the data; return how many columns were mended.

    Bounds that are too narrow are looked for `after_rewrite` only, because that reads the bounds of every file. The
    lake must not be attached, here or by another writer. `catalog_uri` is in DuckLake's form (sqlite:FILE).
    """
    kind, target = catalog_uri.split(":", 1)
    connection.execute(f"ATTACH {literal(target)} AS {_CATALOG} (TYPE {kind})")
    try:
        if not _is_lake(connection):
            return 0
        _mend_data_path(connection, data_path)
        return _mend_bounds(connection, _EXCEEDS if after_rewrite else "false")
    finally:
        connection.execute(f"DETACH {_CATALOG}")


def _mend_data_path(connection: duckdb.DuckDBPyConnection, data_path: str) -> None:
    condition = "key = 'data_path' AND scope IS NULL AND value <> ?"
    (moved,) = connection.execute(
        f"SELECT count(*) FROM {_CATALOG}.ducklake_metadata WHERE {condition}",  # noqa: S608  constant names
        [data_path],
    ).fetchall()[0]
    if moved:
        connection.execute(
            f"UPDATE {_CATALOG}.ducklake_metadata SET value = ? WHERE {condition}",  # noqa: S608  constant names
            [data_path, data_path],
        )


def _mend_bounds(connection: duckdb.DuckDBPyConnection, are_narrow: str) -> int:
    lost = connection.execute(f"""
        SELECT s.table_id, s.column_id, any_value(c.column_type)
        FROM {_CATALOG}.ducklake_table_column_stats s
        JOIN {_CATALOG}.ducklake_column c USING (table_id, column_id)
        JOIN {_CATALOG}.ducklake_file_column_stats f USING (table_id, column_id)
        WHERE (s.min_value IS NULL AND f.min_value IS NOT NULL) OR {are_narrow}
        GROUP BY s.table_id, s.column_id
    """).fetchall()  # noqa: S608  constant names and a constant condition
    for table_id, column_id, column_type in lost:
        _mend(connection, table_id, column_id, _COMPARED_AS.get(column_type, "VARCHAR"))
    return len(lost)


def _is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the catalog has DuckLake's tables yet."""
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND table_name = 'ducklake_file_column_stats'",
        [_CATALOG],
    ).fetchone()
    return found != (0,)


def _mend(connection: duckdb.DuckDBPyConnection, table_id: int, column_id: int, compared_as: str) -> None:
    bounds = connection.execute(
        f"""
        SELECT min_by(min_value, CAST(min_value AS {compared_as})), max_by(max_value, CAST(max_value AS {compared_as}))
        FROM {_CATALOG}.ducklake_file_column_stats WHERE table_id = ? AND column_id = ?
        """,  # noqa: S608  constant names
        [table_id, column_id],
    ).fetchone()
    connection.execute(
        f"""
        UPDATE {_CATALOG}.ducklake_table_column_stats SET min_value = ?, max_value = ?
        WHERE table_id = ? AND column_id = ?
        """,  # noqa: S608  constant names
        [*(bounds or (None, None)), table_id, column_id],
    )
