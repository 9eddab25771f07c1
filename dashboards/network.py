"""How cables hang together by their references: conversations, hubs, and cables that are cited and missing."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.figures import BLUE, Drawing, Figure, bars, counted, field
from dashboards.selection import Selection

if TYPE_CHECKING:
    import pandas as pd


def hubs(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT cable_id, citations, posts, reference_hubs.date,
    coalesce(reference_hubs.post_name, reference_hubs.post) AS post, reference_hubs.subject
FROM reference_hubs JOIN chosen USING (cable_id)
ORDER BY citations DESC, cable_id
LIMIT 200"""
    return Figure(
        "Hubs (cables that others cite most)",
        sql,
        note="Citations: cables of the lake that cite it; posts: how many posts these come from.",
        cable=("cable_id",),
    )


def missing(chosen: Selection) -> Figure:
    sql = f"""SELECT cable_id, citations, posts, first_cited, last_cited, example_citing
FROM missing_references
WHERE {chosen.within("first_cited")}
ORDER BY citations DESC, cable_id
LIMIT 500"""
    return Figure(
        "Missing cables (cited, and not in the lake)",
        sql,
        note="A missing cable was sent on or before the day it is first cited.",
        cable=("example_citing",),
    )


def missing_by_post(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT coalesce(any_value(posts.name), chosen.post, 'not known') AS post, count(*) AS cited,
    count(*) FILTER (is_in_lake) AS in_lake, count(*) FILTER (NOT is_in_lake) AS cables
FROM reference_edges JOIN chosen USING (cable_id) LEFT JOIN posts ON posts.post = chosen.post
GROUP BY chosen.post
HAVING cables > 0
ORDER BY cables DESC, post
LIMIT 15"""
    return Figure(
        "Whose references lead nowhere (cited cables that are not in the lake, by citing post)",
        sql,
        _missing_by_post,
    )


def _missing_by_post(found: pd.DataFrame) -> Drawing:
    tooltip = [field("cited:Q", format=","), field("in_lake:Q", format=",")]
    return bars(found, "cables", "post", "cited cables not in the lake", tooltip)


def threads(chosen: Selection) -> Figure:
    return Figure(
        "Threads (conversations over references)",
        f"""SELECT thread_id, cables, posts, "references", depth, first_date, last_date, span_days, subject
FROM threads
WHERE {chosen.within("first_date")}
ORDER BY rank, thread_id
LIMIT 200""",
        note="Cables of the lake that hang together by references. A thread is named after its first cable.",
        cable=("thread_id",),
    )


def lag(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT least(lag_days, 60) AS days, count(*) AS cables
FROM reference_edges JOIN chosen USING (cable_id)
WHERE lag_days >= 0
GROUP BY days
ORDER BY days"""
    return Figure(
        "How fast cables are answered (days from the cited cable to the citing one)",
        sql,
        _lag,
        "Both in the lake, with a date. The last bar holds 60 days and more.",
    )


def _lag(found: pd.DataFrame) -> Drawing:
    # two days a bar
    days = field("days:Q", title="days", scale={"domain": [0, 61]}, bin={"step": 2, "extent": [0, 62]})
    citations = counted("cables:Q", "citations", aggregate="sum")
    tooltip = [field("days:Q", bin=days["bin"]), field("cables:Q", aggregate="sum", title="citations", format=",")]
    chart = {
        "mark": {"type": "bar", "color": BLUE},
        "encoding": {"x": days, "y": citations, "tooltip": tooltip},
        "height": 260,
    }
    return Drawing(found, chart)


def figures(chosen: Selection) -> list[Figure]:
    return [threads(chosen), hubs(chosen), missing(chosen), missing_by_post(chosen), lag(chosen)]
