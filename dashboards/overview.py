"""What the collection is: how much traffic there is, at which level, about what, and from where."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from dashboards.figures import Figure, by_level, cables, tag_bars
from dashboards.links import Links
from dashboards.maps import Map, Place, post_map
from dashboards.published import Answer
from dashboards.selection import Selection, literal

GRAINS = ("year", "month")
TAG_KINDS = ("subject", "geographic", "program", "organization", "person")

WAITING = "SELECT count(*) AS waiting FROM quarantine WHERE replayed_at IS NULL AND settled_at IS NULL"
SOURCES = """SELECT format, count(*) AS cables, min(date) AS first_date, max(date) AS last_date,
    count(*) FILTER (is_partial) AS extracts, count(*) FILTER (redactions > 0) AS redacted
FROM cables
GROUP BY format
ORDER BY cables DESC, format"""
HELD = """SELECT sum(cables) AS cables, sum(whole) AS whole, sum("partial") AS extracts, sum(no_text) AS no_text
FROM availability"""
COVERAGE = """SELECT sum(serials) AS serials, sum(highest_serial) AS highest FROM serial_coverage"""
LAST_RUN = "SELECT max(finished_at) AS finished_at, count(*) AS runs FROM runs"


def totals(chosen: Selection) -> str:
    """Statement of the one row of totals."""
    return f"""{chosen.chosen()}
SELECT count(*) AS cables, count(DISTINCT post) AS posts, min(date) AS first_date, max(date) AS last_date,
    count(*) FILTER (classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET')) AS classified,
    count(classification) AS with_level, count(*) FILTER (date IS NULL) AS undated
FROM chosen"""


def traffic(chosen: Selection, grain: str) -> Figure:
    at = "CAST(date_trunc('month', date) AS DATE)" if grain == "month" else "CAST(year AS INTEGER)"
    sql = f"""{chosen.chosen()}
SELECT {at} AS "at", coalesce(classification, 'not stated') AS level, count(*) AS cables
FROM chosen
WHERE date IS NOT NULL
GROUP BY ALL
ORDER BY "at", level"""
    return Figure(
        f"Traffic by classification (cables per {grain})",
        sql,
        lambda found, links: by_level(found, links, chosen, grain=grain),
        f"Shaded: no cable of that {grain} is in the collection.",
    )


def tags(chosen: Selection, kind: str) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT tag, coalesce(any_value(name), tag) AS name, count(DISTINCT cable_id) AS cables
FROM tags JOIN chosen USING (cable_id) LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE tags.kind = {literal(kind)}
GROUP BY tag
ORDER BY cables DESC, tag
LIMIT 15"""
    if not chosen:  # the view already has it
        sql = f"""SELECT tag, coalesce(name, tag) AS name, cables
FROM tag_frequencies
WHERE kind = {literal(kind)}
ORDER BY cables DESC, tag
LIMIT 15"""
    return Figure(
        f"Most frequent {kind} TAGS (cables that carry them)", sql, lambda found, links: tag_bars(found, links, chosen)
    )


def by_post(chosen: Selection) -> str:
    """Statement with one row per post: traffic, place, share that is classified."""
    return f"""{chosen.chosen()}
SELECT coalesce(any_value(posts.name), chosen.post, 'not known') AS name, chosen.post, count(*) AS cables,
    any_value(country_name) AS country, min(date) AS first_date, max(date) AS last_date,
    round(100 * count(*) FILTER (classification IN ('CONFIDENTIAL', 'SECRET', 'TOP SECRET'))
        / nullif(count(classification), 0), 1) AS percent_classified,
    any_value(latitude) AS latitude, any_value(longitude) AS longitude
FROM chosen LEFT JOIN posts USING (post) LEFT JOIN countries USING (country)
GROUP BY chosen.post
ORDER BY cables DESC, chosen.post"""


def mapped_posts(chosen: Selection, region: str = "world") -> Figure:
    return Figure(
        "Where the cables come from (cables per post)",
        by_post(chosen),
        lambda found, links: _post_map(found, links, chosen, region),
        "The larger the circle, the more cables. The stronger its colour, the larger the share CONFIDENTIAL or above.",
    )


def _post_map(found: Answer, links: Links, chosen: Selection, region: str) -> Map:
    places = []
    for row in found:
        if row["latitude"] is None or row["longitude"] is None:
            continue
        share = row["percent_classified"]
        title = f"{row['name']}: {cables(row['cables'])}"
        title += f", {share:.0f}% classified" if share is not None else ""
        step = 0 if share is None else 1 + min(4, int(share / 20))
        href = links.cables(chosen.narrowed(posts=(row["post"],)))
        places.append(
            Place(row["post"], plain_name(row["name"]), row["latitude"], row["longitude"], row["cables"], f"s{step}",
                  title, href)
        )  # fmt: skip
    return post_map(places, region)


def plain_name(name: str) -> str:
    """The city of a post.

    >>> plain_name("Consulate General Hong Kong")
    'Hong Kong'
    """
    kinds = ("Embassy", "Consulate General", "Consulate", "US Mission", "Mission", "Interests Section")
    return next((name.removeprefix(f"{kind} ") for kind in kinds if name.startswith(f"{kind} ")), name)
