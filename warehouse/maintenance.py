"""Keep a lake fast and small: merge small files, remove old snapshots and the files that only they need.

This is safe while others read: files that a merge replaced are removed only after a period of grace, because queries
may still read them. The caller is the lake's only writer.
"""

# ruff: noqa: S608  the only values put in are numbers and a declared name

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.connection import LakeError, literal
from warehouse.lake import METADATA, NAME, Lake, one_line

RETENTION = dt.timedelta(days=30)
GRACE = dt.timedelta(days=1)

# a data file with more than this share of its rows deleted is rewritten
_DELETED_SHARE = 0.1

# A run first merges the small files of a table if one of its folders has more than this many. Small means below this
# many bytes: merging larger files costs more than it saves.
MOST_SMALL_FILES = 20
_SMALL = 1_000_000
# The most folders of a table that one run merges; later runs continue. A folder takes about 10 ms.
_MOST_FOLDERS = 100


@dataclass(frozen=True, slots=True)
class Maintained:
    """What was done: counts of snapshots and files, and the bytes that the lake's tables take before and after.

    `rights_changed` counts files and folders that were open to more people than may use the lake, or to fewer.
    """

    snapshots_expired: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    files_removed: int
    rights_changed: int


def merge_small_files(lake: Lake, most: int = MOST_SMALL_FILES) -> int:
    """Merge the small files of each table that has more than `most` in one folder; return the number of files merged.

    Files with deleted rows are left to `maintain`, which also removes the files that were replaced. Raises LakeError
    if the lake cannot be written.
    """
    options = f"max_file_size => {_SMALL}, max_compacted_files => {_MOST_FOLDERS}"
    try:
        littered = _littered_tables(lake, most)
        if not littered:
            return 0
        with lake.transaction() as connection:
            merged = [
                row
                for table in littered
                for row in connection.execute(
                    f"CALL ducklake_merge_adjacent_files({literal(NAME)}, {literal(table)}, {options})"
                ).fetchall()
            ]
    except duckdb.Error as error:
        raise LakeError(f"{lake.place.folder}: cannot merge files of the lake: {one_line(error)}") from error
    return sum(files for _, _, files, _ in merged)


def _littered_tables(lake: Lake, most: int) -> list[str]:
    """Tables that have a folder with more than `most` small files without deleted rows."""
    rows = lake.connection.execute(f"""
        SELECT DISTINCT table_name FROM (
            SELECT t.table_name
            FROM {METADATA}.ducklake_data_file f
            JOIN {METADATA}.ducklake_table t USING (table_id)
            ANTI JOIN (SELECT data_file_id FROM {METADATA}.ducklake_delete_file WHERE end_snapshot IS NULL) d
                USING (data_file_id)
            WHERE f.end_snapshot IS NULL AND t.end_snapshot IS NULL AND f.file_size_bytes < {_SMALL}
            GROUP BY t.table_name, parse_dirpath(f.path)
            HAVING count(*) > {most}
        ) ORDER BY table_name
    """).fetchall()
    return [table for (table,) in rows]


def maintain(lake: Lake, retention: dt.timedelta = RETENTION, grace: dt.timedelta = GRACE) -> Maintained:
    """Merge small files, expire snapshots older than `retention`, remove files that have been unused for `grace`.

    Time travel reaches back as far as the retention. Files left by killed runs are removed too, and all files get the
    modes that the lake's users need. Raises LakeError if the lake cannot be written.
    """
    place = lake.place
    try:
        files_before, bytes_before = _size(lake)
        expired = _call(lake, "ducklake_expire_snapshots", f"older_than => {_ago(retention)}")
        _call(lake, "ducklake_rewrite_data_files", f"delete_threshold => {_DELETED_SHARE}")
        lake.mend_after_rewrite()
        _call(lake, "ducklake_merge_adjacent_files")
        removed = _call(lake, "ducklake_cleanup_old_files", f"older_than => {_ago(grace)}")
        removed += _call(lake, "ducklake_delete_orphaned_files", f"older_than => {_ago(grace)}")
        files_after, bytes_after = _size(lake)
    except duckdb.Error as error:
        raise LakeError(f"{place.folder}: cannot maintain the lake: {one_line(error)}") from error
    changed = place.rights.settle(*place.local_paths)
    return Maintained(len(expired), files_before, files_after, bytes_before, bytes_after, len(removed), changed)


def _call(lake: Lake, function: str, *options: str) -> list[tuple[Any, ...]]:
    with lake.transaction() as connection:
        return connection.execute(f"CALL {function}({', '.join((literal(NAME), *options))})").fetchall()


def _ago(span: dt.timedelta) -> str:
    return f"now() - INTERVAL {round(span.total_seconds())} SECONDS"


def _size(lake: Lake) -> tuple[int, int]:
    row = lake.connection.execute(f"""
        SELECT sum(file_count + delete_file_count), sum(file_size_bytes + delete_file_size_bytes)
        FROM ducklake_table_info({literal(NAME)})
    """).fetchone()
    return (int(row[0] or 0), int(row[1] or 0)) if row else (0, 0)
