"""Which cables the pages show: the filters, their form in a link, and the SQL that picks the cables."""

# ruff: noqa: S608  conditions are put together from declared names and values quoted by literal()

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse import connection

NAMES = ("from", "to", "post", "country", "tag", "level")


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters that narrow each other; several values of one widen it. Empty: all cables.

    `since` and `until` are included and leave out undated cables. `countries` are those of the posts that wrote
    (codes of the table countries).
    """

    since: dt.date | None = None
    until: dt.date | None = None
    posts: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @classmethod
    def from_link(cls, parameters: Mapping[str, str]) -> Selection:
        """The selection that a link names; a value that cannot be read is passed over."""
        lists = {name: _values(parameters.get(name, "")) for name in NAMES[2:]}
        return cls(
            _day(parameters.get("from", "")),
            _day(parameters.get("to", "")),
            lists["post"],
            lists["country"],
            lists["tag"],
            lists["level"],
        )

    def to_link(self) -> dict[str, str]:
        """Parameters of a link that gives this selection; filters that are not set are left out."""
        values = (
            self.since.isoformat() if self.since else "",
            self.until.isoformat() if self.until else "",
            *(",".join(values) for values in (self.posts, self.countries, self.tags, self.levels)),
        )
        return {name: value for name, value in zip(NAMES, values, strict=True) if value}

    def __bool__(self) -> bool:
        return bool(self.to_link())

    def where(self) -> str:
        """The condition on the table `cables`."""
        since, until = (literal(day) if day else "" for day in (self.since, self.until))
        parts = [*_between("date", since, until), *self._posts("post")]
        if self.tags:
            parts.append(f"cable_id IN (SELECT cable_id FROM tags WHERE tag IN {literal(self.tags)})")
        return _all([*parts, *self._levels()])

    def chosen(self) -> str:
        """The beginning of a statement: `chosen` are the cables picked."""
        return f"WITH chosen AS (FROM cables WHERE {self.where()})"

    def within(self, column: str) -> str:
        """The condition that a day or month of a view lies between the dates."""
        since = f"date_trunc('month', DATE {literal(self.since)})" if self.since else ""
        return _all(_between(column, since, literal(self.until) if self.until else ""))

    def within_years(self, column: str) -> str:
        """The condition that a year of a view lies between the dates."""
        return _all(_between(column, *(str(day.year) if day else "" for day in (self.since, self.until))))

    def of_posts(self, column: str = "post") -> str:
        """The condition that the post of a view is among those chosen, by themselves or by country."""
        return _all(self._posts(column))

    def of_levels(self) -> str:
        """The condition that the classification of a view is among those chosen."""
        return _all(self._levels())

    def _levels(self) -> list[str]:
        return [f"coalesce(classification, 'not stated') IN {literal(self.levels)}"] if self.levels else []

    def _posts(self, column: str) -> list[str]:
        parts = []
        if self.posts:
            parts.append(f"{column} IN {literal(self.posts)}")
        if self.countries:
            parts.append(f"{column} IN (SELECT post FROM posts WHERE country IN {literal(self.countries)})")
        return parts


def _between(column: str, since: str, until: str) -> list[str]:
    return [f"{column} {sign} {bound}" for sign, bound in ((">=", since), ("<=", until)) if bound]


def _all(parts: list[str]) -> str:
    return " AND ".join(parts) or "true"


def literal(value: Any) -> str:
    """A value as DuckDB reads it; a tuple as the list behind IN."""
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(literal, value)) + ")"
    if isinstance(value, int | float):
        return str(value)
    return connection.literal(str(value))


def _values(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in text.split(",") if (value := part.strip())))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
