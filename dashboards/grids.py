"""Charts of amounts in rows and columns: tables of coloured cells, and heat maps by year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboards.charts import MOST_PLACES, NARROW, STEPS, WIDE, Label, Mark

_RIGHT, _BOTTOM = 8, 26  # pixels beside and below the cells
_SHORT_HEAD = 5  # letters
_LANE, _WIDEST_CELL, _NUMBERED = 24, 56, 25  # pixels of a cell: its height, its width at most, and with a number in it


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

    @property
    def has_short_heads(self) -> bool:
        """Whether the codes of the columns fit above them as they are."""
        return all(len(code) <= _SHORT_HEAD for code, _ in self.columns)


class Row(NamedTuple):
    label: str
    title: str
    href: str


@dataclass(slots=True)
class DrawnHeat:
    """A heat map at one width, in pixels. Each cell comes with the words in it, empty if there is no room."""

    width: int
    height: int
    rows: list[tuple[Label, Row]] = field(default_factory=list)
    across: list[Label] = field(default_factory=list)
    cells: list[tuple[Mark, Label]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heat:
    """Amounts by row and year, the more the stronger: cells by (code of a row, year). It fits, however many years.

    `scale` names the strengths of the colour (see Cell) with their looks.
    """

    rows: Mapping[str, Row]
    cells: Mapping[tuple[str, int], Cell]
    scale: Mapping[str, str]
    unit: str
    kind: str = "heat"

    def drawings(self) -> tuple[DrawnHeat, DrawnHeat]:
        return self.drawn(WIDE), self.drawn(NARROW)

    def drawn(self, width: int) -> DrawnHeat:
        found = sorted({year for _, year in self.cells})
        years = list(range(found[0], found[-1] + 1)) if found and found[-1] - found[0] < MOST_PLACES else found
        most = 24 if width == WIDE else 13  # letters of a name
        left = most * 7 + 8
        step = min(_WIDEST_CELL, (width - left - _RIGHT) / max(1, len(years)))
        drawn = DrawnHeat(width, len(self.rows) * _LANE + _BOTTOM)
        for index, (code, row) in enumerate(self.rows.items()):
            y = index * _LANE
            label = row.label if len(row.label) <= most else f"{row.label[: most - 1]}…"
            drawn.rows.append((Label(left - 8, y + _LANE / 2 + 4, label), row))
            for place, year in enumerate(years):
                if cell := self.cells.get((code, year)):
                    x, look = left + place * step, f"h{cell.step}"
                    mark = Mark(x, y + 1, step - min(1.0, step * 0.15), _LANE - 2, look, cell.title, cell.href)
                    words = cell.words if step >= _NUMBERED else ""
                    drawn.cells.append((mark, Label(x + step / 2, y + _LANE / 2 + 4, words)))
        every = next((n for n in STEPS if n * step >= 36), STEPS[-1])
        for place, year in enumerate(years):
            if year % every == 0 or len(years) == 1:
                middle = min(left + (place + 0.5) * step, width - 14)
                drawn.across.append(Label(middle, drawn.height - 8, str(year)))
        return drawn


def strength(value: float, most: float) -> int:
    """How strongly a cell is coloured, 0 to 6: by the square root, so that small values differ next to large ones."""
    return 0 if value <= 0 or most <= 0 else min(6, 1 + int(5.999 * math.sqrt(value / most)))
