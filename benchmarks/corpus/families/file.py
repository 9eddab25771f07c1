"""A file of a family and what is true of the telegrams in it; telegrams of the years a family is of."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from fpdf import FPDF

from benchmarks.corpus.compose import compose
from benchmarks.corpus.facts import Addressee, Facts

LINES_PER_PAGE = 52


class File(NamedTuple):
    """Name and content of a file, and the true values of each telegram in it, in order."""

    name: str
    content: bytes
    cables: tuple[dict[str, Any], ...]


def telegrams(first: int, last: int, count: int, seed: int, book: str = "later_stories") -> Iterator[Facts]:
    """`count` telegrams of the years from `first` to `last`, both included, spread over them."""
    made = [facts for facts in compose(count * 8, seed, book) if first <= facts.sent.year <= last]
    return iter(made[:: len(made) // count][:count])


def without_indicators(facts: Facts) -> list[Addressee]:
    """The addressees as prints name them: no routing indicators."""
    return [addressee._replace(routing_indicator="") for addressee in facts.addressees]


def as_values(addressees: list[Addressee]) -> list[dict[str, Any]]:
    return [{name: value or None for name, value in addressee._asdict().items()} for addressee in addressees]


def shouted(facts: Facts) -> Facts:
    """The same telegram in capitals, as teletypes printed."""
    paragraphs = [
        p._replace(lines=tuple(line.upper() for line in p.lines), heading=p.heading.upper()) for p in facts.paragraphs
    ]
    return dataclasses.replace(
        facts, paragraphs=paragraphs, summary=facts.summary.upper(), subject=facts.subject.upper()
    )


def pdf(text: str) -> bytes:
    """A PDF file with the lines of a text in its text layer; a form feed begins a page."""
    page = FPDF(format="letter")
    page.set_creation_date(dt.datetime(2032, 1, 1, tzinfo=dt.UTC))
    page.set_auto_page_break(True, 15)
    page.set_font("Courier", size=9)
    for lines in text.split("\f"):
        page.add_page()
        for line in lines.strip("\n").split("\n"):
            page.cell(0, 4.5, line, new_x="LMARGIN", new_y="NEXT")
    out = io.BytesIO()
    page.output(out)
    return out.getvalue()
