"""What the traffic was about, year by year and month by month."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboards.charts import Bars, OverTime, Piece, bars
from dashboards.figures import DATES, Figure, cables, coded, place
from dashboards.grids import Cell, Grid, Head, strength
from dashboards.links import Links
from dashboards.published import Answer
from dashboards.selection import Selection, literal

MEASURES = {
    "year": "cables per year",
    "share": "share of the year's cables",
    "month": "cables per month",
    "mean": "cables per month, mean of 12 months",
}
_TEXT_TOPICS = 20
_LEAST_MONTHS = 6  # with traffic, of the twelve in a mean


def known(chosen: Selection) -> str:
    """Statement that lists the subject TAGS of the chosen cables, most frequent first."""
    if not chosen:  # the view already has it
        return """SELECT tag, name, cables FROM tag_frequencies WHERE kind = 'subject' ORDER BY cables DESC, tag"""
    return f"""{chosen.chosen()}
SELECT tag, any_value(name) AS name, count(DISTINCT cable_id) AS cables
FROM tags JOIN chosen USING (cable_id) LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE tags.kind = 'subject'
GROUP BY tag
ORDER BY cables DESC, tag"""


def timelines(chosen: Selection, looks: Mapping[str, str], measure: str) -> Figure:
    """Topics as lines over time; `looks` gives their colours. Only years and months with traffic have a value."""
    at = "CAST(date_trunc('month', date) AS DATE)" if measure in ("month", "mean") else "CAST(chosen.year AS INTEGER)"
    mean = f"""CASE WHEN count(*) OVER twelve >= {_LEAST_MONTHS} THEN avg(coalesce(cables, 0)) OVER twelve END"""
    value = {"share": "coalesce(cables, 0) / traffic", "mean": mean}.get(measure, "coalesce(cables, 0)")
    window = (
        """
WINDOW twelve AS (PARTITION BY topic ORDER BY "at" RANGE BETWEEN INTERVAL 11 MONTH PRECEDING AND CURRENT ROW)"""
        if measure == "mean"
        else ""
    )
    sql = f"""{chosen.chosen()},
totals AS (SELECT {at} AS "at", count(*) AS traffic FROM chosen WHERE date IS NOT NULL GROUP BY "at"),
carried AS (
    SELECT tag AS topic, {at} AS "at", count(DISTINCT cable_id) AS cables
    FROM tags JOIN chosen USING (cable_id) WHERE tag IN {literal(tuple(looks) or ("",))} GROUP BY ALL
)
SELECT topic, name AS topic_name, "at", coalesce(cables, 0) AS cables, traffic, {value} AS value
FROM totals CROSS JOIN (SELECT DISTINCT topic FROM carried)
LEFT JOIN carried USING (topic, "at") LEFT JOIN (SELECT tag AS topic, name FROM tag_codes) USING (topic){window}
ORDER BY topic, "at\""""
    note = "Only times with traffic have a value; the lines break between them."
    if measure == "mean":
        note += f" A mean needs {_LEAST_MONTHS} months with traffic among the last twelve."
    return Figure(
        f"Topics over time ({MEASURES[measure]})",
        sql,
        lambda found, links: _lines(found, links, chosen, looks, measure),
        note,
    )


def _lines(found: Answer, links: Links, chosen: Selection, looks: Mapping[str, str], measure: str) -> OverTime:
    pieces, names = [], {row["topic"]: row["topic_name"] for row in found}
    for row in found:
        is_month = measure in ("month", "mean")
        named = f"{row['at']:%Y-%m}" if is_month else str(row["at"])
        picked = chosen.narrowed(tags=(row["topic"],))
        picked = picked.in_month(row["at"]) if is_month else picked.in_year(row["at"])
        title = f"{named}, {row['topic']}: {cables(row['cables'])} of {row['traffic']:,}"
        if measure == "mean" and row["value"] is not None:
            title += f", mean {row['value']:.1f}"
        href = links.cables(picked) if row["cables"] else ""
        pieces.append(Piece(place(row["at"]), labelled(row["topic"], names), row["value"], title, href))
    series = {labelled(topic, names): look for topic, look in looks.items() if topic in names}
    if measure == "share":  # an axis up to 100% would flatten every line
        pieces = [piece._replace(value=None if piece.value is None else 100 * piece.value) for piece in pieces]
    unit = "percent" if measure == "share" else MEASURES[measure]
    return OverTime(pieces, series, "month" if measure in ("month", "mean") else "year", unit, is_line=True, height=330)


def labelled(topic: str, names: Mapping[str, str | None]) -> str:
    name = coded(topic, names.get(topic))
    return f"{topic} {name}" if name else topic


def bursts(chosen: Selection) -> Figure:
    sql = f"""SELECT month, topic, topic_name, cables, round(100 * share, 1) AS percent_of_traffic,
    round(100 * expected_share, 1) AS percent_expected, round(z_score, 1) AS z_score
FROM topic_timelines
WHERE topic_kind = 'tag' AND is_burst AND {chosen.within("month")}
ORDER BY z_score DESC, month
LIMIT 25"""
    return Figure(
        "Bursts (months in which a topic rose far above its usual share)",
        sql,
        _bursts,
        "At least 5 cables, and a share 3.5 robust standard deviations above the median of the 24 months before. "
        "The 25 strongest.",
        honours=DATES,
    )


def _bursts(found: Answer, links: Links) -> Bars:
    return bars(
        (
            (
                f"{row['month']:%Y-%m} {row['topic']}",
                f"{coded(row['topic'], row['topic_name'])}, {row['percent_of_traffic']:g}% of the month, "
                f"usually {row['percent_expected']:g}%",
                links.cables(Selection(tags=(row["topic"],)).in_month(row["month"])),
                row["cables"],
            )
            for row in found
        ),
        ("month and topic", "cables"),
    )


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
        lambda found, links: _together(found, links, chosen),
        "The 14 most frequent subject TAGS. Lift: how many times more often than if the two were independent.",
    )


def _together(found: Answer, links: Links, chosen: Selection) -> Grid:
    names = {row["tag_a"]: coded(row["tag_a"], row["name_a"]) for row in found}
    most = max((row["cables"] for row in found), default=0)
    cells = {
        (row["tag_a"], row["tag_b"]): Cell(
            f"{row['cables']:,}",
            f"{row['tag_a']} and {row['tag_b']}: {cables(row['cables'])}, lift {row['lift']:g}",
            links.cables(chosen.narrowed(tags=(row["tag_a"], row["tag_b"]))),
            strength(row["cables"], most),
        )
        for row in found
    }
    heads = {tag: Head(tag, name if name != tag else "", links.tag(tag)) for tag, name in sorted(names.items())}
    return Grid(heads, heads, cells)


def of_texts(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT topic_id, topic_name, count(*) AS cables,
    round(100 * count(*) / (SELECT count(*) FROM chosen), 1) AS percent_of_cables
FROM (SELECT cable_id, topic_id FROM cable_topics) JOIN chosen USING (cable_id)
JOIN (SELECT topic_id, topic_name FROM text_topics) USING (topic_id)
GROUP BY ALL
ORDER BY cables DESC, topic_id
LIMIT {_TEXT_TOPICS}"""
    return Figure(
        f"Topics of the texts (the {_TEXT_TOPICS} with the most cables)",
        sql,
        lambda found, links: bars(
            (
                (
                    row["topic_name"],
                    f"{row['percent_of_cables']:g}%",
                    links.cables(chosen.narrowed(further=(("text_topic", str(row["topic_id"])),))),
                    row["cables"],
                )
                for row in found
            ),
            ("topic", "cables"),
        ),
        "Found in the texts by cablelake topics train, and named after their heaviest words and the TAGS nearest to "
        "them. A cable may have several topics.",
    )


def figures(chosen: Selection, looks: Mapping[str, str], measure: str = "year") -> Sequence[Figure]:
    return [timelines(chosen, looks, measure), bursts(chosen), together(chosen), of_texts(chosen)]
