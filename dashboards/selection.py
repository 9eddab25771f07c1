"""Which cables a page shows: the filters, their form in an address, and the SQL that selects the cables."""

# ruff: noqa: S608  conditions are put together from declared names and values quoted by literal()

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from warehouse import connection
from warehouse.search import day

NOT_STATED = "not stated"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters that narrow each other. An empty selection means all cables.

    A cable matches any of several posts, countries or levels, but all of several TAGS. `since` and `until` are included
    and leave out undated cables. `countries` are those of the posts that wrote (codes of the table countries).
    `further` are conditions that charts link to, as (name, value) of FURTHER; all of them apply.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    posts: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    further: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_link(cls, parameters: Iterable[tuple[str, str]]) -> Selection:
        """The selection that an address names; a date that cannot be read is ignored.

        >>> Selection.from_link([("post", "OSLO"), ("to", "2006-05")]).until
        datetime.date(2006, 5, 31)
        """
        given: dict[str, list[str]] = {}
        for name, value in parameters:
            if (value := value.strip()) and value not in given.setdefault(name, []):
                given[name].append(value)
        posts, countries, tags, levels = (tuple(given.get(name, ())) for name in ("post", "country", "tag", "level"))
        further = tuple((name, value) for name in FURTHER for value in given.get(name, ()))
        since, until = (given.get(name, [""])[-1] for name in ("from", "to"))
        return cls(_day(since), _day(until, last=True), posts, countries, tags, levels, further)

    def to_link(self) -> list[tuple[str, str]]:
        """Parameters of an address that gives this selection, one per value; filters that are not set are left out."""
        dates = [("from", _period(self.since))] if self.since else []
        dates += [("to", _period(self.until, last=True))] if self.until else []
        lists = (("post", self.posts), ("country", self.countries), ("tag", self.tags), ("level", self.levels))
        return [*dates, *((name, value) for name, values in lists for value in values), *self.further]

    def __bool__(self) -> bool:
        return bool(self.to_link())

    def names(self) -> frozenset[str]:
        """The filters that are set, by their names in an address; all further ones count as one."""
        return frozenset("further" if name in FURTHER else name for name, _ in self.to_link())

    def without(self, name: str, value: str) -> Selection:
        """The selection without one value of a filter."""
        return Selection.from_link(part for part in self.to_link() if part != (name, value))

    def narrowed(self, **given: Any) -> Selection:
        """The selection with more filters: tags and further ones are added, lists replaced, dates narrowed."""
        for name in ("tags", "further"):
            if name in given:
                given[name] = tuple(dict.fromkeys([*getattr(self, name), *given[name]]))
        if self.since and given.get("since"):
            given["since"] = max(self.since, given["since"])
        if self.until and given.get("until"):
            given["until"] = min(self.until, given["until"])
        return replace(self, **given)

    def in_year(self, year: int) -> Selection:
        return self.narrowed(since=dt.date(year, 1, 1), until=dt.date(year, 12, 31))

    def in_month(self, month: dt.date) -> Selection:
        return self.narrowed(since=month.replace(day=1), until=_month_end(month))

    def where(self) -> str:
        """The condition on the table `cables`."""
        since, until = (literal(day) if day else "" for day in (self.since, self.until))
        parts = [*_between("date", since, until), *self._posts("post")]
        parts += [f"cable_id IN (SELECT cable_id FROM tags WHERE tag = {literal(tag)})" for tag in self.tags]
        parts += [FURTHER[name][1].format(literal(value)) for name, value in self.further]
        return _all([*parts, *self._levels()])

    def chosen(self) -> str:
        """The beginning of a statement in which `chosen` holds the selected cables."""
        return f"WITH chosen AS (FROM cables WHERE {self.where()})"

    def within(self, column: str) -> str:
        """The condition that a day or month of a view is between the dates."""
        since = f"date_trunc('month', DATE {literal(self.since)})" if self.since else ""
        return _all(_between(column, since, literal(self.until) if self.until else ""))

    def within_years(self, column: str) -> str:
        """The condition that a year of a view is between the dates."""
        return _all(_between(column, *(str(day.year) if day else "" for day in (self.since, self.until))))

    def of_posts(self, column: str = "post") -> str:
        """The condition that the post of a view is among those chosen, directly or by country."""
        return _all(self._posts(column))

    def _levels(self) -> list[str]:
        return [f"coalesce(classification, '{NOT_STATED}') IN {literal(self.levels)}"] if self.levels else []

    def _posts(self, column: str) -> list[str]:
        parts = []
        if self.posts:
            parts.append(f"{column} IN {literal(self.posts)}")
        if self.countries:
            parts.append(f"{column} IN (SELECT post FROM posts WHERE country IN {literal(self.countries)})")
        return parts


NAMES = ("from", "to", "post", "country", "tag", "level", "further")

_MARKED = """cable_id IN (
    SELECT cable_id FROM paragraphs JOIN classifications ON classifications.classification = level
    JOIN (SELECT cable_id, rank AS own FROM cables JOIN classifications USING (classification)) USING (cable_id)
    GROUP BY cable_id
    HAVING CASE WHEN max(rank) < any_value(own) THEN 'over-marked' WHEN max(rank) > any_value(own) THEN 'under-marked'
        ELSE 'consistent' END = {}
)"""
_TEXT = """cable_id IN (
    SELECT cable_id FROM cables LEFT JOIN texts USING (cable_id)
    WHERE CASE WHEN regexp_matches(body, '\\S') THEN if(is_partial, 'extract', 'whole') ELSE 'no text' END = {}
)"""
_LAG = """cable_id IN (
    SELECT cable_id FROM reference_edges
    WHERE is_in_lake AND lag_days >= 0 AND CAST(least(lag_days // 2 * 2, 60) AS VARCHAR) = {}
)"""

PLACE = "if(ends_with(kind, 'country'), name, concat_ws(', ', name, country))"
"""SQL that names a place of the gazetteer as no other one is named."""

FURTHER = {
    "addressee": (
        "sent to", "cable_id IN (SELECT cable_id FROM addressees WHERE role IN ('action', 'info') AND post = {})"
    ),
    "place": (
        "mentions",
        "cable_id IN (SELECT cable_id FROM place_mentions WHERE place_id IN "
        f"(SELECT place_id FROM places WHERE {PLACE} = {{}}))",
    ),
    "names": ("mentions", "cable_id IN (SELECT cable_id FROM person_mentions WHERE upper(name) = {})"),
    "text_topic": (
        "topic of the text", "cable_id IN (SELECT cable_id FROM cable_topics WHERE CAST(topic_id AS VARCHAR) = {})"
    ),
    "person": ("person", "cable_id IN (SELECT cable_id FROM people WHERE name = {})"),
    "thread": ("thread of", "cable_id IN (SELECT cable_id FROM thread_members WHERE thread_id = {})"),
    "format": ("format", "format = {}"),
    "marking": ("marked", "list_contains(list_concat(coalesce(handling, []), coalesce(captions, [])), {})"),
    "text": ("text", _TEXT),
    "due": ("to be declassified in", "CAST(year(declassify_on) AS VARCHAR) = {}"),
    "declassified": (
        "to be declassified by rule",
        "cable_id IN (SELECT cable_id FROM declassification_by_cable "
        "WHERE concat_ws(' ', coalesce(basis, 'no date to count from'), CAST(year(due_on) AS VARCHAR)) = {})",
    ),
    "overdue": (
        "rule and state",
        "cable_id IN (SELECT cable_id FROM declassification_by_cable "
        "WHERE coalesce(basis, 'no date to count from') || ', ' || "
        "CASE WHEN is_overdue THEN 'overdue' WHEN due_on IS NULL THEN 'no date' ELSE 'not yet due' END = {})",
    ),
    "verdict": ("classification against paragraphs", _MARKED),
    "cites": ("cites", 'cable_id IN (SELECT cable_id FROM "references" WHERE target = {})'),
    "cites_missing": (
        "cites cables that are missing",
        "{} = 'yes' AND cable_id IN (SELECT cable_id FROM reference_edges WHERE NOT is_in_lake)",
    ),
    "lag": ("answers after days", _LAG),
    "finding": ("field and status", "cable_id IN (SELECT cable_id FROM findings WHERE field || ' ' || status = {})"),
}  # fmt: skip
"""Conditions that charts lead to: in words, and on the table `cables` with {} for the value."""

EVERY = Selection()


def _between(column: str, since: str, until: str) -> list[str]:
    return [f"{column} {sign} {bound}" for sign, bound in ((">=", since), ("<=", until)) if bound]


def _all(parts: list[str]) -> str:
    return " AND ".join(parts) or "true"


def literal(value: Any) -> str:
    """A value as a SQL literal; a tuple as the list after IN."""
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(literal, value)) + ")"
    if isinstance(value, int | float):
        return str(value)
    return connection.literal(str(value).replace("\x00", ""))  # DuckDB ends a statement at a NUL


def _day(text: str, *, last: bool = False) -> dt.date | None:
    """The day that a reader gives as 2006, 2006-05 or 2006-05-12; None if it is none of these."""
    try:
        number = day(text, last=last)
        year, month = number // 10_000, number // 100 % 100
        end = _month_end(dt.date(year, month, 1)).day
        return dt.date(year, month, min(number % 100, end))
    except ValueError:
        return None


def _month_end(month: dt.date) -> dt.date:
    after = dt.date(month.year + month.month // _MONTHS, month.month % _MONTHS + 1, 1)
    return after - dt.timedelta(days=1)


def _period(value: dt.date, *, last: bool = False) -> str:
    """A day in its shortest form: the first day of 2006 as 2006."""
    year = dt.date(value.year, 12, 31) if last else dt.date(value.year, 1, 1)
    if value == year:
        return f"{value:%Y}"
    month = _month_end(value) if last else value.replace(day=1)
    return f"{value:%Y-%m}" if value == month else value.isoformat()
