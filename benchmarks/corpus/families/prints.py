"""Telegrams of 1984-96 as they are released on request: paged prints with what the review put on them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.corpus.facts import Facts, Paragraph, pick_officer, truth
from benchmarks.corpus.families.file import File, as_values, shouted, telegrams, without_indicators
from benchmarks.corpus.seventies import SPACED, telegram_lines

COUNT = 15
ENTIRE_TEXT = "ENTIRE TEXT."
PAGE_LINES = (18, 44)  # a short page ends within the labelled lines

SYSTEM_TOP = """\
UNCLASSIFIED
Page: {page}

Current Class: {level}
Current Handling: n/a
Document Number: {number}

Channel: n/a
"""
SYSTEM_FOOT = """\
Page: {page}

Current Class: {level}

UNITED STATES DEPARTMENT OF STATE
REVIEW AUTHORITY: {reviewer}
DATE/CASE ID: {day} {case}

UNCLASSIFIED
"""
BANNER_TOP = """\
RELEASED IN PART
B1, 1.4(D)

{level}
"""
STAMP_FOOT = """\
UNCLASSIFIED U.S. Department of State Case No. F-2031-{case:05} Doc No. C{document:08} Date: {date}
"""


def files(seed: int) -> Iterator[File]:
    """One print a file, three ways of release in turn."""
    ways: tuple[Callable[..., _Printed], ...] = (_of_the_system, _in_part, _stamped)
    for index, facts in enumerate(telegrams(1984, 1996, COUNT, seed)):
        rng = random.Random(f"{seed} print {index}")
        facts = of_the_time(facts, rng)
        text, release = ways[index % len(ways)](facts, rng)
        values = values_of(facts) | release
        yield File(f"prints/{index:02}-{facts.sent.year}.txt", text.encode(), (values,))


_Printed = tuple[str, dict[str, Any]]


def of_the_time(facts: Facts, rng: random.Random) -> Facts:
    """The telegram in capitals, under the order of its time, classified by nobody named."""
    order = "12356" if facts.sent.date() < dt.date(1995, 10, 14) else "12958"
    is_dated = order == "12958" and facts.declassify_on is not None
    words = facts.declassification if is_dated else "OADR" if facts.is_classified else "N/A"
    return dataclasses.replace(
        shouted(facts),
        addressees=without_indicators(facts),
        executive_order=order,
        declassify_on=facts.declassify_on if is_dated else None,
        declassification=f"DECL: {words}" if facts.is_classified else words,
        officer=None,
        reasons=[],
        handling=[marking for marking in facts.handling if marking == "NOFORN"],
        captions=[],
        paragraphs=_entire(facts) if facts.is_classified and rng.random() < 0.4 else _portioned(facts),
    )


def _portioned(facts: Facts) -> list[Paragraph]:
    """Portions as the time marks them; no heading right below the subject, where nobody could tell them apart."""
    letter = {"LIMITED OFFICIAL USE": "LOU"}.get(facts.level, facts.level[0])
    first, *rest = (p._replace(portion=letter if p.portion else "") for p in shouted(facts).paragraphs)
    return [first if facts.references else first._replace(heading=""), *rest]


def _entire(facts: Facts) -> list[Paragraph]:
    """One paragraph that classifies all others, which have no portions of their own."""
    rest = (paragraph._replace(number=number, portion="") for number, paragraph in enumerate(_portioned(facts), 2))
    return [Paragraph(1, "", (f"{facts.level} - {ENTIRE_TEXT}",)), *rest]


def _damaged(lines: list[str], facts: Facts, rng: random.Random) -> list[str]:
    """The lines as a bad scan has them: the level run into the station, a label with one letter wrong."""
    chance = rng.random()
    if chance < 0.25:
        level = next(level for level in (SPACED[facts.level], facts.level) if any(map(level_of(level), lines)))
        return [line.replace(f"{level} ", facts.level, 1) if level_of(level)(line) else line for line in lines]
    if chance < 0.5:
        label, instead = rng.choice(
            (("TAGS:", "TAS:"), ("SUBJECT:", "UBJECT:"), ("SUBJ:", "SUBJ;"), ("TAGS:", "TAGS;"))
        )
        return [instead + line.removeprefix(label) if line.startswith(label) else line for line in lines]
    return lines


def level_of(level: str) -> Callable[[str], bool]:
    """Whether a line is the classification line with its serial."""
    return lambda line: line.startswith(f"{level} ") and line[-1:].isdigit()


def values_of(facts: Facts) -> dict[str, Any]:
    """What a reader must find in a print. The level before `ENTIRE TEXT` is that paragraph's marking."""
    first, *rest = facts.paragraphs
    level, _, words = first.text.partition(" - ")
    if words == ENTIRE_TEXT:
        first = Paragraph(first.number, level, (words,))
    return truth(
        dataclasses.replace(facts, paragraphs=[first, *rest]),
        "telegram",
        routing_indicator=None,
        addressees=as_values(facts.addressees),
        classified_by=None,
        classified_by_title=None,
    )


def _pages(facts: Facts, rng: random.Random) -> list[list[str]]:
    """The telegram's lines by pages, each under its own page line."""
    lines = _damaged(telegram_lines(facts, rng), facts, rng)
    label = f"{facts.station.printed[:6].strip()} {facts.serial:05} {facts.sent:%d%H%M}Z"
    length = rng.randrange(*PAGE_LINES)
    starts = range(0, len(lines), length)
    return [
        [facts.level, f"PAGE {page:02} {label}", *lines[start : start + length]] for page, start in enumerate(starts, 1)
    ]


def _of_the_system(facts: Facts, rng: random.Random) -> _Printed:
    """Each page between what the system of the 1990s says and the stamp of the reviewer."""
    number = f"{facts.sent.year}{facts.station.printed[:6].replace(' ', '')}{facts.serial:05}"
    reviewer = pick_officer(rng).name.upper()
    day = dt.date(2031, rng.randrange(1, 13), rng.randrange(1, 29))
    given: dict[str, Any] = {"level": facts.level, "number": number, "reviewer": reviewer}
    given |= {"day": f"{day:%d %b %Y}".upper(), "case": f"2031{rng.randrange(1, 400):05}"}
    parts = [
        SYSTEM_TOP.format(page=page, **given)
        + ("\nRELEASED IN FULL\n\n" if page == 1 else "\n")
        + "\n".join(lines)
        + "\n"
        + SYSTEM_FOOT.format(page=page, **given)
        for page, lines in enumerate(_pages(facts, rng), 1)
    ]
    return "\n".join(parts), {
        "release_status": "RELEASED IN FULL",
        "reviewed_on": day.isoformat(),
        "review_authority": reviewer,
        "exemptions": [],
        "source_id": number,
    }


def _in_part(facts: Facts, rng: random.Random) -> _Printed:
    """A banner on top of every page, and exemptions in the margin of some lines."""
    pages = _pages(facts, rng)
    for lines in pages:
        prose = [at for at, line in enumerate(lines) if len(line) > 40 and at > 20]
        if prose:
            at = rng.choice(prose)
            lines[at] += "        B1"
    text = "\n".join(BANNER_TOP.format(level="UNCLASSIFIED") + "\n" + "\n".join(lines) + "\n" for lines in pages)
    return text, {
        "release_status": "RELEASED IN PART",
        "reviewed_on": None,
        "review_authority": None,
        "exemptions": ["B1", "1.4(D)"],
        "source_id": None,
    }


def _stamped(facts: Facts, rng: random.Random) -> _Printed:
    """One line of case, document and date at the foot of every page; the first page has the decision."""
    day = dt.date(2031, rng.randrange(1, 13), rng.randrange(1, 29))
    document = rng.randrange(5_000_000, 6_500_000)
    foot = STAMP_FOOT.format(case=rng.randrange(1, 30_000), document=document, date=f"{day:%m/%d/%Y}")
    pages = ["\n".join(lines) + "\n\n" + foot for lines in _pages(facts, rng)]
    return "RELEASED IN FULL\n\n" + "\n".join(pages), {
        "release_status": "RELEASED IN FULL",
        "reviewed_on": day.isoformat(),
        "review_authority": None,
        "exemptions": [],
        "source_id": f"C{document:08}",
    }
