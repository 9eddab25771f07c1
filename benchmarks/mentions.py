"""How many of the places and people that a text mentions are found, and how many of those found are right.

`python -m benchmarks.mentions` finds them in the invented texts of tests/gold/mentions.txt, which were marked by hand
before the finder was run on any of them, and writes docs/mentions.md.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms import mentions
from transforms.mentions import people, places
from transforms.rules import Span

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold" / "mentions.txt"
COMPARISONS = ROOT / "tests" / "gold" / "mentions_comparisons.csv"
REPORT = ROOT / "docs" / "mentions.md"
PERSON = "@"
_MARK = re.compile(r"\{(?P<what>[^|{}]+)\|(?P<words>[^{}]+)\}")


class Marked(NamedTuple):
    """A text with what is marked in it, as (country, country/city or @ for a person, start, end)."""

    name: str
    text: str
    marks: frozenset[tuple[str, int, int]]


class Tally(NamedTuple):
    """Mentions marked, of them found, and found in all."""

    marked: int
    right: int
    found: int

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.marked


def texts() -> Iterator[Marked]:
    """The marked texts."""
    for part in re.split(r"^=== ", GOLD.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, marked = part.partition("\n")
        plain, at, marks = "", 0, set()
        for mark in _MARK.finditer(marked):
            plain += marked[at : mark.start()]
            marks.add((mark["what"], len(plain), len(plain) + len(mark["words"])))
            plain += mark["words"]
            at = mark.end()
        yield Marked(name, plain + marked[at:], frozenset(marks))


def found_in(text: str) -> frozenset[tuple[str, int, int]]:
    """What the finder finds in a text, in the form of the marks."""
    labels = {row["place_id"]: _label(row["place_id"], row["country"], row["name"]) for row in seed("places")}
    named, persons = mentions.find(text, [Span(0, len(text))])
    return frozenset(
        [(labels[one.place_id], one.start, one.end) for one in named]
        + [(PERSON, one.start, one.end) for one in persons]
    )


def tallies() -> dict[str, Tally]:
    """Places and people: marked, right and found in all texts."""
    counted: Counter[tuple[str, str]] = Counter()
    for marked in texts():
        found = found_in(marked.text)
        for sort, some in (("marked", marked.marks), ("right", marked.marks & found), ("found", found)):
            counted.update(("people" if one[0] == PERSON else "places", sort) for one in some)
    return {kind: Tally(*(counted[kind, sort] for sort in Tally._fields)) for kind in ("places", "people")}


def page() -> str:
    """The page docs/mentions.md."""
    rows = [*csv.DictReader(COMPARISONS.read_text(encoding="utf-8").splitlines())]
    lines = [
        f"| {row['texts']} | {row['kind']} | {row['marked']} | {row['precision']} | {row['recall']} |" for row in rows
    ]
    lines += [
        f"| invented, now | {kind} | {tally.marked} | {tally.precision:.1%} | {tally.recall:.1%} |"
        for kind, tally in tallies().items()
    ]
    table = "\n".join(lines)
    place_rules = "\n".join(f"| {rule.name} | {rule.note} | {rule.example} |" for rule in places.RULES)
    person_rules = "\n".join(
        f"| {rule.name} | {rule.note} | {rule.example} |" for rule in (*people.RULES, *people.EXCEPTIONS)
    )
    return _PAGE.format(table=table, place_rules=place_rules, person_rules=person_rules)


def _label(place_id: str, country: str, name: str) -> str:
    return f"{country}/{name}" if place_id.isdigit() else place_id


_PAGE = """\
# Places and people in the text

Written by `python -m benchmarks.mentions`; do not edit.

`place_mentions` and `person_mentions` have a row for each mention in the subject or text of a cable, with its span. The
header, TAGS and references are not searched. `places_mentioned` and `people_mentioned` count the mentions, and
`attention_by_text` compares attention to a country by what the text says with attention by TAGS.

## What counts

A place is a country of ISO 3166, a country dissolved since 1973, a capital, a city of 250,000 people or more, or the
seat of a post, under its usual names and those of 1973-2010: Burma, Zaire, Peking, Leningrad. The table `places` lists
them; cities come from GeoNames. Adjectives (Turkish), regions, rivers and smaller towns do not count. `U.S.` counts
only as a noun.

A person counts if named in one of the forms below. A surname alone does not count. The span and the name leave out the
title.

## How well

Every mention was marked by hand before the finder first ran on the text. The rules were corrected afterwards, and a few
slips in the marks as well, so the figures of the first run are the better estimate for other texts. A mention is right
if it has the marked span and, for a place, the marked id; in the real texts, if the id or name occurs as often as
marked.

| texts | mentions of | marked | precision | recall |
|---|---|--:|--:|--:|
{table}

The finder cannot see that `Serbia and Montenegro` may be two countries, and it takes `Athens` for the Greek city if no
State follows. It does not find people named without a title, and in a text in capitals it ends a name too early if the
surname is also a common word.

## Rules about places

The first rule whose signs are present decides; if none applies, the name is the place of the gazetteer.

| rule | what it sees | example |
|---|---|---|
{place_rules}

## Rules about people

| rule | what it sees | example |
|---|---|---|
{person_rules}
"""


def main() -> int:
    REPORT.write_text(page(), encoding="utf-8")
    print(*(f"{kind}: {tally}" for kind, tally in tallies().items()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
