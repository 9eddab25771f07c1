"""The lake: a DuckLake with the tables of schemas.tables and the views of warehouse/views."""

# ruff: noqa: S608  statements are put together from declared names, quoted; values from outside are parameters

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import cast

import duckdb

from schemas.columns import Column
from schemas.derived import sql_columns, sql_type
from schemas.tables import PROPERTIES, SCHEMA_VERSION, TABLES, Grain, Table
from warehouse.catalog import mend_catalog
from warehouse.connection import LakeError, Resources, connect, identifier, literal, transaction
from warehouse.dimensions import load_dimensions, seeds_fingerprint
from warehouse.place import Place as Place
from warehouse.s3 import Store, explain
from warehouse.views import create_macros, create_views, sql_files, views

NAME = "lake"
METADATA = f"__ducklake_metadata_{NAME}"  # DuckLake's own tables of the catalog
_PATIENCE_MS = 120_000
_GRAIN = "grain"  # a property of the lake, set when it is made
# what DuckDB and SQLite say about data files and catalogs that are not as they were written
_DAMAGE = re.compile(
    r"Cannot open file \"[^\"]*\.parquet\": No such file|Invalid footer|Parquet footer length|No magic bytes"
    r"|too small to be a Parquet file|disk image is malformed|file is not a database"
    r"|Table with name ducklake_\w+ does not exist"
)
_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "sqlite": ("sqlite_scanner", "ducklake"),
    "postgres": ("postgres_scanner", "ducklake"),
}


@dataclass(slots=True)
class Lake:
    """An open lake. Use its connection from one thread.

    `database` is the connection's current database: the lake's catalog, or the published file if `newest_tables`
    (warehouse/publish.py) switched to it. `grain` is how finely its files are divided by date.
    """

    place: Place
    connection: duckdb.DuckDBPyConnection
    read_only: bool
    database: str = NAME
    grain: Grain = "year"
    _has_committed: bool = field(default=False, repr=False)
    _temporary: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls, place: Place | str | Path = "lake", *, read_only: bool = False, resources: Resources | None = None
    ) -> Lake:
        """Open a lake; if there is none, create it, unless read-only.

        Opening an older lake for writing adds the tables, columns, views and vocabularies it lacks. Raises LakeError if
        the place is missing, not a lake, not writable, or made by a newer cablelake.
        """
        place = Place.of(place)
        check_place(place, read_only)
        temporary = tempfile.TemporaryDirectory(prefix="cablelake-")
        resources = resources or Resources()
        if resources.temp_directory is None:
            resources = Resources(resources.memory_limit, resources.threads, Path(temporary.name))
        extensions = _EXTENSIONS.get(place.catalog_kind)
        if extensions is None:
            raise LakeError(
                f"{place.folder}: catalog {place.catalog_kind} is unknown: use sqlite:FILE or postgres:PARAMETERS"
            )
        if place.is_in_store:
            extensions = ("httpfs", *extensions)
        connection = connect(*extensions, resources=resources)
        lake = cls(place, connection, read_only, _temporary=temporary)
        try:
            if place.is_in_store:
                lake._reach_store()
            lake._attach()
            lake._bring_up_to_date()
            create_macros(connection, temporary=True)
        except BaseException:
            lake.close()
            raise
        return lake

    def __enter__(self) -> Lake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and remove its temporary files."""
        self.connection.close()
        if self._temporary:
            self._temporary.cleanup()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction over all tables: committed as a whole, or not at all."""
        if self._has_committed:
            self._mend()
        ((threads,),) = self.connection.execute("SELECT current_setting('threads')").fetchall()
        try:
            with transaction(self.connection):
                yield self.connection
                # DuckLake commits file by file, while a second thread would only poll whether the first is done
                self.connection.execute("SET threads = 1")
        finally:
            self.connection.execute(f"SET threads = {int(threads)}")
        self._has_committed = True

    def mend_after_rewrite(self) -> None:
        """Restore the bounds of columns that DuckLake narrowed when it rewrote files without their deleted rows."""
        self._mend(after_rewrite=True)

    @contextmanager
    def beside(self) -> Iterator[Lake]:
        """The lake on its own connection to the same engine, for reading in another thread at the same time."""
        with self.connection.cursor() as connection:
            connection.execute(f"USE {self.database}")
            create_macros(connection, temporary=True)
            yield replace(self, connection=connection, read_only=True, _temporary=None)

    def snapshot(self) -> int:
        """Number of the newest snapshot."""
        row = self.connection.execute(f"SELECT id FROM ducklake_current_snapshot({literal(NAME)}) s(id)").fetchone()
        return int(row[0]) if row else 0

    def count(self, table: str) -> int:
        """Rows of a table or view."""
        row = self.connection.execute(f"SELECT count(*) FROM {identifier(table)}").fetchone()
        return int(row[0]) if row else 0

    def _mend(self, *, after_rewrite: bool = False) -> None:
        """Repair the catalog, for which the lake has to be detached."""
        self.connection.execute("USE memory")
        self.connection.execute(f"DETACH {NAME}")
        self._attach(after_rewrite=after_rewrite)
        self._has_committed = False

    def _attach(self, *, after_rewrite: bool = False) -> None:
        options = [f"DATA_PATH {literal(self.place.data_path)}", "OVERRIDE_DATA_PATH true"]
        if self.read_only:
            options.append("READ_ONLY")
        file = self.place.catalog_file
        if file:
            options.append(f"META_BUSY_TIMEOUT {_PATIENCE_MS}")
        if file and not self.read_only:
            options.append("META_JOURNAL_MODE 'WAL'")  # writers and readers of the catalog do not wait for each other
        try:
            if not self.read_only and (file is None or file.is_file()):
                mend_catalog(self.connection, self.place.catalog_uri, self.place.data_path, after_rewrite=after_rewrite)
            uri = literal(f"ducklake:{self._catalog_uri()}")
            self.connection.execute(f"ATTACH {uri} AS {NAME} ({', '.join(options)})")
            self._use_patiently()
        except (duckdb.Error, OSError) as error:
            raise LakeError(f"{self.place.folder}: cannot open the lake: {one_line(error)}") from error

    def _catalog_uri(self) -> str:
        """The catalog, or a copy of it if SQLite could not write beside it, which it must do even to read."""
        file = self.place.catalog_file
        if not file or not self.read_only or os.access(file.parent, os.W_OK):
            return self.place.catalog_uri
        if file.with_name(f"{file.name}-shm").exists() or not self._temporary:  # another user is working on it
            return self.place.catalog_uri
        copy = Path(self._temporary.name, file.name)
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{file}{ending}", f"{copy}{ending}")
        return f"sqlite:{copy}"

    def _reach_store(self) -> None:
        """Give DuckDB access to the store. Data without their catalog are never mistaken for a new lake's."""
        place = self.place
        try:
            Store.of_environment().introduce(self.connection)
            if not self.read_only and place.catalog_file and not place.catalog_file.is_file():
                found = self.connection.execute("FROM glob(?) LIMIT 1", [f"{place.data_path}**/*.parquet"]).fetchone()
                if found:
                    raise LakeError(
                        f"{place.data_path}: data of a lake, whose catalog is not here: restore {place.catalog_file}"
                    )
        except duckdb.Error as error:
            raise LakeError(f"{place.data_path}: {explain(str(error))}") from error

    def _use_patiently(self) -> None:
        # make the first query of the catalog here: DuckLake's own connections do not all wait while another one commits
        deadline = time.monotonic() + _PATIENCE_MS / 1000
        while True:
            try:
                self.connection.execute(f"USE {NAME}")
                return
            except duckdb.Error as error:
                if "database is locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _bring_up_to_date(self) -> None:
        properties = self._properties()
        version = int(properties.get("schema_version", 0))
        if version > SCHEMA_VERSION:
            raise LakeError(f"{self.place.folder}: made by a newer cablelake (schema {version}): upgrade cablelake")
        self._settle_grain(properties)
        if self.read_only:
            if version == 0:
                raise LakeError(f"{self.place.folder}: not a lake of cablelake: run `cablelake ingest` to make one")
            return
        self.place.write_down()
        wanted = declared() if properties else {**declared(), _GRAIN: self.grain}
        stale = {key for key, value in wanted.items() if properties.get(key) != value}
        if not stale:
            return
        try:
            if not properties:
                self._set_options()
            with self.transaction() as connection:
                if "tables" in stale:
                    self._create_tables()
                if "seeds" in stale:
                    load_dimensions(connection)
                if stale & {"tables", "views"}:
                    create_views(connection)
                connection.execute("DELETE FROM lake_properties WHERE key IN ?", [list(wanted)])
                connection.execute(
                    "INSERT INTO lake_properties SELECT unnest(?), unnest(?)", [list(wanted), list(wanted.values())]
                )
        except duckdb.Error as error:
            raise LakeError(f"{self.place.folder}: cannot write to the lake: {one_line(error)}") from error

    def _settle_grain(self, properties: Mapping[str, str]) -> None:
        """A lake keeps the grain that it was made with; those made before there was a choice are by year."""
        named = self.place.grain
        self.grain = cast(Grain, properties.get(_GRAIN, "year")) if properties else named or "year"
        if named not in (None, self.grain):
            raise LakeError(
                f'{self.place.folder / "lake.toml"}: grain = "{named}": this lake was made with grain = "{self.grain}" '
                "and keeps it: take the line out, or ingest into a new lake"
            )

    def _set_options(self) -> None:
        # rows inlined in the catalog are stored as SQL text, which a NUL character in a cable breaks: always write
        # files
        self.connection.execute(f"CALL {NAME}.set_option('data_inlining_row_limit', 0)")
        self.connection.execute(f"CALL {NAME}.set_option('parquet_compression', 'zstd')")

    def _properties(self) -> dict[str, str]:
        try:
            return dict(self.connection.execute("SELECT key, value FROM lake_properties").fetchall())
        except duckdb.CatalogException:  # a new lake has no tables
            return {}

    def _create_tables(self) -> None:
        """Create what is missing; add columns and change partitions as later versions declare them."""
        existing: dict[str, set[str]] = {}
        for table, column in self.connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ?", [NAME]
        ).fetchall():
            existing.setdefault(table, set()).add(column)
        for table in (PROPERTIES, *TABLES.values()):
            if table.name not in existing:
                self._create_table(table)
                continue
            for column in table.columns:
                if column.name not in existing[table.name]:
                    self.connection.execute(
                        f"ALTER TABLE {identifier(table.name)} ADD COLUMN {identifier(column.name)} {sql_type(column)}"
                    )
            self._partition(table)

    def _create_table(self, table: Table) -> None:
        name = identifier(table.name)
        self.connection.execute(f"CREATE TABLE {name} (\n{sql_columns(table)}\n)")
        self._partition(table)
        comment_on_table(self.connection, table)

    def _partition(self, table: Table) -> None:
        """Put new files of a table into folders as declared; files from an earlier version stay where they are."""
        if folders := table.folders(self.grain):
            columns = ", ".join(folders)
            self.connection.execute(f"ALTER TABLE {identifier(table.name)} SET PARTITIONED BY ({columns})")


def declared() -> dict[str, str]:
    """Schema version and fingerprints of tables, views and macros, and vocabularies, as this version declares them."""
    return {
        "schema_version": str(SCHEMA_VERSION),
        "tables": _fingerprint(*(f"{t.name}({sql_columns(t)}){t.partition_by}" for t in TABLES.values())),
        "views": _fingerprint(*(file.statement + file.comment for file in (*views(), *sql_files("macros")))),
        "seeds": seeds_fingerprint(),
    }


def comment_on_table(
    connection: duckdb.DuckDBPyConnection, table: Table, columns: Sequence[Column] | None = None
) -> None:
    """Store the declared meaning of a table and its columns as comments in the database."""
    name = identifier(table.name)
    comments = [f"COMMENT ON TABLE {name} IS {literal(table.row)}"]
    for column in columns or table.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        meaning = literal(table.meaning(column) + unit)
        comments.append(f"COMMENT ON COLUMN {name}.{identifier(column.name)} IS {meaning}")
    connection.execute("; ".join(comments))


def one_line(error: BaseException) -> str:
    """First line of an error, for a one-line message; for a damaged lake also what to do."""
    if isinstance(error, duckdb.HTTPException):
        return explain(str(error))
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"{line}: {what}" if (what := damage(error)) else line


def damage(error: BaseException) -> str:
    """What to do if a database error says that a file of the lake is missing or damaged; else ""."""
    if isinstance(error, duckdb.Error) and _DAMAGE.search(str(error)):
        return "a file of the lake is missing or damaged: restore it from a backup"
    return ""


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def check_place(place: Place, read_only: bool = False) -> None:
    """Raise LakeError if the folder shows why no lake can be opened or, for writing, created there."""
    try:
        _check_folder(place, read_only)
    except OSError as error:
        doing = "open" if read_only else "write to"
        raise LakeError(f"{place.folder}: cannot {doing} the lake: {error.strerror}") from error


def _check_folder(place: Place, read_only: bool) -> None:
    catalog = place.catalog_file
    if place.folder.exists() and not place.folder.is_dir():
        raise LakeError(f"{place.folder}: not a folder: give a folder for the lake")
    if catalog and not catalog.exists() and any((place.folder / "data").rglob("*.parquet")):
        raise LakeError(f"{place.folder}: the lake's catalog {catalog.name} is missing beside its data: restore it")
    if catalog and read_only and not catalog.is_file():
        raise LakeError(f"{place.folder}: no lake here: run `cablelake ingest` to make one, or name it with --lake")
    if not read_only:
        place.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place.folder):
            pass
