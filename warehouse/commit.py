"""Commit a run's staged shards to the lake in one transaction: nothing is lost, nothing is stored twice."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.ledger import Counts
from schemas.tables import (
    CABLE_TOPICS,
    CABLE_VERSIONS,
    CABLES,
    DELIVERIES,
    DOCUMENTS,
    PARSED_TABLES,
    QUARANTINE,
    REFERENCES,
    RUNS,
    Grain,
    Table,
)
from warehouse.connection import LakeError, identifier, identifiers, literal
from warehouse.folder_groups import in_groups
from warehouse.lake import Lake, one_line
from warehouse.quarantine import settle_what_came_whole
from warehouse.references import STATUS, mark_arrived, mark_gone

# Which document of a cable is current: a whole telegram rather than one of its sections, a complete text rather than an
# extract, fewer redactions rather than more, then the one received later (a corrected copy), then the one read better.
# Each test comes with the code that says why a document lost by it.
PREFERENCE = (
    ("is_partial", "ASC", "partial"),
    ("section_number", "ASC NULLS FIRST", "section"),
    ("redactions", "ASC NULLS FIRST", "redacted"),
    ("received_at", "DESC", "older"),
    ("quality", "DESC NULLS LAST", "less_read"),
    ("document_id", "ASC", "tie"),
)

_CHILDREN = tuple(table for table in PARSED_TABLES if table is not CABLES)


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source read by the run: its fingerprint and how many documents it holds."""

    source: str
    fingerprint: str
    documents: int


@dataclass(frozen=True, slots=True)
class Run:
    """What is known about a run when it commits. `unchanged`: documents in unchanged sources, which were not read."""

    run_id: str
    started_at: dt.datetime
    sources: tuple[str, ...] = ()
    parser_version: str = ""
    source_files: tuple[ReadSource, ...] = ()
    unchanged: int = 0


def commit(lake: Lake, run: Run, shards: Sequence[Path | str]) -> Counts:
    """Commit the staged shards to the lake in one transaction.

    A shard is a folder with one Parquet file per table; it holds a document at most once. A document that the lake or
    an earlier shard of this run already holds only adds a delivery. Committing a run again changes nothing and returns
    its counts again. Raises LakeError, and changes nothing, if the shards do not add up or the lake cannot be written.
    """
    folders = [str(Path(shard).absolute()) for shard in shards]
    try:
        with lake.transaction() as connection:
            if done := _committed(connection, run):
                return done
            batch = Batch(connection, folders, lake.grain)
            batch.find_new_documents()
            batch.choose_current()
            batch.withdraw_superseded()
            batch.insert()
            counts = batch.counts(run)
            settle_what_came_whole(connection, run.run_id)
            _write_ledger(connection, run, counts)
        return counts
    except duckdb.Error as error:
        raise LakeError(f"{lake.place.folder}: cannot write to the lake: {one_line(error)}") from error


def replace_parsed(lake: Lake, run: Run, shards: Sequence[Path | str]) -> Counts:
    """Replace what the lake shows of some documents with what a reparse or replay staged for them.

    One transaction. The documents stay as received; those that were in quarantine and are now parsed leave it, those
    that are now rejected enter it. If one version of a cable is no longer its current one, all its versions must be
    staged together. Raises LakeError, and changes nothing, if they are not or if a document is not in the lake.
    """
    folders = [str(Path(shard).absolute()) for shard in shards]
    try:
        with lake.transaction() as connection:
            batch = Batch(connection, folders, lake.grain)
            batch.find_known_documents()
            batch.withdraw_replaced()
            batch.choose_current()
            batch.withdraw_superseded()
            batch.insert(with_documents=False)
            batch.check_current()
            counts = batch.counts(run)
            _write_ledger(connection, run, counts)
        return counts
    except duckdb.Error as error:
        raise LakeError(f"{lake.place.folder}: cannot write to the lake: {one_line(error)}") from error


class Batch:
    """The staged rows of a run on their way into the lake, inside the caller's transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folders: Sequence[str], grain: Grain) -> None:
        self._connection = connection
        self._grain = grain
        self._folders = folders

    def find_new_documents(self) -> None:
        """Create table `arrivals`: each staged document, and whether this copy is the one to keep."""
        self._name_shards()
        self._run(f"""
            CREATE OR REPLACE TEMP TABLE arrivals AS
            SELECT document_id, shard, received_at,
                row_number() OVER (PARTITION BY document_id ORDER BY ordinal) = 1
                    AND document_id NOT IN (SELECT document_id FROM documents) AS is_new
            FROM ({self._staged(DOCUMENTS, "document_id, received_at")}) JOIN shards USING (shard)
        """)
        doubled = self._number("SELECT count(*) - count(DISTINCT (document_id, shard)) FROM arrivals")
        if doubled:
            raise LakeError(f"{doubled} documents are staged twice in one shard: stage them again")
        self._run("""
            CREATE OR REPLACE TEMP TABLE known AS SELECT document_id, shard FROM arrivals WHERE NOT is_new
        """)

    def find_known_documents(self) -> None:
        """Create table `arrivals`: documents in the lake, each to be kept once, with the day it was received."""
        self._name_shards()
        self._run(f"""
            CREATE OR REPLACE TEMP TABLE arrivals AS
            SELECT document_id, shard, documents.received_at,
                row_number() OVER (PARTITION BY document_id ORDER BY ordinal) = 1 AS is_new
            FROM ({self._staged(DOCUMENTS, "document_id")}) JOIN shards USING (shard)
            LEFT JOIN documents USING (document_id)
        """)
        unknown = self._number("SELECT count(*) FROM arrivals WHERE received_at IS NULL")
        if unknown:
            raise LakeError(f"{unknown} of the documents to replace are not in the lake: ingest them first")
        self._run("""
            CREATE OR REPLACE TEMP TABLE known AS SELECT document_id, shard FROM arrivals WHERE NOT is_new
        """)

    def withdraw_replaced(self) -> None:
        """Remove what the lake shows of the documents; remember which cables they were."""
        self._run("""
            CREATE OR REPLACE TEMP TABLE replaced AS
            SELECT document_id, cable_id, year FROM cable_versions
            WHERE document_id IN (SELECT document_id FROM arrivals)
        """)
        delete_parsed(self._connection, "replaced")
        self._run("DELETE FROM cable_versions WHERE document_id IN (SELECT document_id FROM replaced)")
        rejected = self._staged_without("known", QUARANTINE, "document_id")
        self._run(f"DELETE FROM quarantine WHERE document_id IN ({rejected})")
        self._run("""
            UPDATE quarantine SET replayed_at = CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)
            WHERE replayed_at IS NULL AND document_id IN (SELECT document_id FROM arrivals)
        """)

    def check_current(self) -> None:
        """Check that touched cables still have a current document; mark references to lost ones as missing."""
        self._run(
            "CREATE OR REPLACE TEMP TABLE touched AS SELECT cable_id FROM replaced UNION SELECT cable_id FROM chosen"
        )
        row = self._connection.execute("""
            SELECT min(cable_id), count(*) FROM (
                SELECT cable_id FROM cable_versions WHERE cable_id IN (SELECT cable_id FROM touched)
                GROUP BY cable_id HAVING count(*) FILTER (is_current) <> 1
            )
        """).fetchone()
        if row and row[1]:
            raise LakeError(f"{row[0]} (of {row[1]} cables): another version is to be current: parse all of them again")
        mark_gone(self._connection, "touched")

    def choose_current(self) -> None:
        """Create table `chosen`: for each cable met, its old and new documents, the current one first."""
        facts = "cable_id, document_id, year, is_partial, section_number, redactions, quality"
        order = ", ".join(f"{column} {direction}" for column, direction, _ in PREFERENCE)
        best = f"OVER (PARTITION BY cable_id ORDER BY {order})"
        lost = "\n".join(
            f"WHEN {column} IS DISTINCT FROM first_value({column}) {best} THEN {literal(reason)}"
            for column, _, reason in PREFERENCE
        )
        self._run(f"""
            CREATE OR REPLACE TEMP TABLE chosen AS
            WITH new_versions AS (
                SELECT {facts}, received_at FROM ({self._staged(CABLE_VERSIONS, facts)})
                JOIN arrivals USING (document_id, shard) WHERE is_new
            ), versions AS (
                SELECT {facts}, received_at, true AS is_new, false AS was_current FROM new_versions
                UNION ALL
                SELECT {facts}, received_at, false, is_current FROM cable_versions
                WHERE cable_id IN (SELECT cable_id FROM new_versions)
            )
            SELECT cable_id, document_id, year, received_at, is_new, was_current,
                row_number() {best} = 1 AS is_current,
                CASE {lost} ELSE '' END AS reason
            FROM versions
        """)
        # rows of the parsed tables to leave out: those of known documents, and of new ones that are not current
        self._run("""
            CREATE OR REPLACE TEMP TABLE left_out AS
            FROM known UNION ALL
            SELECT document_id, shard FROM arrivals
            WHERE is_new AND document_id IN (SELECT document_id FROM chosen WHERE is_new AND NOT is_current)
        """)

    def withdraw_superseded(self) -> None:
        """Remove documents that are no longer current from the tables that show current ones."""
        self._run("CREATE OR REPLACE TEMP TABLE superseded AS FROM chosen WHERE was_current AND NOT is_current")
        if self._number("SELECT count(*) FROM superseded"):
            self._run("""
                UPDATE cable_versions SET is_current = false, reason = superseded.reason
                FROM superseded WHERE superseded.document_id = cable_versions.document_id
            """)
            delete_parsed(self._connection, "superseded")

    def insert(self, *, with_documents: bool = True) -> None:
        """Insert what is new; resolve references among old and new."""
        for table in (DOCUMENTS, QUARANTINE) if with_documents else (QUARANTINE,):
            self._insert(table, self._staged_without("known", table, _columns(table)))
        columns = _columns(CABLE_VERSIONS, leave_out=("is_current", "reason", "received_at"))
        versions = self._staged_without("known", CABLE_VERSIONS, columns)
        self._insert(
            CABLE_VERSIONS,
            f"""
            SELECT * FROM ({versions})
            JOIN (SELECT document_id, is_current, reason, received_at FROM chosen WHERE is_new) USING (document_id)
            """,
        )
        cables = self._staged_without("left_out", CABLE_VERSIONS, _columns(CABLES, leave_out=("month",)))
        self._insert(CABLES, f"SELECT *, month(date) AS month FROM ({cables})")
        self._run("CREATE OR REPLACE TEMP TABLE arrived AS SELECT DISTINCT cable_id FROM chosen WHERE is_new")
        mark_arrived(self._connection, "arrived")
        for table in _CHILDREN:
            self._insert_children(table)
        self._insert(DELIVERIES, self._delivered())

    def counts(self, run: Run) -> Counts:
        """What became of the documents; raises LakeError if the staged tables contradict each other."""
        outcomes: dict[str, int] = dict(
            self._connection.execute(
                "SELECT outcome, count(*) FROM deliveries WHERE run_id = ? GROUP BY outcome", [run.run_id]
            ).fetchall()
        )
        parsed, quarantined = outcomes.pop("parsed", 0), outcomes.pop("quarantined", 0)
        duplicates, _ = outcomes.pop("duplicate", 0), outcomes.pop("kept", 0)
        new = self._number("""
            SELECT count(*) FROM arrivals
            WHERE is_new AND document_id NOT IN (SELECT document_id FROM deliveries WHERE outcome = 'kept')
        """)
        versions = self._number("SELECT count(*) FROM chosen WHERE is_new")
        if outcomes or versions != parsed or new != parsed + quarantined:
            raise LakeError(
                f"run {run.run_id} does not add up: {new} new documents, {parsed} delivered as parsed and {versions} "
                f"parsed, {quarantined} quarantined: stage it again"
            )
        total = parsed + quarantined + duplicates + run.unchanged
        return Counts(total, parsed, quarantined, duplicates + run.unchanged)

    def _name_shards(self) -> None:
        self._run("CREATE OR REPLACE TEMP TABLE shards (shard VARCHAR, ordinal INTEGER)")
        for ordinal, folder in enumerate(self._folders):
            self._connection.execute("INSERT INTO shards VALUES (?, ?)", [folder, ordinal])

    def _insert_children(self, table: Table) -> None:
        rows = self._staged_without("left_out", table, _columns(table))
        if table is REFERENCES:
            targets = "LEFT JOIN cables c ON r.target = c.cable_id"
            rows = f"SELECT r.* REPLACE ({STATUS} AS status) FROM ({rows}) r {targets}"
        self._insert(table, rows)

    def _delivered(self) -> str:
        columns = _columns(DELIVERIES, leave_out=("outcome",))
        return f"""
            SELECT {columns}, CASE WHEN d.outcome <> 'kept' AND k.document_id IS NOT NULL
                THEN 'duplicate' ELSE d.outcome END AS outcome
            FROM ({self._staged(DELIVERIES, _columns(DELIVERIES))}) d LEFT JOIN known k USING (document_id, shard)
        """

    def _staged_without(self, documents: str, table: Table, columns: str) -> str:
        """A SELECT of a table's staged rows without those of some documents (document_id, shard)."""
        return (
            f"SELECT {columns} FROM ({self._staged(table, columns)}) ANTI JOIN {documents} USING (document_id, shard)"
        )

    def _insert(self, table: Table, rows: str) -> None:
        """Insert what a SELECT returns, in partition order, so that each folder gets one file."""
        for part in in_groups(self._connection, rows, table.folders(self._grain)):
            self._run(f"INSERT INTO {identifier(table.name)} BY NAME {part}")

    def _staged(self, table: Table, columns: str) -> str:
        """A SELECT of a table's staged rows, with their shard; it returns no rows if no shard has the table."""
        paths = [str(path) for folder in self._folders if (path := Path(folder, f"{table.name}.parquet")).is_file()]
        if not paths:
            return f"SELECT {columns}, '' AS shard FROM (FROM {identifier(table.name)} LIMIT 0)"
        files = ", ".join(literal(path) for path in paths)
        return f"SELECT {columns}, parse_dirpath(filename) AS shard FROM read_parquet([{files}], filename = true)"

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)

    def _number(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def delete_parsed(connection: duckdb.DuckDBPyConnection, documents: str) -> None:
    """Delete the rows of some documents from the parsed tables, and the topics of their cables.

    `documents` has cable_id, document_id and year.
    """
    for table in (*PARSED_TABLES, CABLE_TOPICS):
        key = "cable_id" if table is CABLE_TOPICS else "document_id"
        # naming the years lets the lake skip the files of all others
        connection.execute(f"""
            DELETE FROM {identifier(table.name)}
            WHERE {key} IN (SELECT {key} FROM {documents})
                AND (year IS NULL OR year IN (SELECT year FROM {documents}))
        """)


def _committed(connection: duckdb.DuckDBPyConnection, run: Run) -> Counts | None:
    row = connection.execute(
        "SELECT documents, parsed, quarantined, duplicates FROM runs WHERE run_id = ?", [run.run_id]
    ).fetchone()
    return Counts(*row) if row else None


def _write_ledger(connection: duckdb.DuckDBPyConnection, run: Run, counts: Counts) -> None:
    status = "quarantined" if counts.quarantined else "done"
    row = {
        "run_id": run.run_id,
        "started_at": run.started_at,
        "finished_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
        "status": status,
        "sources": list(run.sources),
        **counts._asdict(),
        "parser_version": run.parser_version,
        "unchanged": run.unchanged,
    }
    columns = ", ".join(row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {RUNS.name} ({columns}) VALUES ({marks})", list(row.values()))
    files = run.source_files
    names = [file.source for file in files]
    fingerprints, documents = [file.fingerprint for file in files], [file.documents for file in files]
    if files:
        connection.execute("DELETE FROM source_files WHERE source IN ?", [names])
        # one statement, because each writes a file
        connection.execute(
            "INSERT INTO source_files SELECT unnest(?), unnest(?), unnest(?), ?",
            [names, fingerprints, documents, run.run_id],
        )


def _columns(table: Table, leave_out: Sequence[str] = ()) -> str:
    return identifiers(column for column in table.column_names if column not in leave_out)
