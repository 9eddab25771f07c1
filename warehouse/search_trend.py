"""Words over time: how many cables mention a word or phrase in each month or year, counted by the search index."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemas.tables import Grain
from warehouse.search import Filters, SearchIndex


@dataclass(frozen=True, slots=True)
class Period:
    """A month or year, from `start`: `cables` of its `traffic` mention the term; None if there is no traffic."""

    start: dt.date
    cables: int | None
    traffic: int

    @property
    def share(self) -> float | None:
        """Share of the traffic, 0 to 1; None if there is no traffic."""
        return None if self.cables is None else self.cables / self.traffic


@dataclass(frozen=True, slots=True)
class Trend:
    """A term over time: every period from the first to the last cable of the traffic, including those without traffic.

    `undated` cables mention the term but have no date, so no period counts them.
    """

    term: str
    periods: tuple[Period, ...]
    undated: int

    @property
    def cables(self) -> int:
        """How many cables with a date mention the term."""
        return sum(period.cables or 0 for period in self.periods)


def word_trends(
    index: SearchIndex, terms: Iterable[str], filters: Filters | None = None, *, by: Grain = "month"
) -> list[Trend]:
    """Count the cables that mention each term per month or year, and all cables that pass the filters.

    A term is a query as in warehouse.search_query: `beef` is a word and `"beef audit"`, in double quotes, a phrase.
    `index.search(term, filters)` lists the cables counted. The filters apply to the traffic too: if they select a post,
    shares are shares of that post's cables. Raises QueryError if a term cannot be read.
    """
    filters = filters or Filters()
    traffic, _ = index.dated(None, filters, by)
    trends = []
    for term in terms:
        found, undated = index.dated(term, filters, by)
        trends.append(Trend(term, tuple(_periods(found, traffic, by)), undated))
    return trends


def end_of(start: dt.date, by: Grain) -> dt.date:
    """The last day of the period that begins on this day."""
    month = 12 if by == "year" else start.month
    return dt.date(start.year, month, monthrange(start.year, month)[1])


def name_of(start: dt.date, by: Grain) -> str:
    """The name of the period that begins on this day, as filters accept it: 2006 or 2006-05."""
    return f"{start.year:04}" if by == "year" else f"{start.year:04}-{start.month:02}"


def _periods(found: Mapping[dt.date, int], traffic: Mapping[dt.date, int], by: Grain) -> Iterator[Period]:
    if not traffic:
        return
    for number in range(_month_number(min(traffic)), _month_number(max(traffic)) + 1, 12 if by == "year" else 1):
        start = _start(number)
        yield Period(start, found.get(start, 0) if start in traffic else None, traffic.get(start, 0))


def _month_number(month: dt.date) -> int:
    return 12 * month.year + month.month - 1


def _start(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
