"""What the traffic was about, month by month."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from dashboards.figures import COLOURS, Chart, Figure
from dashboards.selection import Selection, literal

if TYPE_CHECKING:
    import pandas as pd

MEASURES = {
    "cables a month, mean of 12 months": ("moving_average", ",.1f"),
    "cables a month": ("cables", ","),
    "share of the month's traffic": ("share", ".1%"),
}
MEASURE = next(iter(MEASURES))


def known(chosen: Selection) -> str:
    """Statement of the subject TAGS of the chosen cables, most frequent first."""
    return f"""{chosen.chosen()}
SELECT tag, any_value(name) AS name, count(*) AS cables
FROM tags JOIN chosen USING (cable_id) LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE tags.kind = 'subject'
GROUP BY tag
ORDER BY cables DESC, tag"""


def timelines(chosen: Selection, topics: Sequence[str], measure: str = MEASURE) -> Figure:
    sql = f"""{chosen.chosen()},
months AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS traffic
    FROM chosen WHERE date IS NOT NULL GROUP BY month
),
axis AS (
    SELECT CAST(unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH)) AS DATE) AS month FROM months
),
carried AS (
    SELECT tag AS topic, CAST(date_trunc('month', date) AS DATE) AS month, count(DISTINCT cable_id) AS cables
    FROM tags JOIN chosen USING (cable_id) WHERE tag IN {literal(tuple(topics) or ("",))} GROUP BY ALL
)
SELECT topic, month, coalesce(cables, 0) AS cables, coalesce(cables, 0) / traffic AS share,
    avg(coalesce(cables, 0)) OVER (PARTITION BY topic ORDER BY month ROWS 11 PRECEDING) AS moving_average
FROM axis CROSS JOIN (SELECT DISTINCT topic FROM carried)
LEFT JOIN carried USING (topic, month) LEFT JOIN months USING (month)
ORDER BY topic, month"""
    return Figure(
        f"Topics over time ({measure})",
        sql,
        lambda found: _timelines(measure, found),
        "A month without such a cable counts as zero; a share is of all chosen cables of that month.",
    )


def _timelines(measure: str, found: pd.DataFrame) -> Chart:
    column, form = MEASURES[measure]
    topic = alt.Legend(title="topic", columns=4)
    return (
        alt.Chart(found)
        .mark_line(strokeWidth=2)
        .encode(
            alt.X("month:T", title=None),
            alt.Y(f"{column}:Q", title=measure, axis=alt.Axis(format="%" if column == "share" else "~s")),
            alt.Color("topic:N", scale=alt.Scale(range=list(COLOURS)), legend=topic),
            alt.StrokeDash("topic:N", legend=topic),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="month"),
                "topic:N",
                alt.Tooltip(f"{column}:Q", format=form),
            ],
        )
        .properties(height=360)
    )


def bursts(chosen: Selection) -> Figure:
    sql = f"""SELECT month, topic, topic_name, cables, round(100 * share, 1) AS percent_of_traffic,
    round(100 * expected_share, 1) AS percent_expected, round(z_score, 1) AS z_score
FROM topic_timelines
WHERE topic_kind = 'tag' AND is_burst AND {chosen.within("month")}
ORDER BY z_score DESC, month
LIMIT 200"""
    return Figure(
        "Bursts (months in which a topic rose far above its usual share)",
        sql,
        _bursts,
        "Of the whole collection, whatever posts or levels are chosen. At least 5 cables, and a share 3.5 robust "
        "standard deviations above the median of the 24 months before.",
    )


def _bursts(found: pd.DataFrame) -> Chart:
    found = found.assign(label=found["topic"] + "  " + found["topic_name"].fillna(""))
    first = found.drop_duplicates("label")["label"].head(15)
    found = found[found["label"].isin(first)]
    return (
        alt.Chart(found)
        .mark_circle(color="#D55E00", opacity=0.8)
        .encode(
            alt.X("month:T", title=None),
            alt.Y("label:N", title=None, sort=list(first), axis=alt.Axis(labelLimit=230, grid=True)),
            alt.Size("cables:Q", title="cables in the month", legend=alt.Legend(tickCount=3)),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="month"), "label:N", alt.Tooltip("cables:Q", format=","),
                "percent_of_traffic:Q", "percent_expected:Q", "z_score:Q",
            ],
        )
        .properties(height=110 + 26 * len(first))
    )  # fmt: skip


def together(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
carried AS (SELECT DISTINCT cable_id, tag FROM tags JOIN chosen USING (cable_id) WHERE tags.kind = 'subject'),
counted AS (SELECT tag, count(*) AS of_tag FROM carried GROUP BY tag),
top AS (FROM counted ORDER BY of_tag DESC, tag LIMIT 14)
SELECT a.tag AS tag_a, b.tag AS tag_b, count(*) AS cables,
    round(count(*) * (SELECT count(*) FROM chosen) / (any_value(ta.of_tag) * any_value(tb.of_tag)), 2) AS lift
FROM carried a JOIN carried b ON a.cable_id = b.cable_id AND a.tag <> b.tag
JOIN top ta ON ta.tag = a.tag JOIN top tb ON tb.tag = b.tag
GROUP BY a.tag, b.tag
ORDER BY cables DESC, tag_a, tag_b"""
    return Figure(
        "Topics that go together (cables that carry both TAGS)",
        sql,
        _together,
        "The 14 most frequent subject TAGS. Lift: how many times more often than if the two were independent.",
    )


def _together(found: pd.DataFrame) -> Chart:
    return (
        alt.Chart(found)
        .mark_rect()
        .encode(
            alt.X("tag_a:N", title=None, axis=alt.Axis(labelAngle=-45)),
            alt.Y("tag_b:N", title=None),
            alt.Color("cables:Q", title="cables with both"),
            tooltip=["tag_a:N", "tag_b:N", alt.Tooltip("cables:Q", format=","), "lift:Q"],
        )
        .properties(height=420)
    )


def figures(chosen: Selection, topics: Sequence[str] = (), measure: str = MEASURE) -> list[Figure]:
    return [timelines(chosen, topics, measure), bursts(chosen), together(chosen)]
