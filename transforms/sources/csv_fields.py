"""The fields of a CSV row: the span of each in the text of the row, and which characters in it are escapes."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.document import Edit
from transforms.rules import Finding

Place = tuple[int, int]
Bounds = list[Place]

COLUMNS = 8

_FIELD = re.compile(r'"([^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+)"|([^",\r\n]*+)', re.DOTALL)
_DOUBLED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+)')
_ESCAPE = re.compile(r'\\["\\]|""')
_ESCAPE_DOUBLED = re.compile('""')
_ESCAPE_LINES = re.compile(r'\\r\\n|\\[nrt"\\]|""')
_LEAST_LINE_ENDS = 3
_BLANKS = (" \t\r\n\v\f\ufeff", " \r\n\ufeff")  # before a row; before a row that tabs separate
_NARROW = re.compile(r'\s*+"?(\d{1,12})"?' + r',"([^"\\]{0,4000}+)"' * 5 + r',"')


class Fields(NamedTuple):
    """Spans of the fields of a row, the escape in use, and what had to be repaired."""

    bounds: Bounds
    escape: re.Pattern[str] = _ESCAPE
    findings: tuple[Finding, ...] = ()


def of_cables_csv(text: str) -> Fields:
    """Fields of a row of cables.csv: every field in quotes, commas between them.

    The quotes are followed with both escapes; if that does not give eight fields, with doubled quotes only, so that a
    backslash before the closing quote is text.
    """
    both = _fields(text, 0, _FIELD, ",", COLUMNS)
    if len(both) == COLUMNS:
        return Fields(both)
    doubled = _fields(text, 0, _DOUBLED, ",", COLUMNS)
    if len(doubled) == COLUMNS:
        finding = Finding("text", "repaired", "backslash before a closing quote")
        return Fields(doubled, _ESCAPE_DOUBLED, (finding,))
    return Fields(both)


def separated_by(delimiter: str, text: str, at: int, count: int) -> Fields:
    """Fields of a row that another program wrote, from offset `at` on: only fields that need quotes have them.

    `count` fields are expected. A backslash is an escape only if it comes before a quote and that gives as many fields.
    """
    both, doubled = _patterns(delimiter)
    if '\\"' in text:
        bounds = _fields(text, at, both, delimiter, count)
        if len(bounds) == count:
            return Fields(bounds)
    return Fields(_fields(text, at, doubled, delimiter, count), _ESCAPE_DOUBLED)


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    sign = re.escape(delimiter)
    bare = rf'|((?:[^"{sign}\r\n][^{sign}\r\n]*+)?+)'
    return re.compile(_FIELD.pattern.rpartition("|")[0] + bare, re.DOTALL), re.compile(
        _DOUBLED.pattern.rpartition("|")[0] + bare
    )


def plain(text: str) -> Bounds:
    """The fields, if the narrow columns are sound and header and body have exactly one `","` between them; else none.

    Nearly every row of cables.csv is like this.
    """
    start = _NARROW.match(text)
    end = text.rfind('"')
    if not start or end < start.end() or text[end + 1 :].strip():
        return []
    middle = text.find('","', start.end(), end + 1)
    if middle < 0 or middle + 2 >= end and text[middle + 2 : end + 1] == '"':
        return []
    if text.find('","', middle + 1, end + 1) >= 0:
        return []
    return [*map(start.span, range(1, 7)), (start.end(), middle), (middle + 3, end)]


def bare_quotes(text: str, fields: Bounds, escapes: list[Edit]) -> tuple[Finding, ...]:
    """A finding if quotes inside the fields are not escaped; they are then read as text."""
    quotes = sum(text.count('"', *field) for field in fields)
    # an escaped quote is a backslash and one quote, or two
    if quotes and quotes != sum(2 - (text[e.start] == "\\") for e in escapes if e.replacement == '"'):
        return (Finding("text", "repaired", "bare quotes in a field"),)
    return ()


def _fields(text: str, at: int, pattern: re.Pattern[str], delimiter: str, count: int) -> Bounds:
    """Fields of the row, up to one more than `count`; none if the row is broken."""
    bounds: Bounds = []
    at += len(text[at:]) - len(text[at:].lstrip(_BLANKS[delimiter == "\t"]))
    while len(bounds) <= count:
        match = pattern.match(text, at)
        if match is None:
            return []
        bounds.append(match.span(1) if match[1] is not None else match.span(2))
        at = match.end()
        if not text.startswith(delimiter, at):
            return bounds if not text[at:].strip() else []
        at += 1
    return bounds


def escapes(text: str, field: tuple[int, int], escape: re.Pattern[str]) -> list[Edit]:
    """An edit for every escape of a field, which keeps the escaped character.

    Databases may export a line end as a backslash and an n. If a field has no line ends, these become line ends.
    """
    if text.find("\n", *field) < 0 and text.count("\\n", *field) >= _LEAST_LINE_ENDS:
        return [Edit(m.start(), m.end(), _of_databases(m[0]), "escape") for m in _ESCAPE_LINES.finditer(text, *field)]
    quotes = text.count('"', *field)
    if escape is _ESCAPE:
        edits = _backslashes(text, *field)
        if quotes == sum(edit.replacement == '"' for edit in edits):
            return edits  # no doubled quotes
    elif not quotes:
        return []
    return [Edit(m.start(), m.end(), text[m.end() - 1], "escape") for m in escape.finditer(text, *field)]


def _of_databases(escape: str) -> str:
    """The character that an escape of a database export represents."""
    return {"\\n": "\n", "\\t": "\t", "\\r": "", "\\r\\n": "\n"}.get(escape, escape[-1])


def _backslashes(text: str, at: int, end: int) -> list[Edit]:
    """The same for a field whose only escape is the backslash, as in nearly all; three times as fast as the pattern."""
    edits = []
    while (at := text.find("\\", at, end - 1)) >= 0:
        if text[at + 1] in '"\\':
            edits.append(Edit(at, at + 2, text[at + 1], "escape"))
            at += 1
        at += 1
    return edits


def value(text: str, field: Place, escape: re.Pattern[str]) -> str:
    """A field without its escapes and the blanks around it."""
    content = text[field[0] : field[1]]
    if '"' in content or "\\" in content:
        content = escape.sub(lambda m: m[0][-1], content)
    return content.strip()
