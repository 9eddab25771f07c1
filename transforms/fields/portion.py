"""Portion marking: the classification of one paragraph, `(C)`, `(S/NF)`, `(U//FOUO)`, as stated at its beginning.

The tokens are those of schemas/seeds/portion_markings.csv; any words may follow REL and FGI, which name countries.
A bracket that holds anything else (`(U.S.)`, `(IRAN)`, `(see para 3)`) is not a marking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms.rules import Parsed, Rule, Span, Status

NAME = "portion"

LEVELS = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET")

# the words after these are names of countries and organizations
_RELEASE = frozenset({"REL", "RELEASABLE", "FGI"})

_LONGEST = 60
_ENTIRE = r"(?:THE[ \t])?ENTIRE[ \t]+(?:TEXT|MESSAGE|CABLE)\b"


class PortionMarking(NamedTuple):
    """Marking as printed without its brackets (line ends folded), the level it means, handling (NOFORN, ...).

    `level` is one of LEVELS, empty if the printed marking has lost it (`(/NF)`).
    """

    marking: str = ""
    level: str = ""
    handling: tuple[str, ...] = ()


RULES = (
    Rule(
        "bracketed",
        re.compile(rf"[(\[{{][ \t]*(?P<marking>[A-Z/][A-Z/,& \n-]{{0,{_LONGEST}}}?)[ \t]*[)\]}}]", re.IGNORECASE),
        "level and handling in brackets",
        "(S//NF)",
        PortionMarking("S//NF", "SECRET", ("NOFORN",)),
    ),
    Rule(
        "entire text",
        re.compile(
            r"(?P<open>[(\[])?[ \t]*(?P<marking>[A-Z]{1,3}(?:/[A-Z]{1,6})?|SECRET|CONFIDENTIAL|UNCLASSIFIED"
            r"|LIMITED[ \t]OFFICIAL[ \t]USE)(?:[ \t]*[-–,]+[ \t]*|[ \t]+(?=ENTIRE))"
            rf"(?(open){_ENTIRE}\.?[ \t]*[)\]]\.?|(?={_ENTIRE}))",
            re.IGNORECASE,
        ),
        "one marking for the whole telegram, usually before a dash",
        "(C - ENTIRE TEXT)",
        PortionMarking("C", "CONFIDENTIAL"),
    ),
    Rule(
        "dash",
        re.compile(r"(?P<marking>TS|S|C|U|LOU|SBU)[ \t]*(?:-{1,2}|–)[ \t]+(?=[A-Z\"'“])"),
        "a level and a dash, as in the 1970s and 1980s",
        "C - THE MINISTER TOLD US",
        PortionMarking("C", "CONFIDENTIAL"),
    ),
    Rule(
        "half bracket",
        re.compile(
            r"(?:\([ \t]*(?P<marking>TS|S|C|U|SBU|LOU|[SC]//?NF)[ \t]+(?=[A-Z][a-z]|[A-Z]{3})"
            r"|(?P<tail>TS|S|C|U|SBU|LOU|[SC]//?NF)\)(?=[ \t]))"
        ),
        "one of the two brackets was lost",
        "(C The minister told us",
        PortionMarking("C", "CONFIDENTIAL"),
    ),
)

# a fragment may begin with the number of its paragraph
_NUMBER = re.compile(r"\s*(?:¶[ \t]*)?(?:\d{1,3}[ \t]*[.)]?)?\s*")


@dataclass(slots=True)  # created for every paragraph, and twice as fast as a tuple
class Reading:
    """A marking, the rule that read it, and the offset after it."""

    portion: PortionMarking
    rule: str
    end: int


def read_at(text: str, start: int, end: int | None = None) -> Reading | None:
    """The marking at offset `start` of a text (up to `end`), None if there is none."""
    stop = len(text) if end is None else end
    for rule in RULES:
        match = rule.pattern.match(text, start, stop)
        if match:
            portion = interpret(match["marking"] or match["tail"])
            if portion:
                return Reading(portion, rule.name, match.end())
    return None


def read(text: str) -> PortionMarking | None:
    """The marking at the beginning of a text, after its paragraph number, if any."""
    reading = read_at(text, _match_end(text))
    return reading.portion if reading else None


def parse_text(text: str) -> Parsed[PortionMarking]:
    """The marking of a fragment: the whole fragment (`S/NF`), or at the beginning of a paragraph."""
    start = _match_end(text)
    reading = read_at(text, start)
    if reading:
        place = Span(start, reading.end)
        status: Status = "repaired" if reading.rule == "half bracket" else "ok"
        return Parsed(reading.portion, status, reading.rule, place, text[start : reading.end])
    bare = interpret(text.strip()) if len(text) <= _LONGEST else None
    if bare:
        return Parsed(bare, "ok", "bare", Span(0, len(text)), text)
    return Parsed(PortionMarking(), "absent")


@lru_cache(maxsize=2048)
def interpret(marking: str) -> PortionMarking | None:
    """Meaning of the text between the brackets, None if a word does not belong in a marking."""
    printed = " ".join(marking.split())
    levels: list[str] = []
    handling: list[str] = []
    for token in _split(printed.upper()):
        row = _tokens().get(token)
        if row is None:
            return None
        levels += [row["level"]] if row["level"] else []
        handling += [row["handling"]] if row["handling"] else []
        if token in _RELEASE:
            break
    # (C S) is a list of letters; (S/C) has two levels, of which the higher counts
    lost_level = not levels and not printed.startswith("/")
    if lost_level or not (levels or handling) or (len(levels) > 1 and "/" not in printed):
        return None
    level = max(levels, key=LEVELS.index, default="")
    return PortionMarking(printed, level, tuple(dict.fromkeys(handling)))


def _split(marking: str) -> list[str]:
    """Tokens of a marking in capitals; a name of several words is one token."""
    if marking in _tokens():
        return [marking]
    tokens: list[str] = []
    for part in re.split(r"[^A-Z ]+", marking):
        tokens += [part.strip()] if part.strip() in _tokens() else part.split()
    return tokens


@cache
def _tokens() -> Mapping[str, Mapping[str, str]]:
    return {row["token"]: row for row in seed("portion_markings")}


def _match_end(text: str) -> int:
    match = _NUMBER.match(text)
    return match.end() if match else 0
