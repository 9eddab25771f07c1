"""How complete the collection is, and how far the figures can be trusted."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.figures import (
    BLUE,
    STATUSES,
    Drawing,
    Figure,
    coloured,
    counted,
    field,
    grid,
    names,
    shares,
    split,
    stacked,
    years,
)
from dashboards.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

DISAGREEMENTS = """SELECT rule, cable_id, detail
FROM findings
WHERE status = 'disagrees'
ORDER BY rule, cable_id
LIMIT 1000"""
REPAIRS = """SELECT field, rule, findings, cables, example
FROM findings_by_rule
WHERE status = 'repaired'
ORDER BY cables DESC, field, rule"""
QUARANTINE = """SELECT reason, stage, source, member, detail, replayed_at
FROM quarantine
ORDER BY replayed_at NULLS FIRST, reason, source, member
LIMIT 1000"""
RUNS = """SELECT run_id, started_at, finished_at, status, documents, parsed, quarantined, duplicates,
    documents = parsed + quarantined + duplicates AS adds_up
FROM runs
ORDER BY started_at DESC
LIMIT 200"""
ALARMS = """SELECT run_id, started_at, measure, value, usual, lowest, highest
FROM run_alarms
WHERE is_alarm
ORDER BY started_at DESC, measure
LIMIT 200"""


def coverage(chosen: Selection) -> Figure:
    sql = f"""SELECT coalesce(post_name, post) AS name, year, serials AS cables, highest_serial,
    round(100 * coverage, 1) AS percent
FROM serial_coverage
WHERE {chosen.within_years("year")} AND {chosen.of_posts()}
    AND post IN (SELECT post FROM cables GROUP BY post ORDER BY count(*) DESC, post LIMIT 20)
ORDER BY name, year"""
    return Figure(
        "Coverage (percent of a post's numbered cables that the lake holds, by year)",
        sql,
        _coverage,
        "Posts number their cables from 1 each year; the highest number seen is at least what was sent. "
        "The 20 busiest posts.",
    )


def _coverage(found: pd.DataFrame) -> Drawing:
    tooltip = [
        field("name:N"),
        field("year:O"),
        field("percent:Q"),
        field("cables:Q", title="serials held", format=","),
        field("highest_serial:Q", format=","),
    ]
    held = field("percent:Q", title="percent held", scale={"domain": [0, 100]})
    height = 110 + 20 * found["name"].nunique()
    return grid(found, years("year", found), field("name:N", title=None, axis=names(160)), held, tooltip, height)


def availability(chosen: Selection) -> Figure:
    sql = f"""SELECT CAST(date_trunc('year', month) AS DATE) AS period, unnest(['whole', 'extract', 'no text']) AS text,
    unnest([sum(whole), sum("partial"), sum(no_text)]) AS cables
FROM availability
WHERE month IS NOT NULL AND {chosen.within("month")}
GROUP BY period
ORDER BY period, text"""
    return Figure("How much of each cable there is (cables per year)", sql, _availability)


def _availability(found: pd.DataFrame) -> Drawing:
    colours = {"whole": "#0072B2", "extract": "#E69F00", "no text": "#999999"}
    period = field("period:T", timeUnit="year", title=None)
    return stacked(found, period, counted("cables:Q", "cables per year"), coloured("text", colours, "text"), 260)


def gaps(chosen: Selection) -> Figure:
    sql = f"""SELECT coalesce(post_name, post) AS name, first_day, last_day, days, usual_days, cable_before, cable_after
FROM gaps
WHERE {chosen.within("first_day")} AND {chosen.of_posts()}
ORDER BY days / usual_days DESC NULLS LAST, name, first_day
LIMIT 500"""
    return Figure(
        "Gaps (windows in which a post that wrote before and after has no cable)",
        sql,
        note="Usual days: the median between two days with traffic there. Most unusual first.",
        cable=("cable_before", "cable_after"),
    )


def fields() -> Figure:
    sql = """SELECT field, unnest(['ok', 'repaired', 'absent', 'unparsed']) AS status,
    unnest([sum(ok), sum(repaired), sum(absent), sum(unparsed)]) AS cables
FROM field_quality
WHERE field NOT IN ('witness', 'text')
GROUP BY field
ORDER BY field, status"""
    return Figure(
        "How each field was read (share of cables)",
        sql,
        _fields,
        "Absent: the cable does not have it. Unparsed: it is there, and no rule reads it.",
    )


def _fields(found: pd.DataFrame) -> Drawing:
    status = coloured("status", STATUSES, "status", found["status"])
    tooltip = [field("field:N"), field("status:N"), field("cables:Q", format=",")]
    share, height = shares("cables:Q", "share of cables"), 90 + 22 * found["field"].nunique()
    return split(found, share, field("field:N", title=None), status, tooltip, height)


def quality(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT year, round(100 * avg(quality), 1) AS percent, count(*) AS cables
FROM chosen
WHERE year IS NOT NULL
GROUP BY year
ORDER BY year"""
    return Figure("Fields read, of those a complete telegram has (percent, by year)", sql, _quality)


def _quality(found: pd.DataFrame) -> Drawing:
    chart = {
        "mark": {"type": "bar", "color": BLUE},
        "encoding": {
            "x": years("year", found),
            "y": field("percent:Q", title="percent of expected fields", scale={"domain": [0, 100]}),
            "tooltip": [field("year:O"), field("percent:Q"), field("cables:Q", format=",")],
        },
        "height": 240,
    }
    return Drawing(found, chart)


def figures(chosen: Selection) -> list[Figure]:
    return [
        coverage(chosen),
        availability(chosen),
        gaps(chosen),
        fields(),
        quality(chosen),
        Figure(
            "Statements that disagree",
            DISAGREEMENTS,
            note="The same fact stated twice in a document, with two values.",
            cable=("cable_id",),
        ),
        Figure("Repairs", REPAIRS, note="Every change made to a text before it was read, by rule.", cable=("example",)),
        Figure("Quarantine (documents refused)", QUARANTINE),
        Figure("Runs", RUNS, note="Documents met = parsed + quarantined + duplicates."),
        Figure(
            "Runs that left the usual band", ALARMS, note="Each measure of a run is held against the runs before it."
        ),
    ]
