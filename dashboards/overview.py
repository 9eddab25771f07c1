"""How much traffic, at which level, about what, from where."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.figures import Drawing, Figure, bars, by_level, counted, field, labelled, places
from dashboards.selection import Selection, literal

if TYPE_CHECKING:
    import pandas as pd

WAITING = "SELECT count(*) AS waiting FROM quarantine WHERE replayed_at IS NULL"
GRAINS = ("year", "month")
TAG_KINDS = ("subject", "geographic", "program", "organization", "person")


def totals(chosen: Selection) -> str:
    """Statement of the one row of totals."""
    return f"""{chosen.chosen()}
SELECT count(*) AS cables, count(DISTINCT post) AS posts, min(date) AS first_date, max(date) AS last_date,
    count(*) FILTER (classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET')) AS classified,
    count(classification) AS with_level
FROM chosen"""


def traffic(chosen: Selection, grain: str) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(date_trunc('{grain}', date) AS DATE) AS period, coalesce(classification, 'not stated') AS level,
    count(*) AS cables
FROM chosen
WHERE date IS NOT NULL
GROUP BY ALL
ORDER BY period, level"""
    return Figure(f"Traffic by classification (cables per {grain})", sql, lambda found: _traffic(grain, found))


def _traffic(grain: str, found: pd.DataFrame) -> Drawing:
    unit = "yearmonth" if grain == "month" else "year"
    period = field("period:T", timeUnit=unit, title=None)
    return by_level(found, period, counted("cables:Q", f"cables per {grain}"), 320)


def tags(chosen: Selection, kind: str) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT tag, coalesce(any_value(name), tag) AS name, count(DISTINCT cable_id) AS cables
FROM tags JOIN chosen USING (cable_id) LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE tags.kind = {literal(kind)}
GROUP BY tag
ORDER BY cables DESC, tag
LIMIT 15"""
    if not chosen:  # the view has it ready
        sql = f"""SELECT tag, coalesce(name, tag) AS name, cables
FROM tag_frequencies
WHERE kind = {literal(kind)}
ORDER BY cables DESC, tag
LIMIT 15"""
    return Figure(f"Most frequent {kind} TAGS (cables that carry them)", sql, _tags)


def _tags(found: pd.DataFrame) -> Drawing:
    return bars(found.assign(label=labelled(found["tag"], found["name"])), "cables", "label", "cables")


def by_post(chosen: Selection) -> str:
    """Statement of one row a post: traffic, place, share that is classified."""
    return f"""{chosen.chosen()}
SELECT coalesce(any_value(posts.name), chosen.post, 'not known') AS name, chosen.post, count(*) AS cables,
    any_value(country_name) AS country, min(date) AS first_date, max(date) AS last_date,
    round(100 * count(*) FILTER (classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET'))
        / nullif(count(classification), 0), 1) AS percent_classified,
    any_value(latitude) AS latitude, any_value(longitude) AS longitude
FROM chosen LEFT JOIN posts USING (post) LEFT JOIN countries USING (country)
GROUP BY chosen.post
ORDER BY cables DESC, chosen.post"""


def post_map(chosen: Selection) -> Figure:
    return Figure(
        "Where the cables come from (cables per post)",
        by_post(chosen),
        _post_map,
        "The larger the circle, the more cables; its colour tells the share that is CONFIDENTIAL or above.",
    )


def _post_map(found: pd.DataFrame) -> Drawing:
    colour = field("percent_classified:Q", title="percent classified", scale={"domain": [0, 100]})
    tooltip = [field("name:N"), field("country:N"), field("cables:Q", format=","), field("percent_classified:Q")]
    return places(found, colour, tooltip)


def figures(chosen: Selection, grain: str = "year", kind: str = "subject") -> list[Figure]:
    return [traffic(chosen, grain), tags(chosen, kind), post_map(chosen)]
