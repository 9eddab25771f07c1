"""Full-text search over the cables of a lake: a tantivy index beside it, in the folder `search`.

The folder holds the index in a folder of its own, and the file `current` which names it. What changed since is
committed to that index by tantivy, which shows readers the old state or the new one; a whole build is made in a new
folder, which `current` names once it is complete. The snapshot of the lake that an index holds is in the index.
"""

# ruff: noqa: S608  statements are put together from numbers and declared names; values from outside are parameters

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import tantivy
from filelock import FileLock, Timeout
from tantivy import FieldType, Occur, Query

from warehouse.connection import LakeError, literal
from warehouse.lake import NAME, Lake, Place, one_line
from warehouse.search_query import QueryError, ReadQuery, analyzer, read_query

__all__ = ["Filters", "Found", "Hit", "Passage", "QueryError", "SearchIndex", "Updated", "day", "posts_named", "update"]

_FOLDER = "search"
_CURRENT = "current"
_LOCK = "writer.lock"
_ANALYZER = "cables"
_STATE = "state"  # field of the one document that is no cable: the snapshot, and the version of this layout
_LAYOUT = "1"
_HEAP = 128_000_000
_BATCH = 500
_SNIPPET = 220


@dataclass(frozen=True, slots=True)
class Filters:
    """What cables have to be, besides matching. Several posts or classifications: any of them; several tags: all.

    `since` and `until` are days as the integer yyyymmdd, both included (see `day`); they leave out undated cables.
    """

    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None

    def __bool__(self) -> bool:
        return bool(self.posts or self.tags or self.classifications or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text, its white space made single; `marks` are the (start, end) of hits in it, in characters."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cable found. `score` is its BM25 rank, 0 where the newest come first; `date` is ISO or empty."""

    cable_id: str
    document_id: str
    date: str
    post: str
    classification: str
    subject: Passage
    snippet: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, how many cables match in all, and the snapshot of the lake that was searched."""

    hits: tuple[Hit, ...]
    total: int
    snapshot: int


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: cables added or replaced, ids withdrawn or replaced; `rebuilt` where it began afresh."""

    snapshot: int
    added: int
    removed: int
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """An index as it was when opened. Use it again as often as you like; open it anew to see later commits."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    snapshot: int
    _links: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def open(cls, place: Place | str | Path) -> SearchIndex | None:
        """Open the index of a lake; None where there is none that this version can read."""
        opened = _open(Place.of(place).folder / _FOLDER)
        return opened[1] if opened else None

    def __len__(self) -> int:
        return self.searcher.num_docs - 1

    def search(
        self, text: str, filters: Filters | None = None, *, limit: int = 20, offset: int = 0, newest: bool = False
    ) -> Found:
        """The cables that match best, or with `newest` the latest of those that match.

        `text` is as in warehouse.search_query; where it is empty, all cables that pass the filters, newest first.
        Raises QueryError where the text cannot be read.
        """
        filters = filters or Filters()
        if text.strip() or not filters:
            read = read_query(text, self.schema, self.searcher)
        else:
            read, newest = ReadQuery(Query.all_query(), Query.empty_query()), True
        query = Query.boolean_query(
            [(Occur.Must, read.query), *((Occur.Must, part) for part in self._filtered(filters))]
        )
        order = "date" if newest else None
        result: Any = self.searcher.search(query, limit, offset=offset, order_by_field=order)
        show = _Shower(self.searcher, self.schema, read.marks)
        hits = tuple(show.hit(0.0 if newest else score, self.searcher.doc(address)) for score, address in result.hits)
        return Found(hits, result.count, self.snapshot)

    def _filtered(self, filters: Filters) -> Iterator[Query]:
        yield Query.term_query(self.schema, _STATE, "cable", "basic")
        if filters.posts:
            yield Query.term_set_query(self.schema, "post", list(filters.posts))
        if filters.classifications:
            yield Query.term_set_query(self.schema, "classification", list(filters.classifications))
        for tag in filters.tags:
            yield Query.term_query(self.schema, "tag", tag, "basic")
        if filters.since or filters.until:
            until = filters.until or 9999_12_31
            yield Query.range_query(self.schema, "date", FieldType.Integer, filters.since or 1, until)


def day(text: str, *, last: bool = False) -> int:
    """A day as yyyymmdd from 2006, 2006-05 or 2006-05-12: the first of the period, or the last.

    Raises ValueError where the text is none of these.
    """
    match = re.fullmatch(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text.strip())
    if not match:
        raise ValueError(f"{text}: a date is given as 2006, 2006-05 or 2006-05-12")
    year, month, number = match.groups()
    return int(f"{year}{month or ('12' if last else '01')}{number or ('31' if last else '01')}")


def posts_named(lake: Lake, posts: Iterable[str] = (), countries: Iterable[str] = ()) -> tuple[str, ...]:
    """The posts that are meant by codes, names or other spellings, and all those in some countries (code or name).

    Raises LakeError where nothing is known by a name.
    """
    found: list[str] = []
    for name in posts:
        code = re.sub(r"\W", "", name).upper()
        rows = lake.connection.execute(
            """SELECT post FROM posts WHERE post = $code OR upper(name) = upper($name)
                OR list_contains(list_transform(aliases, alias -> upper(alias)), upper($name))
            UNION SELECT post FROM cables WHERE post IN ($code, upper($name))""",
            {"code": code, "name": name},
        ).fetchall()
        found += _known(rows, f"post {name}: no such post: look in the table posts")
    for name in countries:
        rows = lake.connection.execute(
            """SELECT post FROM posts JOIN countries USING (country)
            WHERE upper($name) IN (country, alpha_3, upper(country_name))""",
            {"name": name},
        ).fetchall()
        found += _known(rows, f"country {name}: no post there is known: look in the tables countries and posts")
    return tuple(sorted(set(found)))


def _known(rows: list[tuple[str]], otherwise: str) -> list[str]:
    if not rows:
        raise LakeError(otherwise)
    return [post for (post,) in rows]


def update(lake: Lake, *, rebuild: bool = False, wait: bool = True) -> Updated | None:
    """Bring the index of a lake to its newest snapshot: build it where there is none, else take in what changed.

    Nothing is done where it is there already. None where another process is at it and `wait` is false.
    Raises LakeError where there is no room or no right to write.
    """
    folder = lake.place.folder / _FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / _LOCK, mode=0o666, timeout=-1 if wait else 0):
            return _update(lake, folder, rebuild)
    except Timeout:
        return None
    except (duckdb.Error, OSError, ValueError) as error:
        raise LakeError(f"{folder}: cannot write the search index: {one_line(error)}") from error


def _update(lake: Lake, folder: Path, rebuild: bool) -> Updated:
    snapshot = lake.snapshot()
    opened = None if rebuild else _open(folder)
    if opened and opened[1].snapshot == snapshot:
        return Updated(snapshot, 0, 0, False)
    if opened and (done := _catch_up(lake, *opened, snapshot)):
        return done
    return _build(lake, folder, snapshot)


def _catch_up(lake: Lake, index: tantivy.Index, held: SearchIndex, snapshot: int) -> Updated | None:
    """Take in what changed between two snapshots; None where the lake no longer knows."""
    changes = f"ducklake_table_changes({literal(NAME)}, 'main', 'cables', {held.snapshot + 1}, {snapshot})"
    try:
        lake.connection.execute(f"CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT cable_id FROM {changes}")
        row = lake.connection.execute("SELECT count(*) FROM changed").fetchone()
    except duckdb.Error:  # snapshots expired, or a lake put back to an earlier state
        return None
    removed = int(row[0]) if row else 0
    writer = index.writer(_HEAP)
    try:
        added = 0
        if removed:
            ids = lake.connection.execute("SELECT cable_id FROM changed").fetchall()
            for (cable_id,) in ids:
                writer.delete_documents_by_term("cable_id", cable_id)
            added = _add_cables(lake, writer, snapshot, "WHERE cable_id IN (SELECT cable_id FROM changed)")
        _set_state(writer, snapshot)
        writer.commit()
    finally:
        writer.wait_merging_threads()
    index.reload()
    whole = lake.connection.execute(f"SELECT count(*) FROM cables AT (VERSION => {snapshot})").fetchone()
    if whole != (index.searcher().num_docs - 1,):
        return None
    return Updated(snapshot, added, removed, False)


def _build(lake: Lake, folder: Path, snapshot: int) -> Updated:
    built = Path(tempfile.mkdtemp(prefix="index-", dir=folder))
    built.chmod(0o755)
    try:
        index = tantivy.Index(_schema(), str(built))
        index.register_tokenizer(_ANALYZER, analyzer())
        writer = index.writer(_HEAP)
        added = _add_cables(lake, writer, snapshot)
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


def _add_cables(lake: Lake, writer: tantivy.IndexWriter, snapshot: int, condition: str = "") -> int:
    at = f"AT (VERSION => {snapshot})"
    rows = lake.connection.execute(f"""
        SELECT c.cable_id, c.document_id, c.date, c.post, c.classification, c.subject, t.body, g.tags
        FROM (SELECT * FROM cables {at} {condition}) c
        LEFT JOIN (SELECT cable_id, body FROM texts {at} {condition}) t USING (cable_id)
        LEFT JOIN (SELECT cable_id, list(tag) AS tags FROM tags {at} {condition} GROUP BY cable_id) g USING (cable_id)
    """)
    added = 0
    while batch := rows.fetchmany(_BATCH):
        for row in batch:
            writer.add_document(_document(*row))
        added += len(batch)
    return added


def _document(
    cable_id: str, document_id: str, date: Any, post: str, level: str, subject: str, body: str, tags: list[str]
) -> tantivy.Document:
    document = tantivy.Document()
    texts = {"cable_id": cable_id, "document_id": document_id, "post": post, "classification": level}
    for name, text in {**texts, "subject": subject, "body": body, _STATE: "cable"}.items():
        if text:
            document.add_text(name, text)
    for tag in tags or ():
        document.add_text("tag", tag)
    if date:
        document.add_integer("date", date.year * 10_000 + date.month * 100 + date.day)
    return document


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("cable_id", "document_id", "post", "classification", _STATE):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    for name in ("subject", "body"):
        builder.add_text_field(name, stored=True, tokenizer_name=_ANALYZER)
    builder.add_integer_field("date", stored=True, indexed=True, fast=True)
    return builder.build()


def _set_state(writer: tantivy.IndexWriter, snapshot: int) -> None:
    writer.delete_documents_by_term(_STATE, "snapshot")
    state = tantivy.Document()
    for value in ("snapshot", str(snapshot), _LAYOUT):
        state.add_text(_STATE, value)
    writer.add_document(state)


def _open(folder: Path) -> tuple[tantivy.Index, SearchIndex] | None:
    for last in (False, True):
        named = ""
        try:
            named = (folder / _CURRENT).read_text(encoding="utf-8").strip()
            links = None if os.access(folder / named, os.W_OK) else _linked(folder / named)
            index = tantivy.Index.open(links.name if links else str(folder / named))
            index.register_tokenizer(_ANALYZER, analyzer())
            searcher = index.searcher()
            state = _state(searcher, index.schema)
            return (index, SearchIndex(searcher, index.schema, state, links)) if state is not None else None
        except (OSError, ValueError):
            # another build may have been put in place between the two readings
            if last or not named:
                return None
    return None


def _linked(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder of links to the files of an index that may only be read: tantivy locks even to read."""
    links = tempfile.TemporaryDirectory(prefix="cablelake-")
    for file in (file for file in folder.iterdir() if file.suffix != ".lock"):
        Path(links.name, file.name).symlink_to(file.absolute())
    return links


def _state(searcher: tantivy.Searcher, schema: tantivy.Schema) -> int | None:
    hits: Any = searcher.search(Query.term_query(schema, _STATE, "snapshot", "basic"), 1).hits
    if not hits:
        return None
    _, snapshot, layout = searcher.doc(hits[0][1]).get_all(_STATE)
    return int(snapshot) if layout == _LAYOUT else None


class _Shower:
    """Makes hits to show of found documents."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, marks: Query) -> None:
        self._subject = tantivy.SnippetGenerator.create(searcher, marks, schema, "subject")
        self._subject.set_max_num_chars(5_000)
        self._body = tantivy.SnippetGenerator.create(searcher, marks, schema, "body")
        self._body.set_max_num_chars(_SNIPPET)

    def hit(self, score: float, document: tantivy.Document) -> Hit:
        subject, body = _first(document, "subject"), _first(document, "body")
        day = document.get_first("date")
        return Hit(
            cable_id=_first(document, "cable_id"),
            document_id=_first(document, "document_id"),
            date=f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else "",
            post=_first(document, "post"),
            classification=_first(document, "classification"),
            subject=_passage(self._subject.snippet_from_doc(document)) or _plain(subject),
            snippet=_passage(self._body.snippet_from_doc(document)) or _plain(body[: 4 * _SNIPPET], _SNIPPET),
            score=score,
        )


def _first(document: tantivy.Document, name: str) -> str:
    return str(document.get_first(name) or "")


def _plain(text: str, most: int | None = None) -> Passage:
    return Passage(" ".join(text.split())[:most])


def _passage(snippet: tantivy.Snippet) -> Passage | None:
    """What tantivy marked, its offsets turned from bytes of the ragged text into characters of the even one."""
    fragment = snippet.fragment().encode()
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in snippet.highlighted():
        pieces.append((fragment[at : found.start].decode(), False))
        pieces.append((fragment[found.start : found.end].decode(), True))
        at = found.end
    if not pieces:
        return None
    pieces.append((fragment[at:].decode(), False))
    text, marks = "", []
    for piece, marked in pieces:
        even = re.sub(r"\s+", " ", piece)
        even = even.lstrip() if not text or text.endswith(" ") else even
        if marked:
            marks.append((len(text), len(text) + len(even)))
        text += even
    return Passage(text.rstrip(), tuple(marks))
