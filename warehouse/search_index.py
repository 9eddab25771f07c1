"""The index of full-text search over the cables of a lake: a tantivy index beside it, in the folder `search`.

The folder holds the index in a folder of its own, and the file `current`, which names it. Changes are committed to that
index by tantivy, which shows readers the old state or the new one; a complete build is made in a new folder, which
`current` names once it is complete. The index records the snapshot of the lake that it holds.
"""

# ruff: noqa: S608  statements are put together from numbers and declared names; values from outside are parameters

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import tantivy
from filelock import FileLock, Timeout
from tantivy import Query

from warehouse.catch_up import after_merges
from warehouse.connection import LakeError, literal
from warehouse.lake import NAME, Lake, Place, one_line
from warehouse.publish import newest_tables
from warehouse.search_query import analyzer, composed
from warehouse.texts import rows_of

STATE = "state"  # field of the one document that is not a cable: the snapshot, and the version of this layout
_FOLDER = "search"
_CURRENT = "current"
_LOCK = "writer.lock"
_ANALYZER = "cables"
_LAYOUT = "4"
_HEAP = 128_000_000
_PORTION = 10_000  # rows of texts read at a time: a join keeps them in memory
_CHANGED_SHARE = 0.25  # of the cables; if more changed, the index is rebuilt
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """An index as it was when opened, and the snapshot of the lake that it holds."""

    index: tantivy.Index
    searcher: tantivy.Searcher
    snapshot: int
    _links: tempfile.TemporaryDirectory[str] | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: cables added or replaced, ids withdrawn or replaced; `rebuilt` if it started from scratch."""

    snapshot: int
    added: int
    removed: int
    rebuilt: bool


def update(lake: Lake, *, rebuild: bool = False, wait: bool = True) -> Updated | None:
    """Bring the index of a lake up to its newest snapshot: build it if there is none, else apply what changed.

    Does nothing if the index is already there. Returns None if another process is updating it and `wait` is false.
    Raises LakeError if there is not enough room or the index cannot be written.
    """
    folder = lake.place.folder / _FOLDER
    try:
        rights = lake.place.rights
        lock = FileLock(folder / _LOCK, mode=rights.lock_mode, timeout=-1 if wait else 0)
        with rights.creating(folder), lock, newest_tables(lake) as newest:
            return _update(newest, folder, rebuild)
    except Timeout:
        return None
    except (duckdb.Error, OSError, ValueError) as error:
        raise LakeError(f"{folder}: cannot write the search index: {one_line(error)}") from error


def indexed_snapshot(place: Place) -> int | None:
    """Number of the snapshot of the lake that its index holds; None if there is no index."""
    opened = open_index(place.folder)
    return opened.snapshot if opened else None


def _update(lake: Lake, folder: Path, rebuild: bool) -> Updated:
    snapshot = lake.snapshot()
    held = None if rebuild else open_index(lake.place.folder)
    if held and held.snapshot == snapshot:
        return Updated(snapshot, 0, 0, False)
    if held and (done := _catch_up(lake, held, snapshot)):
        return done
    return _build(lake, folder, snapshot)


def _catch_up(lake: Lake, held: Opened, snapshot: int) -> Updated | None:
    """Apply what changed between two snapshots; None if the lake no longer knows, or if much did."""
    try:
        removed = _find_changed(lake, after_merges(lake, held.snapshot), snapshot)
    except duckdb.Error:  # snapshots have expired, or the lake was restored to an earlier state
        return None
    if removed > max(_PORTION, _CHANGED_SHARE * held.searcher.num_docs):
        return None
    writer = held.index.writer(_HEAP)
    try:
        for (cable_id,) in lake.connection.execute("SELECT cable_id FROM changed").fetchall():
            writer.delete_documents_by_term("cable_id", cable_id)
        added = _add_cables(lake, writer, "changed") if removed else 0
        _set_state(writer, snapshot)
        writer.commit()
    finally:
        writer.wait_merging_threads()
    held.index.reload()
    if lake.count("cables") != held.index.searcher().num_docs - 1:
        return None
    return Updated(snapshot, added, removed, False)


def _find_changed(lake: Lake, since: int, snapshot: int) -> int:
    """Write the ids of cables that changed into the table `changed`; return how many."""
    lake.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT DISTINCT cable_id
        FROM ducklake_table_changes({literal(NAME)}, 'main', 'cables', {min(since + 1, snapshot)}, {snapshot})
        WHERE snapshot_id > {since}
    """)
    return lake.count("changed")


def _build(lake: Lake, folder: Path, snapshot: int) -> Updated:
    built = Path(tempfile.mkdtemp(prefix="index-", dir=folder))
    try:
        index = tantivy.Index(_schema(), str(built))
        index.register_tokenizer(_ANALYZER, analyzer())
        writer = index.writer(_HEAP)
        added = _add_cables(lake, writer)
        _set_state(writer, snapshot)
        writer.commit()
        writer.wait_merging_threads()
        named = folder / f".{_CURRENT}"
        named.write_text(f"{built.name}\n", encoding="utf-8")
        named.replace(folder / _CURRENT)
    except BaseException:
        shutil.rmtree(built, ignore_errors=True)
        raise
    for old in folder.glob("index-*"):
        if old != built:
            shutil.rmtree(old, ignore_errors=True)
    return Updated(snapshot, added, 0, True)


def _add_cables(lake: Lake, writer: tantivy.IndexWriter, chosen: str = "") -> int:
    """Add cables with their texts, all or those in a table (`cable_id`); return how many."""
    added, numbers = 0, rows_of(lake.connection, chosen)
    for first in range(0, len(numbers), _PORTION):
        portion = numbers[first : first + _PORTION]
        lake.connection.register("wanted_rows", pa.table({"number": portion}))
        rows = lake.connection.execute(f"""
            WITH portion AS (
                SELECT cable_id, body FROM texts
                WHERE rowid BETWEEN {portion[0]} AND {portion[-1]} AND rowid IN (SELECT number FROM wanted_rows)
            )
            SELECT c.cable_id, c.document_id, c.date, c.post, c.classification, c.format, c.subject, t.body, g.tags
            FROM portion t
            JOIN (FROM cables SEMI JOIN portion USING (cable_id)) c USING (cable_id)
            LEFT JOIN (
                SELECT cable_id, list(tag) AS tags FROM tags SEMI JOIN portion USING (cable_id) GROUP BY cable_id
            ) g USING (cable_id)
        """)
        while batch := rows.fetchmany(_BATCH):
            for row in batch:
                writer.add_document(_document(*row))
            added += len(batch)
        lake.connection.unregister("wanted_rows")
    return added


def _document(
    cable_id: str,
    document_id: str,
    date: Any,
    post: str,
    level: str,
    form: str,
    subject: str,
    body: str,
    tags: list[str],
) -> tantivy.Document:
    document = tantivy.Document()
    names = {"cable_id": cable_id, "document_id": document_id, "post": post, "classification": level, "format": form}
    for name, text in {**names, "subject": composed(subject), "body": composed(body), STATE: "cable"}.items():
        if text:
            document.add_text(name, text)
    for tag in tags or ():
        document.add_text("tag", tag)
    if date:
        document.add_integer("date", date.year * 10_000 + date.month * 100 + date.day)
    return document


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("cable_id", "document_id", STATE):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("post", "classification", "format", "tag"):  # fast: counted by value
        builder.add_text_field(name, stored=name != "tag", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("subject", "body"):  # the lake already keeps the body, see warehouse/search_texts.py
        builder.add_text_field(name, stored=name == "subject", tokenizer_name=_ANALYZER)
    builder.add_integer_field("date", stored=True, indexed=True, fast=True)
    return builder.build()


def _set_state(writer: tantivy.IndexWriter, snapshot: int) -> None:
    writer.delete_documents_by_term(STATE, "snapshot")
    state = tantivy.Document()
    for value in ("snapshot", str(snapshot), _LAYOUT):
        state.add_text(STATE, value)
    writer.add_document(state)


def open_index(lake: Path) -> Opened | None:
    """Open the index in the folder of a lake; None if there is none that this version can read."""
    folder = lake / _FOLDER
    for last in (False, True):
        named = ""
        try:
            named = (folder / _CURRENT).read_text(encoding="utf-8").strip()
            links = None if os.access(folder / named, os.W_OK) else _linked(folder / named)
            index = tantivy.Index.open(links.name if links else str(folder / named))
            index.register_tokenizer(_ANALYZER, analyzer())
            searcher = index.searcher()
            snapshot = _state(searcher, index.schema)
            return Opened(index, searcher, snapshot, links) if snapshot is not None else None
        except (OSError, ValueError):
            # another build may have replaced it between the two reads
            if last or not named:
                return None
    return None


def _linked(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder of links to the files of a read-only index: tantivy takes a lock even to read."""
    links = tempfile.TemporaryDirectory(prefix="cablelake-")
    for file in (file for file in folder.iterdir() if file.suffix != ".lock"):
        Path(links.name, file.name).symlink_to(file.absolute())
    return links


def _state(searcher: tantivy.Searcher, schema: tantivy.Schema) -> int | None:
    hits: Any = searcher.search(Query.term_query(schema, STATE, "snapshot", "basic"), 1).hits
    if not hits:
        return None
    _, snapshot, layout = searcher.doc(hits[0][1]).get_all(STATE)
    return int(snapshot) if layout == _LAYOUT else None
