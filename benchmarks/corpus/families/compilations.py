"""Several telegrams in one file: a reading room's compilation, a mailbox of traffic, a PDF file of many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.corpus.facts import Facts, truth
from benchmarks.corpus.families.file import File, pdf, telegrams
from benchmarks.corpus.telegram import choose_style, print_cable

PER_FILE = 4

READING_ROOM = """\
{rule}
Document {number} of {count}

{telegram}

"""
MAILBOX = """\
From archive@example.org Mon Jan  5 09:{number:02}:00 2032
From: archive@example.org
Subject: traffic, item {number}

{telegram}

NNNN

"""
TRAFFIC = "{telegram}\nBT\n#{serial:04}\n\n\nNNNN\n\n"


def files(seed: int) -> Iterator[File]:
    """One file of each kind, four telegrams in each."""
    drawn = list(telegrams(2002, 2009, 4 * PER_FILE, seed, "stories"))
    kinds = ("reading-room.txt", "mailbox.txt", "traffic.txt", "traffic.pdf")
    for index, name in enumerate(kinds):
        chosen = drawn[index::4]
        made = [_printed(facts, random.Random(f"{seed} {name} {facts.cable_id}")) for facts in chosen]
        text = "".join(
            _wrapped(name, number, facts, telegram)
            for number, (facts, (telegram, _)) in enumerate(zip(chosen, made, strict=True), 1)
        )
        content = pdf(text) if name.endswith(".pdf") else text.encode()
        yield File(f"compilations/{name}", content, tuple(values for _, values in made))


def _wrapped(name: str, number: int, facts: Facts, telegram: str) -> str:
    """A telegram with what the file puts around it."""
    if name.startswith("reading-room"):
        return READING_ROOM.format(rule="=" * 60, number=number, count=PER_FILE, telegram=telegram)
    if name.startswith("mailbox"):
        return MAILBOX.format(number=number, telegram=telegram)
    return TRAFFIC.format(telegram=telegram, serial=facts.serial % 10_000)


def _printed(facts: Facts, rng: random.Random) -> tuple[str, dict[str, Any]]:
    style = choose_style(
        facts, rng, head="xyz", width=66, page_cut=False, glued_signature=False, damaged_level=False, disturbed=False
    )
    printed = print_cable(facts, style, rng)
    return f"{printed.header}\n\n{printed.body}", truth(facts, "telegram", **printed.changed)
