"""The lines of a telegram's head: what kind each line is, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.patterns import DATE_TIME_GROUP, LEVEL

_MARKUP = re.compile(r"[ \t>*#|_~]*")
# kinds of lines, tried in this order after any Markdown signs
_LINE = re.compile(
    rf"""
      (?P<mrn>        MRN\b [ \t:|*]* (?P<mrn_year>\d\d) [ \t]+
                      (?P<mrn_station>[A-Z][A-Z .'-]*?) [ \t]+ (?P<mrn_serial>\d+) )
    | (?P<frame>      (?i:Message[ ]Text) [ \t\r]* $ )
    | (?P<attributes> (?i:Message[ ]Attributes) [ \t\r]* $ )
    | (?P<channel>    [VZ]+CZC[A-Z]*\d* )
    | (?P<machine>    DE[ ]R[A-Z]{{3,7}}\b(?:[ ]*\#?(?P<de_serial>\d{{4}}))? | ZN[RY][ ][A-Z]{{5}}
                    | [ZOPR]{{2}}[ ]RU[A-Z]{{2,6}} )
    | (?P<group>      {DATE_TIME_GROUP} )
    | (?P<from>       FM [ \t]+ (?P<sender>(?:[A-Z]{{3,}}|[A-Z]{{2}}[ ])[^\n]*) )
    | (?P<line>       (?:{LEVEL}) (?=[ \t/]) [A-Z/,. \t]*?
                      (?:SEC(?:T(?:ION)?)?[ \t]+(?P<section>\d{{1,2}})[ \t]+OF[ \t]+\d{{1,2}}[ \t]+)? (?:[A-Z]+[ \t]+)*?
                      (?P<station>[A-Z][A-Z.'-]*(?:[ \t][A-Z.'-]+){{0,3}}?) [ \t]+
                      (?P<serial>\d{{2,6}})\b [^a-z\n]{{0,60}} $ )
    | (?P<mail>       From[ ]\S+[ ].*\d\d:\d\d )
    | (?P<volume>     (?:\[?\d{{1,4}}\]?\.?[ \t]+)?(?:Circular[ ])?
                      Telegram[ ]From[ ].{{5,120}}[ ]to[ ].{{3,160}}(?<!\.) $ )
    | (?P<label>      (?i: E\.?[ ]?O\.?[ \t:]*(?=\d|N/?A|DECL|:) | TAGS?\b[ \t]*[:;]
                      | SUBJ(?:ECT)?\b[ \t]*:(?P<subject>.*)
                      | REF(?:S|TELS?)?\b[ \t]*: ) )
    | (?P<end>        N{{4}}[A-Z]{{0,8}}[ \t\r]*$ | <<[ ]?END[ ]OF[ ]DOCUMENT[ ]?>> | BT[ \t\r]*$ | \#\d{{4}}[ \t\r]*$
                    | (?i:End[ ]Cable[ ]Text) )
    | (?P<paragraph>  (?:¶|\xc2\xb6)?[ ]?\(?\d{{1,3}}[.)][ \t]*\S | \((?:TS|[CSU]|SBU|LOU|FOUO|[CS]//?NF)\)[ \t] )
    """,
    re.VERBOSE,
)
STARTS = ("mrn", "frame", "channel", "machine", "group", "from", "line", "mail", "volume")
_KINDS = (*STARTS, "attributes", "label", "end", "paragraph")
_MARKS = ("mrn", "group", "from", "line", "label")
HARD = ("frame", "channel", "mail", "mrn", "volume")
_VALUES = ("de_serial", "sender", "section", "station", "serial", "label", "subject")
_LONGEST_LINE = 400
_MAIL_FIELD = re.compile(r"[A-Z][A-Za-z-]{1,30}: ")

_QUOTE_OPENS = re.compile(
    r"\bBEGIN[ ]+(?:QUOTE|TEXT)\b|(?<!UN )(?<!UN-)(?<!END )\b(?:QUOTE|QTE)[ \t]*[.:]?[ \t\r]*$", re.IGNORECASE
)
_QUOTE_CLOSES = re.compile(r"\bUN[ -]?(?:QUOTE|QTE)\b|\bEND[ ]+(?:OF[ ]+)?(?:QUOTE|TEXT)\b", re.IGNORECASE)


class Line(NamedTuple):
    """A line of the file, what kind of line it is in a telegram, and what it says."""

    start: int
    text: str
    kind: str = ""
    values: dict[str, str] = {}  # noqa: RUF012 (never changed)


def of_text(text: str) -> Iterator[Line]:
    """The lines of a text, in order."""
    start = 0
    contents = text.split("\n")
    for content, following in zip(contents, [*contents[1:], ""], strict=True):
        line = _line(start, content)
        if line.kind == "mail" and not (content.startswith("From ") and _MAIL_FIELD.match(following)):
            line = Line(start, content)
        yield line
        start += len(content) + 1


def _line(start: int, content: str) -> Line:
    if len(content) > _LONGEST_LINE:
        return Line(start, content)
    markup = _MARKUP.match(content)
    match = _LINE.match(content, markup.end() if markup else 0)
    if match is None:
        return Line(start, content)
    kind = next(kind for kind in _KINDS if match[kind] is not None)
    values = {name: match[name].strip() for name in _VALUES if match[name]}
    if kind == "group":
        day, hour, minute, month, year = (
            "".join(match[name].upper().split()) for name in ("day", "hour", "minute", "month", "dtg_year")
        )
        values["group"] = f"{day}{hour}{minute}{month}{year[-2:]}"
    elif kind == "mrn":
        year, station, serial = match["mrn_year"], match["mrn_station"], match["mrn_serial"]
        values |= {"mrn": f"{year}{station}{serial}", "station": station, "serial": serial}
    return Line(start, content, kind, values)


def pass_over_quotes(lines: list[Line]) -> None:
    """Clear the kinds of the lines between QUOTE and UNQUOTE; an unclosed QUOTE ends with its telegram."""
    opened = None
    for index, line in enumerate(lines):
        if opened is None:
            opened = index if _QUOTE_OPENS.search(line.text) else None
        elif line.kind in HARD or line.text.startswith("NNNN"):
            opened = None
        elif _QUOTE_CLOSES.search(line.text):
            for quoted in range(opened + 1, index):
                lines[quoted] = lines[quoted]._replace(kind="", values={})
            opened = None


def marks(text: str) -> list[Line]:
    """Lines outside quotations that only the head of a telegram has."""
    lines = list(of_text(text))
    pass_over_quotes(lines)
    return [line for line in lines if line.kind in _MARKS]


def mark(start: int, content: str) -> Line | None:
    """One line, if only the head of a telegram has lines of its kind."""
    line = _line(start, content)
    return line if line.kind in _MARKS else None


def letters(text: str) -> str:
    """Letters and digits of a text in upper case."""
    return "".join(filter(str.isalnum, text.upper()))
