"""The pages as they open: no filter set, and the most frequent topics and countries compared."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards import network, overview, posts, secrecy, topics, trust
from dashboards.figures import Figure
from dashboards.reader import rows
from dashboards.selection import Selection

EVERY = Selection()
COMPARED = 4


def pages() -> list[tuple[str, str, list[Figure]]]:
    """Name, title and figures of each page that stands without a server."""
    tags = rows(topics.known(EVERY))["tag"].head(COMPARED).tolist()
    countries = rows(posts.countries_named(EVERY))["country"].head(COMPARED).tolist()
    return [
        ("index", "Overview", overview.figures(EVERY)),
        ("topics", "Topics", topics.figures(EVERY, tags)),
        ("posts", "Posts and countries", posts.figures(EVERY, countries)),
        ("secrecy", "Secrecy", secrecy.figures(EVERY)),
        ("network", "Network", network.figures(EVERY)),
        ("trust", "Completeness and trust", trust.figures(EVERY)),
    ]


def statements() -> Iterator[str]:
    """What the app asks as its pages open, in the order of the pages."""
    yield overview.totals(EVERY)
    yield overview.WAITING
    for _, _, figures in pages():
        yield from (figure.sql for figure in figures)
