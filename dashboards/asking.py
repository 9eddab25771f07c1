"""Run SQL that a reader types: one query at a time on the published file, each in its own process.

Each has its own process because a query may end the one that runs it, and because DuckDB can interrupt a query only
between its steps, not inside a single long one. `python -m dashboards.asking FILE SECONDS` is that process: it reads
the query from standard input and prints JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from threading import BoundedSemaphore
from typing import Any

import duckdb

from dashboards.published import Answer, connect
from warehouse.query import explained

SECONDS = 10
ROWS = 10_000
CHARACTERS = 20_000_000
"""Of all values together."""
AT_ONCE = 2
_LONGEST = 10_000  # characters of a query
_LIMITS = {"memory_limit": "512MB", "threads": "2", "temp_directory": ""}
_RUNNING = BoundedSemaphore(AT_ONCE)

VIEWS = """SELECT name, comment, columns
FROM (
    SELECT view_name AS name, comment FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal
    UNION ALL
    SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'warehouse' AND NOT internal
) JOIN (
    SELECT table_name AS name, string_agg(column_name, ', ' ORDER BY column_index) AS columns
    FROM duckdb_columns() WHERE database_name = 'warehouse' AND NOT internal GROUP BY ALL
) USING (name)
ORDER BY name"""
"""Every view and table of the published file with what its rows are and the names of its columns."""


class RefusedError(Exception):
    """The query has no answer; the message is one line for the reader who asked."""


def ask(path: str, query: str, seconds: int = SECONDS) -> tuple[Answer, bool]:
    """The rows of one query on a published file, and whether there are more than these.

    Returns at most ROWS rows, after at most `seconds`. Raises RefusedError with the reason if there is no answer.
    """
    too_long = f"stopped after {seconds} seconds: ask for less, for instance for fewer years"
    if len(query) > _LONGEST:
        raise RefusedError(f"the query has {len(query):,} characters; at most {_LONGEST:,} are read")
    if not _RUNNING.acquire(timeout=2):
        raise RefusedError(f"{AT_ONCE} other queries are running: try again in a moment")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__, path, str(seconds)],
            input=query.encode(errors="replace"),
            capture_output=True,
            timeout=seconds + 5,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(too_long) from None
    finally:
        _RUNNING.release()
    if done.returncode == -signal.SIGALRM:
        raise RefusedError(too_long)
    if done.returncode:
        raise RefusedError("the query ended the process that ran it; nothing else was affected")
    found = json.loads(done.stdout)
    if "refused" in found:
        raise RefusedError(found["refused"])
    return Answer(tuple(found["columns"]), tuple(map(tuple, found["rows"]))), found["more"]


def answered(path: str, query: str) -> dict[str, Any]:
    """The answer in a form that JSON can hold: `columns`, `rows` and `more`, or the reason as `refused`."""
    try:
        statement = _only_query(query)
        with connect(path, _LIMITS) as connection:
            connection.execute("USE warehouse")
            found = connection.execute(statement)
            columns = _distinct([column[0] for column in found.description or ()])
            rows = list(_bounded(found))
    except (duckdb.Error, RefusedError) as error:
        return {"refused": explained(error)}
    return {"columns": columns, "rows": rows[:ROWS], "more": len(rows) > ROWS}


def _only_query(text: str) -> duckdb.Statement:
    statements = duckdb.extract_statements(text)
    if not statements:
        raise RefusedError("the query is empty")
    if len(statements) > 1:
        raise RefusedError("give one query at a time (and PIVOT its values: ON column IN (...))")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise RefusedError("only queries are answered: FROM, SELECT, WITH, DESCRIBE, SUMMARIZE")
    return statements[0]


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of columns; a repeated name gets a number.

    >>> _distinct(["post", "post", "tag"])
    ['post', 'post_2', 'tag']
    """
    return [name if name not in names[:at] else f"{name}_{at + 1}" for at, name in enumerate(names)]


def _bounded(found: duckdb.DuckDBPyConnection) -> Iterator[list[Any]]:
    """Rows, up to one more than are shown."""
    count = characters = 0
    while count <= ROWS and (row := found.fetchone()) is not None:
        values = [_plain(value) for value in row]
        characters += sum(len(str(value)) for value in values)
        if characters > CHARACTERS:
            raise RefusedError(f"the answer has more than {CHARACTERS:,} characters: ask for fewer rows or columns")
        count += 1
        yield values


def _plain(value: Any) -> Any:
    """A value in a form that JSON can hold."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.hex() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    signal.alarm(int(sys.argv[2]))  # ends this process whatever it is doing, even if nobody waits for it any more
    print(json.dumps(answered(sys.argv[1], sys.stdin.buffer.read().decode(errors="replace"))))
