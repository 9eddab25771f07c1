"""Captions: the lines between the classification line and the first labelled line.

Distribution captions (SIPDIS, EXDIS, NODIS, LIMDIS, STADIS) and handling (NOFORN, SENSITIVE, FOUO) are on lines of
their own, often twice: once from the drafter, once from the machine. Other lines say whom the telegram is for (`STATE
FOR EUR/WE`, `AMEMBASSY ANKARA PASS TO AMCONSUL ADANA`). The words are those of schemas/seeds/captions.csv.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms.cable import Captions, Context
from transforms.patterns import LEVEL
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "captions"

_BREAK = re.compile(r"[\s/,;&-]+|\bCHANNEL\b|\bENTIRE TEXT\b", re.IGNORECASE)
# the publisher joined lines with a run of blanks
_LINE = re.compile(r"\n|(?<=\S[^\s.])[ \t]{2,}(?=\S\S)")
_AFTER_SERIAL = re.compile(r"\b\d{3,6}[ \t]+(?P<rest>[A-Z][^\n]*)")
# the classification again, as the machine repeats it
_LEVEL = re.compile(rf"(?:{LEVEL})(?=[\s/.]|$)(?P<rest>.*)", re.IGNORECASE)
# markings of several words, each group named by its code in the vocabulary
_PHRASE = re.compile(
    r"(?P<SBU>SENSITIVE BUT UNCLASS?(?:IFIED)?)|(?P<FOUO>FOR OFFICIAL USE ONLY)"
    r"|(?P<SENSITIVE>DEA SENSITIVE)|(?P<NOFORN>NO[ -]FORN\b|NOT RELEASABLE TO FOREIGN NATIONALS)",
    re.IGNORECASE,
)
# captions that are unmistakable anywhere in a line
_UNMISTAKABLE = re.compile(r"\b(?:SIPDIS|EXDIS|NODIS|LIMDIS|STADIS|NOFORN|ORCON|EFTO|E F T O)\b", re.IGNORECASE)
_CORRECTION = re.compile(r"C ?O ?P ?Y\b|CORRECT|REMOV|DELET|CHANG|HANDLE AS", re.IGNORECASE)

RULES = (
    Rule(
        "caption line",
        re.compile(r"[A-Z][A-Z/, \t;&-]{2,80}", re.IGNORECASE),
        "a line of nothing but captions and handling markings",
        "UNCLAS LIMA 000123\n\nSENSITIVE\nSIPDIS\n\nSTATE FOR WHA/AND\nSIPDIS\n\nTAGS: PREL, PE\n",
        Captions(("SIPDIS",), ("SENSITIVE",), ("STATE FOR WHA/AND",)),
    ),
    Rule(
        "only",
        re.compile(r"(?:.{0,80}[ \t])?ONLY", re.IGNORECASE),
        "a line that restricts the telegram to named readers",
        "S E C R E T LIMA 0123\nFOR THE AMBASSADOR ONLY\nE.O. 11652: GDS\n",
        Captions(("ONLY",), (), ("FOR THE AMBASSADOR ONLY",)),
    ),
    Rule(
        "release",
        re.compile(r"REL(?:EASABLE)?[ \t]+(?:TO[ \t]+)?[A-Z][A-Z, \t]{1,60}", re.IGNORECASE),
        "a line that names the countries the telegram may be shown to",
        "S E C R E T LIMA 000123\nREL TO USA, GBR\nTAGS: PREL\n",
        Captions((), ("REL TO USA, GBR",), ()),
    ),
    Rule(
        "repeated level",
        re.compile(r"(?P<rest>.*)"),
        "the classification line again, with the handling on it",
        "S E C R E T LIMA 000123\n\nSECRET//FGI//NOFORN\nTAGS: PREL\n",
        Captions((), ("FGI", "NOFORN"), ()),
    ),
    Rule(
        "within a line",
        _UNMISTAKABLE,
        "a caption beside other words on its line; the line is kept",
        "S E C R E T LIMA 000123\nSIPDIS, USUN FOR POL\nTAGS: PREL\n",
        Captions(("SIPDIS",), (), ("SIPDIS, USUN FOR POL",)),
    ),
)


@cache
def _kinds() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in seed("captions")}


class _Sorted(NamedTuple):
    """Captions, handling and free lines, collected line by line."""

    captions: list[str]
    handling: list[str]
    lines: list[str]

    def add(self, code: str) -> None:
        (self.captions if _kinds()[code] == "caption" else self.handling).append(code)


def parse(zones: Zones, context: Context) -> Parsed[Captions]:
    """Read every line of the caption zone, and the classification line before and after the serial."""
    first, last = zones.classification_line
    after = _AFTER_SERIAL.search(zones.text, first, last)
    start = after.start("rest") if after else zones.captions.start
    text = zones.text[start : zones.captions.end]
    if zones.frame and zones.frame.is_all:  # the lines from the level to the frame, too
        text = f"{text}\n{zones.text[first : max(last, zones.frame.above.start)]}"
    found = _Sorted([], [], [])
    fired = _read_within(zones.text[first : min(start, last)], found)
    for line in _LINE.split(text):
        words = line.strip(" \t\r.:-_=*")
        if words and words.upper() not in ("NONE", "N/A"):
            rule, sorted_in = _line(words)
            for kept, added in zip(found, sorted_in, strict=True):
                kept += added
            fired = rule or fired
    framed = zones.framed("pass_line")
    if framed and (words := " ".join(zones.of(framed).split())):
        found.lines.append(words)
    if not any(found):
        return Parsed(Captions(), "absent")
    value = Captions(tuple(dict.fromkeys(found.captions)), tuple(dict.fromkeys(found.handling)), tuple(found.lines))
    return Parsed(value, "ok", fired or "free lines", Span(start, zones.captions.end), text.strip())


@lru_cache(maxsize=4096)  # the same lines recur
def _line(words: str) -> tuple[str, _Sorted]:
    """The rule that matches a line, and what the line says, which the caller must not change."""
    found = _Sorted([], [], [])
    return _read_line(words, found), found


def _read_line(line: str, found: _Sorted) -> str:
    """Add what a line says; return the name of the rule that matches it, "" for a free line."""
    caption_line, only, release, repeated, _ = RULES
    if caption_line.pattern.fullmatch(line) and _read_codes(line, found):
        return caption_line.name
    if release.pattern.fullmatch(line):
        found.handling.append(" ".join(line.upper().split()))
        return release.name
    level = _LEVEL.fullmatch(line)
    if level and (not level["rest"].strip() or level["rest"].isupper()):
        for part in level["rest"].split("//" if "//" in line else "/"):
            if release.pattern.fullmatch(part.strip()):
                found.handling.append(" ".join(part.upper().split()))
            else:
                _read_codes(part, found)
        return repeated.name
    found.lines.append(" ".join(line.split()))
    if only.pattern.fullmatch(line):
        found.captions.append("ONLY")
        return only.name
    return "" if _CORRECTION.search(line) else _read_within(line, found)


def _read_within(line: str, found: _Sorted) -> str:
    within = RULES[-1]
    codes = [match.group().upper().replace(" ", "") for match in within.pattern.finditer(line)]
    for code in codes:
        found.add(code)
    return within.name if codes else ""


def _code(phrase: re.Match[str]) -> str:
    return str(phrase.lastgroup)


def _read_codes(line: str, found: _Sorted) -> bool:
    """Read a line that has nothing but codes of the vocabulary, as words or as spaced letters; False if it has more."""
    codes = [word for word in _BREAK.split(_PHRASE.sub(_code, line).upper()) if word]
    if codes and all(len(word) == 1 for word in codes):
        codes = ["".join(codes)]
    if not codes or not all(code in _kinds() for code in codes):
        return False
    for code in codes:
        found.add(code)
    return True
