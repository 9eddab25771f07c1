"""Captions: the lines between the classification line and the first labelled line.

Distribution captions (SIPDIS, EXDIS, NODIS, LIMDIS, STADIS) and handling (NOFORN, SENSITIVE, FOUO) stand on lines of
their own, often doubled: once by the drafter, once by the machine. Other lines say for whom the telegram is (`STATE FOR
EUR/WE`, `AMEMBASSY ANKARA PASS TO AMCONSUL ADANA`). The words are those of schemas/seeds/captions.csv.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.cable import Captions, Context
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones
from transforms.vocabulary import seed

NAME = "captions"

_BREAK = re.compile(r"[ \t]*(?:[/,;&-]+|[ \t]|\bCHANNEL\b|\bENTIRE TEXT\b)[ \t]*", re.IGNORECASE)
# a run of blanks stands where the publisher ran lines together
_LINE = re.compile(r"\n|(?<=\S)[ \t]{2,}(?=\S)")
_BEHIND_SERIAL = re.compile(r"\b\d{3,6}[ \t]+(?P<rest>[A-Z][^\n]*)")

RULES = (
    Rule(
        "caption line",
        re.compile(r"^[ \t]*(?P<words>[A-Z][A-Z/, ;&-]{2,60}?)[ \t.:]*$", re.MULTILINE | re.IGNORECASE),
        "a line made of nothing but captions and handling markings",
        "UNCLAS LIMA 000123\n\nSENSITIVE\nSIPDIS\n\nSTATE FOR WHA/AND\nSIPDIS\n\nTAGS: PREL, PE\n",
        Captions(("SIPDIS",), ("SENSITIVE",), ("STATE FOR WHA/AND",)),
    ),
    Rule(
        "only",
        re.compile(r"^[ \t]*(?P<line>[^\n]{0,60}\bONLY)[ \t.]*$", re.MULTILINE),
        "a line that keeps the telegram to named readers",
        "S E C R E T LIMA 0123\nFOR THE AMBASSADOR ONLY\nE.O. 11652: GDS\n",
        Captions(("ONLY",), (), ("FOR THE AMBASSADOR ONLY",)),
    ),
    Rule(
        "release",
        re.compile(r"^[ \t]*(?P<line>REL(?:EASABLE)?[ \t]+TO[ \t]+[A-Z][A-Z, ]{1,60})[ \t.]*$", re.MULTILINE),
        "a line that names the countries the telegram may be shown to",
        "S E C R E T LIMA 000123\nREL TO USA, GBR\nTAGS: PREL\n",
        Captions((), ("REL TO USA, GBR",), ()),
    ),
)


@cache
def _kinds() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in seed("captions")}


def parse(zones: Zones, context: Context) -> Parsed[Captions]:
    """Read every line of the caption zone, and what stands behind the serial on the classification line."""
    first, last = zones.classification_line
    behind = _BEHIND_SERIAL.search(zones.text, first, last)
    start = behind.start("rest") if behind else zones.captions.start
    text = zones.text[start : zones.captions.end]
    captions: list[str] = []
    handling: list[str] = []
    lines: list[str] = []
    fired = ""
    for line in _LINE.split(text):
        words = line.strip(" \t\r.:")
        if words:
            fired = _read_line(words, captions, handling, lines) or fired
    if not (captions or handling or lines):
        return Parsed(Captions(), "absent")
    value = Captions(tuple(dict.fromkeys(captions)), tuple(dict.fromkeys(handling)), tuple(lines))
    return Parsed(value, "ok", fired or "free lines", Span(start, start + len(text)), text.strip())


def _read_line(line: str, captions: list[str], handling: list[str], lines: list[str]) -> str:
    """Sort one line in; name of the rule that knew it, "" for a free line."""
    caption_line, only, release = RULES
    if caption_line.pattern.match(line):
        words = [word for word in _BREAK.split(line.upper()) if word]
        kinds = [_kinds().get(word) for word in words]
        if all(kinds):
            for word, kind in zip(words, kinds, strict=True):
                (captions if kind == "caption" else handling).append(word)
            return caption_line.name
    if release.pattern.match(line):
        handling.append(" ".join(line.upper().split()))
        return release.name
    lines.append(" ".join(line.split()))
    if only.pattern.match(line):
        captions.append("ONLY")
        return only.name
    return ""
