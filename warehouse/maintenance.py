"""Keeping a lake quick and small: small files merged, old snapshots and the files only they need removed.

Safe beside readers: what a merge replaces is only removed after a time of grace, for queries that still read it. The
caller is the lake's only writer.
"""

# ruff: noqa: S608  the only values put in are numbers and a declared name

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.connection import LakeError, literal
from warehouse.lake import NAME, Lake, one_line

RETENTION = dt.timedelta(days=30)
GRACE = dt.timedelta(days=1)

# a data file with more than this share of its rows deleted is written anew
_DELETED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Maintained:
    """What was done: counts of snapshots and files, and the bytes of data the lake's tables take before and after.

    `rights_changed` counts files and folders that more people could use than may use the lake, or fewer.
    """

    snapshots_expired: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    files_removed: int
    rights_changed: int


def maintain(lake: Lake, retention: dt.timedelta = RETENTION, grace: dt.timedelta = GRACE) -> Maintained:
    """Merge small files, expire snapshots older than `retention`, remove files that nothing has used for `grace`.

    Time travel reaches back as far as the retention. Files left by runs that were killed are removed too, and all files
    get the modes that those who may use the lake need. Raises LakeError where the lake cannot be written.
    """
    place = lake.place
    try:
        files_before, bytes_before = _size(lake)
        expired = _call(lake, "ducklake_expire_snapshots", f"older_than => {_ago(retention)}")
        _call(lake, "ducklake_rewrite_data_files", f"delete_threshold => {_DELETED_SHARE}")
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
