"""Summary: the text between SUMMARY and END SUMMARY, without paragraph numbers and portion markings.

Observed: a heading above one or more paragraphs, the word at the beginning of the first paragraph before or after its
marking, and joint forms (SUMMARY AND COMMENT, SUMMARY/INTRODUCTION). If the end is not marked, a summary that begins
inside a paragraph is that paragraph, and one under a heading extends to the next heading. The text has one line per
block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms import prose
from transforms.cable import Context
from transforms.fields import portion
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "summary"

# SUMMARY, also misspelt, alone or in a joint form
_WORD = r"SUM{1,3}A?R?R?Y\b(?:[ \t]{0,2}(?:/|&|,|AND)[ \t]{0,2}[A-Z]{3,14}(?:[ ](?:OF[ ])?[A-Z]{3,14})?){0,2}"
_NUMBER = r"(?:¶[ \t]*)?\d{1,2}[ \t]?[.,)]?(?!\d)[ \t]*"
_MARKING = r"\(?[ \t]*[A-Z/][A-Z/, ]{0,30}\)"
_START = rf"""
    [ \t*_=-]* (?:{_NUMBER} | [A-Z]{{1,3}}[.)][ \t]+)? (?:{_MARKING}[ \t]{{0,3}}){{0,2}} ["“<\[(*_]{{0,2}}
    (?:BEGIN[ \t]+)? (?:EXECUTIVE[ \t]+ | [A-Z]{{4,14}}[ \t]+AND[ \t]+)? {_WORD}
    ["”>\])*_]{{0,2}} (?: [ \t]*{_MARKING} )?
    (?: [ \t]*[:.;-]+ | [ \t]*(?=\n|\Z) | [ \t]+(?=[-=‐–—_*]{{2}}) | [ \t]+(?={_NUMBER}{_MARKING})
      | [ \t]+(?=(?-i:[A-Z][a-z])) )
"""
_END = rf"END\b\s+(?:OF\s+)?(?:THE\s+)?(?:EXECUTIVE\s+)?(?:[A-Z]{{4,14}}\s+AND\s+)?{_WORD}"

RULES = (
    Rule(
        "between markers",
        re.compile(_START, re.IGNORECASE | re.VERBOSE),
        "SUMMARY as heading or first word, later END SUMMARY",
        "¶1. (C) SUMMARY: The Minister agreed\nto talk. END SUMMARY.\n\n¶2. (C) He will come.",
        "The Minister agreed to talk.",
    ),
    Rule(
        "end marker only",
        re.compile(_END, re.IGNORECASE),
        "END SUMMARY without a beginning: everything from the first paragraph on",
        "1. (C) The Minister agreed. END SUMMARY.\n\n2. (C) He will come.",
        "The Minister agreed.",
    ),
    Rule(
        "paragraph",
        re.compile(rf"(?={_NUMBER})", re.IGNORECASE),
        "SUMMARY at the beginning of a numbered paragraph, no end marker: that paragraph",
        "1. (C) SUMMARY: The Minister agreed.\n\n2. (C) He will come.",
        "The Minister agreed.",
    ),
    Rule(
        "under a heading",
        re.compile(r"\S"),
        "SUMMARY above the paragraphs, no end marker: everything up to the next heading",
        "Summary\n-------\n\n¶1. (C) The Minister agreed.\n\n¶2. (C) He comes.\n\nA visit\n-------\n\n¶3. (C) May.",
        "The Minister agreed.\nHe comes.",
    ),
)
_BEGINNING, _ENDING, _PARAGRAPH, _HEADING = RULES

_SPELLINGS = ("SUMM", "Summ", "summ", "SUMA")
_MOST_WORDS = 50
_LONGEST_END = 60
# a number that begins a line of a wrapped sentence (March / 13, the Ambassador) is not a paragraph's
_NUMBERED = (
    r"(?:(?:¶[ \t]*\d{1,2}[ \t]?[.,)]?|\d{1,2}[ \t]?[.)])(?!\d)[ \t]*(?=[(A-Z\"'“‘\[])"
    r"|\d{1,2}[ \t]?,?[ \t]*(?=\([A-Z]))"
)
# below a line that ends in the middle of a sentence, only a number with a marking is a paragraph's
_NEXT_NUMBER = re.compile(rf"\n(?:(?<!(?-i:[a-z,])\n)|(?=[^\n]{{1,12}}\())[ \t]*(?:-[ \t])?{_NUMBERED}", re.IGNORECASE)
_NEXT_HEADING = re.compile(
    r"""
    \n[ \t]* (?:
        [-=_*~] (?: [ ]?[-=_*~] ){2,}
      | \n[ \t]* [A-Z0-9"'“][^\n]{2,90}[^\s.:;,] [ \t]*\n (?= [ \t]*(?:\n|[-=_]{3}|¶) )
    )
    | \b (?:COMMENT|ACTION[ ]REQUEST|BACKGROUND) [ \t]* [:.]
    """,
    re.VERBOSE,
)
_DECORATION = " \t\n-=_*~‐–—.:;#"
_LONGEST = 20_000
_LONGEST_UNMARKED = 6_000
_LONGEST_OPENING = 200


def parse(zones: Zones, context: Context) -> Parsed[str]:
    """Read the first summary of the prose."""
    text, (start, end) = zones.text, zones.prose
    opening = None
    for place in _words(text, start, end):
        ending = _ending(text, start, place)
        if ending is not None:
            rule = _BEGINNING if opening else _ENDING
            return _parsed(text, opening.end() if opening else start, ending, rule)
        opening = opening or _opening(text, start, place)
    if not opening:
        return Parsed("", "absent")
    rule = _PARAGRAPH if _PARAGRAPH.pattern.match(opening.group().lstrip(_DECORATION)) else _HEADING
    return _parsed(text, opening.end(), _unmarked_end(text, opening.end(), end, rule), rule)


def _words(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets of the word summary, in order; those far from the beginning only if there is one near it."""
    middle = min(end, start + _LONGEST_UNMARKED)
    near = _spelt(text, start, middle)
    yield from near
    if near:
        yield from _spelt(text, middle, min(end, start + _LONGEST))


def _spelt(text: str, start: int, end: int) -> list[int]:
    places: list[int] = []
    for spelling in _SPELLINGS:
        place = text.find(spelling, start, end)
        while place >= 0 and len(places) < _MOST_WORDS:
            places.append(place)
            place = text.find(spelling, place + 1, end)
    return sorted(places)


def _ending(text: str, start: int, place: int) -> int | None:
    """Offset of END if the word at `place` closes the summary."""
    before = max(start, place - _LONGEST_END)
    offset = text[before:place].upper().rfind("END")
    match = _ENDING.pattern.match(text, before + offset) if offset >= 0 else None
    return match.start() if match and match.end() > place else None


def _opening(text: str, start: int, place: int) -> re.Match[str] | None:
    """The word at `place`, if only a number and a marking precede it on its line."""
    line = max(start, text.rfind("\n", start, place) + 1)
    match = _BEGINNING.pattern.match(text, line, line + _LONGEST_OPENING)
    return match if match and match.end() > place else None


def _unmarked_end(text: str, start: int, end: int, rule: Rule) -> int:
    end = min(end, start + _LONGEST_UNMARKED)
    body = start + len(text[start:end]) - len(text[start:end].lstrip(_DECORATION))
    match = (_NEXT_NUMBER if rule is _PARAGRAPH else _NEXT_HEADING).search(text, body, end)
    return match.start() if match else end


def _parsed(text: str, start: int, end: int, rule: Rule) -> Parsed[str]:
    value = _plain(text[start:end].rstrip(" \t\n(<[-"))
    status: Status = "ok" if rule is _BEGINNING else "repaired"
    return Parsed(value, status, rule.name, Span(start, end), text[start:end]) if value else Parsed("", "absent")


def _plain(printed: str) -> str:
    """The blocks of the summary, one per line, without numbers and markings."""
    printed = printed.lstrip(_DECORATION)
    pieces = (_without_marking(piece) for piece in _NEXT_NUMBER.split(f"\n{printed}"))
    signs = prose.signs_in(printed)
    return "\n".join(prose.unwrap(piece, signs=signs).text for piece in pieces if piece)


def _without_marking(piece: str) -> str:
    piece = piece.strip(" \t\n")
    reading = portion.read_at(piece, 0)
    return piece[reading.end :].lstrip(" \t\n:.-") if reading and reading.rule == "bracketed" else piece
