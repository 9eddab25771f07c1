"""Writers that share a lake through a Postgres catalog take turns: one at a time, wherever they run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from warehouse.connection import LakeError, connect, literal
from warehouse.lake import one_line
from warehouse.place import Place

# the advisory lock of a lake; Postgres keeps the locks of each database separate
_LOCK = 0xCAB1E
_WAIT_SECONDS = 0.5

_TRY = f"SELECT pg_try_advisory_xact_lock({_LOCK})"
_HOLDER = f"""
    SELECT coalesce(host(client_addr), 'its own machine') || ', since ' || to_char(xact_start AT TIME ZONE 'UTC',
        'YYYY-MM-DD HH24:MI') || ' UTC'
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objid = {_LOCK}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608  a number


@contextmanager
def turn(place: Place, waits: Callable[[str], None], patience: float = math.inf) -> Iterator[None]:
    """Hold the right to write to a lake; if another run has it, tell `waits` who that is, and wait.

    The right is an advisory lock in the catalog's database. It ends with the connection that holds it, so a killed run
    blocks nobody. Lakes with another catalog are on one machine and need no lock. Raises LakeError if the database
    cannot be reached, or if the other run has not ended after `patience` seconds.
    """
    if place.catalog_kind != "postgres":
        yield
        return
    with connect("postgres_scanner") as connection:
        try:
            connection.execute(f"ATTACH {literal(place.catalog_uri.split(':', 1)[1])} AS pg (TYPE postgres)")
            deadline = time.monotonic() + patience
            told = False
            # within a transaction all queries go through one connection
            while not _is_ours(connection):
                if not told:
                    waits(str(_asked(connection, _HOLDER) or "another host"))
                    told = True
                if time.monotonic() >= deadline:
                    raise LakeError(f"{place.folder}: {still_writing(patience)}")
                time.sleep(_WAIT_SECONDS)
        except duckdb.Error as error:
            raise LakeError(f"{place.folder}: cannot reach the catalog: {one_line(error)}") from error
        yield


def still_writing(patience: float) -> str:
    """What to say if another run has not ended in time; `patience` in seconds."""
    return f"another run still writes to the lake after {patience / 60:g} minutes: try later, or with a longer wait"


def _is_ours(connection: duckdb.DuckDBPyConnection) -> bool:
    connection.execute("BEGIN")
    if _asked(connection, _TRY):
        return True
    connection.execute("ROLLBACK")
    return False


def _asked(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    row = connection.execute(f"FROM postgres_query('pg', {literal(query)})").fetchone()
    return row[0] if row else None
