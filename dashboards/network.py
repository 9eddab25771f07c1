"""How references connect cables: conversations, hubs, and cables that are cited but missing."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence

from dashboards.charts import OverTime, Piece, bars
from dashboards.figures import DATES, Figure
from dashboards.links import Links
from dashboards.published import Answer
from dashboards.selection import Selection

_LONGEST_LAG = 60
_LATER = f"{_LONGEST_LAG} days and more"


def threads(chosen: Selection) -> Figure:
    return Figure(
        "Threads (conversations over references)",
        f"""SELECT subject, cables, posts, first_date, last_date, span_days, "references", depth, thread_id
FROM threads
WHERE {chosen.within("first_date")}
ORDER BY rank, thread_id
LIMIT 100""",
        note="Cables of the lake that references connect. A thread is named after its first cable.",
        links={"subject": "thread:thread_id", "thread_id": "thread:thread_id"},
        honours=DATES,
    )


def hubs(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT reference_hubs.subject, citations, posts, reference_hubs.date,
    coalesce(reference_hubs.post_name, reference_hubs.post) AS post, cable_id
FROM reference_hubs JOIN chosen USING (cable_id)
ORDER BY citations DESC, cable_id
LIMIT 100"""
    return Figure(
        "Hubs (cables that others cite most)",
        sql,
        note="Citations: cables of the lake that cite it; posts: how many posts these come from.",
        links={"subject": "cable:cable_id", "cable_id": "cable:cable_id", "citations": "cites:cable_id"},
    )


def missing(chosen: Selection) -> Figure:
    sql = f"""SELECT cable_id AS missing, citations, posts, first_cited, last_cited, after_date, before_date,
    example_citing
FROM missing_references
WHERE {chosen.within("first_cited")}
ORDER BY citations DESC, cable_id
LIMIT 200"""
    return Figure(
        "Missing cables (cited, and not in the lake)",
        sql,
        note="A missing cable was sent on or before the day it is first cited; after and before: the dates of its "
        "neighbours by number.",
        links={"missing": "cable:missing", "citations": "cites:missing", "example_citing": "cable:example_citing"},
        honours=DATES,
    )


def missing_by_post(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT coalesce(any_value(posts.name), chosen.post, 'not known') AS name, chosen.post, count(*) AS cited,
    count(*) FILTER (is_in_lake) AS in_lake, count(*) FILTER (NOT is_in_lake) AS missing
FROM reference_edges JOIN chosen USING (cable_id) LEFT JOIN posts ON posts.post = chosen.post
GROUP BY chosen.post
HAVING missing > 0
ORDER BY missing DESC, name
LIMIT 15"""
    return Figure(
        "References that lead nowhere (cited cables that are not in the lake, by citing post)",
        sql,
        lambda found, links: bars(
            (
                (
                    row["name"],
                    f"of {row['cited']:,} cited",
                    links.cables(
                        chosen.narrowed(
                            posts=(row["post"],) if row["post"] else (), further=(("cites_missing", "yes"),)
                        )
                    ),
                    row["missing"],
                )
                for row in found
            ),
            ("post", "cited and missing"),
        ),
    )


def lag(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(least(lag_days // 2 * 2, {_LONGEST_LAG}) AS INTEGER) AS days, count(*) AS citations
FROM reference_edges JOIN chosen USING (cable_id)
WHERE lag_days >= 0 AND is_in_lake
GROUP BY days
ORDER BY days"""
    return Figure(
        "How fast cables are answered (days from the cited cable to the citing one)",
        sql,
        lambda found, links: _lag(found, links, chosen),
        f"Each column is two days; the last holds {_LONGEST_LAG} days and more. Both cables are in the lake and dated.",
    )


def _lag(found: Answer, links: Links, chosen: Selection) -> OverTime:
    pieces = []
    for row in found:
        days = (
            f"{row['days']} days and more"
            if row["days"] == _LONGEST_LAG
            else f"{row['days']} or {row['days'] + 1} days"
        )
        picked = chosen.narrowed(further=(("lag", str(row["days"])),))
        title = f"{days}: {row['citations']:,} citations"
        series = _LATER if row["days"] == _LONGEST_LAG else "two days"
        pieces.append(Piece(row["days"] // 2, series, row["citations"], title, links.cables(picked)))
    looks = {name: look for name, look in (("two days", "c0"), (_LATER, "c7")) if name in {p.series for p in pieces}}
    return OverTime(pieces, looks, "days", "citations, by days", height=240, width_of_place=2, is_open=_LATER in looks)


def figures(chosen: Selection) -> Sequence[Figure]:
    return [threads(chosen), hubs(chosen), missing(chosen), missing_by_post(chosen), lag(chosen)]
