"""How secret the traffic was, whether it was marked as its parts ask, and when it was to be opened."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.figures import (
    LEVELS,
    Drawing,
    Figure,
    bars,
    by_level,
    coloured,
    counted,
    field,
    names,
    shares,
    split,
    stacked,
    years,
)
from dashboards.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = {"consistent": "#0072B2", "over-marked": "#E69F00", "under-marked": "#D55E00"}
RULES = {
    "printed": "#0072B2",
    "general schedule": "#CC79A7",
    "six years": "#009E73",
    "ten years": "#56B4E9",
    "twenty-five years": "#E69F00",
}
STATES = {"overdue": "#D55E00", "not yet due": "#0072B2", "no date": "#999999"}


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
    return by_level(found, years("year", found), shares("cables:Q", "share of cables"), 320, [field("percent:Q")])


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
    level = field("level:N", title=None, sort=list(LEVELS), axis=names(200))
    verdict = coloured("verdict", VERDICTS, "marking")
    return split(found, shares("cables:Q", "share of cables"), level, verdict, tooltip, 200)


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
        "Cables that state a date.",
    )


def _calendar(found: pd.DataFrame) -> Drawing:
    year = years("due_year", found, "year of declassification")
    return by_level(found, year, counted("cables:Q", "cables"), 280)


def calendar_by_rule(chosen: Selection) -> Figure:
    sql = f"""SELECT due_year, basis, sum(cables) AS cables, sum(overdue) AS overdue
FROM declassification_calendar
WHERE due_year IS NOT NULL AND {chosen.of_levels()}
GROUP BY due_year, basis
ORDER BY due_year, basis"""
    return Figure(
        "Declassification calendar by rule (cables by the year they are due)",
        sql,
        _calendar_by_rule,
        "Of the whole collection, whatever dates, posts or TAGS are chosen. Printed: the cable states the date. The "
        "other rules count from the cable's own date: the general schedule of E.O. 11652; six years (12065) or ten "
        "years (12958 and later) where nothing is marked; twenty-five years for all else. No ruling on any one cable.",
    )


def _calendar_by_rule(found: pd.DataFrame) -> Drawing:
    year = years("due_year", found, "year of declassification")
    rule = coloured("basis", RULES, "rule", found["basis"])
    return stacked(found, year, counted("cables:Q", "cables"), rule, 300, [field("overdue:Q", format=",")])


def overdue(chosen: Selection) -> Figure:
    sql = f"""SELECT * FROM (
    SELECT coalesce(basis, 'no date to count from') AS rule, unnest(['overdue', 'not yet due', 'no date']) AS state,
        unnest([
            sum(overdue),
            sum(cables) FILTER (due_year IS NOT NULL) - sum(overdue),
            sum(cables) FILTER (due_year IS NULL)
        ]) AS cables
    FROM declassification_calendar
    WHERE {chosen.of_levels()}
    GROUP BY basis
)
WHERE cables > 0
ORDER BY rule, state"""
    return Figure(
        "What is overdue for declassification (cables by rule)",
        sql,
        _overdue,
        "Of the whole collection. Overdue: the day that the rule gives has passed; whether the cable was opened then, "
        "the lake cannot know.",
    )


def _overdue(found: pd.DataFrame) -> Drawing:
    rule = field("rule:N", title=None, sort=[*RULES, "no date to count from"], axis=names(200))
    state = coloured("state", STATES, "state", found["state"])
    tooltip = [field("rule:N"), field("state:N"), field("cables:Q", format=",")]
    return split(found, counted("cables:Q", "cables"), rule, state, tooltip, 100 + 26 * found["rule"].nunique())


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
    return [
        levels(chosen),
        marking(chosen),
        calendar(chosen),
        calendar_by_rule(chosen),
        overdue(chosen),
        handling(chosen),
        protection(chosen),
    ]
