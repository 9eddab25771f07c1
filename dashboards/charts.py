"""Charts as geometry: templates/charts.html draws them as SVG or as a table, without any script.

A chart holds numbers, words and addresses; colours are classes of the style sheet, so that light mode, dark mode and
print share one drawing. Charts over time are drawn twice, for a wide screen and for a phone, and the style sheet shows
one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

WIDE, NARROW = 900, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 10, 26
_MOST_PLACES = 150  # one wrong date in a distant century must not make all columns too thin to see
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class Mark(NamedTuple):
    """A target for the pointer: a rectangle, or a circle of radius `height`. Pixels from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    look: str
    title: str
    href: str = ""


class Label(NamedTuple):
    x: float
    y: float
    words: str


@dataclass(slots=True)
class Drawn:
    """A chart at one width, in pixels."""

    width: int
    height: int
    bars: list[Mark] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)  # data of a path, look
    gaps: list[Mark] = field(default_factory=list)
    across: list[Label] = field(default_factory=list)
    upward: list[Label] = field(default_factory=list)


class Piece(NamedTuple):
    """One value: its place on the axis (a year, 12 * year + month - 1, or a number), its series, its link."""

    at: int
    series: str
    value: float | None
    title: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class OverTime:
    """Stacked columns, or lines, over years, months or numbers. `series` gives the look of each, bottom first.

    With `is_share` the values of a place add up to 1. Places without a value are gaps, shaded with `shade_gaps`.
    """

    pieces: Sequence[Piece]
    series: Mapping[str, str]
    grain: str = "year"
    unit: str = "cables"
    is_share: bool = False
    is_line: bool = False
    shade_gaps: bool = False
    height: int = 300
    width_of_place: int = 1  # how many numbers of the axis a place spans
    kind: str = "over time"

    def drawings(self) -> tuple[Drawn, Drawn]:
        return self.drawn(WIDE), self.drawn(NARROW)

    def drawn(self, width: int) -> Drawn:
        drawn = Drawn(width, self.height)
        places = self._places()
        if not places:
            return drawn
        step = (width - _LEFT - _RIGHT) / len(places)
        x = {place: _LEFT + index * step for index, place in enumerate(places)}
        top = self._top()
        floor = self.height - _BOTTOM
        scale = (floor - _TOP) / top
        for value in _ticks(top, whole=not self.is_share):
            words = f"{value:.0%}" if self.is_share else short(value)
            drawn.upward.append(Label(_LEFT - 6, floor - value * scale, words))
        drawn.across += self._labels(places, x, step)
        if self.is_line:
            self._draw_lines(drawn, x, step, floor, scale)
        else:
            self._draw_columns(drawn, x, step, floor, scale)
        if self.shade_gaps:
            drawn.gaps += self._gaps(places, x, step, floor)
        return drawn

    def _places(self) -> list[int]:
        found = sorted({piece.at for piece in self.pieces})
        if not found:
            return []
        most = _MOST_PLACES * (12 if self.grain == "month" else 1)
        return list(range(found[0], found[-1] + 1)) if found[-1] - found[0] < most else found

    def _top(self) -> float:
        if self.is_share:
            return 1.0
        sums: dict[int, float] = {}
        for piece in self.pieces:
            held = sums.get(piece.at, 0.0)
            sums[piece.at] = max(held, piece.value or 0.0) if self.is_line else held + (piece.value or 0.0)
        highest = max(sums.values(), default=1.0) or 1.0
        return _ticks(highest, whole=False)[-1] if self.is_line else max(highest, 1.0)

    def _labels(self, places: list[int], x: Mapping[int, float], step: float) -> Iterable[Label]:
        each = 12 if self.grain == "month" else 1
        years = [place for place in places if place % each == 0]
        every = next((n for n in _STEPS if n * each * step >= 46), _STEPS[-1])
        for place in years or places[:1]:
            if place // each % every == 0 or len(years) < 2:
                middle = x[place] + (0.0 if each == 12 else step / 2)
                words = str(place // each * self.width_of_place)
                yield Label(min(middle, max(x.values()) + step - 10), self.height - 8, words)

    def _draw_columns(self, drawn: Drawn, x: Mapping[int, float], step: float, floor: float, scale: float) -> None:
        heights: dict[int, float] = {}
        order = {name: rank for rank, name in enumerate(self.series)}
        gap = min(2.0, step * 0.15)
        for piece in sorted(self.pieces, key=lambda piece: (piece.at, order.get(piece.series, len(order)))):
            height = (piece.value or 0.0) * scale
            base = heights.get(piece.at, 0.0)
            heights[piece.at] = base + height
            look = self.series.get(piece.series, "c0")
            bar = Mark(x[piece.at], floor - base - height, step - gap, height, look, piece.title, piece.href)
            drawn.bars.append(bar)

    def _draw_lines(self, drawn: Drawn, x: Mapping[int, float], step: float, floor: float, scale: float) -> None:
        for name, look in self.series.items():
            points = {piece.at: piece for piece in self.pieces if piece.series == name and piece.value is not None}
            path, before = "", None
            for at in sorted(points):
                piece = points[at]
                px, py = x[at] + step / 2, floor - (piece.value or 0.0) * scale
                path += f"{'L' if before == at - 1 else 'M'}{px:.1f} {py:.1f}"
                lonely = at - 1 not in points and at + 1 not in points
                drawn.dots.append(Mark(px, py, 0, 3.5, f"{look}{' lonely' if lonely else ''}", piece.title, piece.href))
                before = at
            drawn.lines.append((path, look))

    def _gaps(self, places: list[int], x: Mapping[int, float], step: float, floor: float) -> Iterable[Mark]:
        filled = {piece.at for piece in self.pieces if piece.value}
        runs: list[list[int]] = []
        for place in places:
            if place in filled:
                continue
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        for run in runs:
            title = f"No cables: {self._named(run[0])}" + (f" to {self._named(run[-1])}" if len(run) > 1 else "")
            yield Mark(x[run[0]], _TOP, len(run) * step, floor - _TOP, "gap", title)

    def _named(self, place: int) -> str:
        return month_name(place) if self.grain == "month" else str(place)


class Part(NamedTuple):
    """A part of a bar: its look, where it begins and how long it is (percent), its link."""

    look: str
    start: float
    length: float
    title: str
    href: str = ""


class Bar(NamedTuple):
    label: str
    note: str
    href: str
    number: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars with their labels and numbers, as the rows of a table."""

    bars: Sequence[Bar]
    head: tuple[str, str]
    series: Mapping[str, str] = field(default_factory=dict)
    kind: str = "bars"


class Cell(NamedTuple):
    words: str
    title: str
    href: str
    step: int  # 0 to 6: how strong the colour is


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of amounts, coloured by strength: columns and rows as (code, name), cells by (row, column)."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str]]
    cells: Mapping[tuple[str, str], Cell]
    row_links: Mapping[str, str] = field(default_factory=dict)
    kind: str = "grid"


def bars(rows: Iterable[tuple[str, str, str, float]], head: tuple[str, str]) -> Bars:
    """Plain bars from rows (label, note, address, value); the longest fills the width."""
    listed = list(rows)
    most = max((value for *_, value in listed), default=1) or 1
    return Bars(
        [
            Bar(
                label, note, href, f"{value:,.0f}", (Part("c0", 0, 100 * value / most, f"{label}: {value:,.0f}", href),)
            )
            for label, note, href, value in listed
        ],
        head,
    )


def split(
    rows: Mapping[str, Sequence[tuple[str, float, str, str]]],
    series: Mapping[str, str],
    head: tuple[str, str],
    *,
    is_share: bool,
    hrefs: Mapping[str, str] | None = None,
) -> Bars:
    """Split bars: for each label its pieces (series, value, title, address)."""
    totals = {label: sum(piece[1] for piece in pieces) for label, pieces in rows.items()}
    most = max(totals.values(), default=1) or 1
    found = []
    for label, pieces in rows.items():
        whole, start, parts = (totals[label] or 1) if is_share else most, 0.0, []
        for name, value, title, href in pieces:
            length = 100 * value / whole
            parts.append(Part(series.get(name, "c0"), start, length, title, href))
            start += length
        found.append(Bar(label, "", (hrefs or {}).get(label, ""), f"{totals[label]:,.0f}", tuple(parts)))
    present = {name for pieces in rows.values() for name, *_ in pieces}
    return Bars(found, head, {name: look for name, look in series.items() if name in present})


def strength(value: float, most: float) -> int:
    """How strongly a cell is coloured, 0 to 6: by the square root, so that small values differ next to large ones."""
    return 0 if value <= 0 or most <= 0 else min(6, 1 + int(5.999 * math.sqrt(value / most)))


def month_name(place: int) -> str:
    """A month counted from the year 0, in digits.

    >>> month_name(12 * 2006 + 4)
    '2006-05'
    """
    return f"{place // 12:04}-{place % 12 + 1:02}"


def short(value: float) -> str:
    """A number for an axis.

    >>> [short(value) for value in (0, 2.5, 900, 12_000, 2_500_000)]
    ['0', '2.5', '900', '12k', '2.5M']
    """
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"


def _ticks(highest: float, *, whole: bool) -> list[float]:
    """About five round values from 0; the last is at least `highest` if it need not be whole."""
    if highest == 1.0 and not whole:
        return [0.0, 0.25, 0.5, 0.75, 1.0]
    rough = highest / 5
    size = 10 ** math.floor(math.log10(rough)) if rough > 0 else 1
    step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough)
    step = max(step, 1.0) if whole else step
    count = math.floor(highest / step) if whole else math.ceil(highest / step)
    return [round(n * step, 6) for n in range(count + 1)]


def path_of(points: Iterable[tuple[float, float]], farthest: float = math.inf) -> str:
    """Data of an SVG path through points; it breaks where two are farther apart than `farthest` from left to right."""
    listed = list(points)
    parts = [f"M{listed[0][0]:.1f} {listed[0][1]:.1f}"] if listed else []
    for (x0, _), (x, y) in pairwise(listed):
        parts.append(f"{'M' if abs(x - x0) > farthest else 'L'}{x:.1f} {y:.1f}")
    return "".join(parts)
