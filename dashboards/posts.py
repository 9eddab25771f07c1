"""Who wrote, about which countries, and to whom."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboards import overview
from dashboards.figures import Drawing, Figure, amount, field, grid, lines, names
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


def _attention(found: pd.DataFrame) -> Drawing:
    tooltip = [
        field("attention:Q", format=",.0f"),
        field("cables:Q", format=","),
        field("percent:Q", title="percent of the month"),
    ]
    return lines(found, field("attention:Q", title="attention (100: as usual)"), "country", 340, tooltip)


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


def _letters(found: pd.DataFrame) -> Drawing:
    return grid(
        found,
        field("receiver:N", title="to", axis={**names(140), "labelAngle": -45}),
        field("sender:N", title="from", axis=names(160)),
        amount("cables"),
        [field("sender:N"), field("receiver:N"), field("cables:Q", format=",")],
        460,
    )


def listed(chosen: Selection) -> Figure:
    return Figure("Posts by number of cables", overview.by_post(chosen))


def figures(chosen: Selection, countries: Sequence[str] = ()) -> list[Figure]:
    return [
        overview.post_map(chosen),
        attention(chosen, countries),
        letters(chosen),
        listed(chosen),
    ]
