"""How secret the traffic was, whether it was marked as its parts require, and when it was due for declassification."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

from collections.abc import Sequence

from dashboards.charts import Bars, OverTime, Piece, bars, split
from dashboards.figures import LEVELS, Figure, by_level, cables
from dashboards.links import Links
from dashboards.published import Answer
from dashboards.selection import Selection

VERDICTS = {"consistent": "c0", "over-marked": "c1", "under-marked": "c5"}
RULES = {
    "printed": "c0",
    "general schedule": "c3",
    "six years": "c2",
    "ten years": "c4",
    "twenty-five years": "c1",
}
STATES = {"overdue": "c5", "not yet due": "c0", "no date": "c7"}
_POSTS = frozenset({"post", "country"})


def levels(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(year AS INTEGER) AS "at", coalesce(classification, 'not stated') AS level, count(*) AS cables
FROM chosen
WHERE year IS NOT NULL
GROUP BY ALL
ORDER BY "at", level"""
    return Figure(
        "Classification by year (share of the year's cables)",
        sql,
        lambda found, links: by_level(found, links, chosen, is_share=True),
        "Shaded: no cable of that year is in the collection.",
    )


def marking(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
portions AS (
    SELECT cable_id, max(rank) AS highest
    FROM paragraphs JOIN chosen USING (cable_id) JOIN classifications ON classifications.classification = level
    GROUP BY cable_id
)
SELECT classification AS level,
    CASE WHEN highest < rank THEN 'over-marked' WHEN highest > rank THEN 'under-marked'
        ELSE 'consistent' END AS verdict,
    count(*) AS cables
FROM portions JOIN chosen USING (cable_id) JOIN classifications USING (classification)
GROUP BY classification, rank, verdict
ORDER BY any_value(rank), verdict"""
    if not chosen:  # the view already has it
        sql = """SELECT portion_vs_overall.classification AS level, verdict, sum(cables) AS cables
FROM portion_vs_overall JOIN classifications USING (classification)
GROUP BY level, verdict, rank
ORDER BY rank, verdict"""
    return Figure(
        "Over-marking (classification against the highest of the paragraphs, share of cables)",
        sql,
        lambda found, links: _marking(found, links, chosen),
        "Over-marked: no paragraph reaches the level of the whole. Only cables with portion markings.",
    )


def _marking(found: Answer, links: Links, chosen: Selection) -> Bars:
    rows: dict[str, list[tuple[str, float, str, str]]] = {}
    for row in found:
        picked = chosen.narrowed(levels=(row["level"],), further=(("verdict", row["verdict"]),))
        title = f"{row['level']}, {row['verdict']}: {cables(int(row['cables']))}"
        rows.setdefault(row["level"], []).append((row["verdict"], float(row["cables"]), title, links.cables(picked)))
    return split(rows, VERDICTS, ("classification", "cables"), is_share=True)


def calendar(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(year(declassify_on) AS INTEGER) AS due_year, coalesce(classification, 'not stated') AS level,
    count(*) AS cables
FROM chosen
WHERE declassify_on IS NOT NULL
GROUP BY ALL
ORDER BY due_year, level"""
    return Figure(
        "Declassification calendar (cables by the year they name for it)",
        sql,
        lambda found, links: _calendar(found, links, chosen),
        "Cables that state a date.",
    )


def _calendar(found: Answer, links: Links, chosen: Selection) -> OverTime:
    pieces = [
        Piece(
            row["due_year"],
            row["level"],
            row["cables"],
            f"due in {row['due_year']}, {row['level']}: {cables(row['cables'])}",
            links.cables(chosen.narrowed(levels=(row["level"],), further=(("due", str(row["due_year"])),))),
        )
        for row in found
    ]
    return OverTime(pieces, {level: look for level, look in LEVELS.items() if level in {p.series for p in pieces}})


def calendar_by_rule(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT CAST(year(due_on) AS INTEGER) AS due_year, basis, count(*) AS cables, count(*) FILTER (is_overdue) AS overdue
FROM declassification_by_cable SEMI JOIN chosen USING (cable_id)
WHERE due_on IS NOT NULL
GROUP BY ALL
ORDER BY due_year, basis"""
    return Figure(
        "Declassification calendar by rule (cables by the year they are due)",
        sql,
        lambda found, links: _calendar_by_rule(found, links, chosen),
        "Printed: the cable states the date. The other rules count from the cable's own date: the general schedule of "
        "E.O. 11652; six years (12065) or ten years (12958 and later) if nothing is marked; twenty-five years for all "
        "else. The rules do not decide about any one cable.",
    )


def _calendar_by_rule(found: Answer, links: Links, chosen: Selection) -> OverTime:
    pieces = [
        Piece(
            row["due_year"],
            row["basis"],
            row["cables"],
            f"due in {row['due_year']}, {row['basis']}: {cables(row['cables'])}, {row['overdue']:,} overdue",
            links.cables(chosen.narrowed(further=(("declassified", f"{row['basis']} {row['due_year']}"),))),
        )
        for row in found
    ]
    return OverTime(pieces, {rule: look for rule, look in RULES.items() if rule in {p.series for p in pieces}})


def overdue(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()}
SELECT coalesce(basis, 'no date to count from') AS rule,
    CASE WHEN is_overdue THEN 'overdue' WHEN due_on IS NULL THEN 'no date' ELSE 'not yet due' END AS state,
    count(*) AS cables
FROM declassification_by_cable SEMI JOIN chosen USING (cable_id)
GROUP BY ALL
ORDER BY rule, state DESC"""
    return Figure(
        "What is overdue for declassification (cables by rule)",
        sql,
        lambda found, links: _overdue(found, links, chosen),
        "Overdue: the day that the rule gives has come. The lake cannot know whether the cable was opened then.",
    )


def _overdue(found: Answer, links: Links, chosen: Selection) -> Bars:
    rows: dict[str, list[tuple[str, float, str, str]]] = {}
    for row in found:
        title = f"{row['rule']}, {row['state']}: {cables(row['cables'])}"
        href = links.cables(chosen.narrowed(further=(("overdue", f"{row['rule']}, {row['state']}"),)))
        rows.setdefault(row["rule"], []).append((row["state"], row["cables"], title, href))
    return split(rows, STATES, ("rule", "cables"), is_share=False)


def handling(chosen: Selection) -> Figure:
    sql = f"""{chosen.chosen()},
marked AS (
    SELECT cable_id, unnest(list_distinct(list_concat(coalesce(handling, []), coalesce(captions, [])))) AS marking
    FROM chosen
)
SELECT marking, count(*) AS cables, round(100 * count(*) / (SELECT count(*) FROM chosen), 1) AS percent
FROM marked
GROUP BY marking
ORDER BY cables DESC, marking
LIMIT 15"""
    return Figure(
        "Handling markings and captions (cables that carry them)",
        sql,
        lambda found, links: bars(
            (
                (
                    row["marking"],
                    f"{row['percent']:g}%",
                    links.cables(chosen.narrowed(further=(("marking", row["marking"]),))),
                    row["cables"],
                )
                for row in found
            ),
            ("marking", "cables"),
        ),
    )


def protection(chosen: Selection) -> Figure:
    sql = f"""SELECT coalesce(post_name, post) AS name, post, cables, redacted_cables, redactions,
    round(100 * redacted_share, 1) AS percent_redacted, protecting_cables, protected_mentions
FROM redactions_by_post
WHERE (redacted_cables > 0 OR protecting_cables > 0) AND {chosen.of_posts()}
ORDER BY protecting_cables DESC, redacted_cables DESC, post"""
    return Figure(
        "Redactions and names to protect, by post (all years)",
        sql,
        note="Redacted: runs that the publisher blacked out. Protecting: cables that ask for a name to be protected.",
        links={"name": "post:post"},
        honours=_POSTS,
    )


def figures(chosen: Selection) -> Sequence[Figure]:
    return [
        levels(chosen),
        marking(chosen),
        calendar(chosen),
        calendar_by_rule(chosen),
        overdue(chosen),
        handling(chosen),
        protection(chosen),
    ]
