"""How secret the traffic was, whether it was marked as its parts ask, and when it was to be opened."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.figures import LEVELS, Drawing, Figure, Spec, bars, by_level, coloured, counted, field, names, shares
from dashboards.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = {"consistent": "#0072B2", "over-marked": "#E69F00", "under-marked": "#D55E00"}


def levels(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT year, coalesce(classification, 'not stated') AS level, count(*) AS cables,
    round(100 * count(*) / sum(count(*)) OVER (PARTITION BY year), 1) AS percent
FROM chosen
WHERE year IS NOT NULL
GROUP BY year, level
ORDER BY year, level"""
    return Figure("Classification by year (share of the year's cables)", sql, _levels)


def _levels(found: pd.DataFrame) -> Drawing:
    return by_level(found, _year("year:O"), shares("cables:Q", "share of cables"), 320, [field("percent:Q")])


def _year(name: str, title: str | None = None) -> Spec:
    return field(name, title=title, axis={"labelOverlap": True})


def marking(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
portions AS (
    SELECT cable_id, max(rank) AS highest
    FROM paragraphs JOIN chosen USING (cable_id) JOIN classifications ON classifications.classification = level
    GROUP BY cable_id
)
SELECT classification AS level,
    CASE WHEN highest < rank THEN 'over-marked' WHEN highest > rank THEN 'under-marked'
        ELSE 'consistent' END AS verdict,
    count(*) AS cables, round(100 * count(*) / sum(count(*)) OVER (PARTITION BY classification), 1) AS percent
FROM portions JOIN chosen USING (cable_id) JOIN classifications USING (classification)
GROUP BY classification, verdict
ORDER BY level, verdict"""
    if not chosen:  # the view has it ready
        sql = """SELECT classification AS level, verdict, sum(cables) AS cables, round(100 * sum(share), 1) AS percent
FROM portion_vs_overall
GROUP BY classification, verdict
ORDER BY level, verdict"""
    return Figure(
        "Over-marking (classification against the highest of the paragraphs, share of cables)",
        sql,
        _marking,
        "Over-marked: no paragraph reaches the level of the whole. Only cables with portion markings.",
    )


def _marking(found: pd.DataFrame) -> Drawing:
    tooltip = [field("level:N"), field("verdict:N"), field("cables:Q", format=","), field("percent:Q")]
    chart = {
        "mark": "bar",
        "encoding": {
            "x": shares("cables:Q", "share of cables"),
            "y": field("level:N", title=None, sort=list(LEVELS), axis=names(200)),
            "color": coloured("verdict", VERDICTS, "marking"),
            "tooltip": tooltip,
        },
        "height": 200,
    }
    return Drawing(found, chart)


def calendar(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT year(declassify_on) AS due_year, coalesce(classification, 'not stated') AS level, count(*) AS cables
FROM chosen
WHERE declassify_on IS NOT NULL
GROUP BY ALL
ORDER BY due_year, level"""
    return Figure(
        "Declassification calendar (cables by the year they name for it)",
        sql,
        _calendar,
        "Cables that state a date. Those without one are counted in the view declassification_calendar.",
    )


def _calendar(found: pd.DataFrame) -> Drawing:
    return by_level(found, _year("due_year:O", "year of declassification"), counted("cables:Q", "cables"), 280)


def handling(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
marked AS (
    SELECT cable_id, unnest(list_distinct(list_concat(coalesce(handling, []), coalesce(captions, [])))) AS marking
    FROM chosen
)
SELECT marking, count(*) AS cables, round(100 * count(*) / (SELECT count(*) FROM chosen), 1) AS percent
FROM marked
GROUP BY marking
ORDER BY cables DESC, marking
LIMIT 15"""
    return Figure(
        "Handling markings and captions (cables that carry them)",
        sql,
        lambda found: bars(found, "cables", "marking", "cables", [field("percent:Q")]),
    )


def protection(chosen: Selection) -> Figure:
    sql = f"""SELECT post, coalesce(post_name, post) AS name, cables, redacted_cables, redactions,
    round(100 * redacted_share, 1) AS percent_redacted, protecting_cables, protected_mentions
FROM redactions_by_post
WHERE (redacted_cables > 0 OR protecting_cables > 0) AND {chosen.of_posts()}
ORDER BY protecting_cables DESC, redacted_cables DESC, post"""
    return Figure(
        "Redactions and names to protect, by post (all years)",
        sql,
        note="Redacted: runs that the publisher blacked out. Protecting: cables that ask for a name to be protected.",
    )


def figures(chosen: Selection) -> list[Figure]:
    return [levels(chosen), marking(chosen), calendar(chosen), handling(chosen), protection(chosen)]
