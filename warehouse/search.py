"""Full-text search over the cables of a lake, ranked, with filters; warehouse/search_index.py keeps the index."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from warehouse.connection import LakeError
from warehouse.lake import Lake, Place
from warehouse.search_hits import Hit, Passage, Shower
from warehouse.search_index import STATE, Opened, open_index
from warehouse.search_query import QueryError, ReadQuery, read_query

__all__ = ["Filters", "Found", "Hit", "Passage", "QueryError", "SearchIndex", "day", "posts_named"]


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
class Found:
    """The best hits, how many cables match in all, and the snapshot of the lake that was searched."""

    hits: tuple[Hit, ...]
    total: int
    snapshot: int


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """An index as it was when opened. Use it again as often as you like; open it anew to see later commits."""

    _opened: Opened

    @classmethod
    def open(cls, place: Place | str | Path) -> SearchIndex | None:
        """Open the index of a lake; None where there is none that this version can read."""
        opened = open_index(Place.of(place).folder)
        return cls(opened) if opened else None

    @property
    def snapshot(self) -> int:
        """The snapshot of the lake that the index holds."""
        return self._opened.snapshot

    def __len__(self) -> int:
        return self._opened.searcher.num_docs - 1

    def search(
        self, text: str, filters: Filters | None = None, *, limit: int = 20, offset: int = 0, newest: bool = False
    ) -> Found:
        """The cables that match best, or with `newest` the latest of those that match.

        `text` is as in warehouse.search_query; where it is empty, all cables that pass the filters, newest first.
        Raises QueryError where the text cannot be read.
        """
        filters = filters or Filters()
        searcher, schema = self._opened.searcher, self._opened.index.schema
        if text.strip() or not filters:
            read = read_query(text, schema, searcher)
        else:
            read, newest = ReadQuery(Query.all_query(), Query.empty_query()), True
        query = Query.boolean_query(
            [(Occur.Must, read.query), *((Occur.Must, part) for part in _filtered(schema, filters))]
        )
        order = "date" if newest else None
        result: Any = searcher.search(query, limit, offset=offset, order_by_field=order)
        show = Shower(searcher, schema, read.marks)
        hits = tuple(show.hit(0.0 if newest else score, searcher.doc(address)) for score, address in result.hits)
        return Found(hits, result.count, self.snapshot)


def _filtered(schema: tantivy.Schema, filters: Filters) -> Iterator[Query]:
    yield Query.term_query(schema, STATE, "cable", "basic")
    if filters.posts:
        yield Query.term_set_query(schema, "post", list(filters.posts))
    if filters.classifications:
        yield Query.term_set_query(schema, "classification", list(filters.classifications))
    for tag in filters.tags:
        yield Query.term_query(schema, "tag", tag, "basic")
    if filters.since or filters.until:
        until = filters.until or 9999_12_31
        yield Query.range_query(schema, "date", FieldType.Integer, filters.since or 1, until)


def day(text: str, *, last: bool = False) -> int:
    """A day as yyyymmdd from 2006, 2006-05 or 2006-05-12: the first of the period, or the last.

    Raises ValueError where the text is none of these, or there is no such day.
    """
    match = re.fullmatch(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text.strip())
    if not match:
        raise ValueError(f"{text}: a date is given as 2006, 2006-05 or 2006-05-12")
    year, month, number = match.groups()
    if number and int(number) > monthrange(int(year), int(month))[1]:
        raise ValueError(f"{text}: there is no such day")
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
        found += _known(rows, f'post {name}: no such post: see `cablelake sql "FROM posts"`')
    for name in countries:
        rows = lake.connection.execute(
            """SELECT post FROM posts JOIN countries USING (country)
            WHERE upper($name) IN (country, alpha_3, upper(country_name))""",
            {"name": name},
        ).fetchall()
        found += _known(rows, f'country {name}: no post there is known: see `cablelake sql "FROM countries"`')
    return tuple(sorted(set(found)))


def _known(rows: list[tuple[str]], otherwise: str) -> list[str]:
    if not rows:
        raise LakeError(otherwise)
    return [post for (post,) in rows]
