"""Telegrams in the frame in which the Department prints them today, in the carriers they circulate in.

Those of 2012-23 have no other header; around those of 1984-96 stands the frame of a later print, inside their own.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator
from typing import Any

from benchmarks.corpus.facts import Addressee, Facts, Officer, Reference, pick_officer, stations, truth
from benchmarks.corpus.families import prints
from benchmarks.corpus.families.file import File, as_values, pdf, telegrams
from benchmarks.corpus.seventies import telegram_lines

CARRIERS = ("plain", "table", "quote", "pdf")
PER_CARRIER = 4
OLDER = 6
PAGE_LINES = (24, 60)

FRAME = """\
{banner}

MRN: {number}
Date/DTG: {day} / {group}
From: {sender}
Action: {action}
E.O.: {order}
TAGS: {tags}
{captions}Reference: {references}
{pass_line}Subject: {subject}

{classified_by}{text}

Signature: {signer}

Drafted By: {post}:{drafter}
Cleared By: POL:{clearer}
ECON:{second_clearer}
Approved By: EXEC:{approver}
Released By: {post}:{drafter}
{info}{exempt}Dissemination Rule: Archive Copy

"""
AROUND = """\
{banner}

MRN: {number}
Date/DTG: {day} / {midnight}
From: {sender}
Action: WASHDC, SECSTATE ROUTINE
E.O.: Unknown
TAGS: {tags}
Reference: n/a
Subject: {subject}

{telegram}

Dissemination Rule: Archive Copy

"""
PAGE_BREAK = """\
{banner}
Page {page} of {pages}
"""
HEAD_LABELS = ("MRN", "Date/DTG", "From", "Action", "E.O.", "TAGS", "Captions", "Reference", "Pass Line", "Subject")
WORDS = {"O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}


def files(seed: int) -> Iterator[File]:
    """Files of one telegram each, the carriers in turn."""
    later = telegrams(2012, 2023, PER_CARRIER * len(CARRIERS), seed)
    older = telegrams(1984, 1996, OLDER, seed + 1)
    for index, facts in enumerate([*later, *older]):
        rng = random.Random(f"{seed} frame {index}")
        carrier = CARRIERS[index % len(CARRIERS)]
        text, values = _printed(facts, rng) if facts.sent.year > 2000 else _around(prints.of_the_time(facts, rng), rng)
        text = _paged(text, facts.level, rng, "\f" if carrier == "pdf" else "\n")
        name = f"frames/{index:02}-{carrier}"
        if carrier == "pdf":
            yield File(f"{name}.pdf", pdf(text), (values,))
        elif carrier == "plain":
            yield File(f"{name}.txt", text.encode(), (values,))
        else:
            marked = _as_table(text) if carrier == "table" else _as_quote(text)
            yield File(f"{name}.md", marked.encode(), (values,))


def _printed(facts: Facts, rng: random.Random) -> tuple[str, dict[str, Any]]:
    """A telegram in its frame, and the values that a reader must find."""
    facts.references = _dated(facts.references)
    facts.captions = []
    letter, info_letter = facts.precedence[0], rng.choice("PR")
    action = [_framed(a, WORDS[letter]) for a in facts.addressees if a.role == "action"]
    info = [_framed(a, WORDS[info_letter]) for a in facts.addressees if a.role == "info"]
    exempt = [_framed(a, "") for a in facts.addressees if a.role == "exempt"]
    officer = pick_officer(rng) if facts.is_classified else None
    facts.officer, facts.reasons = officer, ["b", "d"] if officer else []
    text = FRAME.format(
        banner=facts.level,
        number=f"{facts.sent:%y} {facts.station.printed} {facts.serial}",
        day=f"{facts.sent:%b %d, %Y}",
        group=f"{facts.sent:%d%H%MZ %b %y}".upper(),
        sender=facts.station.address,
        action=_list(action),
        order=facts.executive_order + (f": DECL: {facts.declassification}" if facts.is_classified else ""),
        tags=", ".join(f"({tag})" if ", " in tag else tag for tag in facts.tags),
        captions=f"Captions: {', '.join(facts.handling)}\n" if facts.handling else "",
        references=_references(facts.references),
        pass_line=f"Pass Line: {facts.pass_to}\n" if facts.pass_to else "",
        subject=facts.subject,
        classified_by=_classified_by(officer),
        text="\n\n".join(_paragraphs(facts)),
        signer=facts.signer or "None",
        post=facts.station.printed,
        drafter=_reversed(pick_officer(rng)),
        clearer=_reversed(pick_officer(rng)),
        second_clearer=_reversed(pick_officer(rng)),
        approver=_reversed(pick_officer(rng)),
        info=f"Info: {_list(info)}\n" if info else "",
        exempt=f"XMT: {_list(exempt)}\n" if exempt else "",
    )
    letters = dict.fromkeys([letter, *([info_letter] if info else [])])
    values = truth(
        facts,
        "telegram",
        precedence=" ".join(letters),
        routing_indicator=None,
        addressees=as_values([addressee for addressee, _ in (*action, *info, *exempt)]),
        signer=facts.signer or ...,
        format=...,  # text or conversion: the last line, with its page number, may count for either
        created_at=f"{facts.sent:%Y-%m-%d}T00:00:00Z",
        created_precision="day",
        source_id=f"{facts.sent:%y} {facts.station.printed} {facts.serial}",
    )
    return text, values


def _around(facts: Facts, rng: random.Random) -> tuple[str, dict[str, Any]]:
    """A telegram as it was sent, in the frame of a print that knows little of it."""
    text = AROUND.format(
        banner=facts.level,
        number=f"{facts.sent:%y} {facts.station.printed} {facts.serial}",
        day=f"{facts.sent:%b %d, %Y}",
        midnight=f"{facts.sent:%d}0000Z {facts.sent:%b %y}",
        sender=facts.station.address,
        tags=", ".join(facts.tags),
        subject=facts.subject,
        telegram="\n".join(telegram_lines(facts, rng)),
    )
    values = {name: value for name, value in prints.values_of(facts).items() if name != "format"}
    return text, values | {
        "created_at": f"{facts.sent:%Y-%m-%d}T00:00:00Z",
        "created_precision": "day",
        "source_id": f"{facts.sent:%y} {facts.station.printed} {facts.serial}",
    }


def _paged(text: str, banner: str, rng: random.Random, feed: str) -> str:
    """The text in pages, each with the level at its foot and the next one's top."""
    lines = text.split("\n")
    length = rng.randrange(*PAGE_LINES)
    pages = ["\n".join(lines[start : start + length]) for start in range(0, len(lines), length)]
    feet = (PAGE_BREAK.format(banner=banner, page=page, pages=len(pages)) for page in range(1, len(pages) + 1))
    return f"{feed}{banner}\n\n".join(f"{page}\n\n{foot}" for page, foot in zip(pages, feet, strict=True))


def _framed(addressee: Addressee, word: str) -> tuple[Addressee, str]:
    """An addressee as read, and as the frame prints it: `LIMA, AMEMBASSY ROUTINE`."""
    kind, _, place = addressee.name.partition(" ")
    is_post = kind in ("AMEMBASSY", "AMCONSUL", "USMISSION", "SECSTATE")
    name = f"{place}, {kind}" if is_post else addressee.name
    return Addressee(addressee.role, addressee.name, "", word, ""), f"{name} {word}".strip()


def _list(framed: list[tuple[Addressee, str]]) -> str:
    return "; ".join(printed for _, printed in framed)


def _dated(references: list[Reference]) -> list[Reference]:
    """References to telegrams with their years, which the frame always prints; lettered if there are several."""
    cables = [reference for reference in references if reference.kind == "cable"]
    letters = "ABCDEFGH" if len(cables) > 1 else [""]
    return [
        reference._replace(label=letter, raw=f"{reference.target[:2]} {_printed_station(reference)}")
        for letter, reference in zip(letters, cables, strict=False)
    ]


def _printed_station(reference: Reference) -> str:
    """Station and serial of a reference, the station as its telegrams print it."""
    post = reference.target[2:].rstrip("0123456789")
    return f"{stations()[post].printed} {reference.target[2 + len(post) :]}"


def _references(references: list[Reference]) -> str:
    if len(references) < 2:
        return references[0].raw if references else "n/a"
    return "\n".join(f"{reference.label}) {reference.raw}" for reference in references)


def _classified_by(officer: Officer | None) -> str:
    return f"Classified By: {officer.title} {officer.name}, reasons 1.4 (b) and (d)\n\n" if officer else ""


def _paragraphs(facts: Facts) -> Iterator[str]:
    for paragraph in facts.paragraphs:
        portion = f"({paragraph.portion}) " if paragraph.portion else ""
        first = textwrap.fill(f"{paragraph.number}. {portion}{paragraph.lines[0]}", 84, break_on_hyphens=False)
        lines = [first, *(textwrap.fill(line, 84, break_on_hyphens=False) for line in paragraph.lines[1:])]
        yield "\n".join([*([paragraph.heading, ""] if paragraph.heading else []), *lines])


def _reversed(officer: Officer) -> str:
    return f"{officer.family}, {officer.given}"


def _as_table(text: str) -> str:
    """The labels above the text as rows of a Markdown table."""
    lines: list[str] = []
    for line in text.split("\n"):
        label, colon, value = line.partition(": ")
        lines.append(f"| **{label}:** | {value} |" if colon and label in HEAD_LABELS else line)
    return "\n".join(["# " + lines[0], *lines[1:]])


def _as_quote(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.split("\n"))
