"""Read-only SQL over the lake, and what its ledger says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.connection import LakeError, literal
from warehouse.lake import Lake, Place, declared
from warehouse.other_files import OtherFiles, only_reads, uses_files
from warehouse.quarantine import IS_OPEN


@dataclass(frozen=True, slots=True)
class Status:
    """The ledger of a lake. `unaccounted`: documents neither parsed nor in quarantine, or in both; always 0.

    Files kept beside their telegrams do not count as documents here: `documents` = `parsed` + `quarantined` +
    `settled`; `quarantined` documents wait, `settled` ones have since arrived whole or were dismissed.
    """

    snapshot: int
    documents: int
    parsed: int
    quarantined: int
    settled: int
    cables: int
    unaccounted: int
    reasons: tuple[tuple[str, str, int], ...]
    runs: tuple[dict[str, Any], ...]


def run_sql(lake: Lake | Place | str | Path, sql: str, *, unsafe: bool = False) -> pa.Table:
    """Run statements and return the result of the last one as an Arrow table.

    Statements run on the published warehouse file, read-only and without extensions, and can neither read nor write any
    other file, reach the network or change settings. With `unsafe`, a plain query runs on the lake itself, which also
    holds the documents' bytes and its earlier states, and may read any file; other statements run on the published
    tables, and may also write the files that they name, but none of the lake's (see warehouse/other_files.py). Raises
    LakeError with the database's own words.
    """
    place = lake.place if isinstance(lake, Lake) else Place.of(lake)
    hint = "--unsafe lets a query use other files"
    try:
        if not unsafe:
            if uses_files(sql):
                raise LakeError(f"a query neither reads nor writes other files: {hint}")
            with open_warehouse(place) as connection:
                return _table(connection.execute(sql))
        with Lake.open(place, read_only=True) as opened:
            if only_reads(opened.connection, sql):
                return _table(opened.connection.execute(sql))
        files = OtherFiles.named_in(sql, place)
        of_lake = f": of the lake, or with links into it: {', '.join(files.refused)}" if files.refused else ""
        hint = f"a statement may use only files that it names in quotes, and none of the lake's{of_lake}"
        with open_copy(place, files) as connection:
            return _table(connection.execute(sql))
    except OSError as error:
        raise LakeError(f"{place.warehouse}: cannot be copied for the query: {error.strerror}") from error
    except duckdb.Error as error:
        if isinstance(error, duckdb.CatalogException | duckdb.BinderException) and _is_older(place):
            hint = f"{place.warehouse} was written by an earlier cablelake: run `cablelake publish`"
        elif not isinstance(error, duckdb.PermissionException):
            hint = ""
        raise LakeError(": ".join(filter(None, (explained(error), hint)))) from error


def _is_older(place: Place) -> bool:
    """Whether a version with other tables or views wrote the published file."""
    with open_warehouse(place) as connection:
        try:
            found = dict(connection.execute("SELECT key, value FROM lake_properties").fetchall())
        except duckdb.CatalogException:
            return True
    return any(found.get(key) != value for key, value in declared().items())


def open_warehouse(lake: Place | str | Path) -> duckdb.DuckDBPyConnection:
    """A connection to the published file that can only read it; for users' SQL and for dashboards.

    Ask `uses_files` before running users' SQL: statements that use files by themselves must not use this connection.
    """
    place = Place.of(lake)
    path = place.warehouse
    if not path.is_file():
        missing = "run `cablelake publish`" if place.folder.is_dir() else "run `cablelake ingest` to make a lake"
        raise LakeError(f"{path}: nothing is published here: {missing}, or name the lake with --lake")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "temp_directory": str(Path(tempfile.gettempdir()) / "cablelake-sql"),
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise LakeError(f"{path}: cannot be opened: {explained(error)}: run `cablelake publish`") from error
    connection.execute("SET lock_configuration = true")
    return connection


@contextmanager
def open_copy(place: Place, files: OtherFiles) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the published file that can also read and write some other files.

    It uses a copy, so that no statement can reach the published file itself.
    """
    open_warehouse(place).close()  # reports what is wrong with the file
    with tempfile.TemporaryDirectory(prefix="cablelake-sql-") as folder:
        copy = shutil.copyfile(place.warehouse, Path(folder) / place.warehouse.name)
        with duckdb.connect(config={"temp_directory": folder, "autoload_known_extensions": "false"}) as connection:
            connection.execute(f"ATTACH {literal(str(copy))} AS warehouse (READ_ONLY)")
            connection.execute("USE warehouse")
            for name, paths in (("allowed_paths", files.files), ("allowed_directories", files.folders)):
                connection.execute(f"SET {name} = [{', '.join(map(literal, paths))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection


def status(lake: Lake) -> Status:
    """What the lake holds and how it got there, newest run first."""
    query = lake.connection.execute
    reasons = query(f"""
        SELECT stage, reason, count(*) FROM quarantine WHERE {IS_OPEN} GROUP BY ALL ORDER BY 3 DESC, 1, 2
    """).fetchall()  # noqa: S608 (a condition)
    ((settled,),) = query(
        "SELECT count(*) FROM quarantine WHERE replayed_at IS NULL AND settled_at IS NOT NULL"
    ).fetchall()
    documents, unaccounted = query("""
        WITH ledger AS (
            SELECT
                document_id IN (SELECT document_id FROM cable_versions) AS is_parsed,
                document_id IN (SELECT document_id FROM quarantine WHERE replayed_at IS NULL) AS is_rejected,
                document_id IN (SELECT document_id FROM deliveries WHERE outcome = 'kept') AS is_kept
            FROM documents
        )
        SELECT count(*), count(*) FILTER (is_parsed = is_rejected) FROM ledger
        WHERE is_parsed OR is_rejected OR NOT is_kept
    """).fetchall()[0]
    return Status(
        snapshot=lake.snapshot(),
        documents=documents,
        parsed=lake.count("cable_versions"),
        quarantined=sum(number for _, _, number in reasons),
        settled=settled,
        cables=lake.count("cables"),
        unaccounted=unaccounted,
        reasons=tuple(reasons),
        runs=tuple(_dicts(query("FROM runs ORDER BY started_at DESC, run_id DESC"))),
    )


def quarantine_list(lake: Lake, *, closed: bool = False) -> list[dict[str, Any]]:
    """Rejected documents with their origin and the reason; with `closed`, also those parsed or settled since."""
    return _dicts(
        lake.connection.execute(
            f"""
            SELECT q.document_id, q.source, q.member, q.stage, q.reason, q.detail, d.bytes, d.received_at,
                q.run_id, q.replayed_at, q.settled_at, q.settled_as, q.note
            FROM quarantine q LEFT JOIN documents d USING (document_id)
            WHERE ({IS_OPEN}) OR ?
            ORDER BY d.received_at, q.source, q.member, d.position
            """,  # noqa: S608 (a condition)
            [closed],
        )
    )


def quarantine_show(lake: Lake, document_id: str) -> dict[str, Any]:
    """One rejected document with the beginning of its bytes (`raw`); an unambiguous beginning of its id is enough."""
    found = _dicts(
        lake.connection.execute(
            """
            SELECT q.*, d.bytes, d.received_at, d.encoding, d.raw
            FROM quarantine q JOIN documents d USING (document_id)
            WHERE starts_with(q.document_id, ?) LIMIT 2
            """,
            [document_id.lower()],
        )
    )
    if not found:
        raise LakeError(f"{document_id}: no such document in quarantine: see `cablelake quarantine list`")
    if len(found) > 1:
        raise LakeError(f"{document_id}: begins more than one id in quarantine: give more of it")
    return found[0]


def known_sources(lake: Lake) -> dict[str, tuple[str, int]]:
    """Fingerprint and number of documents of every source when last read, to skip those that have not changed."""
    rows = lake.connection.execute("SELECT source, fingerprint, documents FROM source_files").fetchall()
    return {source: (fingerprint, documents) for source, fingerprint, documents in rows}


def _table(result: duckdb.DuckDBPyConnection) -> pa.Table:
    return result.to_arrow_table() if result.description else pa.table({})


def _dicts(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def explained(error: Exception) -> str:
    """A database error in one line, without the statement, and with advice if it is a common one."""
    lines = [line.strip() for line in str(error).splitlines()]
    kept: list[str] = []
    for line in lines:
        if line.startswith("LINE "):
            break
        if line:
            kept.append(line)
    told = " ".join(kept)
    if 'at or near "references"' in told.lower():
        told += ': references is an SQL keyword: write the name of the table in double quotes, "references"'
    return told
