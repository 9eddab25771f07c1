"""The page of one thing: a post, a country, a TAGS entry, a person, a year, or a thread."""

# ruff: noqa: S608  statements are put together from declared names; values are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dashboards import overview
from dashboards.charts import Label, Mark
from dashboards.figures import LEVELS, Figure
from dashboards.finding import Line, lines_of, listing
from dashboards.links import Links
from dashboards.published import Published, Row
from dashboards.selection import Selection
from dashboards.wording import plain

LISTED = 50

POST = """SELECT post, name, kind, countries.country, country_name, posts.bureau, latitude, longitude, aliases
FROM posts LEFT JOIN countries USING (country) WHERE post = $1"""
COUNTRY = "SELECT country, alpha_3, country_name, bureau FROM countries WHERE country = $1"
POSTS_THERE = """SELECT post, any_value(name) AS name, count(cable_id) AS cables
FROM posts LEFT JOIN (SELECT post, cable_id FROM cables) USING (post) WHERE country = $1
GROUP BY post HAVING count(cable_id) > 0 ORDER BY cables DESC, post"""
TAG = "SELECT tag, kind, name, subject_field, country, note FROM tag_codes WHERE tag = $1"
ROLES = """SELECT role, any_value(title) AS title, count(DISTINCT cable_id) AS cables FROM people
WHERE name = $1 GROUP BY role ORDER BY role"""
THREAD = """SELECT thread_id, subject, cables, posts, "references", depth, first_date, last_date, span_days
FROM threads WHERE thread_id = $1"""
MEMBERS = """SELECT m.cable_id, m.date, m.post, coalesce(post_name, m.post) AS post_name, classification, m.subject
FROM thread_members m JOIN (SELECT cable_id, classification FROM cables) USING (cable_id)
WHERE thread_id = $1 ORDER BY ordinal"""
EDGES = """SELECT e.cable_id, e.cited_cable_id FROM reference_edges e
WHERE e.cable_id IN (SELECT cable_id FROM thread_members WHERE thread_id = $1) AND is_in_lake"""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing, its cables, and what is drawn of them. `facts` are (label, words, address).

    The template queries `lines` after the figures.
    """

    kind: str
    title: str
    chosen: Selection
    facts: Sequence[tuple[str, str, str]]
    total: int
    lines: Callable[[], Sequence[Line]]
    figures: Sequence[Figure]
    drawing: ThreadDrawing | None = None


def read_thing(published: Published, links: Links, kind: str, name: str) -> Thing | None:
    """The page of a thing; None if neither a vocabulary nor a cable has it."""
    readers = {"post": _post, "country": _country, "tag": _tag, "person": _person, "year": _year}
    if kind == "thread":
        return _thread(published, name)
    described = readers[kind](published, links, name)
    if described is None:
        return None
    title, chosen, facts = described
    totals = published.rows(overview.totals(chosen)).first
    if not totals["cables"] and not facts:
        return None
    if totals["first_date"]:
        span = f"{totals['first_date']:%Y-%m-%d} to {totals['last_date']:%Y-%m-%d}"
        facts = [*facts, ("dated", span, "")]
    figures = []
    if totals["cables"]:
        figures.append(overview.traffic(chosen, "month" if kind == "year" else "year"))
        figures.append(overview.tags(chosen, "subject"))
        if kind not in ("post", "country"):
            figures.append(busiest_posts(chosen))
    return Thing(
        kind,
        title,
        chosen,
        facts,
        totals["cables"],
        lambda: lines_of(published.rows(listing(chosen, LISTED))),
        figures,
    )


_Described = tuple[str, Selection, list[tuple[str, str, str]]]


def _post(published: Published, links: Links, name: str) -> _Described | None:
    row = published.rows(POST, name).first
    facts = _facts(row, ("kind", "bureau")) if row else []
    if row and row["country_name"]:
        facts.append(("country", row["country_name"], links.country(row["country"])))
    if row and row["aliases"]:
        facts.append(("also written", ", ".join(row["aliases"]), ""))
    return row.get("name") or name, Selection(posts=(name,)), [("code", name, ""), *facts] if row else []


def _country(published: Published, links: Links, name: str) -> _Described | None:
    row = published.rows(COUNTRY, name).first
    if not row:
        return None
    facts = _facts(row, ("alpha_3", "bureau"))
    facts += [
        (f"{there['cables']:,} cables", there["name"], links.post(there["post"]))
        for there in published.rows(POSTS_THERE, name)
    ]
    return f"Posts in {row['country_name']}", Selection(countries=(name,)), facts


def _tag(published: Published, links: Links, name: str) -> _Described | None:
    row = published.rows(TAG, name).first
    facts = _facts(row, ("kind", "subject_field", "note")) if row else []
    title = f"{name}: {row['name']}" if row and row["name"] != name else name
    return title, Selection(tags=(name,)), facts


def _person(published: Published, links: Links, name: str) -> _Described | None:
    roles = published.rows(ROLES, name)
    facts = [
        (row["role"].replace("_", " "), f"of {row['cables']:,}" + (f" ({row['title']})" if row["title"] else ""), "")
        for row in roles
    ]
    return name, Selection(further=(("person", name),)), [(role, plain(words), href) for role, words, href in facts]


def _year(published: Published, links: Links, name: str) -> _Described | None:
    if not (name.isascii() and name.isdecimal() and len(name) == 4 and int(name)):
        return None
    return name, Selection().in_year(int(name)), []


def _facts(row: Row, names: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(name.replace("_", " "), plain(row[name]), "") for name in names if row[name]]


def busiest_posts(chosen: Selection) -> Figure:
    from dashboards.charts import bars

    sql = f"""{overview.by_post(chosen)}
LIMIT 15"""
    return Figure(
        "Busiest posts (cables)",
        sql,
        lambda found, links: bars(
            (
                (
                    row["name"],
                    "",
                    links.cables(chosen.narrowed(posts=(row["post"],))) if row["post"] else "",
                    row["cables"],
                )
                for row in found
            ),
            ("post", "cables"),
        ),
    )


@dataclass(frozen=True, slots=True)
class ThreadDrawing:
    """The cables of a thread from left to right by date, one row per post, with references as arcs."""

    width: int
    height: int
    rows: Sequence[Label]
    ends: tuple[Label, Label]  # the first and the last date
    years: Sequence[Label]
    arcs: Sequence[str]
    dots: Sequence[tuple[str, Mark]]  # id of the cable and its circle


_LANE, _DRAWN_WIDTH, _NAMES_WIDTH = 30, 900, 150
_DATE_WIDTH, _YEAR_APART = 100, 60  # pixels of a date with the room before the next year; between years
_MOST_DRAWN = 400


def _thread(published: Published, name: str) -> Thing | None:
    row = published.rows(THREAD, name).first
    if not row:
        return None
    lines = lines_of(published.rows(MEMBERS, name))
    edges = [tuple(edge) for edge in published.rows(EDGES, name).values]
    facts = [
        ("cables", f"{row['cables']:,}", ""),
        ("posts", f"{row['posts']:,}", ""),
        ("references among them", f"{row['references']:,}", ""),
    ]
    if row["first_date"]:
        facts.append(("dated", f"{row['first_date']} to {row['last_date']} ({row['span_days']:,} days)", ""))
    drawing = draw_thread(lines[:_MOST_DRAWN], edges) if len(lines) <= _MOST_DRAWN else None
    title = plain(row["subject"]) or name
    return Thing("thread", title, Selection(further=(("thread", name),)), facts, len(lines), lambda: lines, [], drawing)


def draw_thread(lines: Sequence[Line], edges: Sequence[tuple[str, ...]]) -> ThreadDrawing | None:
    """Where each cable of a thread is drawn; None if fewer than two have a date."""
    dated = [line for line in lines if isinstance(line.date, dt.date)]
    if len(dated) < 2:
        return None
    days = [line.date for line in dated if isinstance(line.date, dt.date)]
    first, span = min(days), max(1, (max(days) - min(days)).days)
    posts = list(dict.fromkeys(line.post_name or "not known" for line in dated))
    room = _DRAWN_WIDTH - _NAMES_WIDTH - 30
    places: dict[str, tuple[float, float]] = {}
    dots = []
    for line, day in zip(dated, days, strict=True):
        x = _NAMES_WIDTH + 15 + room * (day - first).days / span
        y = 20 + _LANE * posts.index(line.post_name or "not known")
        places[line.cable_id] = (x, y)
        subject = "".join(piece.text for piece in line.subject)
        look = LEVELS.get(line.classification, "l9")
        dots.append((line.cable_id, Mark(x, y, 0, 6, look, f"{line.cable_id}, {day}: {subject}")))
    arcs = [_arc(places[a], places[b]) for a, b in edges if a in places and b in places and a != b]
    height = 20 + _LANE * len(posts) + 24
    rows = [Label(_NAMES_WIDTH, 20 + _LANE * n, overview.plain_name(post)) for n, post in enumerate(posts)]
    left, right = _NAMES_WIDTH + 15, _NAMES_WIDTH + 15 + room
    ends = Label(left, height - 8, f"{first}"), Label(right, height - 8, f"{max(days)}")
    return ThreadDrawing(
        _DRAWN_WIDTH, height, rows, ends, list(_years(first, max(days), left, right, height)), arcs, dots
    )


def _years(first: dt.date, last: dt.date, left: float, right: float, height: float) -> Iterator[Label]:
    """The years that begin between the first and the last date, as many as have room between these."""
    free = left + _DATE_WIDTH
    for year in range(first.year + 1, last.year + 1):
        x = left + (right - left) * (dt.date(year, 1, 1) - first).days / (last - first).days
        if free <= x <= right - _DATE_WIDTH:
            free = x + _YEAR_APART
            yield Label(x, height - 8, str(year))


def _arc(a: tuple[float, float], b: tuple[float, float]) -> str:
    lift = 16 if a[1] == b[1] else 0
    return f"M{a[0]:.1f} {a[1]:.1f}Q{(a[0] + b[0]) / 2:.1f} {(a[1] + b[1]) / 2 - lift:.1f} {b[0]:.1f} {b[1]:.1f}"
