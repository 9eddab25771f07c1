"""Figures of the pages: a title with its unit, the statement behind it, and how its rows are drawn.

A figure knows neither the server nor the static copy: both ask it for a chart and give it the addresses to link to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dashboards.charts import Bars, OverTime, Piece, bars
from dashboards.grids import Grid, Heat
from dashboards.links import Links
from dashboards.maps import Map
from dashboards.published import Answer, Published, WarehouseError
from dashboards.selection import NAMES, Selection

Chart: TypeAlias = OverTime | Bars | Grid | Heat | Map

# Looks are classes of the style sheet. Its eight colours are those of Okabe and Ito, which people with the common kinds
# of colour blindness can distinguish, made darker or lighter to be visible on white and on black.
COLOURS = 8
LEVELS = {
    "UNCLASSIFIED": "l0",
    "LIMITED OFFICIAL USE": "l1",
    "CONFIDENTIAL": "l2",
    "SECRET": "l3",
    "TOP SECRET": "l4",
    "not stated": "l9",
}
EVERYTHING = frozenset(NAMES)
NOTHING: frozenset[str] = frozenset()
DATES = frozenset({"from", "to"})
_IN_WORDS = {
    "from": "date", "to": "date", "post": "post", "country": "country", "tag": "TAGS", "level": "level",
    "further": "other condition",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A titled query: a chart if `draw` is given, else a table.

    `links` names the columns of the table that link to a page, with the kind of page. `honours` are the filters that
    the statement applies; if a reader sets another one, the figure says that it does not apply.
    """

    title: str
    sql: str
    draw: Callable[[Answer, Links], Chart] | None = None
    note: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    honours: frozenset[str] = EVERYTHING
    choices: Sequence[tuple[str, str, bool]] = ()  # label, address, whether it is the one shown

    @property
    def name(self) -> str:
        """Name for files and anchors."""
        return re.sub(r"\W+", "_", self.title.lower()).strip("_")

    def scope(self, chosen: Selection) -> str:
        """What to add to the title: which of the filters set do not apply."""
        ignored = chosen.names() - self.honours
        if not ignored:
            return ""
        if ignored == chosen.names():
            return "whole collection"
        return f"of any {' or '.join(sorted({_IN_WORDS[name] for name in ignored}))}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its rows, ready for a template. `error` says in one line why there are none."""

    figure: Figure
    scope: str
    found: Answer
    chart: Chart | None
    error: str = ""


def shown(published: Published, figures: Sequence[Figure], chosen: Selection, links: Links) -> Iterator[Shown]:
    """Query one figure after the other, so that the first is sent while the next is computed."""
    for figure in figures:
        try:
            found = published.rows(figure.sql)
        except WarehouseError as error:
            yield Shown(figure, "", Answer((), ()), None, str(error))
            continue
        chart = figure.draw(found, links) if figure.draw and len(found) else None
        yield Shown(figure, figure.scope(chosen), found, chart)


def by_level(
    found: Answer, links: Links, chosen: Selection, *, grain: str = "year", is_share: bool = False
) -> OverTime:
    """Columns of cables (columns `at`, `level`, `cables`) stacked by classification, the lowest at the bottom.

    `at` is a year, or the first day of a month. Each column links to its cables.
    """
    totals: dict[int, int] = {}
    for row in found:
        totals[place(row["at"])] = totals.get(place(row["at"]), 0) + row["cables"]
    pieces = []
    for row in found:
        at, level = place(row["at"]), row["level"]
        picked = chosen.narrowed(levels=(level,))
        picked = picked.in_month(row["at"]) if grain == "month" else picked.in_year(at)
        named = f"{row['at']:%Y-%m}" if grain == "month" else str(at)
        value = row["cables"] / totals[at] if is_share else row["cables"]
        share = f" ({row['cables'] / totals[at]:.0%})" if is_share else ""
        title = f"{named}, {level}: {cables(row['cables'])}{share}"
        pieces.append(Piece(at, level, value, title, links.cables(picked)))
    present = {piece.series for piece in pieces}
    looks = {level: look for level, look in LEVELS.items() if level in present}
    unit = "share of cables" if is_share else f"cables a {grain}"
    return OverTime(pieces, looks, grain, unit, is_share, shade_gaps=True)


def place(value: int | dt.date) -> int:
    """Position of a year or a month on an axis."""
    return 12 * value.year + value.month - 1 if isinstance(value, dt.date) else value


def cables(number: int) -> str:
    """A number of cables in words.

    >>> cables(1), cables(1200)
    ('1 cable', '1,200 cables')
    """
    return f"{number:,} {'cable' if number == 1 else 'cables'}"


def coded(code: str, name: str | None) -> str:
    """What a name adds to its code: nothing if they are the same."""
    return name if name and name != code else ""


def tag_bars(found: Answer, links: Links, chosen: Selection) -> Bars:
    """Bars of the columns tag, name and cables. Each bar links to its cables."""
    return bars(
        (
            (
                row["tag"],
                coded(row["tag"], row["name"]),
                links.cables(chosen.narrowed(tags=(row["tag"],))),
                row["cables"],
            )
            for row in found
        ),
        ("TAGS", "cables"),
    )


def stable_looks(names: Sequence[str], ranked: Sequence[str]) -> dict[str, str]:
    """A colour per name that it keeps in every choice of names, by its rank; the next free one if it is taken."""
    looks: dict[str, str] = {}
    for name in names:
        start = ranked.index(name) if name in ranked else len(ranked)
        free = [n % COLOURS for n in range(start, start + COLOURS) if f"c{n % COLOURS}" not in looks.values()]
        looks[name] = f"c{free[0] if free else start % COLOURS}"
    return looks
