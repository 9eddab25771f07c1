"""Print a cable as the National Archives hold those of 1973-79: a paged telegram in its frame of attributes."""

from __future__ import annotations

import random
import re
import textwrap
from typing import Any

from benchmarks.corpus.facts import Facts, pick_officer
from benchmarks.corpus.telegram import ROLES, reference_lines

SPACED = {
    "UNCLASSIFIED": "UNCLAS",
    "LIMITED OFFICIAL USE": "LIMITED OFFICIAL USE",
    "CONFIDENTIAL": "C O N F I D E N T I A L",
    "SECRET": "S E C R E T",
}
STAMPS = {
    1973: "Declassified/Released US Department of State EO Systematic Review 30 JUN 2005",
    1974: "Declassified/Released US Department of State EO Systematic Review 30 JUN 2005",
    1975: "Margaret P. Grafeld Declassified/Released US Department of State EO Systematic Review 05 JUL 2006",
    1976: "Margaret P. Grafeld Declassified/Released US Department of State EO Systematic Review 04 MAY 2006",
    1977: "Margaret P. Grafeld Declassified/Released US Department of State EO Systematic Review 22 May 2009",
    1978: "Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014",
    1979: "Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014",
}
BUREAUS = {"asia": "EA", "europe": "EUR", "americas": "ARA", "africa": "AF", "mideast": "NEA", "headquarters": "SS"}
OFFICES = ("OCT", "ISO", "CIAE", "DODE", "PM", "H", "INR", "L", "NSAE", "NSC", "PA", "RSC", "PRS", "SP", "SS", "USIA")
PAGE_LINES = 38


def document_number(facts: Facts) -> str:
    """1973SANTIA04059: year, the first six characters of the printed name without blanks, serial."""
    width = 6 if facts.station.post == "STATE" else 5
    return f"{facts.sent.year}{station_of_number(facts)}{facts.serial:0{width}}"


def station_of_number(facts: Facts) -> str:
    return facts.station.printed[:6].replace(" ", "")


def print_record(facts: Facts, rng: random.Random, framed: bool = True) -> tuple[str, dict[str, Any]]:
    """The record's text and the values that printing changed."""
    lines = _pages(telegram_lines(facts, rng), facts, rng)
    text = "\n".join(lines)
    if framed:
        text = "\n".join(
            ["Message Text", "", "", text, "", "", "Message Attributes", "", *_attributes(facts, rng, len(lines)), ""]
        )
    changed: dict[str, Any] = {
        "section": {"number": facts.section_number, "total": facts.section_total},
        "routing_indicator": None,
    }
    if "(" in facts.declassification:  # the name after a 12065 instruction is the classifier's, by another convention
        changed |= {"classified_by": ..., "classified_by_title": ...}
    return text, changed


def print_withdrawn(facts: Facts, rng: random.Random) -> tuple[str, dict[str, Any]]:
    """A record whose telegram could not be read any more: attributes only."""
    attributes = _attributes(facts, rng, 4, locator="TEXT ON MICROFILM,ADS TEXT UNRETRIEVABLE")
    body = rng.choice(("ERROR READING TEXT INDEX", "EXPAND ERROR ENCOUNTERED"))
    text = "\n".join(["Message Text", "", "", body, "", "", "Message Attributes", "", *attributes, ""])
    gone: dict[str, Any] = {
        "dtg": None, "precedence": None, "routing_indicator": None, "section": {"number": None, "total": None},
        "addressees": ..., "paragraphs": [], "summary": None, "signer": None, "is_partial": True,
        "captions": ..., "handling": ..., "executive_order": ..., "declassify_on": ..., "references": ..., "tags": ...,
        "classified_by": ..., "classified_by_title": ...,
    }  # fmt: skip
    return text, gone


def telegram_lines(facts: Facts, rng: random.Random) -> list[str]:
    """The telegram from its distribution to its end mark, without pages."""
    return [
        *_distribution(facts, rng),
        *_addresses(facts, rng),
        *(_repeated(facts, rng) if facts.station.post == "STATE" and rng.random() < 0.25 else []),
        *_labels(facts, rng),
        *_prose(facts, rng),
        *([facts.signer] if facts.signer else []),
        *rng.choice((["NNN"], ["NNNN"], ["<< END OF DOCUMENT >>"], [])),
    ]


def _distribution(facts: Facts, rng: random.Random) -> list[str]:
    """ACTION or ORIGIN offices with their copies; the number after the stroke is their sum."""
    chosen = rng.sample(OFFICES, rng.randrange(4, len(OFFICES)))
    copies = {office: rng.choice((0, 0, 0, 1, 2, 3, 10, 15)) for office in chosen}
    first = ("ORIGIN" if facts.station.post == "STATE" else "ACTION", BUREAUS[facts.about.region], rng.randrange(5, 25))
    total = first[2] + sum(copies.values())
    info = " ".join(f"{office}-{number:02}" for office, number in copies.items())
    lines = [f"{rng.randrange(10, 99)}", f"{first[0]} {first[1]}-{first[2]:02}"]
    lines += textwrap.wrap(f"INFO {info} /{total:03} {rng.choice('WR')}", 58, break_on_hyphens=False)
    if facts.station.post == "STATE":
        drafter, approver = pick_officer(rng), pick_officer(rng)
        bureau = BUREAUS[facts.about.region]
        lines += [
            f"DRAFTED BY {bureau}/RPE:{drafter.given[0]}{drafter.family}:{rng.choice(('MJ', 'LK', 'PB'))}".upper(),
            f"APPROVED BY {bureau}:{approver.given[0]}{approver.family}".upper(),
            f"{bureau}/P - MR. {pick_officer(rng).family}".upper(),
            f"S/S:{pick_officer(rng).family} (INFO)".upper(),
        ]
    filed = f"{facts.sent:%d%H%M}Z"
    if facts.sent.year < 1977:
        return [*lines, f"--------------------- {rng.randrange(1, 130_000):06}"]
    return [*lines, f"------------------{rng.randrange(1, 130_000):06} {filed} /{rng.randrange(10, 70)}"]


def _addresses(facts: Facts, rng: random.Random) -> list[str]:
    group = f"{' '.join(facts.precedence)} {facts.sent:%d%H%MZ %b %y}".upper()
    if facts.sent.year < 1975 and rng.random() < 0.25:  # blanks injected into tokens by the conversion of 1973-74
        group = rng.choice((group.replace("Z ", " Z "), group[:-1] + " " + group[-1]))
    lines = [group, f"FM {facts.station.address}"]
    role = ""
    for addressee in facts.addressees:
        line = " ".join(word for word in (addressee.name, addressee.precedence, addressee.serial) if word)
        if addressee.role != role:
            role = addressee.role
            line = f"{ROLES[role]} {line}"
        lines.append(line)
    return lines


def _repeated(facts: Facts, rng: random.Random) -> list[str]:
    """A cable sent again to more posts: its own classification line and labels stand inside the quotation."""
    serial = f"{SPACED[facts.level]} {facts.station.printed} {facts.serial:06}"
    posts = rng.choice(("CAIRO AMMAN", "BONN PARIS ROME", "LIMA BOGOTA"))
    return [
        serial,
        f"FOLLOWING REPEAT STATE {facts.serial:06} SENT ACTION {posts}",
        f"{facts.sent:%d %b %y}, QTE:".upper(),
    ]


def _labels(facts: Facts, rng: random.Random) -> list[str]:
    section = f"SECTION {facts.section_number} OF {facts.section_total} " if facts.section_total else ""
    serial = f"{facts.serial:04}" if facts.station.post != "STATE" else f"{facts.serial:06}"
    lines = [f"{SPACED[facts.level]} {section}{facts.station.printed} {serial}", *facts.captions, *facts.handling]
    lines += [facts.pass_to] if facts.pass_to else []
    lines.append(f"{rng.choice(('E.O. ', 'E.O. ', 'EO '))}{facts.executive_order}: {facts.declassification}")
    tags = [f"({tag})" if ", " in tag else tag for tag in facts.tags]
    lines.append("TAGS: " + ", ".join(tags).replace(", (", " ("))
    if rng.random() < 0.05:  # a comma lost
        lines[-1] = re.sub(r"([A-Z]), (?=[A-Z])", r"\1 ", lines[-1], count=1)
    lines += textwrap.wrap(f"{rng.choice(('SUBJ: ', 'SUBJECT: '))}{facts.subject}", 60, break_on_hyphens=False)
    if facts.references:
        lines += reference_lines(facts.references, "", rng)
    return lines


def _prose(facts: Facts, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for paragraph in facts.paragraphs:
        if paragraph.heading:
            lines.append(paragraph.heading)
        portion = f"({paragraph.portion}) " if paragraph.portion else ""
        lines += textwrap.wrap(f"{paragraph.number}. {portion}{paragraph.lines[0]}", 64, break_on_hyphens=False)
        for line in paragraph.lines[1:]:
            lines += textwrap.wrap(line, 64, break_on_hyphens=False)
    return lines


def _pages(lines: list[str], facts: Facts, rng: random.Random) -> list[str]:
    """Page lines with the classification above and below, and the release stamp where the page was cut."""
    filed = f"{facts.sent:%d%H%M}Z"
    section = f"{facts.section_number:02} OF {facts.section_total:02}  " if facts.section_total else ""
    width = 6 if facts.station.post == "STATE" else 5
    label = f"{facts.station.printed[:6]} {facts.serial:0{width}} {section}{filed}"
    paged: list[str] = []
    for number, start in enumerate(range(0, len(lines), PAGE_LINES), 1):
        if number > 1:
            stamp = STAMPS[facts.sent.year]
            paged += [facts.level, *([stamp, stamp] if rng.random() < 0.3 else [])]
        page = [f"PAGE {number:02}", label] if facts.sent.year == 1979 else [f"PAGE {number:02} {label}"]
        paged += [facts.level, *page, *lines[start : start + PAGE_LINES]]
    return [*paged, facts.level]


def _attributes(facts: Facts, rng: random.Random, lines: int, locator: str = "TEXT ON-LINE, ON MICROFILM") -> list[str]:
    """The attributes of the record in the archive's order, n/a where nothing is known."""
    day = f"{facts.sent:%d %b %Y}".upper()
    tags = ", ".join(f"({tag})" if ", " in tag else tag for tag in facts.tags)
    references = ", ".join(r.raw for r in facts.references if r.kind == "cable") or "n/a"
    order = {"11652": "GS", "12065": "GS"}[facts.executive_order] if facts.is_classified else "N/A"
    handling = ", ".join(facts.captions) or "n/a"
    restricted = facts.level != "UNCLASSIFIED"
    film = f"D{facts.sent:%y%m%d}-{rng.randrange(1, 1200):04}"
    return [
        "Automatic Decaptioning: X",
        "Capture Date: 01 JAN 1994",
        "Channel Indicators: n/a",
        f"Concepts: {rng.choice(('n/a', 'NEGOTIATIONS, MEETING REPORTS', 'TRADE, DATA', 'POLITICAL SITUATION'))}",
        "Control Number: n/a",
        "Copy: SINGLE",
        f"{'Sent' if facts.sent.year == 1977 else 'Draft'} Date: {day}",
        "Decaption Date: 01 JAN 1960",
        "Disposition Action: RELEASED" if restricted else "Disposition Action: n/a",
        f"Document Number: {document_number(facts)}",
        "Document Source: CORE",
        "Document Unique ID: 00",
        "Drafter: n/a",
        "Enclosure: n/a",
        f"Executive Order: {order}",
        "Errors: N/A",
        f"Film Number: {film}",
        f"From: {facts.station.printed}",
        "Handling Restrictions: n/a",
        f"Legacy Key: link{facts.sent.year}/newtext/t{facts.sent:%Y%m%d}/{_key(rng)}.tel",
        f"Line Count: {lines}",
        f"Locator: {locator}",
        f"Office: {'ORIGIN' if facts.station.post == 'STATE' else 'ACTION'} {BUREAUS[facts.about.region]}",
        f"Original Classification: {facts.level}",
        f"Original Handling Restrictions: {handling}",
        f"Page Count: {lines // PAGE_LINES + 1}",
        f"Previous Classification: {facts.level if restricted else 'n/a'}",
        f"Reference: {references}",
        "Review Action: RELEASED, APPROVED",
        f"Secure: {'LOCK1' if facts.level == 'SECRET' else 'OPEN'}",
        "Status: NATIVE",
        *textwrap.wrap(f"Subject: {facts.subject}", 50, break_on_hyphens=False),
        f"TAGS: {tags}",
        f"To: {facts.addressees[0].name.removeprefix('AMEMBASSY ').removeprefix('SEC').removesuffix(' WASHDC')}",
        "Type: TE",
        f"Markings: {STAMPS[facts.sent.year]}",
    ]


def _key(rng: random.Random) -> str:
    return "aaaa" + "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(4))
