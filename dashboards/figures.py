"""Figures of the pages: a title with its unit, the statement behind it, and how its rows are drawn.

A figure knows neither the server nor the static copy: dashboards.show and dashboards.site both present it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import altair as alt

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito: told apart with every common kind of colour blindness, on white and on black
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A800", "#999999")
BLUE = COLOURS[0]
LEVELS = {
    "UNCLASSIFIED": "#56B4E9",
    "LIMITED OFFICIAL USE": "#009E73",
    "CONFIDENTIAL": "#E69F00",
    "SECRET": "#D55E00",
    "TOP SECRET": "#CC79A7",
    "not stated": "#999999",
}
STATUSES = {
    "ok": "#0072B2",
    "repaired": "#56B4E9",
    "absent": "#BBBBBB",
    "unparsed": "#E69F00",
    "disagrees": "#D55E00",
}
LAND = Path(__file__).with_name("land.json")

# one of the chart classes of Altair, whose methods are typed only in part
Chart: TypeAlias = Any
_KIND = r"^(?:Embassy|Consulate General|Consulate|Mission|US Mission|Interests Section) "


@dataclass(frozen=True, slots=True)
class Figure:
    """A titled query: a chart where `draw` is given, else a table.

    `cable` names columns of the table that hold cable ids, to be opened by a click.
    """

    title: str
    sql: str
    draw: Callable[[pd.DataFrame], Chart] | None = None
    note: str = ""
    cable: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name for files and anchors."""
        return re.sub(r"\W+", "_", self.title.lower()).strip("_")

    def chart(self, found: pd.DataFrame, *, dark: bool = False) -> Chart:
        """The chart of some rows, in the look of all charts; None for a table."""
        return styled(self.draw(found), dark=dark) if self.draw else None

    def described(self, found: pd.DataFrame) -> str:
        """What a reader who does not see the chart is told: its title, its columns, and the largest value."""
        text = f"{self.title}. {len(found):,} rows of {', '.join(map(str, found.columns))}."
        numbers = [name for name in ("cables", "citations", "percent", "attention") if name in found.columns]
        if not len(found) or not numbers or not found[numbers[0]].notna().any():
            return text
        top = found.loc[found[numbers[0]].idxmax()]
        labels = ", ".join(_told(value) for value in top.drop(numbers[0]).head(2))
        return f"{text} Largest: {_told(top[numbers[0]])} {numbers[0]} ({labels})."


def _told(value: Any) -> str:
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def styled(chart: Chart, *, dark: bool) -> Chart:
    """The same quiet look for every chart, legible on white or on black."""
    ink, line = ("#E6E6E6", "#555555") if dark else ("#303030", "#DDDDDD")
    # what is much stands out from the page: dark on white, light on black
    ramp: Any = {"scheme": "cividis", "extent": [0, 1] if dark else [1, 0]}
    quiet: Chart = (
        chart.properties(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=line, domainColor="#888888", tickColor="#888888", labelColor=ink, titleColor=ink,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=ink, titleColor=ink, labelFontSize=12, titleFontSize=12, orient="top", labelLimit=260, columns=2
        )
        .configure_header(labelColor=ink, titleColor=ink)
        .configure_range(heatmap=ramp, ramp=ramp)
        .configure_text(color=ink, font="sans-serif")
        .configure_geoshape(fill="#3A3F47" if dark else "#E4E4E0", stroke="#59606B" if dark else "#C4C4BE")
    )  # fmt: skip
    return quiet


def bars(found: pd.DataFrame, value: str, label: str, title: str, extra: tuple[str, ...] = ()) -> Chart:
    """Bars to the right, the longest on top, their numbers beside them."""
    order = found.sort_values(value, ascending=False, kind="stable")[label].tolist()
    base = alt.Chart(found).encode(
        alt.X(f"{value}:Q", title=title, axis=alt.Axis(format="~s", tickMinStep=1, tickCount=6)),
        alt.Y(f"{label}:N", title=None, sort=order, axis=alt.Axis(labelLimit=230)),
        tooltip=[f"{label}:N", alt.Tooltip(f"{value}:Q", title=title, format=","), *extra],
    )
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text(f"{value}:Q", format=","))
    return alt.layer(base.mark_bar(color=BLUE), numbers).properties(height=60 + 22 * len(found))


def coloured(column: str, colours: dict[str, str], title: str, present: pd.Series[Any] | None = None) -> alt.Color:
    """Colours by fixed meaning; with `present` the legend names only what is there."""
    here = colours if present is None else {k: v for k, v in colours.items() if k in set(present)}
    scale = alt.Scale(domain=list(here), range=list(here.values()))
    return alt.Color(f"{column}:N", title=title, scale=scale, sort=list(here))


def world() -> Chart:
    """The coastlines, from a file of this package: a map fetches nothing."""
    land = alt.UrlData(url=_land(), format=alt.TopoDataFormat(feature="land", type="topojson"))
    return alt.Chart(land).mark_geoshape(strokeWidth=0.5)


@cache
def _land() -> str:
    """As an address that holds the data itself: Altair would hold every point of inline data against a schema."""
    return f"data:application/json;base64,{base64.b64encode(LAND.read_bytes()).decode()}"


def places(found: pd.DataFrame, colour: alt.Color | alt.ColorValue, tooltip: list[Any]) -> Chart:
    """A map of posts: circles by number of cables, the busiest named where there is room."""
    known = found.dropna(subset=["latitude", "longitude"])
    where = (alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"))
    circles = (
        alt.Chart(known)
        .mark_circle(opacity=0.8, stroke="white", strokeWidth=0.7)
        .encode(
            *where, colour,
            alt.Size("cables:Q", title="cables", scale=alt.Scale(range=[25, 900]), legend=alt.Legend(tickCount=3)),
            tooltip=tooltip,
        )
    )  # fmt: skip
    named = _named(known)
    named = named.assign(place=named["name"].str.replace(_KIND, "", regex=True))
    names = alt.Chart(named).mark_text(dy=-13, fontSize=11).encode(*where, text="place:N")
    return alt.layer(world(), circles, names).project("equalEarth").properties(height=460)


def _named(known: pd.DataFrame) -> pd.DataFrame:
    """The busiest posts whose names do not cover each other on the map."""
    kept: list[tuple[float, float]] = []
    chosen = []
    for index, latitude, longitude in zip(known.index, known["latitude"], known["longitude"], strict=True):
        if all(abs(latitude - y) > 9 or abs(longitude - x) > 32 for y, x in kept):
            kept.append((latitude, longitude))
            chosen.append(index)
    return known.loc[chosen[:14]]
