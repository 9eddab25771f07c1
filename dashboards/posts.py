"""Who wrote, about which countries, and to whom."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt

from dashboards import overview
from dashboards.figures import COLOURS, Chart, Figure
from dashboards.selection import Selection, literal

if TYPE_CHECKING:
    import pandas as pd


def countries_named(chosen: Selection) -> str:
    """Statement of the countries that the traffic is about, most first."""
    return f"""SELECT country, any_value(country_name) AS name, sum(cables) AS cables
FROM country_attention
WHERE {chosen.within("month")}
GROUP BY country
HAVING sum(cables) > 0
ORDER BY cables DESC, country"""


def attention(chosen: Selection, countries: Sequence[str]) -> Figure:
    sql = f"""SELECT month, coalesce(country_name, country) AS country, cables, round(100 * share, 2) AS percent,
    avg(attention) OVER (PARTITION BY country ORDER BY month ROWS 11 PRECEDING) AS attention
FROM country_attention
WHERE country IN {literal(tuple(countries) or ("",))} AND {chosen.within("month")}
ORDER BY country, month"""
    return Figure(
        "Attention to countries (100: as usual for that country, mean of 12 months)",
        sql,
        _attention,
        "Of the whole collection, by geographic TAGS: ups and downs of one country; compare countries by percent.",
    )


def _attention(found: pd.DataFrame) -> Chart:
    country = alt.Legend(title="country", columns=3)
    return (
        alt.Chart(found)
        .mark_line(strokeWidth=2)
        .encode(
            alt.X("month:T", title=None),
            alt.Y("attention:Q", title="attention (100: as usual)"),
            alt.Color("country:N", scale=alt.Scale(range=list(COLOURS)), legend=country),
            alt.StrokeDash("country:N", legend=country),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="month"), "country:N",
                alt.Tooltip("attention:Q", format=",.0f"),
                alt.Tooltip("cables:Q", format=","), alt.Tooltip("percent:Q", title="percent of the month"),
            ],
        )
        .properties(height=340)
    )  # fmt: skip


def letters(chosen: Selection) -> Figure:
    pairs = f"""{chosen.chosen()},
pairs AS (
    SELECT chosen.post AS from_post, addressees.post AS to_post, count(DISTINCT cable_id) AS cables
    FROM chosen JOIN addressees USING (cable_id)
    WHERE chosen.post IS NOT NULL AND addressees.post IS NOT NULL AND role IN ('action', 'info')
    GROUP BY ALL
),"""
    if not chosen:  # the view has it ready
        pairs = "WITH pairs AS (SELECT from_post, to_post, cables FROM traffic_between_posts),"
    sql = f"""{pairs}
senders AS (SELECT from_post FROM pairs GROUP BY from_post ORDER BY sum(cables) DESC, from_post LIMIT 15),
receivers AS (SELECT to_post FROM pairs GROUP BY to_post ORDER BY sum(cables) DESC, to_post LIMIT 15)
SELECT coalesce(f.name, from_post) AS sender, coalesce(t.name, to_post) AS receiver, cables
FROM pairs JOIN senders USING (from_post) JOIN receivers USING (to_post)
LEFT JOIN posts f ON f.post = from_post LEFT JOIN posts t ON t.post = to_post
ORDER BY cables DESC, sender, receiver"""
    return Figure(
        "Who writes to whom (cables, for action or information)",
        sql,
        _letters,
        "The 15 posts that send most, and the 15 that receive most of it.",
    )


def _letters(found: pd.DataFrame) -> Chart:
    return (
        alt.Chart(found)
        .mark_rect()
        .encode(
            alt.X("receiver:N", title="to", axis=alt.Axis(labelAngle=-45, labelLimit=140)),
            alt.Y("sender:N", title="from", axis=alt.Axis(labelLimit=160)),
            alt.Color("cables:Q", title="cables", scale=alt.Scale(type="symlog")),
            tooltip=["sender:N", "receiver:N", alt.Tooltip("cables:Q", format=",")],
        )
        .properties(height=460)
    )


def figures(chosen: Selection, countries: Sequence[str] = ()) -> list[Figure]:
    return [
        overview.post_map(chosen),
        attention(chosen, countries),
        letters(chosen),
        Figure("Posts by number of cables", overview.by_post(chosen)),
    ]
