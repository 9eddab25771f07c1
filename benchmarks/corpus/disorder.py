"""Less common disorder of real bodies of 1998-2010, laid over a printed one. None of it changes what is true."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Disorder = Callable[[str, random.Random], str]

CHANCE = 0.05


def labels_on_one_line(body: str, rng: random.Random) -> str:
    """TAGS after the E.O., on its line."""
    return re.sub(r"^(E\.?O\.? .*?) ?\n(TAGS)", r"\1 \2", body, count=1, flags=re.MULTILINE)


def officer_after_reference(body: str, rng: random.Random) -> str:
    """Classified By on the line of a single reference."""
    return re.sub(r"^(REF: (?!A\.|\(A\)|A\)).*?) ?\n ?\n(Classified By:)", r"\1 \2", body, count=1, flags=re.MULTILINE)


def tight_numbers(body: str, rng: random.Random) -> str:
    """No blank between a paragraph's number and its marking."""
    return re.sub(r"^(¶?\d{1,2}\.) \(", r"\1(", body, flags=re.MULTILINE)


def mixed_case_signature(body: str, rng: random.Random) -> str:
    return re.sub(r"\n([A-Z-]{4,}) ?\Z", lambda match: "\n" + match.group(1).title(), body)


def end_marker(body: str, rng: random.Random) -> str:
    return body + rng.choice(("\n\nNNNN", "\n\n\nNNNN\n", "\nNNNN"))


def mixed_case_lines(body: str, rng: random.Random) -> str:
    """Classification line and TAGS in the case of a word processor."""
    first, newline, rest = body.partition("\n")
    if first[:1] in "CSU":
        first = first[0] + first[1:].lower()
    return first + newline + re.sub(r"^TAGS: .*$", lambda m: m.group().capitalize(), rest, count=1, flags=re.MULTILINE)


def commas_and_colon(body: str, rng: random.Random) -> str:
    """The commas of one dialect with the colon of the other."""
    return re.sub(
        r"^TAGS: ((?:[A-Z]{2,4} ?)+)$",
        lambda match: "TAGS: " + ", ".join(match.group(1).split()),
        body,
        count=1,
        flags=re.MULTILINE,
    )


def torn_reason(body: str, rng: random.Random) -> str:
    """The word before 1.4 torn by the width of the form."""
    return re.sub(r"(, | for )(reas)(ons 1\.[45])", r"\1\2 \n\3", body, count=1)


def doubled_letters(body: str, rng: random.Random) -> str:
    """A. A. STATE 1, as when a list was pasted into a form that letters by itself."""
    return re.sub(r"^(REFS?: )A\. (?=[A-Z\d])", r"\1A. A. ", body, count=1, flags=re.MULTILINE)


def crowded(body: str, rng: random.Random) -> str:
    """No blank lines above the first paragraph."""
    place = re.search(r"^(?:- )?¶?1\. ?(?:\(|[A-Z])", body, re.MULTILINE)
    if not place:
        return body
    return re.sub(r"\n ?\n+", "\n", body[: place.start()]) + body[place.start() :]


def spread(body: str, rng: random.Random) -> str:
    """Two blank lines for one."""
    return body.replace("\n\n", "\n\n\n")


DISORDERS: dict[str, Disorder] = {
    function.__name__.replace("_", " "): function
    for function in (
        labels_on_one_line,
        officer_after_reference,
        tight_numbers,
        mixed_case_signature,
        end_marker,
        mixed_case_lines,
        commas_and_colon,
        torn_reason,
        doubled_letters,
        crowded,
        spread,
    )
}


def disturb(body: str, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """The body with some disorder, and the names of that which changed it."""
    names = []
    for name, function in DISORDERS.items():
        if rng.random() < CHANCE:
            disturbed = function(body, rng)
            if disturbed != body:
                names.append(name)
                body = disturbed
    return body, tuple(names)
