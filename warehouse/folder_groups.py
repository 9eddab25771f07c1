"""Rows that are written to many folders, as many folders at a time as memory allows.

DuckDB 1.5 reserves up to 42 kB for each column of each folder that has rows waiting to be written, whatever memory it
may use. Rows that come in the order of the folders need not wait long, but 2,048 are always handled together: cables
that lie alone in their folders have to be written in groups.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted; values are parameters

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import duckdb

from warehouse.connection import identifier, identifiers

_TOGETHER = 2_048
# columns of folders with rows waiting to be written: 170 MB
_MOST_WAITING = 4_000


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
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE folder_sizes AS "
        f"SELECT {by}, count(*) AS size, row_number() OVER (ORDER BY {by}) AS number FROM ({rows}) GROUP BY {by}"
    )
    sizes = connection.execute("SELECT size FROM folder_sizes ORDER BY number").fetchall()
    columns = len(connection.execute(f"DESCRIBE {rows}").fetchall())
    groups = list(_groups((size for (size,) in sizes), _MOST_WAITING // columns))
    if len(groups) < 2:
        yield f"FROM ({rows}) ORDER BY {by}"
        return
    same = " AND ".join(f"r.{identifier(name)} IS NOT DISTINCT FROM g.{identifier(name)}" for name in folders)
    for first, count in groups:
        group = f"(FROM folder_sizes WHERE number > {first} AND number <= {first + count})"
        yield f"SELECT r.* FROM ({rows}) r SEMI JOIN {group} g ON {same} ORDER BY {by}"


def _groups(counts: Iterable[int], most: int) -> Iterator[tuple[int, int]]:
    """The first folder of each group and how many it has, by the number of rows per folder.

    Of each group at most so many folders have rows among 2,048 that are handled together.

    >>> list(_groups([1] * 500, 200)), list(_groups([3000] * 500, 200))
    ([(0, 200), (200, 200), (400, 100)], [(0, 500)])
    """
    first = number = waiting = 0
    together: deque[int] = deque()
    for number, count in enumerate(counts, 1):
        together.append(count)
        waiting += count
        while waiting - together[0] >= _TOGETHER:
            waiting -= together.popleft()
        if len(together) > most:
            yield first, number - 1 - first
            first, waiting = number - 1, count
            together = deque([count])
    if number:
        yield first, number - first
