"""Print a cable as telegram traffic of 1998-2010: transmission header, labelled lines, numbered paragraphs.

Printing is where the disorder of real traffic comes in: both dialects of the labels, joined and damaged classification
lines, wrapped subjects, letterings, page cuts. What it does to the values is returned with the text.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass
from typing import Any

from benchmarks.corpus.disorder import disturb
from benchmarks.corpus.facts import Facts, Reference

ROLES = {"action": "TO", "info": "INFO", "exempt": "XMT"}
DOUBLED = {"O": "OO", "P": "PP", "R": "RR"}
DAMAGED = {
    "CONFIDENTIAL": ("CO N F I D E N T I A L", "CC O N F I D E N T I A L", "O N F I D E N T I A L", "C ONFIDENTIAL"),
    "SECRET": ("SS E C R E T", "E C R E T", "SE C R E T", "CSE C R E T"),
    "UNCLASSIFIED": ("UUNCLAS", "U N C L A S"),
}
PLAIN = {"CONFIDENTIAL": "C O N F I D E N T I A L", "SECRET": "S E C R E T", "UNCLASSIFIED": "UNCLAS"}
SECTION_LINES = 95


@dataclass(frozen=True, slots=True)
class Style:
    """How one cable is printed.

    `head`: xro, xyz, dtg (no transmission lines) or office (the 1990s block). `line_serial`: station and serial on the
    classification line where they are not the cable's own, as in a page filed under a wrong id.
    """

    head: str
    comma_dialect: bool
    width: int
    pilcrow: str = ""
    joined_level: bool = False
    damaged_level: bool = False
    trailing_blank: bool = False
    date_line: bool = False
    page_cut: bool = False
    glued_signature: bool = False
    corrected: bool = False
    bullet_first: bool = False
    line_serial: str = ""
    disturbed: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cable and what printing changed in its values."""

    header: str
    body: str
    changed: dict[str, Any]
    disorders: tuple[str, ...] = ()


def choose_style(facts: Facts, rng: random.Random, **fixed: Any) -> Style:
    year = facts.sent.year
    heads = ("office", "dtg") if year < 2002 else ("xro", "xyz", "xro", "xro", "dtg")
    chosen: dict[str, Any] = {
        "disturbed": True,
        "head": rng.choice(heads),
        "comma_dialect": rng.random() < 0.3,
        "width": rng.choice((62, 66, 68, 70, 2_000)),
        "joined_level": rng.random() < 0.1,
        "damaged_level": rng.random() < 0.08,
        "trailing_blank": rng.random() < 0.4,
        "page_cut": rng.random() < 0.08,
        "glued_signature": rng.random() < 0.06,
    }
    return Style(**{**chosen, **fixed})


def print_cable(facts: Facts, style: Style, rng: random.Random) -> Printed:
    """Header and body of a cable, and the values that differ from its facts."""
    paragraphs = _paragraph_lines(facts, style, rng)
    if facts.section_total is None and len(paragraphs) > SECTION_LINES:
        facts.section_number, facts.section_total = 1, len(paragraphs) // SECTION_LINES + 1
    body = [*_opening(facts, style, rng), *_labels(facts, style, rng), "", *paragraphs]
    body = _sign(body, facts, style)
    if style.trailing_blank:
        body = [f"{line} " if line else line for line in body]
    text, disorders = disturb("\n".join(body), rng) if style.disturbed else ("\n".join(body), ())
    return Printed(_header(facts, style, rng), text, _changed(facts, style), disorders)


def _changed(facts: Facts, style: Style) -> dict[str, Any]:
    changed: dict[str, Any] = {"section": {"number": facts.section_number, "total": facts.section_total}}
    if style.head in ("dtg", "office"):
        changed["routing_indicator"] = None
        changed["addressees"] = [
            {k: v or None for k, v in a._replace(routing_indicator="")._asdict().items()} for a in facts.addressees
        ]
    return changed


def _header(facts: Facts, style: Style, rng: random.Random) -> str:
    lines: list[str] = []
    if style.head == "xro":
        routes = sorted({a.routing_indicator for a in facts.addressees if a.role == "info" and a.routing_indicator})
        routes = routes[:8] or ["RUEHFL", "RUEHKW"]
        lines += [f"VZCZCXRO{rng.randrange(10_000):04}", f"{DOUBLED[facts.precedence[0]]} {' '.join(routes)}"]
    elif style.head == "xyz":
        lines += [f"VZCZCXYZ{rng.randrange(30):04}", f"{DOUBLED[facts.precedence[0]]} RUEHWEB", ""]
    elif style.head == "office":
        lines += _office_block(facts, rng)
    if style.head in ("xro", "xyz"):
        lines += _transmission(facts, rng)
    tail = " ZDS" if style.corrected else rng.choices(("", " ZDK"), (30, 1))[0]
    lines.append(f"{' '.join(facts.precedence)} {facts.sent:%d%H%MZ %b %y}".upper() + tail)
    lines.append(f"FM {facts.station.address}")
    return "\n".join(lines + _addressee_lines(facts, style))


def _transmission(facts: Facts, rng: random.Random) -> list[str]:
    letter = {"UNCLASSIFIED": "U", "CONFIDENTIAL": "C", "SECRET": "S"}[facts.level]
    section = "/01" if facts.section_total or rng.random() < 0.6 else ""
    serial = f"#{facts.serial % 10_000:04}{section}"
    security = "ZNR" if letter == "U" else "ZNY"
    return [f"DE {facts.station.routing_indicator} {serial} {facts.sent:%j%H%M}", f"{security} {letter * 5} ZZH"]


def _office_block(facts: Facts, rng: random.Random) -> list[str]:
    bureau = {"asia": "EAP", "europe": "EUR", "americas": "ARA", "africa": "AF", "mideast": "NEA"}
    offices = ["LOG-00", "AID-00", "CIAE-00", "DODE-00", "EB-00", "H-01", "TEDE-00", "INR-00", "IO-00", "L-00"]
    offices += ["NSAE-00", "OMB-01", "PM-00", "PRS-00", "P-00", "SSO-00", "TRSE-00", "USIE-00", "DRL-02", "SAS-00"]
    wrapped = textwrap.wrap("   ".join(offices), 54)
    total = sum(int(office[-2:]) for office in offices)
    return [
        f"ACTION {bureau.get(facts.about.region, 'SS')}-00",
        "",
        f"INFO  {wrapped[0]}",
        *(f"      {line}" for line in wrapped[1:]),
        f"        /{total:03}W",
        f"                  ------------------{rng.randrange(0x900000, 0xFFFFFF):06X}  {facts.sent:%d%H%M}Z /38",
    ]


def _addressee_lines(facts: Facts, style: Style) -> list[str]:
    lines: list[str] = []
    role = ""
    with_indicator = style.head in ("xro", "xyz")
    for addressee in facts.addressees:
        words = [addressee.name, addressee.precedence, addressee.serial]
        line = " ".join(word for word in words if word)
        if with_indicator and addressee.routing_indicator:
            line = f"{addressee.routing_indicator}/{line}"
        if addressee.role != role:
            role = addressee.role
            line = f"{ROLES[role]} {line}"
        lines.append(line)
    return lines


def _opening(facts: Facts, style: Style, rng: random.Random) -> list[str]:
    """Lines from the classification line to the last caption."""
    level = PLAIN[facts.level]
    if style.damaged_level:
        level = rng.choice(DAMAGED[facts.level])
    elif style.joined_level:
        level = rng.choice((facts.level, level))
    section = ""
    if facts.section_total:
        section = f"SECTION {facts.section_number:02} OF {facts.section_total:02} "
    lines = [f"{facts.sent:%A, %d %B %Y, %H:%M}"] if style.date_line else []
    lines += [f"{level} {section}{style.line_serial or f'{facts.station.printed} {facts.serial:06}'}", ""]
    if style.corrected:
        lines += ["C O R R E C T E D  C O P Y (TEXT)", ""]
    for caption in facts.captions:
        lines += [caption, ""] * (2 if caption == "SIPDIS" and rng.random() < 0.25 else 1)
    for marking in facts.handling:
        lines += [marking, ""]
    if facts.pass_to:
        lines += [facts.pass_to, ""]
    return lines


def _labels(facts: Facts, style: Style, rng: random.Random) -> list[str]:
    """E.O., TAGS, SUBJECT, REF and Classified By lines in one of the two dialects."""
    width = min(style.width, 70)
    tags = _printed_tags(facts.tags)
    declassify = facts.declassification
    if facts.is_classified:
        declassify = f"DECL: {declassify}"
    if style.comma_dialect:
        lines = [f"EO {facts.executive_order} {declassify}"]
        lines += textwrap.wrap("TAGS " + ", ".join(tags), width, break_on_hyphens=False)
    else:
        lines = [f"E.O. {facts.executive_order}: {declassify}"]
        lines += textwrap.wrap("TAGS: " + " ".join(tags), width, break_on_hyphens=False)
    marking = f"({facts.subject_portion}) " if facts.subject_portion else ""
    lines += textwrap.wrap(f"SUBJECT: {marking}{facts.subject}", rng.choice((width, 54)), break_on_hyphens=False)
    if facts.references:
        lines += ["", *reference_lines(facts.references, style.pilcrow, rng)]
    if facts.officer:
        lines += ["", *textwrap.wrap(_classified_by(facts, rng), width, break_on_hyphens=False)]
    return lines


def _printed_tags(tags: list[str]) -> list[str]:
    """A person is in brackets after the tag it belongs to."""
    return [f"({tag})" if ", " in tag else tag for tag in tags]


def reference_lines(references: list[Reference], pilcrow: str, rng: random.Random) -> list[str]:
    """The REF lines in one of the letterings seen in real cables."""
    if not references[0].label:
        return [f"REF: {', '.join(reference.raw for reference in references)}"]
    word = rng.choice(("REF: ", "REF: ", "REFS: "))
    if rng.random() < 0.35:
        mark = rng.choice(("{}. ", "({}) ", "{}) "))
        separator = rng.choice((" ", "; "))
        line = word + separator.join(mark.format(r.label) + r.raw for r in references)
        return textwrap.wrap(line, 66, break_on_hyphens=False)
    mark = "{}. " if pilcrow else rng.choice(("{}. ", "({}) "))
    indent = rng.choice(("", "     ")) if not pilcrow else ""
    lines = [word + mark.format(references[0].label) + references[0].raw]
    for reference in references[1:]:
        if pilcrow:
            lines.append("")
        lines.append(f"{indent}{pilcrow}{mark.format(reference.label)}{reference.raw}")
    return lines


def _classified_by(facts: Facts, rng: random.Random) -> str:
    officer = facts.officer
    assert officer
    section = "1.5" if facts.sent.year < 2003 else "1.4"
    letters = facts.reasons
    reasons = rng.choice(
        (
            f"{section} ({' and '.join(letters)})" if len(letters) < 3 else f"{section} ({', '.join(letters)})",
            f"{section} " + "".join(f"({letter})" for letter in letters),
            f"{section} " + " and ".join(f"({letter})" for letter in letters),
            f"{section} ({','.join(letters)})",
            f"{section} " + ", ".join(f"({letter.upper()})" for letter in letters),
            f"{section} " + "/".join(letters),
        )
    )
    form = rng.choice(
        (
            "Classified By: {title} {name}. Reason: {reasons}.",
            "Classified By: {title} {name} for reasons {reasons}",
            "Classified By: {name}, {title}, for reasons {reasons}.",
            "CLASSIFIED BY: {name}, {title}; REASON: {reasons}",
            "Classified By: {title} {name}, reasons {reasons}.",
            "Classified by {title} {name}, reason {reasons}.",
        )
    )
    return form.format(title=officer.title, name=officer.name, reasons=reasons)


def _paragraph_lines(facts: Facts, style: Style, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for index, paragraph in enumerate(facts.paragraphs):
        if paragraph.heading:
            rule = ["-" * len(paragraph.heading)] if rng.random() < 0.5 else []
            lines += [paragraph.heading, *rule, ""] if rng.random() < 0.6 else [paragraph.heading, *rule]
        portion = f"({paragraph.portion}) " if paragraph.portion else ""
        bullet = "- " if style.bullet_first and index == 0 else ""
        first = f"{bullet}{style.pilcrow}{paragraph.number}. {portion}{paragraph.lines[0]}"
        wrapped = textwrap.wrap(first, style.width, break_on_hyphens=False)
        if style.page_cut and index == len(facts.paragraphs) // 2:
            wrapped = _cut_page(wrapped)
        lines += wrapped
        for line in paragraph.lines[1:]:
            lines += textwrap.wrap(line, style.width, break_on_hyphens=False)
        lines.append("")
    return lines[:-1]


def _cut_page(lines: list[str]) -> list[str]:
    """The fossil of a section cut: a caption on a line of its own inside a sentence, blank lines around it."""
    whole = len(lines) == 1  # unwrapped: cut between two words, else between two lines
    pieces = lines[0].split() if whole else lines
    places = range(max(1, len(pieces) // 2), len(pieces))
    at = next((i for i in places if pieces[i - 1][-1].isalpha() and pieces[i][0].islower()), 0)
    if not at:
        return lines
    before, after = pieces[:at], pieces[at:]
    if whole:
        before, after = [" ".join(before)], [" ".join(after)]
    return [*before, "", "SIPDIS", "", *after]


def _sign(body: list[str], facts: Facts, style: Style) -> list[str]:
    if not facts.signer:
        return body
    if style.glued_signature:
        return [*body[:-1], f"{body[-1]} {facts.signer}"]
    return [*body, "", facts.signer]
