"""Files that hold several telegrams: where each one begins and ends.

A reading room's compilation, a mailbox of traffic or a long OCR'd file prints telegrams one after another, with or
without end marks between them. A telegram begins with a head: a frame, the machine's lines, a date-time group, an FM
line, a numbered classification line, or several of these. A head does not begin another telegram if it repeats the
previous one (a page break, a retransmission), is inside a QUOTE, or follows a colon. Sections of one telegram have
heads of their own and are parts of the file like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.patterns import LEVEL
from transforms.sources import head_lines
from transforms.sources.head_lines import Line

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")

# a file of several telegrams must show one of these at least twice
_HEAD_MARK = re.compile(
    r"\n[ \t>*#|_]{0,8}"
    r"(?:(?P<from>FM[ \t]+\S)|(?P<tags>TAGS?[ \t]*[:;])|(?P<mrn>MRN\b)|(?P<frame>Message[ \t]Text[ \t\r]*(?=\n|\Z))"
    r"|(?P<volume>(?:\[?\d{1,4}\]?\.?[ \t]+)?(?:Circular[ ])?(?-i:Telegram[ ]From[ ]))"
    r"|(?P<group>(?:[ZOPR]{1,2}[ \t]+){0,4}\d{6}[ \t]?Z[ \t]+[A-Z]{3}))",
    re.IGNORECASE,
)

# lines that can be above a head and belong to it
_ABOVE = re.compile(
    rf"""
      [-=*_~\#+.\s]*$
    | [ \t>*\#_"]* (?:{LEVEL}) [A-Z /,-]{{0,40}} ["*_]*\s*$
    | \s*(?:SBU|SENSITIVE|NOFORN|FOUO)\s*$
    | \s*PAGE[ ]+0?1\b.*$
    | \s*(?:ACTION|ORIGIN|INFO)[ ]+[A-Z]{{1,5}}-\d\d.*$ | [ \t]*-{{6,}}.*$
    | \s*\#{{1,6}}[ ].*$
    | [-=*_\s]*(?i: \(?(?:cable|telegram|document|doc|message|msg|item|record|tab|enclosure|no|number)\b
          \.?[ ]*(?:no\.?|number|\#)?[ ]*[:\#]?[ ]*[\dA-Z-]{{1,14}}\b.{{0,60}} )$
    | \s*(?i: .{{0,60}}\b(?:case[ ](?:no|number)|review[ ]authority|released?[ ](?:in[ ](?:full|part)|.{{0,20}}\d{{4}})
          |declassified|current[ ]class|u\.?s\.?[ ]department[ ]of[ ]state|FOIA|MDR)\b.{{0,100}} )$
    | \s*(?i: page:?[ ]\d+ )\s*$
    | \s*(?:From|To|Cc|Sent|Date|Subject|Received|Message-I[Dd]|X-[\w-]+|Content-[\w-]+|MIME-Version|Status
          |Return-Path|Reply-To):?[ ].*$
    """,
    re.VERBOSE,
)
_TITLE = re.compile(r"(?=.*[a-z\d]).{1,80}$")
_NUMBERED_TITLE = re.compile(r"[ \t]*\d{1,3}[.)][ \t]+(?![(\[])[^\n]{1,76}(?<![.:;,?!\s])[ \t\r]*$")
_RULE = re.compile(r"[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:[-*_][ ]){2,}[-*_])[ \t\r]*$")
_LAST_PAGE = re.compile(r"\s*Page[ ](\d+)[ ]of[ ](\d+)\s*$", re.IGNORECASE)
_FARTHEST_FEED = 15

# letters of text between two telegrams that make it a document of its own
_OWN_DOCUMENT = 400


class Part(NamedTuple):
    """A stretch of a file as byte offsets, end exclusive."""

    start: int
    end: int


@dataclass(slots=True)
class _Head:
    """The lines of a head, from first to last, and what they say.

    `is_ended` is set if an end mark is before it, `is_introduced` if a colon is, `is_framed` inside a record's
    frame, `has_paragraph` if a paragraph follows before the next head.
    """

    first: int
    last: int
    is_ended: bool = False
    is_introduced: bool = False
    is_framed: bool = False
    has_paragraph: bool = False
    kinds: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def serial(self) -> int | None:
        """The last four digits of the telegram's serial, which is all that a DE line prints."""
        digits = self.values.get("serial") or self.values.get("de_serial")
        return int(digits) % 10_000 if digits else None


def parts(data: bytes) -> list[Part]:
    """Parts of a file, in order and without gaps: one per telegram, and one per long text between two telegrams.

    A file that holds one telegram or none has one part. Shorter text between two telegrams belongs to the second of
    them. Linear in the size of the file.
    """
    whole = [Part(0, len(data))]
    if data.startswith(_UTF32):
        return whole
    encoding = _UTF16.get(data[:2], "latin-1")  # one character per byte
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return whole
    cuts = _cuts(text) if _may_hold_several(text) else []
    if not cuts:
        return whole
    if encoding != "latin-1":
        cuts = [len(text[:cut].encode(encoding)) for cut in cuts]
    return [Part(start, end) for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def _may_hold_several(text: str) -> bool:
    """Whether any kind of head mark occurs twice; few single telegrams need a closer look."""
    seen = set()
    first = _HEAD_MARK.match("\n" + text[:200])
    if first:
        seen.add(first.lastgroup)
    for mark in _HEAD_MARK.finditer(text):
        if mark.lastgroup in seen:
            return True
        seen.add(mark.lastgroup)
    return False


def _cuts(text: str) -> list[int]:
    """Offsets at which to cut a file; none if it holds only one telegram."""
    lines = list(head_lines.of_text(text))
    head_lines.pass_over_quotes(lines)
    telegrams: list[_Head] = []
    for head in _heads(lines):
        if not telegrams or _is_another(telegrams[-1], head):
            telegrams.append(head)
        else:
            _go_on(telegrams[-1], head)
    if len(telegrams) < 2:
        return []
    cuts = []
    end = 0  # the line after the last one that surely belongs to the telegram before
    for head in telegrams:
        cuts += _boundary(lines, end, head.first)
        end = head.last + 1
    return [lines[cut].start for cut in dict.fromkeys(cuts) if cut]


def _heads(lines: list[Line]) -> Iterator[_Head]:
    """Runs of head lines, in order; a paragraph, or a line that contradicts the run, ends it."""
    head: _Head | None = None
    before = _Before()
    for index, line in enumerate(lines):
        if line.kind in head_lines.STARTS and not before.in_attributes or line.kind in head_lines.HARD:
            if head is None or head.has_paragraph or before.is_ended or _contradicts(head, line):
                if head:
                    yield head
                is_introduced = before.words.endswith(":")
                head = _Head(index, index, before.is_ended, is_introduced, before.in_frame and line.kind != "frame")
            _note(head, line, index)
            before.is_ended = False
        elif head and line.kind == "label" and not (head.has_paragraph or before.in_attributes):
            _note(head, line, index)
        elif head and line.kind == "paragraph" and not before.in_attributes:
            head.has_paragraph = True
            head.last = index
        before.note(line)
    if head:
        yield head


@dataclass(slots=True)
class _Before:
    """What is before a line."""

    words: str = ""
    is_ended: bool = False
    in_frame: bool = False
    in_attributes: bool = False

    def note(self, line: Line) -> None:
        if line.kind == "paragraph":
            self.is_ended = False
        elif line.kind == "end":
            self.is_ended = self.is_ended or not line.text.lstrip().startswith("BT")
        if line.kind in ("frame", "attributes"):
            self.in_frame, self.in_attributes = line.kind == "frame", line.kind == "attributes"
        elif line.kind in head_lines.HARD:
            self.in_attributes = False
        if line.text.strip():
            self.words = line.text.rstrip()


def _note(head: _Head, line: Line, index: int) -> None:
    head.kinds.add(line.values.get("label", line.kind)[:4].upper() if line.kind == "label" else line.kind)
    head.last = index
    for name, value in line.values.items():
        head.values.setdefault(name, value)


def _contradicts(head: _Head, line: Line) -> bool:
    """Whether a line contradicts what the head before it has already said."""
    if line.kind in ("frame", "mail", "channel", "volume"):
        return bool(head.kinds - {"mail", "frame"})
    return any(
        head.values.get(name, value) != value for name, value in line.values.items() if name not in ("label", "subject")
    )


def _is_another(telegram: _Head, head: _Head) -> bool:
    """Whether a head begins another telegram or section than the one being read."""
    if head.kinds & {"frame", "mail", "volume"}:
        return True
    is_hard = head.is_ended or bool(head.kinds & set(head_lines.HARD))
    anchored = bool(head.kinds & {"mrn", "group", "from", "line"})
    if head.is_framed or not anchored or len(head.kinds) < (2 if is_hard else 3) or head.is_introduced and not is_hard:
        return False
    ours, theirs = telegram.values, head.values
    if not telegram.has_paragraph and (
        "mrn" in telegram.kinds or not telegram.kinds - {"channel", "machine", "group", "from"}
    ):
        return "mrn" in head.kinds and ours.get("mrn") != theirs["mrn"]
    if "mrn" in ours and "mrn" in theirs:
        return ours["mrn"] != theirs["mrn"]
    if theirs.get("section", ours.get("section")) != ours.get("section"):
        return True
    return _differs(telegram, head) or (head.is_ended and {"group", "from"} <= head.kinds)


def _differs(telegram: _Head, head: _Head) -> bool:
    """Whether two heads name different telegrams, judging by what both of them say."""
    ours, theirs = telegram.values, head.values
    groups = ours.get("group"), theirs.get("group")
    if (
        all(groups)
        and groups[0] == groups[1]
        and (None in (telegram.serial, head.serial) or _one_subject(ours, theirs))
    ):
        return False
    if telegram.serial is not None and head.serial is not None:
        same_year = not all(groups) or groups[0][-2:] == groups[1][-2:]  # type: ignore[index]
        return telegram.serial != head.serial or not same_year or not _one_station(ours, theirs)
    if all(groups):
        return True
    return bool(ours.get("sender") and theirs.get("sender")) and ours["sender"] != theirs["sender"]


def _one_subject(ours: dict[str, str], theirs: dict[str, str]) -> bool:
    return "subject" in ours and ours["subject"] == theirs.get("subject")


def _one_station(ours: dict[str, str], theirs: dict[str, str]) -> bool:
    first, second = (re.sub(r"[^A-Z]", "", values.get("station", "")) for values in (ours, theirs))
    return not first or not second or first.endswith(second) or second.endswith(first)


def _go_on(telegram: _Head, head: _Head) -> None:
    """Add another head of the same telegram to it."""
    telegram.last = max(telegram.last, head.last)
    telegram.has_paragraph = telegram.has_paragraph or head.has_paragraph
    telegram.kinds |= head.kinds
    for name, value in head.values.items():
        telegram.values.setdefault(name, value)
    if "section" in head.values:
        telegram.values["section"] = head.values["section"]


def _boundary(lines: list[Line], end: int, first: int) -> list[int]:
    """Lines at which to cut between `end`, where the lines that surely belong to a telegram end, and the next head.

    There are two if the text between the telegrams is a document of its own.
    """
    end = _without_title(lines, end, first)
    begin = _begin(lines, end, first)
    marks = [index for index in range(end, begin) if lines[index].kind == "end"]
    if not end or marks:
        after = marks[-1] + 1 if marks else 0
        if _size(lines[after:begin]) < _OWN_DOCUMENT:
            return [after]
        return [after, begin]
    return [begin]


def _without_title(lines: list[Line], end: int, first: int) -> int:
    """The end of a telegram, moved up if its last line is the numbered title, below a rule, of the next telegram."""
    if not end or not _NUMBERED_TITLE.match(lines[end - 1].text):
        return end
    above = next((at for at in range(end - 2, -1, -1) if lines[at].text.strip()), None)
    if above is None or not _RULE.match(lines[above].text):
        return end
    return above if all(_ABOVE.match(line.text) for line in lines[end:first]) else end


def _begin(lines: list[Line], end: int, first: int) -> int:
    """The line at which a telegram begins: page tops, banners, rules, headings and mail above its head belong to it."""
    for index in range(first, max(end, first - _FARTHEST_FEED) - 1, -1):
        if "\f" in lines[index].text:
            return index
    begin = first
    while begin > end and _ABOVE.match(lines[begin - 1].text) and not _is_last_page(lines[begin - 1].text):
        begin -= 1
    # a title between a rule and the head
    if begin - 2 >= end and _TITLE.match(lines[begin - 1].text):
        above = next((at for at in range(begin - 2, end - 1, -1) if lines[at].text.strip()), None)
        if above is not None and _RULE.match(lines[above].text):
            return above
    return begin


def _is_last_page(text: str) -> bool:
    page = _LAST_PAGE.match(text)
    return page is not None and page[1] == page[2]


def _size(lines: list[Line]) -> int:
    """The number of letters in some lines."""
    return sum(sum(map(str.isalpha, line.text)) for line in lines)
