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
MOST_PLACES = 150  # one wrong date in a distant century must not make all columns too thin to see
STEPS = (1, 2, 5, 10, 20, 50, 100)
_FAR = 8  # a bar that is so many times longer than all but a few others is cut off
_ABOVE = 24  # pixels above the scale for columns that are cut off, with their numbers
_LEAST = 0.3  # percent of the room that the shortest bar has
_CUT = 88  # percent of the room that the longest bar has beside one that is cut off


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
    breaks: list[str] = field(default_factory=list)  # data of a path across a column that is cut off
    numbers: list[Label] = field(default_factory=list)  # of the columns that are cut off


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

    With `is_share` the values of a place add up to 1. Places without a value are gaps, shaded with `shade_gaps`. With
    `is_open` the last place holds all that is beyond it. A column far higher than the others is cut off, so that these
    can be read.
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
    is_open: bool = False
    kind: str = "over time"

    @property
    def is_cut(self) -> bool:
        """Whether a column is cut off."""
        return not (self.is_line or self.is_share) and max(self._sums().values(), default=0) > self._top()

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
        scale = (floor - _TOP - _ABOVE * self.is_cut) / top
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
        most = MOST_PLACES * (12 if self.grain == "month" else 1)
        return list(range(found[0], found[-1] + 1)) if found[-1] - found[0] < most else found

    def _sums(self) -> dict[int, float]:
        """How high each place is."""
        sums: dict[int, float] = {}
        for piece in self.pieces:
            held = sums.get(piece.at, 0.0)
            sums[piece.at] = max(held, piece.value or 0.0) if self.is_line else held + (piece.value or 0.0)
        return sums

    def _top(self) -> float:
        """The value at the upper end of the scale."""
        if self.is_share:
            return 1.0
        if self.is_line:
            return _ticks(max(self._sums().values(), default=1.0) or 1.0, whole=False)[-1]
        return max(longest_whole(self._sums().values()), 1.0)

    def _labels(self, places: list[int], x: Mapping[int, float], step: float) -> Iterable[Label]:
        each = 12 if self.grain == "month" else 1
        years = [place for place in places if place % each == 0]
        every = next((n for n in STEPS if n * each * step >= 46), STEPS[-1])
        for place in years or places[:1]:
            if place // each % every == 0 or len(years) < 2:
                middle = x[place] + (0.0 if each == 12 else step / 2)
                words = str(place // each * self.width_of_place) + "+" * (self.is_open and place == places[-1])
                yield Label(min(middle, max(x.values()) + step - 10), self.height - 8, words)

    def _draw_columns(self, drawn: Drawn, x: Mapping[int, float], step: float, floor: float, scale: float) -> None:
        heights: dict[int, float] = {}
        order = {name: rank for rank, name in enumerate(self.series)}
        gap = min(2.0, step * 0.15)
        top = self._top()
        roof = floor - top * scale
        cut = {at: total for at, total in self._sums().items() if total > top} if self.is_cut else {}
        self._break_off(drawn, {x[at]: total for at, total in cut.items()}, step - gap, roof)
        for piece in sorted(self.pieces, key=lambda piece: (piece.at, order.get(piece.series, len(order)))):
            height = (piece.value or 0.0) * ((floor - roof + _ABOVE / 2) / cut[piece.at] if piece.at in cut else scale)
            base = heights.get(piece.at, 0.0)
            heights[piece.at] = base + height
            look = self.series.get(piece.series, "c0")
            bar = Mark(x[piece.at], floor - base - height, step - gap, height, look, piece.title, piece.href)
            drawn.bars.append(bar)

    def _break_off(self, drawn: Drawn, cut: Mapping[float, float], width: float, roof: float) -> None:
        """Mark the columns (left edge: value) that are taller than the scale, and write their numbers above them."""
        free = 0.0
        for x, total in sorted(cut.items()):
            drawn.breaks.append(f"M{x - 1:.1f} {roof + 1:.1f}L{x + width + 1:.1f} {roof - 3:.1f}")
            words = f"{total:,.0f}"
            half = len(words) * 3.5
            middle = min(max(x + width / 2, _LEFT + half), drawn.width - _RIGHT - half)
            if middle - half >= free:
                drawn.numbers.append(Label(middle, roof - _ABOVE / 2 - 4, words))
                free = middle + half + 6

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
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars with their labels and numbers, as the rows of a table.

    A bar far longer than the others is cut off, so that these can be compared.
    """

    bars: Sequence[Bar]
    head: tuple[str, str]
    series: Mapping[str, str] = field(default_factory=dict)
    kind: str = "bars"

    @property
    def is_cut(self) -> bool:
        """Whether a bar is cut off."""
        return any(bar.is_cut for bar in self.bars)


def bars(rows: Iterable[tuple[str, str, str, float]], head: tuple[str, str]) -> Bars:
    """Plain bars from rows (label, note, address, value); the longest fills the width."""
    listed = list(rows)
    scale = _Scale([value for *_, value in listed])
    found = []
    for label, note, href, value in listed:
        length = max(scale.length(value), _LEAST if value else 0)
        part = Part("c0", 0, length, f"{label}: {value:,.0f}", href)
        found.append(Bar(label, note, href, f"{value:,.0f}", (part,), scale.cuts(value)))
    return Bars(found, head)


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
    scale = _Scale(totals.values())
    found = []
    for label, pieces in rows.items():
        whole, start, parts = totals[label] or 1, 0.0, []
        for name, value, title, href in pieces:
            length = (100 if is_share else scale.length(whole)) * value / whole
            parts.append(Part(series.get(name, "c0"), start, length, title, href))
            start += length
        is_cut = not is_share and scale.cuts(whole)
        found.append(Bar(label, "", (hrefs or {}).get(label, ""), f"{totals[label]:,.0f}", tuple(parts), is_cut))
    present = {name for pieces in rows.values() for name, *_ in pieces}
    return Bars(found, head, {name: look for name, look in series.items() if name in present})


def longest_whole(values: Iterable[float]) -> float:
    """The highest value that a scale has to show whole; up to a quarter of the values may be far above it.

    >>> longest_whole([3, 5, 4, 2, 400]), longest_whole([3, 5, 4, 2, 30]), longest_whole([1, 400])
    (5, 30, 400)
    """
    ranked = sorted((value for value in values if value > 0), reverse=True)
    for count in range(len(ranked) // 4, 0, -1):
        if ranked[count - 1] > _FAR * ranked[count]:
            return ranked[count]
    return ranked[0] if ranked else 0.0


class _Scale:
    """How long bars are, in percent of the room."""

    def __init__(self, values: Iterable[float]) -> None:
        listed = list(values)
        self._whole = longest_whole(listed)
        self._unit = (_CUT if max(listed, default=0) > self._whole else 100) / (self._whole or 1)

    def cuts(self, value: float) -> bool:
        return value > self._whole

    def length(self, value: float) -> float:
        return 100.0 if self.cuts(value) else value * self._unit


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
