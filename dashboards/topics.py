"""What the traffic was about, month by month."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboards.figures import ORANGE, Drawing, Figure, amount, field, grid, labelled, lines, names
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
SELECT topic, name AS topic_name, month, coalesce(cables, 0) AS cables, coalesce(cables, 0) / traffic AS share,
    avg(coalesce(cables, 0)) OVER (PARTITION BY topic ORDER BY month ROWS 11 PRECEDING) AS moving_average
FROM axis CROSS JOIN (SELECT DISTINCT topic FROM carried)
LEFT JOIN carried USING (topic, month) LEFT JOIN months USING (month)
LEFT JOIN (SELECT tag AS topic, name FROM tag_codes) USING (topic)
ORDER BY topic, month"""
    return Figure(
        f"Topics over time ({measure})",
        sql,
        lambda found: _timelines(measure, found),
        "A month without such a cable counts as zero; a share is of all chosen cables of that month.",
    )


def _timelines(measure: str, found: pd.DataFrame) -> Drawing:
    column, form = MEASURES[measure]
    found = found.assign(topic=labelled(found["topic"], found["topic_name"]))
    y = field(f"{column}:Q", title=measure, axis={"format": "%" if column == "share" else "~s"})
    return lines(found, y, "topic", 360, [field(f"{column}:Q", format=form)])


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


def _bursts(found: pd.DataFrame) -> Drawing:
    found = found.assign(label=labelled(found["topic"], found["topic_name"]))
    first = found.drop_duplicates("label")["label"].head(15).tolist()
    chart = {
        "mark": {"type": "circle", "color": ORANGE, "opacity": 0.8},
        "encoding": {
            "x": field("month:T", title=None, scale={"padding": 16}),
            "y": field("label:N", title=None, sort=first, axis={**names(), "grid": True}),
            "size": field("cables:Q", title="cables in the month", legend={"tickCount": 3}),
            "tooltip": [
                field("month:T", timeUnit="yearmonth", title="month"),
                field("label:N", title="topic"),
                field("cables:Q", format=","),
                *map(field, ("percent_of_traffic:Q", "percent_expected:Q", "z_score:Q")),
            ],
        },
        "height": 110 + 26 * len(first),
    }
    return Drawing(found[found["label"].isin(first)], chart)


def together(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
top AS (
    SELECT tag, count(DISTINCT cable_id) AS of_tag FROM tags JOIN chosen USING (cable_id) WHERE tags.kind = 'subject'
    GROUP BY tag ORDER BY of_tag DESC, tag LIMIT 14
),
carried AS (SELECT DISTINCT cable_id, tag, of_tag FROM tags JOIN top USING (tag) JOIN chosen USING (cable_id))
SELECT a.tag AS tag_a, any_value(x.name) AS name_a, b.tag AS tag_b, any_value(y.name) AS name_b, count(*) AS cables,
    round(count(*) * (SELECT count(*) FROM chosen) / (any_value(a.of_tag) * any_value(b.of_tag)), 2) AS lift
FROM carried a JOIN carried b ON a.cable_id = b.cable_id AND a.tag <> b.tag
LEFT JOIN tag_codes x ON x.tag = a.tag LEFT JOIN tag_codes y ON y.tag = b.tag
GROUP BY a.tag, b.tag
ORDER BY cables DESC, tag_a, tag_b"""
    return Figure(
        "Topics that go together (cables that carry both TAGS)",
        sql,
        _together,
        "The 14 most frequent subject TAGS. Lift: how many times more often than if the two were independent.",
    )


def _together(found: pd.DataFrame) -> Drawing:
    found = found.assign(
        first=labelled(found["tag_a"], found["name_a"]), second=labelled(found["tag_b"], found["name_b"])
    )
    tooltip = [field("first:N"), field("second:N"), field("cables:Q", format=","), field("lift:Q")]
    x = field("tag_a:N", title=None, axis={"labelAngle": -45})
    return grid(found, x, field("second:N", title=None, axis=names()), amount("cables with both"), tooltip, 420)


def figures(chosen: Selection, topics: Sequence[str] = (), measure: str = MEASURE) -> list[Figure]:
    return [timelines(chosen, topics, measure), bursts(chosen), together(chosen)]
