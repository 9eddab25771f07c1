"""What the traffic was about, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import streamlit as st

from dashboards.figures import COLOURS, Chart, figure, finished, period, rows

if TYPE_CHECKING:
    import pandas as pd

TOPICS = """
SELECT topic_kind, topic, any_value(topic_name) AS name, sum(cables) AS cables
FROM topic_timelines
WHERE year(month) BETWEEN ? AND ?
GROUP BY topic_kind, topic
ORDER BY cables DESC, topic
"""
TIMELINES = """
SELECT month, topic, topic_name, cables, share, moving_average, z_score, is_burst
FROM topic_timelines
WHERE topic_kind = ? AND year(month) BETWEEN ? AND ? AND topic IN (SELECT unnest(?))
ORDER BY topic, month
"""
BURSTS = """
SELECT month, topic, topic_name, cables, round(100 * share, 1) AS percent_of_traffic,
    round(100 * expected_share, 1) AS percent_expected, round(z_score, 1) AS z_score
FROM topic_timelines
WHERE topic_kind = ? AND year(month) BETWEEN ? AND ? AND is_burst
ORDER BY z_score DESC, month
LIMIT 200
"""
KINDS = {"fields of the TAGS handbook": "field", "subject TAGS": "tag"}
MEASURES = {
    "cables per month, moving average over 12 months": "moving_average",
    "cables per month": "cables",
    "share of the month's traffic": "share",
}


def timelines(measure: str, found: pd.DataFrame) -> Chart:
    column = MEASURES[measure]
    form = ".1%" if column == "share" else ",.1f"
    lines = (
        alt.Chart(found)
        .mark_line(strokeWidth=1.8)
        .encode(
            alt.X("month:T", title="month"),
            alt.Y(f"{column}:Q", title=measure, axis=alt.Axis(format="%" if column == "share" else ",")),
            alt.Color("topic:N", title="topic", scale=alt.Scale(range=list(COLOURS))),
            alt.StrokeDash("topic:N", title="topic"),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="month"),
                "topic:N",
                "topic_name:N",
                alt.Tooltip(f"{column}:Q", format=form),
            ],
        )
    )
    return finished(lines, height=380)


def label(topic: str, name: str | None) -> str:
    return f"{topic}  {name}" if name and name != topic else topic


def page() -> None:
    st.title("Topics", anchor=False)
    first, last = period()
    kind = KINDS[st.radio("Topics", list(KINDS), horizontal=True)]
    known = rows(TOPICS, (first, last))
    known = known[known["topic_kind"] == kind]
    names = dict(zip(known["topic"], known["name"], strict=True))
    chosen = st.multiselect(
        "Shown",
        list(names),
        default=list(names)[:4],
        max_selections=8,
        format_func=lambda topic: label(topic, names[topic]),
    )
    measure = st.radio("Measure", list(MEASURES), horizontal=True)
    figure(
        f"Topics over time ({measure})",
        TIMELINES,
        lambda found: timelines(measure, found),
        (kind, first, last, chosen),
        note="A month without such a cable counts as zero; share is of all cables of that month.",
    )
    figure(
        "Bursts (months far above what was usual before)",
        BURSTS,
        None,
        (kind, first, last),
        note="At least 5 cables, and a share 3.5 robust standard deviations above the median of the 24 months before.",
    )
