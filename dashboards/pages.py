"""The pages: for an address, the template and what it shows. The server and the static copy both render them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboards import network, overview, posts, secrecy, topics, trends, trust
from dashboards.asking import ROWS, SECONDS, VIEWS, RefusedError, ask
from dashboards.cable import MISSING, read_cable
from dashboards.figures import Figure, cables, shown, stable_looks
from dashboards.finding import SORTS, Asked, Finder, lines_of, listing, picked
from dashboards.links import Filed, Links
from dashboards.maps import REGIONS
from dashboards.published import Published
from dashboards.selection import FURTHER, Selection
from dashboards.things import LISTED, read_thing
from dashboards.wording import long_date, plain, printed
from warehouse.search import QueryError, SearchIndex

HERE = Path(__file__).parent
NAVIGATION = (
    ("", "Overview"),
    ("cables", "Cables"),
    ("topics", "Topics"),
    ("trend", "Words"),
    ("posts", "Posts"),
    ("secrecy", "Secrecy"),
    ("network", "Network"),
    ("trust", "Trust"),
)
THINGS = ("post", "country", "tag", "person", "year", "thread")
FLUSH = "\x00"  # a template emits this where the server should send what it has
_COMPARED, _MOST_COMPARED = 4, 8
_OFFERED = 40
_UNCOUNTED = {
    False: "There is no search index to count words with.",
    True: "Words are counted with the search index, which is not used while names are masked: it contains them.",
}
# columns of SQL answers that link to a page, with its kind
_LED_TO = {"cable_id": "cable:cable_id", "post": "post:post", "tag": "tag:tag", "thread_id": "thread:thread_id"}

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Room:
    """What a page is made from. `publication` names the day and the collection."""

    published: Published
    links: Links
    index: SearchIndex | None = None

    @property
    def publication(self) -> str:
        return f"{datetime.fromtimestamp(self.published.snapshot().modified_ns / 1e9, UTC):%d %B %Y, %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Page:
    template: str
    title: str
    context: dict[str, Any]
    status: int = 200


def render(room: Room, page: Page, path: str, query: Query = ()) -> Iterator[str]:
    """The text of a page, piece by piece as its figures are computed; FLUSH is a piece of its own."""
    is_static = isinstance(room.links, Filed)
    shell = {
        "title": page.title,
        "path": path,
        "query": list(query),
        "to": room.links,
        "is_static": is_static,
        "is_masked": room.published.mask,
        "publication": room.publication,
    }
    return environment().get_template(page.template).generate({**shell, **page.context})


@cache
def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"printed": printed, "plain": plain, "long_date": long_date, "cables": cables}
    found.globals |= {"NAVIGATION": NAVIGATION, "flush": FLUSH, "FURTHER": FURTHER, "REGIONS": REGIONS}
    return found


def show_overview(room: Room, query: Query) -> Page:
    chosen, given = Selection.from_link(query), dict(query)
    found = room.published.rows(overview.totals(chosen)).first
    years = found["last_date"].year - found["first_date"].year if found["first_date"] else 0
    grain = _one_of(given.get("grain"), overview.GRAINS, "year" if years > 5 else "month")
    kind = _one_of(given.get("kind"), overview.TAG_KINDS, "subject")
    region = _one_of(given.get("map"), tuple(REGIONS), "world")
    figures = [
        _with_choices(room, "", query, overview.traffic(chosen, grain), "grain", overview.GRAINS, grain),
        _with_choices(room, "", query, overview.tags(chosen, kind), "kind", overview.TAG_KINDS, kind),
        _with_choices(room, "", query, overview.mapped_posts(chosen, region), "map", tuple(REGIONS), region),
    ]
    about = {
        "sources": room.published.rows(overview.SOURCES),
        "held": room.published.rows(overview.HELD).first,
        "coverage": room.published.rows(overview.COVERAGE).first,
        "waiting": room.published.rows(overview.WAITING).first["waiting"],
        "runs": room.published.rows(overview.LAST_RUN).first,
    }
    return _figure_page(room, "overview.html", "Overview", "", query, figures, totals=found, **about)


def show_topics(room: Room, query: Query) -> Page:
    chosen, given = Selection.from_link(query), dict(query)
    known = room.published.rows(topics.known(chosen))
    ranked = [row["tag"] for row in known]
    asked = [value for name, value in query if name == "topic"][:_MOST_COMPARED]
    picked_topics = asked or ranked[:_COMPARED]
    looks = stable_looks(picked_topics, ranked)
    measure = _one_of(given.get("measure"), tuple(topics.MEASURES), "year")
    timelines = topics.timelines(chosen, looks, measure)
    figures = list(topics.figures(chosen, looks, measure))
    figures[0] = _with_choices(room, "topics", query, timelines, "measure", topics.MEASURES, measure)
    offered = [(row["tag"], row["name"] or row["tag"], row["cables"]) for row in known][:_OFFERED]
    return _figure_page(
        room, "compare.html", "Topics", "topics", query, figures,
        offered=offered, compared=picked_topics, parameter="topic", compare_label="Compare TAGS",
    )  # fmt: skip


def show_posts(room: Room, query: Query) -> Page:
    chosen, given = Selection.from_link(query), dict(query)
    known = room.published.rows(posts.countries_named(chosen))
    ranked = [row["country"] for row in known]
    asked = [value for name, value in query if name == "about"][:_MOST_COMPARED]
    compared = asked or ranked[:_COMPARED]
    region = _one_of(given.get("map"), tuple(REGIONS), "world")
    figures = list(posts.figures(chosen, stable_looks(compared, ranked), region))
    for at in (0, 3):
        figures[at] = _with_choices(room, "posts", query, figures[at], "map", tuple(REGIONS), region)
    offered = [(row["country"], row["name"] or row["country"], int(row["cables"])) for row in known][:_OFFERED]
    return _figure_page(
        room, "compare.html", "Posts and countries", "posts", query, figures,
        offered=offered, compared=compared, parameter="about", compare_label="Compare countries written about",
    )  # fmt: skip


def show_secrecy(room: Room, query: Query) -> Page:
    figures = secrecy.figures(Selection.from_link(query))
    return _figure_page(room, "figures.html", "Secrecy", "secrecy", query, figures)


def show_network(room: Room, query: Query) -> Page:
    figures = network.figures(Selection.from_link(query))
    return _figure_page(room, "figures.html", "Network", "network", query, figures)


def show_trust(room: Room, query: Query) -> Page:
    figures = trust.figures(Selection.from_link(query))
    return _figure_page(room, "figures.html", "Completeness and trust", "trust", query, figures)


def show_cables(room: Room, query: Query) -> Page:
    asked = Asked.from_link(query)
    finder = Finder(room.published, room.index)
    results = finder.find(asked)
    has_none = not results.error and not results.total
    context = {
        "results": results,
        # queried by the template once the list has been sent
        "facets": lambda: {} if results.error or has_none else finder.facets(asked),
        "instead": lambda: finder.alternatives(asked) if has_none else [],
        "picked": picked,
        "sorts": [(name, label) for name, label in SORTS if asked.words or name != "best"],
        "chosen": asked.chosen,
        **_filters(room),
    }
    title = f"Cables: {asked.words}" if asked.words else "Cables"
    return Page("cables.html", title, context, status=400 if results.error else 200)


def show_trend(room: Room, query: Query) -> Page:
    chosen = Selection.from_link(query)
    asked = (value.strip() for name, value in query if name == "q")
    terms = list(dict.fromkeys(term for term in asked if term))[: trends.MOST]
    measure = _one_of(dict(query).get("measure"), tuple(trends.MEASURES), "month")
    found, error = [], ""
    try:
        counted = Finder(room.published, room.index).trends(terms, chosen, trends.grain_of(measure))
        found, error = counted or [], "" if counted is not None else _UNCOUNTED[room.published.mask]
    except QueryError as refused:
        error = str(refused)
    page = _figure_page(
        room, "trend.html", "Words over time", "trend", query, (), terms=terms, trends=found, error=error,
        most=trends.MOST,
    )  # fmt: skip
    if found:
        figure = trends.figure(terms, measure)
        figure = _with_choices(room, "trend", query, figure, "measure", trends.MEASURES, measure)
        page.context["figures"] = [trends.counted(figure, found, chosen, room.links, measure)]
    return replace(page, status=400) if error and terms else page


def show_cable(room: Room, cable_id: str, query: Query = ()) -> Page:
    """The page of a cable; `show=printed` adds its text as printed and how it was read.

    Decompressing the text takes longer than everything else on the page. Static files have both at once.
    """
    reading = read_cable(room.published, cable_id)
    if reading is None:
        missing = room.published.rows(MISSING, cable_id).first
        citing = Selection(further=(("cites", cable_id),))
        lines = lines_of(room.published.rows(listing(citing, LISTED)))
        around = {"cable_id": cable_id, "missing": missing, "lines": lines}
        return Page("missing.html", cable_id, around, status=404)
    is_whole = isinstance(room.links, Filed) or ("show", "printed") in query
    context = {"reading": reading, "is_whole": is_whole}
    subject = " ".join(plain(reading.cable["subject"]).split())
    return Page("cable.html", f"{cable_id}: {subject}" if subject else cable_id, context)


def show_thing(room: Room, kind: str, name: str) -> Page | None:
    thing = read_thing(room.published, room.links, kind, name)
    if thing is None:
        return None
    figures = shown(room.published, thing.figures, thing.chosen, room.links)
    return Page("thing.html", thing.title, {"thing": thing, "name": name, "figures": figures})


def show_sql(room: Room, query: str, *, is_run: bool) -> Page:
    """The page that answers SQL. A query that is not run is only filled in for the reader to look at."""
    context: dict[str, Any] = {"asked": query, "is_run": is_run, "refused": "", "figure": None, "answer": None}
    context |= {"views": room.published.rows(VIEWS), "seconds": SECONDS, "most": ROWS, "has_more": False}
    if is_run and query.strip():
        try:
            context["answer"], context["has_more"] = ask(room.published.snapshot().path, query)
            context["figure"] = Figure("Answer", query, links=_LED_TO)
        except RefusedError as error:
            context["refused"] = str(error)
    return Page("sql.html", "SQL", context, status=400 if context["refused"] else 200)


SHOWS: dict[str, Callable[[Room, Query], Page]] = {
    "": show_overview,
    "cables": show_cables,
    "topics": show_topics,
    "posts": show_posts,
    "secrecy": show_secrecy,
    "network": show_network,
    "trust": show_trust,
}
# the static copy has no search index
SERVED = {**SHOWS, "trend": show_trend}


def _figure_page(
    room: Room, template: str, title: str, path: str, query: Query, figures: Sequence[Figure], **more: Any
) -> Page:
    chosen = Selection.from_link(query)
    context = {
        "figures": shown(room.published, figures, chosen, room.links),
        "chosen": chosen,
        "kept": [(name, value) for name, value in query if (name, value) not in chosen.to_link()],
        **_filters(room),
        **more,
    }
    return Page(template, title, context)


def _filters(room: Room) -> dict[str, Any]:
    """What the filter form offers."""
    known = """SELECT post, coalesce(any_value(name), post) AS name, count(*) AS cables
FROM cables LEFT JOIN (SELECT post, name FROM posts) USING (post) WHERE post <> '' GROUP BY post ORDER BY name"""
    levels = """SELECT coalesce(classification, 'not stated') AS level, count(*) AS cables
FROM cables GROUP BY ALL ORDER BY level"""
    tags = "SELECT tag, name, sum(cables) AS cables FROM tag_frequencies GROUP BY ALL ORDER BY cables DESC LIMIT 200"
    return {
        "posts": room.published.rows(known),
        "levels": room.published.rows(levels),
        "tags": room.published.rows(tags),
    }


def _with_choices(
    room: Room,
    path: str,
    query: Query,
    figure: Figure,
    name: str,
    options: Sequence[str] | dict[str, str],
    shown_now: str,
) -> Figure:
    """The figure with links to its other forms; none in the static copy, which has only one."""
    if isinstance(room.links, Filed):
        return figure
    labels = options if isinstance(options, dict) else {option: option for option in options}
    others = [(key, value) for key, value in query if key != name]
    choices = [
        (label, f"{room.links.to(path, [*others, (name, option)])}#{figure.name}", option == shown_now)
        for option, label in labels.items()
    ]
    return Figure(figure.title, figure.sql, figure.draw, figure.note, figure.links, figure.honours, choices)


def _one_of(asked: str | None, options: Sequence[str], default: str) -> str:
    return asked if asked and asked in options else default
