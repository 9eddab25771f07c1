"""Full-text search over the cables of a lake, ranked, with filters; warehouse/search_index.py keeps the index."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tantivy
from tantivy import FieldType, Occur, Order, Query

from schemas.tables import Grain
from warehouse.connection import LakeError
from warehouse.lake import Lake, Place
from warehouse.search_hits import Hit, HitMaker, Passage, beginning, first
from warehouse.search_index import STATE, Opened, open_index
from warehouse.search_query import TEXTS, QueryError, ReadQuery, analyzer, read_query
from warehouse.search_texts import Texts

__all__ = [
    "Filters", "Found", "Hit", "Passage", "QueryError", "SearchIndex", "Sorting", "day", "known_tags",
    "posts_named",
]  # fmt: skip

Sorting = Literal["best", "newest", "oldest"]
FacetName = Literal["post", "tag", "classification", "format", "year"]

_MOST_VALUES = 100_000  # values per facet: more than there are posts and TAGS
_TERMS: tuple[FacetName, ...] = ("post", "tag", "classification", "format")
_INTERVALS: dict[Grain, int] = {"month": 100, "year": 10_000}  # dates are integers: 20060501

_SIMILAR_BEGINNING = 2  # letters that a misspelt word shares with the intended one
_SIMILAR_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What cables must match besides the text: any of several posts or classifications, but all of several tags.

    `since` and `until` are days as the integer yyyymmdd, both included (see `day`); either leaves out undated cables.
    With `unstated`, cables that state no classification pass too, or alone if `classifications` is empty. `cable_ids`:
    only these cables; None for any.
    """

    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    unstated: bool = False
    cable_ids: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return any((self.posts, self.tags, self.classifications, self.since, self.until, self.unstated)) or (
            self.cable_ids is not None
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, the total number of matching cables, and the snapshot of the lake that was searched."""

    hits: tuple[Hit, ...]
    total: int
    snapshot: int


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """An index as it was when opened. Reuse it as often as you like; open it again to see later commits."""

    _opened: Opened
    _texts: Texts

    @classmethod
    def open(cls, place: Place | str | Path) -> SearchIndex | None:
        """Open the index of a lake; None if there is none that this version can read."""
        place = Place.of(place)
        opened = open_index(place.folder)
        return cls(opened, Texts(place)) if opened else None

    @property
    def snapshot(self) -> int:
        """The snapshot of the lake that the index holds."""
        return self._opened.snapshot

    def __len__(self) -> int:
        return self._opened.searcher.num_docs - 1

    def search(
        self, text: str, filters: Filters | None = None, *, limit: int = 20, offset: int = 0, sort: Sorting = "best"
    ) -> Found:
        """Return the cables that match, in this order.

        `text` is as in warehouse.search_query; if it is empty, all cables that pass the filters are returned, newest
        first. Raises QueryError if the text cannot be read.
        """
        searcher, schema = self._opened.searcher, self._opened.index.schema
        query, marks, is_ranked = self._query(text, filters or Filters())
        by_date = sort != "best" or not is_ranked
        order = {"order": Order.Asc} if sort == "oldest" else {}
        found = _asked(searcher, query, limit, offset=offset, order_by_field="date" if by_date else None, **order)
        maker = HitMaker(searcher, schema, marks)
        documents = [(0.0 if by_date else score, searcher.doc(address)) for score, address in found.hits]
        snippets = self._snippets(maker, [document for _, document in documents])
        hits = tuple(maker.hit(score, one, snippets[first(one, "cable_id")]) for score, one in documents)
        return Found(hits, found.count, self.snapshot)

    def _snippets(self, maker: HitMaker, documents: Iterable[tantivy.Document]) -> dict[str, Passage]:
        """A passage by id: of the paragraphs if the words are there, else of the body, else how the text begins."""
        places = {first(document, "cable_id"): _where(document) for document in documents}
        prose = self._texts.prose(places.values())
        found = {cable_id: marked for cable_id, text in prose.items() if (marked := maker.marked(text))}
        rest = [place for cable_id, place in places.items() if cable_id not in found]
        bodies = self._texts.bodies(rest) if rest else {}
        for cable_id, _, _ in rest:
            body = bodies.get(cable_id, "")
            found[cable_id] = maker.marked(body) or beginning(prose.get(cable_id) or body)
        return found

    def count(self, text: str, filters: Filters | None = None) -> int:
        """How many cables match. Raises QueryError if the text cannot be read."""
        query, _, _ = self._query(text, filters or Filters())
        return int(_asked(self._opened.searcher, query, 1).count)

    def facets(self, text: str, filters: Filters) -> dict[FacetName, dict[str, int]]:
        """How many matching cables have each post, TAGS entry, classification, format and year.

        The most frequent values come first, years in order; a cable without a value counts in none. Raises QueryError
        if the text cannot be read.
        """
        query, _, _ = self._query(text, filters)
        asked: dict[str, Any] = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in _TERMS}
        asked["year"] = {"histogram": {"field": "date", "interval": _INTERVALS["year"], "min_doc_count": 1}}
        found = _counted(self._opened.searcher, query, asked)
        counted: dict[FacetName, dict[str, int]] = {
            name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in found[name]["buckets"]} for name in _TERMS
        }
        years = found["year"]["buckets"]
        counted["year"] = {str(int(bucket["key"]) // _INTERVALS["year"]): int(bucket["doc_count"]) for bucket in years}
        return counted

    def dated(self, text: str | None, filters: Filters, by: Grain) -> tuple[dict[dt.date, int], int]:
        """How many matching cables each month or year has, by its first day, and how many have no date.

        Periods without any are left out. If the text is None, all cables that pass the filters match. Raises QueryError
        if the text cannot be read.
        """
        searcher, schema = self._opened.searcher, self._opened.index.schema
        parts = list(_filtered(schema, filters))
        if text is not None:
            parts.append(read_query(text, schema, searcher).query)
        query = Query.boolean_query([(Occur.Must, part) for part in parts])
        dates = {"field": "date", "interval": _INTERVALS[by], "min_doc_count": 1}
        asked = {"dates": {"histogram": dates}, "all": {"value_count": {"field": "date", "missing": 0}}}
        found = _counted(searcher, query, asked)
        dated = {_first_day(int(bucket["key"])): int(bucket["doc_count"]) for bucket in found["dates"]["buckets"]}
        return dated, int(found["all"]["value"]) - sum(dated.values())

    def similar(self, word: str, most: int = 3) -> list[str]:
        """Words of the index with a similar spelling, the nearest first; none if the word itself is in the index."""
        words = analyzer().analyze(word)
        if len(words) != 1 or len(words[0]) <= _SIMILAR_BEGINNING:
            return []
        searcher, beginning = self._opened.searcher, words[0][:_SIMILAR_BEGINNING]
        known: dict[str, int] = {}
        for name in TEXTS:
            for other, number in searcher.terms_with_prefix(name, beginning, limit=_SIMILAR_LOOKED_AT):
                known[other] = known.get(other, 0) + number
        if words[0] in known:
            return []
        return difflib.get_close_matches(words[0], sorted(known, key=lambda other: -known[other]), most, 0.75)

    def _query(self, text: str, filters: Filters) -> tuple[Query, Query, bool]:
        """The query, the words to mark, and whether hits have a rank."""
        searcher, schema = self._opened.searcher, self._opened.index.schema
        is_ranked = bool(text.strip()) or not filters
        read = read_query(text, schema, searcher) if is_ranked else ReadQuery(Query.all_query(), Query.empty_query())
        parts = [(Occur.Must, read.query), *((Occur.Must, part) for part in _filtered(schema, filters))]
        return Query.boolean_query(parts), read.marks, is_ranked


def _where(document: tantivy.Document) -> tuple[str, int | None, str]:
    """Id, year and post of a found cable."""
    day = document.get_first("date")
    return first(document, "cable_id"), day // 10_000 if day else None, first(document, "post")


def _asked(searcher: tantivy.Searcher, query: Query, limit: int, **options: Any) -> Any:
    """What the index returns; a query that is too broad for it is reported as a QueryError."""
    with _told_if_too_broad():
        return searcher.search(query, limit, **options)


def _counted(searcher: tantivy.Searcher, query: Query, asked: dict[str, Any]) -> Any:
    """What the index counts; a query that is too broad for it is reported as a QueryError."""
    with _told_if_too_broad():
        return searcher.aggregate(query, asked)


@contextmanager
def _told_if_too_broad() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise QueryError("too many words begin so: write more of the word before the * or ?", 0) from error


def _first_day(number: int) -> dt.date:
    """The first day of a year or month, which the index gives as 20060000 or 20060500."""
    return dt.date(number // 10_000, number // 100 % 100 or 1, 1)


def _filtered(schema: tantivy.Schema, filters: Filters) -> Iterator[Query]:
    yield Query.term_query(schema, STATE, "cable", "basic")
    if filters.posts:
        yield Query.term_set_query(schema, "post", list(filters.posts))
    levels = Query.term_set_query(schema, "classification", list(filters.classifications))
    if filters.unstated:
        stated = Query.regex_query(schema, "classification", ".+")
        unstated = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, stated)])
        yield Query.boolean_query([(Occur.Should, levels), (Occur.Should, unstated)])
    elif filters.classifications:
        yield levels
    for tag in filters.tags:
        yield Query.term_query(schema, "tag", tag, "basic")
    if filters.since or filters.until:
        until = filters.until or 9999_12_31
        yield Query.range_query(schema, "date", FieldType.Integer, filters.since or 1, until)
    if filters.cable_ids is not None:
        yield Query.term_set_query(schema, "cable_id", sorted(filters.cable_ids))


def day(text: str, *, last: bool = False) -> int:
    """A day as yyyymmdd from 2006, 2006-05 or 2006-05-12: the first of the period, or the last.

    Raises ValueError if the text is none of these, or there is no such day.
    """
    match = re.fullmatch(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text.strip())
    if not match:
        raise ValueError(f"{text}: a date is given as 2006, 2006-05 or 2006-05-12")
    year, month, number = match.groups()
    if number and int(number) > monthrange(int(year), int(month))[1]:
        raise ValueError(f"{text}: there is no such day")
    return int(f"{year}{month or ('12' if last else '01')}{number or ('31' if last else '01')}")


def posts_named(lake: Lake, posts: Iterable[str] = (), countries: Iterable[str] = ()) -> tuple[str, ...]:
    """The posts with these codes, names or other spellings, and all posts in some countries (code or name).

    Raises LakeError for an unknown name and suggests the nearest.
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
        known = "SELECT post FROM posts UNION SELECT name FROM posts UNION SELECT post FROM cables"
        found += _known(lake, rows, "post", name, known)
    for name in countries:
        rows = lake.connection.execute(
            """SELECT post FROM posts JOIN countries USING (country)
            WHERE upper($name) IN (country, alpha_3, upper(country_name))""",
            {"name": name},
        ).fetchall()
        found += _known(lake, rows, "country", name, "SELECT country_name FROM countries")
    return tuple(sorted(set(found)))


def known_tags(lake: Lake, tags: Iterable[str]) -> tuple[str, ...]:
    """TAGS in capitals. Raises LakeError if neither a handbook nor a cable has one, and suggests the nearest."""
    found: list[str] = []
    known = "SELECT tag FROM tag_codes UNION SELECT tag FROM tags"
    for name in tags:
        rows = lake.connection.execute(f"SELECT tag FROM ({known}) WHERE tag = upper(?)", [name]).fetchall()  # noqa: S608
        found += _known(lake, rows, "tag", name, known)
    return tuple(found)


def _known(lake: Lake, rows: list[tuple[str]], kind: str, name: str, known: str) -> list[str]:
    if rows:
        return [value for (value,) in rows]
    names = {str(value).upper(): str(value) for (value,) in lake.connection.execute(known).fetchall() if value}
    near = [names[word] for word in difflib.get_close_matches(name.upper(), names, 3, 0.7)]
    advice = f"did you mean {' or '.join(near)}?" if near else "`cablelake sql` lists those that there are"
    raise LakeError(f"{kind} {name}: no such {kind}: {advice}")
