"""How much traffic, at which level, about what, from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import streamlit as st

from dashboards.figures import COLOURS, LEVELS, Chart, coloured, figure, finished, period, rows

if TYPE_CHECKING:
    import pandas as pd

TOTALS = """
SELECT
    (SELECT count(*) FROM cables WHERE year BETWEEN ? AND ?) AS cables,
    (SELECT count(DISTINCT post) FROM cables WHERE year BETWEEN ? AND ?) AS posts,
    (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM quarantine WHERE replayed_at IS NULL) AS quarantined
"""
TRAFFIC = """
SELECT date_trunc('{grain}', month) AS period, coalesce(classification, 'not stated') AS level, sum(cables) AS cables
FROM classification_counts
WHERE year(month) BETWEEN ? AND ?
GROUP BY ALL
ORDER BY period, level
"""
TAGS = """
SELECT tag, coalesce(name, tag) AS name, kind, count(DISTINCT cable_id) AS cables
FROM tags LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE kind = ? AND year BETWEEN ? AND ?
GROUP BY ALL
ORDER BY cables DESC, tag
LIMIT 20
"""
POSTS = """
SELECT cables.post, any_value(posts.name) AS name, any_value(country) AS country, any_value(latitude) AS latitude,
    any_value(longitude) AS longitude, count(*) AS cables, min(date) AS first_date, max(date) AS last_date,
    round(100 * count(*) FILTER (classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET')) / count(*), 1)
        AS percent_classified
FROM cables LEFT JOIN posts USING (post)
WHERE year BETWEEN ? AND ?
GROUP BY cables.post
ORDER BY cables DESC, cables.post
"""


def totals(first: int, last: int) -> None:
    found = rows(TOTALS, (first, last, first, last)).iloc[0]
    for column, (label, value) in zip(
        st.columns(4),
        (
            ("Cables", found["cables"]),
            ("Posts", found["posts"]),
            ("Documents received, all years", found["documents"]),
            ("In quarantine, all years", found["quarantined"]),
        ),
        strict=True,
    ):
        column.metric(label, f"{value:,}")


def traffic(grain: str, found: pd.DataFrame) -> Chart:
    unit = "yearmonth" if grain == "month" else "year"
    return finished(
        alt.Chart(found)
        .mark_bar()
        .encode(
            alt.X(f"{unit}(period):T", title=grain),
            alt.Y("sum(cables):Q", title=f"cables per {grain}"),
            coloured("level", LEVELS, "classification"),
            order=alt.Order("level:N"),
            tooltip=[alt.Tooltip(f"{unit}(period):T", title=grain), "level:N", alt.Tooltip("cables:Q", format=",")],
        )
    )


def tags(found: pd.DataFrame) -> Chart:
    found = found.assign(label=[n if n == t else f"{t}  {n}" for t, n in zip(found["tag"], found["name"], strict=True)])
    return finished(
        alt.Chart(found)
        .mark_bar(color=COLOURS[0])
        .encode(
            alt.X("cables:Q", title="cables"),
            alt.Y("label:N", title=None, sort="-x", axis=alt.Axis(labelLimit=320)),
            tooltip=["tag:N", "name:N", alt.Tooltip("cables:Q", format=",")],
        ),
        height=max(120, 24 * len(found)),
    )


def posts(found: pd.DataFrame) -> Chart:
    """A map without land: no tiles are fetched, the graticule gives the place."""
    known = found.dropna(subset=["latitude", "longitude"])
    grid = alt.Chart(alt.graticule(step=[20, 20])).mark_geoshape(stroke="#DDDDDD", strokeWidth=0.6, filled=False)
    places = alt.Chart(known).encode(alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"))
    dots = places.mark_circle(color=COLOURS[0], opacity=0.65, stroke="white").encode(
        alt.Size("cables:Q", title="cables", scale=alt.Scale(range=[20, 900])),
        tooltip=["name:N", "post:N", alt.Tooltip("cables:Q", format=","), "percent_classified:Q"],
    )
    names = (
        alt.Chart(named(known))
        .mark_text(dy=-12, fontSize=10, color="#333333")
        .encode(alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"), text="post:N")
    )
    return finished(alt.layer(grid, dots, names).project("equalEarth"), height=460)


def named(known: pd.DataFrame) -> pd.DataFrame:
    """The busiest posts whose names do not cover each other on the map."""
    kept: list[tuple[float, float]] = []
    rows_kept = []
    for index, latitude, longitude in zip(known.index, known["latitude"], known["longitude"], strict=True):
        if all(abs(latitude - y) > 5 or abs(longitude - x) > 22 for y, x in kept):
            kept.append((latitude, longitude))
            rows_kept.append(index)
    return known.loc[rows_kept[:25]]


def page() -> None:
    st.title("Overview", anchor=False)
    first, last = period()
    totals(first, last)
    grain = st.radio("Grain", ("year", "month"), index=int(last - first < 6), horizontal=True)
    figure(
        f"Traffic by classification (cables per {grain})",
        TRAFFIC.format(grain=grain),
        lambda found: traffic(grain, found),
        (first, last),
    )
    kind = st.radio("TAGS", ("subject", "geographic", "program", "organization", "person"), horizontal=True)
    figure(f"Most frequent {kind} TAGS (cables)", TAGS, tags, (kind, first, last))
    figure("Where the cables come from (cables per post)", POSTS, posts, (first, last))
    figure("Posts by number of cables", POSTS, None, (first, last))
