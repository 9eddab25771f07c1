"""How far the figures can be trusted: what was read, what was not, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import streamlit as st

from dashboards.figures import COLOURS, STATUSES, Chart, coloured, figure, finished

if TYPE_CHECKING:
    import pandas as pd

FIELDS = """
SELECT field, status, count(DISTINCT cable_id) AS cables
FROM findings
WHERE field NOT IN ('witness', 'text')
GROUP BY ALL
ORDER BY field, status
"""
QUALITY = """
SELECT year, round(100 * avg(quality), 1) AS percent_read, count(*) AS cables
FROM cables
WHERE year IS NOT NULL
GROUP BY year
ORDER BY year
"""
DISAGREEMENTS = """
SELECT rule, cable_id, detail
FROM findings
WHERE status = 'disagrees'
ORDER BY rule, cable_id
LIMIT 1000
"""
REPAIRS = """
SELECT field, rule, count(*) AS findings, count(DISTINCT cable_id) AS cables, any_value(raw) AS example
FROM findings
WHERE status = 'repaired'
GROUP BY ALL
ORDER BY cables DESC, field, rule
LIMIT 200
"""
QUARANTINE = """
SELECT reason, stage, source, member, detail, replayed_at
FROM quarantine
ORDER BY replayed_at NULLS FIRST, reason, source, member
LIMIT 1000
"""
RUNS = """
SELECT run_id, started_at, finished_at, status, documents, parsed, quarantined, duplicates,
    documents = parsed + quarantined + duplicates AS adds_up
FROM runs
ORDER BY started_at DESC
LIMIT 200
"""


def fields(found: pd.DataFrame) -> Chart:
    return finished(
        alt.Chart(found)
        .mark_bar()
        .encode(
            alt.X("cables:Q", title="share of cables", stack="normalize", axis=alt.Axis(format="%", tickCount=5)),
            alt.Y("field:N", title=None),
            coloured("status", STATUSES, "status"),
            tooltip=["field:N", "status:N", alt.Tooltip("cables:Q", format=",")],
        ),
        height=26 * found["field"].nunique() + 60,
    )


def quality(found: pd.DataFrame) -> Chart:
    return finished(
        alt.Chart(found)
        .mark_bar(color=COLOURS[0])
        .encode(
            alt.X("year:O", title="year"),
            alt.Y("percent_read:Q", title="percent of expected fields", scale=alt.Scale(domain=[0, 100])),
            tooltip=["year:O", "percent_read:Q", alt.Tooltip("cables:Q", format=",")],
        ),
        height=220,
    )


def page() -> None:
    st.title("Trust", anchor=False)
    figure(
        "How each field was read (share of cables)",
        FIELDS,
        fields,
        note="Absent: the cable does not have it. Unparsed: it is there, and no rule reads it.",
    )
    figure("Fields read, of those a complete telegram has (percent, by year)", QUALITY, quality)
    figure("Statements that disagree", DISAGREEMENTS, note="The same fact stated twice in a document, with two values.")
    figure("Repairs", REPAIRS, note="Every change made to a text before it was read, by rule.")
    figure("Quarantine (documents refused)", QUARANTINE)
    figure("Runs", RUNS, note="Documents met = parsed + quarantined + duplicates.")
