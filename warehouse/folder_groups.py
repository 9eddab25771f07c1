"""Rows that are written to many folders, as many folders at a time as memory allows.

DuckDB 1.5 reserves up to 42 kB for each column of each folder that has rows waiting to be written, whatever memory it
may use. Rows that come in the order of the folders need not wait long, but 2,048 are always handled together: cables
that lie alone in their folders have to be written in groups. Long rows have to be as well: a sort that spills to disk
fails within the same limit if most of its bytes are text.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted; values are parameters

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import duckdb

from warehouse.connection import identifier, identifiers

_TOGETHER = 2_048
# columns of folders with rows waiting to be written: 170 MB
_MOST_WAITING = 4_000
# text and bytes that are sorted together, a quarter of what a run may use by default
_MOST_SORTED = 250_000_000
_LENGTHS = {"VARCHAR": "strlen", "BLOB": "octet_length"}


class _Folder(NamedTuple):
    """What is written to a folder: rows, and the bytes of their texts and blobs."""

    rows: int
    size: int


class _Group(NamedTuple):
    """Folders that are written together: the first one, from 0, their number, and their bytes."""

    first: int
    folders: int
    size: int


def in_groups(connection: duckdb.DuckDBPyConnection, rows: str, folders: Sequence[str]) -> Iterator[str]:
    """SELECTs that together return what the SELECT `rows` does, in the order of the folders.

    `folders` are the columns that name a row's folder. Execute each statement, on this connection, before you ask for
    the next one. Mostly there is only one.
    """
    if not folders:
        yield f"FROM ({rows})"
        return
    connection.execute(f"SET partitioned_write_flush_threshold = {_TOGETHER}")
    by = identifiers(folders)
    columns = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {rows}").fetchall()}
    lengths = [
        f"coalesce({_LENGTHS[kind]}({identifier(name)}), 0)" for name, kind in columns.items() if kind in _LENGTHS
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE folder_sizes AS "
        f"SELECT {by}, count(*) AS rows, sum({' + '.join(lengths) or '0'}) AS size, "
        f"row_number() OVER (ORDER BY {by}) AS number FROM ({rows}) GROUP BY {by}"
    )
    sizes = connection.execute("SELECT rows, size FROM folder_sizes ORDER BY number").fetchall()
    groups = list(_groups((_Folder(*size) for size in sizes), _MOST_WAITING // len(columns), _MOST_SORTED))
    for group in groups:
        # the rows of a folder that is too large to sort are all its own, and a second file of it does no harm
        order = f" ORDER BY {by}" if group.size <= _MOST_SORTED else ""
        if len(groups) == 1:
            yield f"FROM ({rows}){order}"
            return
        same = " AND ".join(f"r.{identifier(name)} IS NOT DISTINCT FROM g.{identifier(name)}" for name in folders)
        of_group = f"(FROM folder_sizes WHERE number > {group.first} AND number <= {group.first + group.folders})"
        yield f"SELECT r.* FROM ({rows}) r SEMI JOIN {of_group} g ON {same}{order}"


def _groups(folders: Iterable[_Folder], most: int, most_bytes: int) -> Iterator[_Group]:
    """Folders in groups; one that is larger than `most_bytes` is a group of its own.

    Of each group at most `most` folders have rows among 2,048 that are handled together.

    >>> def groups(folders, most_bytes=9000):
    ...     return [tuple(group) for group in _groups(folders, 200, most_bytes)]
    >>> groups([_Folder(1, 9)] * 500)
    [(0, 200, 1800), (200, 200, 1800), (400, 100, 900)]
    >>> groups([_Folder(3000, 9)] * 500)
    [(0, 500, 4500)]
    >>> groups([_Folder(1, 4), _Folder(1, 4), _Folder(1, 12), _Folder(1, 9)], 9)
    [(0, 2, 8), (2, 1, 12), (3, 1, 9)]
    """
    first = count = waiting = size = 0
    together: deque[int] = deque()
    for folder in folders:
        together.append(folder.rows)
        waiting += folder.rows
        while waiting - together[0] >= _TOGETHER:
            waiting -= together.popleft()
        if count and (len(together) > most or size + folder.size > most_bytes):
            yield _Group(first, count, size)
            first, count, waiting, size = first + count, 0, folder.rows, 0
            together = deque([folder.rows])
        count, size = count + 1, size + folder.size
    if count:
        yield _Group(first, count, size)
