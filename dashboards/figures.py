"""Figures of the pages: a title with its unit, the statement behind it, and how its rows are drawn.

A figure knows neither the server nor the static copy: dashboards.show and dashboards.site both present it. Charts are
plain Vega-Lite (https://vega.github.io/vega-lite/docs/): nothing is checked or converted while a reader waits.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito: told apart with every common kind of colour blindness, on white and on black
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A800", "#999999")
BLUE = COLOURS[0]
ORANGE = "#D55E00"
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

# Vega-Lite: a chart without its data, or a part of one
Spec: TypeAlias = dict[str, Any]
_KIND = r"^(?:Embassy|Consulate General|Consulate|Mission|US Mission|Interests Section) "
_TYPES = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}
_NARROW = "containerSize()[0] < 520"
_MOST_YEARS = 120
# thin lines of these are hard to see on black
_BRIGHTER = {"#0072B2": "#3D9BE0", "#D55E00": "#F07818"}


class Drawing(NamedTuple):
    """Rows, and the chart that is drawn of them."""

    rows: pd.DataFrame
    chart: Spec


@dataclass(frozen=True, slots=True)
class Figure:
    """A titled query: a chart where `draw` is given, else a table.

    `cable` names columns of the table that hold cable ids, to be opened by a click.
    """

    title: str
    sql: str
    draw: Callable[[pd.DataFrame], Drawing] | None = None
    note: str = ""
    cable: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name for files and anchors."""
        return re.sub(r"\W+", "_", self.title.lower()).strip("_")

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


def look(*, dark: bool) -> Spec:
    """The same quiet look for every chart, legible on white or on black: Vega-Lite's `config`."""
    ink, line = ("#E6E6E6", "#33373D") if dark else ("#303030", "#DDDDDD")
    # what is much stands out from the page: dark on white, light on black
    ramp = {"scheme": "cividis", "extent": [0, 1] if dark else [1, 0]}
    text = {"labelColor": ink, "titleColor": ink, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**text, "gridColor": line, "domainColor": "#888888", "tickColor": "#888888"}
        | {"titleFontWeight": "normal"},
        "legend": {**text, "orient": "top", "labelLimit": 260, "columns": {"expr": f"{_NARROW} ? 1 : 4"}},
        "range": {
            "heatmap": ramp,
            "ramp": ramp,
            "category": [_BRIGHTER.get(c, c) for c in COLOURS] if dark else list(COLOURS),
        },
        "text": {"color": ink, "font": "sans-serif"},
        "geoshape": {"fill": "#3A3F47" if dark else "#E4E4E0", "stroke": "#59606B" if dark else "#C4C4BE"},
    }


def field(name: str, **given: Any) -> Spec:
    """A channel of a chart: `cables:Q` names a column and its kind (Q a number, N a name, O in order, T a time)."""
    column, kind = name.split(":")
    return {"field": column, "type": _TYPES[kind], **given}


def counted(name: str, title: str, **given: Any) -> Spec:
    """An axis of whole numbers from zero."""
    axis = {"format": "~s", "tickMinStep": 1, "tickCount": 6, "labelExpr": "datum.value ? datum.label : '0'"}
    return field(name, title=title, axis=axis, **given)


def amount(title: str) -> Spec:
    """The colour of a number of cables: few are told apart where others have thousands."""
    legend = {"tickCount": 3, "gradientLength": 200}
    return field("cables:Q", title=title, scale={"type": "sqrt"}, legend=legend)


def shares(name: str, title: str, **given: Any) -> Spec:
    """An axis of shares of a whole, in percent."""
    return field(name, title=title, stack="normalize", axis={"format": "%", "tickCount": 5}, **given)


def years(name: str, found: pd.DataFrame, title: str | None = None) -> Spec:
    """An axis of years, those between in which nothing is included."""
    first, last = int(found[name].min()), int(found[name].max())
    # one wrong date in a far century must not make all bars too thin to see
    scale = {"domain": list(range(first, last + 1))} if last - first < _MOST_YEARS else {}
    return field(f"{name}:O", title=title, scale=scale, axis={"labelOverlap": True, "labelAngle": 0})


def labelled(code: pd.Series[Any], name: pd.Series[Any]) -> pd.Series[Any]:
    """Codes with their names behind them, alone where they have none."""
    return code.where(name.isna() | (name == code), code + "  " + name.fillna(""))


def names(limit: int = 230) -> Spec:
    """An axis of names, shortened to so many pixels, and further on a phone."""
    return {"labelLimit": {"expr": f"{_NARROW} ? 115 : {limit}"}}


def bars(found: pd.DataFrame, value: str, label: str, title: str, extra: Sequence[Spec] = ()) -> Drawing:
    """Bars to the right, the longest on top, their numbers beside them."""
    order = found.sort_values(value, ascending=False, kind="stable")[label].tolist()
    tooltip = [field(f"{label}:N"), field(f"{value}:Q", title=title, format=","), *extra]
    # room for the number beside the longest bar
    room = f"{float(found[value].max())} * ({_NARROW} ? 1.4 : 1.1)"
    numbers = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": tooltip[1]}}
    chart = {
        "layer": [{"mark": {"type": "bar", "color": BLUE}}, numbers],
        "encoding": {
            "x": counted(f"{value}:Q", title, scale={"domainMin": 0, "domainMax": {"expr": room}}),
            "y": field(f"{label}:N", title=None, sort=order, axis=names()),
            "tooltip": tooltip,
        },
        "height": 60 + 22 * len(found),
    }
    return Drawing(found, chart)


def coloured(column: str, colours: dict[str, str], title: str, present: pd.Series[Any] | None = None) -> Spec:
    """Colours by fixed meaning; with `present` the legend names only what is there."""
    here = colours if present is None else {k: v for k, v in colours.items() if k in set(present)}
    scale = {"domain": list(here), "range": list(here.values())}
    return field(f"{column}:N", title=title, scale=scale, sort=list(here))


def stacked(found: pd.DataFrame, x: Spec, y: Spec, colour: Spec, height: int, extra: Sequence[Spec] = ()) -> Drawing:
    """Bars in layers, in the order of the colours: the first at the bottom."""
    order = f"indexof({json.dumps(colour['sort'])}, datum[{json.dumps(colour['field'])}])"
    tooltip = [
        {name: value for name, value in x.items() if name not in ("axis", "scale", "title")},
        {"field": colour["field"], "type": "nominal"},
        field("cables:Q", format=","),
        *extra,
    ]
    chart = {
        "mark": "bar",
        "transform": [{"calculate": order, "as": "layer"}],
        "encoding": {"x": x, "y": y, "color": colour, "order": field("layer:Q"), "tooltip": tooltip},
        "height": height,
    }
    return Drawing(found, chart)


def by_level(found: pd.DataFrame, x: Spec, y: Spec, height: int, extra: Sequence[Spec] = ()) -> Drawing:
    """Bars of cables in layers of their classification (column `level`), the lowest at the bottom."""
    return stacked(found, x, y, coloured("level", LEVELS, "classification", found["level"]), height, extra)


def lines(found: pd.DataFrame, y: Spec, by: str, height: int, extra: Sequence[Spec] = ()) -> Drawing:
    """A line a topic or country (the column `by`) over months, told apart by colour and by dashes."""
    legend = {"title": by, "columns": {"expr": f"{_NARROW} ? 1 : 3"}}
    month = field("month:T", timeUnit="yearmonth", title="month")
    chart = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": field("month:T", title=None),
            "y": y,
            "color": field(f"{by}:N", legend=legend),
            "strokeDash": field(f"{by}:N", legend=legend),
            "tooltip": [month, field(f"{by}:N"), *extra],
        },
        "height": height,
    }
    return Drawing(found, chart)


def grid(found: pd.DataFrame, x: Spec, y: Spec, colour: Spec, tooltip: Sequence[Spec], height: int) -> Drawing:
    """A field of rectangles, the more the stronger."""
    return _coloured_marks("rect", found, x, y, colour, tooltip, height)


def split(found: pd.DataFrame, x: Spec, y: Spec, colour: Spec, tooltip: Sequence[Spec], height: int) -> Drawing:
    """Bars to the right, each in pieces told apart by colour."""
    return _coloured_marks("bar", found, x, y, colour, tooltip, height)


def _coloured_marks(
    mark: str, found: pd.DataFrame, x: Spec, y: Spec, colour: Spec, tooltip: Sequence[Spec], height: int
) -> Drawing:
    encoding = {"x": x, "y": y, "color": colour, "tooltip": list(tooltip)}
    return Drawing(found, {"mark": mark, "encoding": encoding, "height": height})


@cache
def _land() -> str:
    """The coastlines, from a file of this package: a map fetches nothing. Vega takes data in an address at once."""
    return f"data:application/json;base64,{base64.b64encode(LAND.read_bytes()).decode()}"


def places(found: pd.DataFrame, colour: Spec, tooltip: list[Spec]) -> Drawing:
    """A map of posts: circles by number of cables, the busiest named where there is room."""
    known = found.dropna(subset=["latitude", "longitude"])
    wide, narrow = _named(known, 9, 32, 14), _named(known, 22, 80, 6)
    known = known.assign(
        place=known["name"].str.replace(_KIND, "", regex=True).where(known.index.isin(wide + narrow), ""),
        wide=known.index.isin(wide),
        narrow=known.index.isin(narrow),
    )
    where = {"longitude": field("longitude:Q"), "latitude": field("latitude:Q")}
    small, large = ({"expr": f"{_NARROW} ? {phone} : {desk}"} for phone, desk in ((8, 25), (250, 900)))
    size = field("cables:Q", title="cables", scale={"range": [small, large]}, legend={"tickCount": 3})
    land = {"url": _land(), "format": {"type": "topojson", "feature": "land"}}
    is_room = {"test": f"{_NARROW} ? datum.narrow : datum.wide", "field": "place"}
    layers = [
        {"data": land, "mark": {"type": "geoshape", "strokeWidth": 0.5, "aria": False}},
        {
            "mark": {"type": "circle", "opacity": 0.8, "stroke": "white", "strokeWidth": 0.7},
            "encoding": {**where, "color": colour, "size": size, "tooltip": tooltip},
        },
        {
            "mark": {"type": "text", "dy": -13, "fontSize": 11},
            "encoding": {**where, "text": {"condition": is_room, "value": ""}},
        },
    ]
    projection = {"type": {"expr": f"{_NARROW} ? 'mercator' : 'equalEarth'"}}
    # a signal of this name overrides the height: on a phone the map is low, and else stands between empty bands
    low = {"name": "height", "expr": "width < 520 ? 340 : 460"}
    return Drawing(known, {"layer": layers, "projection": projection, "height": 460, "params": [low]})


def _named(known: pd.DataFrame, high: float, wide: float, most: int) -> list[Any]:
    """The busiest posts that lie so many degrees apart that their names do not cover each other."""
    kept: list[tuple[float, float]] = []
    chosen: list[Any] = []
    for index, latitude, longitude in zip(known.index, known["latitude"], known["longitude"], strict=True):
        if len(chosen) < most and all(abs(latitude - y) > high or abs(longitude - x) > wide for y, x in kept):
            kept.append((latitude, longitude))
            chosen.append(index)
    return chosen
