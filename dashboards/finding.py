"""The list of cables, found by words, by filters, or by both: one page at a time, with counts for each filter value."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

from dashboards.published import Answer, Published, Row
from dashboards.selection import EVERY, NOT_STATED, Selection, literal
from dashboards.wording import Piece, plain, with_marks
from schemas.tables import Grain
from warehouse.search import Filters, QueryError, SearchIndex, Sorting
from warehouse.search_trend import Trend, word_trends

PAGE = 25
SORTS: tuple[tuple[Sorting, str], ...] = (
    ("best", "best match"),
    ("newest", "newest first"),
    ("oldest", "oldest first"),
)
_FACET = 12  # values shown per facet
_MOST_EXPORTED = 100_000
_ORDERS = {"oldest": "date NULLS LAST, cable_id"}
_LATEST = "date DESC NULLS LAST, cable_id"
_COLUMNS = "cable_id, date, post, coalesce(name, post, '') AS post_name, classification, subject"
_SNAPSHOT = "SELECT CAST(value AS BIGINT) AS number FROM lake_properties WHERE key = 'snapshot'"
_POSTS = "SELECT post, name, country, country_name FROM posts LEFT JOIN countries USING (country)"
_FROM = "LEFT JOIN (SELECT post, name FROM posts) USING (post)"

FacetKind = Literal["year", "post", "country", "tag", "level", "format"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: words, filters, an order and a page (from 1)."""

    words: str = ""
    chosen: Selection = EVERY
    sort: Sorting = "best"
    page: int = 1

    @classmethod
    def from_link(cls, parameters: Iterable[tuple[str, str]]) -> Asked:
        """Read what an address asks for, and ignore what cannot be read."""
        listed = list(parameters)
        given = dict(listed)
        words = given.get("q", "").strip()
        default: Sorting = "best" if words else "newest"
        sort = next((name for name, _ in SORTS if name == given.get("sort")), default)
        page = given.get("page", "")
        number = int(page) if re.fullmatch(r"[1-9]\d{0,6}", page) else 1
        return cls(words, Selection.from_link(listed), "newest" if sort == "best" and not words else sort, number)

    def to_link(self) -> list[tuple[str, str]]:
        default = "best" if self.words else "newest"
        query = [("q", self.words)] if self.words else []
        query += self.chosen.to_link()
        query += [("sort", self.sort)] if self.sort != default else []
        return query + ([("page", str(self.page))] if self.page > 1 else [])


class Line(NamedTuple):
    """A cable in a list."""

    cable_id: str
    date: object
    post: str
    post_name: str
    classification: str
    subject: list[Piece]
    snippet: list[Piece]


class Facet(NamedTuple):
    """One value of a filter: how many of the cables found have it."""

    kind: FacetKind
    value: str
    label: str
    cables: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of cables. `error` says in one line why the words cannot be read; `note` tells readers more."""

    asked: Asked
    lines: Sequence[Line] = ()
    total: int = 0
    error: str = ""
    note: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


class Finder:
    """Finds cables in the published file, and by words in the search index beside it."""

    def __init__(self, published: Published, index: SearchIndex | None) -> None:
        self._published = published
        # the index holds the names that must be masked
        self._index = None if published.mask else index

    def find(self, asked: Asked) -> Results:
        offset = (asked.page - 1) * PAGE
        if not asked.words or self._index is None:
            return self._listed(asked, offset)
        try:
            found = self._index.search(
                asked.words, self._filters(asked.chosen), limit=PAGE, offset=offset, sort=asked.sort
            )
        except QueryError as error:
            return Results(asked, error=str(error))
        ids = tuple(hit.cable_id for hit in found.hits)
        rows = {row["cable_id"]: row for row in self._rows(f"cable_id IN {literal(ids or ('',))}", "cable_id", PAGE, 0)}
        lines = []
        for hit in found.hits:
            row = rows.get(hit.cable_id, {"date": hit.date, "post": hit.post, "post_name": hit.post})
            subject = with_marks(hit.subject.text, hit.subject.marks)
            snippet = with_marks(hit.snippet.text, hit.snippet.marks)
            lines.append(
                Line(
                    hit.cable_id, row["date"], row["post"] or "", row["post_name"], hit.classification, subject, snippet
                )
            )
        note = ""
        if found.snapshot != self._published.rows(_SNAPSHOT).first.get("number"):
            note = "The search index and the published file show different states of the lake; the next run of "
            note += "cablelake ingest or publish brings them together."
        return Results(asked, lines, found.total, note=note)

    def _listed(self, asked: Asked, offset: int) -> Results:
        condition = self._condition(asked)
        total = int(self._published.rows(f"SELECT count(*) AS cables FROM cables WHERE {condition}").first["cables"])
        rows = self._rows(condition, _ORDERS.get(asked.sort, _LATEST), PAGE, offset)
        note = (
            "There is no search index, so each word is looked for separately, as a sequence of letters."
            if asked.words
            else ""
        )
        return Results(asked, lines_of(rows), total, note=note)

    def _rows(self, condition: str, order: str, limit: int, offset: int) -> Answer:
        return self._published.rows(
            f"SELECT {_COLUMNS} FROM cables {_FROM} WHERE {condition} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
        )

    def _condition(self, asked: Asked) -> str:
        parts = [asked.chosen.where()]
        for word in re.findall(r'"([^"]+)"|([^\s"]+)', asked.words.lower()):
            term = literal(word[0] or word[1].strip("*"))
            parts.append(
                f"(contains(lower(subject), {term}) OR starts_with(lower(cable_id), {term}) OR cable_id IN "
                f"(SELECT cable_id FROM texts WHERE contains(lower(body), {term})))"
            )
        return " AND ".join(f"({part})" for part in parts)

    def _filters(self, chosen: Selection) -> Filters:
        """The filters in the form that the index takes; a filter that it does not have becomes a set of cable ids."""
        posts = chosen.posts
        if chosen.countries:
            found = self._published.rows(f"SELECT post FROM posts WHERE country IN {literal(chosen.countries)}")
            of_countries = {row["post"] for row in found}
            posts = tuple(of_countries & set(posts) if posts else of_countries) or ("",)
        ids = None
        if chosen.further:
            further = replace(EVERY, further=chosen.further)
            answer = self._published.rows(f"{further.chosen()} SELECT cable_id FROM chosen")
            ids = frozenset(row[0] for row in answer.values)
        return Filters(
            posts=posts,
            tags=chosen.tags,
            classifications=tuple(level for level in chosen.levels if level != NOT_STATED),
            since=int(f"{chosen.since:%Y%m%d}") if chosen.since else None,
            until=int(f"{chosen.until:%Y%m%d}") if chosen.until else None,
            unstated=NOT_STATED in chosen.levels,
            cable_ids=ids,
        )

    def facets(self, asked: Asked) -> dict[FacetKind, list[Facet]]:
        """Count the cables found for the most frequent values of each filter."""
        if asked.words and self._index is not None:
            return self._counted_by_index(asked, self._index)
        rows = self._published.rows(f"""
            WITH chosen AS MATERIALIZED (
                SELECT cable_id, year, post, classification, format FROM cables WHERE {self._condition(asked)}
            ), counted AS (
                SELECT 'year' AS kind, CAST(year AS VARCHAR) AS value, value AS label, count(*) AS cables
                FROM chosen GROUP BY year
                UNION ALL
                SELECT 'post', post, any_value(name), count(*) FROM chosen {_FROM} GROUP BY post
                UNION ALL
                SELECT 'country', country, any_value(country_name), count(*)
                FROM chosen JOIN posts USING (post) JOIN countries USING (country) GROUP BY country
                UNION ALL
                SELECT 'tag', tag, any_value(name), count(DISTINCT cable_id)
                FROM tags JOIN chosen USING (cable_id) LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
                GROUP BY tag
                UNION ALL
                SELECT 'level', coalesce(classification, '{NOT_STATED}') AS level, level, count(*)
                FROM chosen GROUP BY level
                UNION ALL
                SELECT 'format', format, format, count(*) FROM chosen GROUP BY format
            )
            SELECT kind, value, label, cables FROM counted WHERE value IS NOT NULL
            QUALIFY kind = 'year' OR row_number() OVER (PARTITION BY kind ORDER BY cables DESC, value) <= {_FACET}
            ORDER BY if(kind = 'year', value, NULL), cables DESC, value
        """)
        found: dict[FacetKind, list[Facet]] = {kind: [] for kind in get_args(FacetKind)}
        for row in rows:
            found[row["kind"]].append(Facet(row["kind"], row["value"], row["label"] or row["value"], row["cables"]))
        return found

    def _counted_by_index(self, asked: Asked, index: SearchIndex) -> dict[FacetKind, list[Facet]]:
        try:
            counted = index.facets(asked.words, self._filters(asked.chosen))
        except QueryError:
            return {}
        posts = {row["post"]: row for row in self._published.rows(_POSTS)}
        tags = {row["tag"]: row["name"] for row in self._published.rows("SELECT tag, name FROM tag_codes")}
        countries: Counter[tuple[str, str]] = Counter()
        for post, number in counted["post"].items():
            if country := posts.get(post, {}).get("country"):
                countries[country, posts[post]["country_name"] or country] += number
        found: dict[FacetKind, list[Facet]] = {
            "year": [Facet("year", year, year, number) for year, number in counted["year"].items()],
            "post": [
                Facet("post", post, posts.get(post, {}).get("name") or post, number)
                for post, number in counted["post"].items()
            ],
            "country": [Facet("country", code, name, number) for (code, name), number in countries.items()],
            "tag": [Facet("tag", tag, tags.get(tag) or tag, number) for tag, number in counted["tag"].items()],
            "level": [Facet("level", level, level, number) for level, number in counted["classification"].items()],
            "format": [Facet("format", form, form, number) for form, number in counted["format"].items()],
        }
        return {
            kind: facets if kind == "year" else sorted(facets, key=lambda facet: (-facet.cables, facet.value))[:_FACET]
            for kind, facets in found.items()
        }

    def trends(self, terms: Sequence[str], chosen: Selection, by: Grain) -> list[Trend] | None:
        """Each term over time; None if there is no search index. Raises QueryError if a term cannot be read."""
        return word_trends(self._index, terms, self._filters(chosen), by=by) if self._index is not None else None

    def alternatives(self, asked: Asked) -> list[tuple[str, Asked, int]]:
        """What other spellings or one filter fewer would find, as (what, asked, cables), for when nothing is found."""
        found = []
        for name, value in asked.chosen.to_link():
            other = replace(asked, chosen=asked.chosen.without(name, value), page=1)
            found.append((f"without {name} {value}", other))
        if asked.words and asked.chosen:
            found.append(("without any filter", replace(asked, chosen=EVERY, page=1)))
        if self._index is not None:
            for word in re.findall(r"[^\W\d_]{3,}", asked.words)[:6]:
                for near in self._index.similar(word):
                    words = re.sub(rf"\b{re.escape(word)}\b", near, asked.words)
                    found.append((f"“{near}” for “{word}”", replace(asked, words=words, page=1)))
        counted = [(what, other, self.find(other).total) for what, other in found]
        return [(what, other, total) for what, other, total in counted if total]

    def rows(self, asked: Asked) -> Answer:
        """All cables found, for files: at most 100,000, in search order if words were given. Raises QueryError."""
        columns = "cable_id, date, dtg, post, classification, handling, captions, precedence, subject, signer, format"
        if not asked.words or self._index is None:
            return self._published.rows(
                f"SELECT {columns} FROM cables WHERE {self._condition(asked)} "
                f"ORDER BY {_ORDERS.get(asked.sort, _LATEST)} LIMIT {_MOST_EXPORTED}"
            )
        hits = self._index.search(asked.words, self._filters(asked.chosen), limit=_MOST_EXPORTED, sort=asked.sort).hits
        order = {hit.cable_id: place for place, hit in enumerate(hits)}
        found = self._published.rows(f"SELECT {columns} FROM cables WHERE cable_id IN {literal(tuple(order) or ('',))}")
        return Answer(found.columns, tuple(sorted(found.values, key=lambda row: order[row[0]])))


def picked(facet: Facet, asked: Asked) -> Asked:
    """What is asked for after the reader selects a value of a facet, or deselects it."""
    chosen = asked.chosen
    if facet.kind == "year":
        return replace(asked, chosen=replace(chosen, since=None, until=None).in_year(int(facet.value)), page=1)
    condition = facet.kind, facet.value
    if condition in chosen.to_link():
        return replace(asked, chosen=chosen.without(*condition), page=1)
    return replace(asked, chosen=Selection.from_link([*chosen.to_link(), condition]), page=1)


def lines_of(rows: Iterable[Row]) -> list[Line]:
    """The rows of a statement as the lines of a list."""
    return [
        Line(
            row["cable_id"], row["date"], row["post"] or "", row["post_name"] or "", row["classification"] or "",
            [Piece(plain(row["subject"]))] if row["subject"] else [], [],
        )
        for row in rows
    ]  # fmt: skip


def listing(chosen: Selection, limit: int = PAGE) -> str:
    """Statement that lists the chosen cables, newest first."""
    return f"SELECT {_COLUMNS} FROM cables {_FROM} WHERE {chosen.where()} ORDER BY {_LATEST} LIMIT {limit}"
