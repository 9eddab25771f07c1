"""Who wrote, about which countries, and to whom."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboards import overview
from dashboards.charts import OverTime, Piece
from dashboards.figures import DATES, Figure, cables
from dashboards.grids import Cell, Grid, Head, strength
from dashboards.links import Links
from dashboards.maps import Map, Place, traffic_map
from dashboards.published import Answer
from dashboards.selection import Selection, literal

_FLOWS = 40
_SENDERS, _RECEIVERS = 15, 10  # more receivers have no room for their names


def countries_named(chosen: Selection) -> str:
    """Statement of the countries that the traffic is about, the most frequent first."""
    return f"""SELECT country, any_value(country_name) AS name, sum(cables) AS cables
FROM country_attention
WHERE {chosen.within("month")}
GROUP BY country
HAVING sum(cables) > 0
ORDER BY cables DESC, country"""


def attention(chosen: Selection, looks: Mapping[str, str]) -> Figure:
    sql = f"""WITH totals AS (
    SELECT CAST(year(month) AS INTEGER) AS year, sum(weight) AS weight FROM country_attention
    GROUP BY ALL HAVING sum(weight) > 0
),
shares AS (
    SELECT country, any_value(coalesce(country_name, country)) AS name, totals.year,
        CAST(sum(cables) AS BIGINT) AS cables, sum(a.weight) / any_value(totals.weight) AS share
    FROM country_attention a JOIN totals ON totals.year = year(month)
    WHERE country IN {literal(tuple(looks) or ("",))}
    GROUP BY country, totals.year
)
SELECT country, name, year, cables, round(100 * share, 2) AS percent, round(100 * share / usual, 1) AS attention
FROM (SELECT *, avg(share) OVER (PARTITION BY country) AS usual FROM shares)
WHERE {chosen.within_years("year")}
ORDER BY country, year"""
    return Figure(
        "Attention to countries (100: as usual for that country, by year)",
        sql,
        lambda found, links: _attention(found, links, looks),
        "By geographic TAGS. As usual: the country's mean share of a year's traffic. The index shows one country's ups "
        "and downs; to compare countries, use percent. Only years with traffic have a value.",
        honours=DATES,
    )


def _attention(found: Answer, links: Links, looks: Mapping[str, str]) -> OverTime:
    names = {row["country"]: row["name"] for row in found}
    pieces = []
    for row in found:
        title = f"{row['year']}, {row['name']}: {cables(row['cables'])}, {row['percent']:g}% of the year"
        href = links.cables(Selection(tags=(row["country"],)).in_year(row["year"])) if row["cables"] else ""
        pieces.append(Piece(row["year"], row["name"], row["attention"], title, href))
    series = {names[country]: look for country, look in looks.items() if country in names}
    return OverTime(pieces, series, unit="attention (100: as usual)", is_line=True, height=320)


def _pairs(chosen: Selection) -> str:
    """The beginning of a statement: `pairs` are (from_post, to_post, cables)."""
    if not chosen:  # the view already has it
        return "WITH pairs AS (SELECT from_post, to_post, cables FROM traffic_between_posts)"
    return f"""{chosen.chosen()},
pairs AS (
    SELECT chosen.post AS from_post, addressees.post AS to_post, count(DISTINCT cable_id) AS cables
    FROM chosen JOIN addressees USING (cable_id)
    WHERE chosen.post IS NOT NULL AND addressees.post IS NOT NULL AND role IN ('action', 'info')
    GROUP BY ALL
)"""


def letters(chosen: Selection) -> Figure:
    sql = f"""{_pairs(chosen)},
senders AS (SELECT from_post FROM pairs GROUP BY from_post ORDER BY sum(cables) DESC, from_post LIMIT {_SENDERS}),
receivers AS (SELECT to_post FROM pairs GROUP BY to_post ORDER BY sum(cables) DESC, to_post LIMIT {_RECEIVERS})
SELECT from_post, coalesce(f.name, from_post) AS sender, to_post, coalesce(t.name, to_post) AS receiver, cables
FROM pairs JOIN senders USING (from_post) JOIN receivers USING (to_post)
LEFT JOIN posts f ON f.post = from_post LEFT JOIN posts t ON t.post = to_post
ORDER BY cables DESC, sender, receiver"""
    return Figure(
        "Who writes to whom (cables, for action or information)",
        sql,
        lambda found, links: _letters(found, links, chosen),
        f"Rows send, columns receive: the {_SENDERS} posts that send most, and the {_RECEIVERS} that receive most.",
    )


def _letters(found: Answer, links: Links, chosen: Selection) -> Grid:
    sent: dict[tuple[str, str], int] = {}
    received: dict[tuple[str, str], int] = {}
    for row in found:
        sender, receiver = (row["from_post"], row["sender"]), (row["to_post"], row["receiver"])
        sent[sender] = sent.get(sender, 0) + row["cables"]
        received[receiver] = received.get(receiver, 0) + row["cables"]
    most = max((row["cables"] for row in found), default=0)
    cells = {
        (row["from_post"], row["to_post"]): Cell(
            f"{row['cables']:,}",
            f"{row['sender']} to {row['receiver']}: {cables(row['cables'])}",
            links.cables(chosen.narrowed(posts=(row["from_post"],), further=(("addressee", row["to_post"]),))),
            strength(row["cables"], most),
        )
        for row in found
    }
    rows = sorted(sent, key=lambda post: (-sent[post], post))
    columns = sorted(received, key=lambda post: (-received[post], post))
    return Grid(_heads(columns, links), _heads(rows, links), cells)


def _heads(posts: Iterable[tuple[str, str]], links: Links) -> Mapping[str, Head]:
    return {code: Head(overview.plain_name(name), href=links.post(code)) for code, name in posts}


def flows(chosen: Selection, region: str = "world") -> Figure:
    sql = f"""{_pairs(chosen)}
SELECT from_post, coalesce(f.name, from_post) AS sender, f.latitude AS from_latitude, f.longitude AS from_longitude,
    to_post, coalesce(t.name, to_post) AS receiver, t.latitude AS to_latitude, t.longitude AS to_longitude, cables
FROM pairs JOIN posts f ON f.post = from_post JOIN posts t ON t.post = to_post
WHERE from_post <> to_post AND f.latitude IS NOT NULL AND t.latitude IS NOT NULL
ORDER BY cables DESC, from_post, to_post
LIMIT {_FLOWS}"""
    return Figure(
        f"Where cables go (the {_FLOWS} busiest pairs of posts)",
        sql,
        lambda found, links: _flows(found, links, chosen, region),
        "The wider the arc, the more cables; it bends to the right of its sender.",
    )


def _flows(found: Answer, links: Links, chosen: Selection, region: str) -> Map:
    def end(row: dict[str, object], which: str, name: str) -> Place:
        code, latitude, longitude = (row[f"{which}_{column}"] for column in ("post", "latitude", "longitude"))
        post, title = str(code), str(row[name])
        plain = overview.plain_name(title)
        return Place(post, plain, float(str(latitude)), float(str(longitude)), 0, "s3", title, links.post(post))

    return traffic_map(
        (
            (
                end(row, "from", "sender"),
                end(row, "to", "receiver"),
                row["cables"],
                f"{row['sender']} to {row['receiver']}: {cables(row['cables'])}",
                links.cables(chosen.narrowed(posts=(row["from_post"],), further=(("addressee", row["to_post"]),))),
            )
            for row in found
        ),
        region,
    )


def listed(chosen: Selection) -> Figure:
    sql = f"""SELECT name, post, country, cables, first_date, last_date, percent_classified
FROM ({overview.by_post(chosen)})
ORDER BY cables DESC, post"""
    return Figure("Posts by number of cables", sql, links={"name": "post:post"})


def figures(chosen: Selection, looks: Mapping[str, str], region: str = "world") -> Sequence[Figure]:
    return [
        overview.mapped_posts(chosen, region),
        attention(chosen, looks),
        letters(chosen),
        flows(chosen, region),
        listed(chosen),
    ]
