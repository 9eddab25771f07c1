"""Words over time: lines that the search index counts, each point of which leads to its cables."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.charts import OverTime, Piece
from dashboards.figures import COLOURS, Figure, Shown, cables, place
from dashboards.links import Links
from dashboards.published import Answer
from dashboards.selection import Selection, literal
from schemas.tables import Grain
from warehouse.search_trend import Trend, name_of

MEASURES = {
    "month": "cables per month",
    "month-share": "share of the month's cables",
    "year": "cables per year",
    "year-share": "share of the year's cables",
}
MOST = COLOURS
_COLUMNS = ("term", "period", "cables", "traffic", "share")


def grain_of(measure: str) -> Grain:
    return "year" if measure.startswith("year") else "month"


def figure(terms: Sequence[str], measure: str) -> Figure:
    """The figure without its rows. Its statement scans the texts for words and phrases."""
    grain = grain_of(measure)
    scans = [
        f"SELECT {literal(term)} AS term, * FROM word_trend({literal(term)}, grain := '{grain}')"  # noqa: S608
        for term in terms
    ]
    note = "Counted by the search index. Only times with cables have a value; the lines break between them. "
    note += "The statement below counts words and phrases by a full scan of the whole collection."
    return Figure(f"Words over time ({MEASURES[measure]})", "\nUNION ALL ".join(scans), note=note)


def counted(figure: Figure, trends: Sequence[Trend], chosen: Selection, links: Links, measure: str) -> Shown:
    """The figure with its rows and its lines."""
    values = [
        (one.term, period.start, period.cables, period.traffic, period.share)
        for one in trends
        for period in one.periods
    ]
    found = Answer(_COLUMNS, tuple(values))
    return Shown(figure, "", found, _lines(found, [one.term for one in trends], chosen, links, measure))


def _lines(found: Answer, terms: Sequence[str], chosen: Selection, links: Links, measure: str) -> OverTime:
    pieces, grain, is_share = [], grain_of(measure), measure.endswith("share")
    for row in found:
        if row["cables"] is None:
            continue
        start, term = row["period"], row["term"]
        picked = chosen.in_month(start) if grain == "month" else chosen.in_year(start.year)
        title = f"{name_of(start, grain)}, {term}: {cables(row['cables'])} of {row['traffic']:,} ({row['share']:.1%})"
        href = links.cables(picked, term) if row["cables"] else ""
        at = place(start) if grain == "month" else start.year
        # an axis up to 100% would flatten every line
        pieces.append(Piece(at, term, 100 * row["share"] if is_share else row["cables"], title, href))
    looks = {term: f"c{number}" for number, term in enumerate(terms)}
    unit = f"percent of the {grain}'s cables" if is_share else MEASURES[measure]
    return OverTime(pieces, looks, grain, unit, is_line=True, height=330)
