"""How complete the collection is, and how far the figures can be trusted."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dashboards.charts import Bars, OverTime, Piece, split
from dashboards.figures import DATES, NOTHING, Figure, cables
from dashboards.grids import Cell, Head, Heat
from dashboards.links import Links
from dashboards.overview import plain_name
from dashboards.published import Answer
from dashboards.selection import Selection

STATUSES = {"ok": "c0", "repaired": "c4", "absent": "c7", "unparsed": "c1", "disagrees": "c5"}
SHARES = {"under 1%": "h2", "1 to 5%": "h3", "5 to 20%": "h4", "20 to 50%": "h5", "50% and more": "h6"}
_BOUNDS = (1, 5, 20, 50)  # percent: where the next stronger colour begins
_POSTS_AND_DATES = frozenset({"from", "to", "post", "country"})

DISAGREEMENTS = """SELECT rule, cable_id, detail
FROM findings
WHERE status = 'disagrees'
ORDER BY rule, cable_id
LIMIT 200"""
REPAIRS = """SELECT field, rule, findings, cables, example
FROM findings_by_rule
WHERE status = 'repaired'
ORDER BY cables DESC, field, rule"""
QUARANTINE = """SELECT reason, stage, source, member, detail, replayed_at, settled_at, settled_as, note
FROM quarantine
ORDER BY replayed_at IS NOT NULL OR settled_at IS NOT NULL, reason, source, member
LIMIT 200"""
RUNS = """SELECT run_id, started_at, finished_at, status, documents, parsed, quarantined, duplicates,
    documents = parsed + quarantined + duplicates AS adds_up
FROM runs
ORDER BY started_at DESC
LIMIT 200"""
ALARMS = """SELECT run_id, started_at, measure, value, usual, lowest, highest
FROM run_alarms
WHERE is_alarm
ORDER BY started_at DESC, measure
LIMIT 200"""


def coverage(chosen: Selection) -> Figure:
    sql = f"""SELECT post, coalesce(post_name, post) AS name, CAST(year AS INTEGER) AS year, serials AS cables,
    highest_serial, round(100 * coverage, 1) AS percent
FROM serial_coverage
WHERE {chosen.within_years("year")} AND {chosen.of_posts()}
    AND post IN (SELECT post FROM cables GROUP BY post ORDER BY count(*) DESC, post LIMIT 20)
ORDER BY name, year"""
    return Figure(
        "Coverage (percent of a post's numbered cables that the lake holds, by year)",
        sql,
        _coverage,
        "Posts number their cables from 1 each year; the highest number seen is at least what was sent. "
        "The 20 busiest posts.",
        honours=_POSTS_AND_DATES,
    )


def _coverage(found: Answer, links: Links) -> Heat:
    cells = {}
    for row in found:
        title = f"{row['name']}, {row['year']}: {row['cables']:,} of {row['highest_serial']:,} numbers held"
        href = links.cables(Selection(posts=(row["post"],)).in_year(row["year"]))
        step = 2 + bisect_right(_BOUNDS, row["percent"])
        cells[row["post"], row["year"]] = Cell(f"{row['percent']:.0f}", title, href, step)
    posts = {row["post"]: Head(plain_name(row["name"]), row["name"], links.post(row["post"])) for row in found}
    return Heat(posts, cells, SHARES, "percent of the numbers")


def availability(chosen: Selection) -> Figure:
    sql = f"""SELECT CAST(year(month) AS INTEGER) AS year, unnest(['whole', 'extract', 'no text']) AS text,
    CAST(unnest([sum(whole), sum("partial"), sum(no_text)]) AS BIGINT) AS cables
FROM availability
WHERE month IS NOT NULL AND {chosen.within("month")}
GROUP BY year(month)
ORDER BY year, text"""
    return Figure("How much of each cable there is (cables per year)", sql, _availability, honours=DATES)


def _availability(found: Answer, links: Links) -> OverTime:
    pieces = [
        Piece(
            row["year"],
            row["text"],
            row["cables"],
            f"{row['year']}, {row['text']}: {cables(row['cables'])}",
            links.cables(Selection(further=(("text", row["text"]),)).in_year(row["year"])),
        )
        for row in found
        if row["cables"]
    ]
    return OverTime(pieces, {"whole": "c0", "extract": "c1", "no text": "c7"}, shade_gaps=True, height=260)


def gaps(chosen: Selection) -> Figure:
    sql = f"""SELECT coalesce(post_name, post) AS name, post, first_day, last_day, days, usual_days, cable_before,
    cable_after
FROM gaps
WHERE {chosen.within("first_day")} AND {chosen.of_posts()}
ORDER BY days / usual_days DESC NULLS LAST, name, first_day
LIMIT 100"""
    return Figure(
        "Gaps (windows in which a post that wrote before and after has no cable)",
        sql,
        note="Usual days: the median between two days with traffic there. The 100 most unusual.",
        links={"name": "post:post", "cable_before": "cable:cable_before", "cable_after": "cable:cable_after"},
        honours=_POSTS_AND_DATES,
    )


def fields() -> Figure:
    sql = """SELECT field, unnest(['ok', 'repaired', 'absent', 'unparsed']) AS status,
    CAST(unnest([sum(ok), sum(repaired), sum(absent), sum(unparsed)]) AS BIGINT) AS cables
FROM field_quality
WHERE field NOT IN ('witness', 'text')
GROUP BY field
ORDER BY field"""
    return Figure(
        "How each field was read (share of cables)",
        sql,
        _fields,
        "Absent: the cable does not have it. Unparsed: it is there, and no rule reads it.",
        honours=NOTHING,
    )


def _fields(found: Answer, links: Links) -> Bars:
    rows: dict[str, list[tuple[str, float, str, str]]] = {}
    for row in found:
        if row["cables"]:
            title = f"{row['field']}, {row['status']}: {cables(row['cables'])}"
            href = links.cables(Selection(further=(("finding", f"{row['field']} {row['status']}"),)))
            rows.setdefault(row["field"], []).append((row["status"], row["cables"], title, href))
    return split(rows, STATUSES, ("field", "cables"), is_share=True)


def quality(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(year AS INTEGER) AS year, avg(quality) AS quality, count(*) AS cables
FROM chosen
WHERE year IS NOT NULL
GROUP BY year
ORDER BY year"""
    return Figure(
        "Fields read, of those a complete telegram has (percent, by year)",
        sql,
        lambda found, links: _quality(found, links, chosen),
    )


def _quality(found: Answer, links: Links, chosen: Selection) -> OverTime:
    pieces = [
        Piece(
            row["year"],
            "read",
            row["quality"],
            f"{row['year']}: {row['quality']:.1%} of the fields of {cables(row['cables'])}",
            links.cables(chosen.in_year(row["year"])),
        )
        for row in found
        if row["quality"] is not None
    ]
    return OverTime(pieces, {"read": "c0"}, unit="share of fields", is_share=True, shade_gaps=True, height=220)


def figures(chosen: Selection) -> Sequence[Figure]:
    return [
        coverage(chosen),
        availability(chosen),
        gaps(chosen),
        fields(),
        quality(chosen),
        Figure(
            "Statements that disagree",
            DISAGREEMENTS,
            note="The same fact stated twice in a document, with two values.",
            links={"cable_id": "cable:cable_id"},
            honours=NOTHING,
        ),
        Figure(
            "Repairs",
            REPAIRS,
            note="Every change made to a text before it was read, by rule.",
            links={"example": "cable:example"},
            honours=NOTHING,
        ),
        Figure("Quarantine (documents refused)", QUARANTINE, honours=NOTHING),
        Figure("Runs", RUNS, note="Documents met = parsed + quarantined + duplicates.", honours=NOTHING),
        Figure(
            "Runs that left the usual band",
            ALARMS,
            note="Each measure of a run is compared with earlier runs.",
            honours=NOTHING,
        ),
    ]
