"""Charts of amounts in rows and columns: tables with coloured cells, and heat maps by year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboards.charts import MOST_PLACES, STEPS, WIDE, Label, Mark

_RIGHT, _BOTTOM = 8, 26  # pixels beside and below the cells
_LETTERS = 24  # shown of a name
# pixels: height of a cell, its greatest width, and its least width with a number in it
_LANE, _WIDEST_CELL, _NUMBERED = 24, 56, 25


class Cell(NamedTuple):
    words: str
    title: str
    href: str
    step: int  # 0 to 6: how strong the colour is


class Head(NamedTuple):
    """The head of a row or column: a short label, its meaning (empty if the label says it), and an address."""

    label: str
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of amounts, with stronger colours for larger ones: heads by code, cells by (row, column)."""

    columns: Mapping[str, Head]
    rows: Mapping[str, Head]
    cells: Mapping[tuple[str, str], Cell]
    kind: str = "grid"


@dataclass(slots=True)
class DrawnHeat:
    """A heat map for a wide screen, in pixels. Each cell has a label, empty if there is no room for words."""

    width: int
    height: int
    rows: list[tuple[Label, Head]] = field(default_factory=list)
    across: list[Label] = field(default_factory=list)
    cells: list[tuple[Mark, Label]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heat:
    """Amounts by row and year, with stronger colours for larger ones: cells by (code of a row, year).

    A wide screen has room for any number of years; on a phone, the map is a table that scrolls sideways. `scale` names
    the steps of the colour (see Cell) and gives their looks.
    """

    rows: Mapping[str, Head]
    cells: Mapping[tuple[str, int], Cell]
    scale: Mapping[str, str]
    unit: str
    kind: str = "heat"

    @property
    def _years(self) -> Sequence[int]:
        found = sorted({year for _, year in self.cells})
        return range(found[0], found[-1] + 1) if found and found[-1] - found[0] < MOST_PLACES else found

    @property
    def table(self) -> Grid:
        """The same as a table, with only the short label of each row."""
        columns = {str(year): Head(str(year)) for year in self._years}
        rows = {code: row._replace(title="") for code, row in self.rows.items()}
        return Grid(columns, rows, {(code, str(year)): cell for (code, year), cell in self.cells.items()})

    def drawn(self) -> DrawnHeat:
        years = self._years
        left = _LETTERS * 7 + 8
        step = min(_WIDEST_CELL, (WIDE - left - _RIGHT) / max(1, len(years)))
        drawn = DrawnHeat(WIDE, len(self.rows) * _LANE + _BOTTOM)
        for index, (code, row) in enumerate(self.rows.items()):
            y = index * _LANE
            label = row.label if len(row.label) <= _LETTERS else f"{row.label[: _LETTERS - 1]}…"
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
                middle = min(left + (place + 0.5) * step, WIDE - 14)
                drawn.across.append(Label(middle, drawn.height - 8, str(year)))
        return drawn


def strength(value: float, most: float) -> int:
    """How strongly a cell is coloured, 0 to 6: by the square root, so that small values can be told apart."""
    return 0 if value <= 0 or most <= 0 else min(6, 1 + int(5.999 * math.sqrt(value / most)))
