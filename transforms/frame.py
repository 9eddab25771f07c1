"""The frame that the Department prints today around telegrams of any age: `Label: value` lines above and below.

    MRN: 17 LIMA 318                               above: number, time, sender, addressees, labelled lines
    Date/DTG: Mar 08, 2017 / 081432Z MAR 17
    From: AMEMBASSY LIMA
    Action: WASHDC, SECSTATE ROUTINE
    Subject: Fisheries Talks
    ...
    Drafted By: LIMA:Brandt, Nora                  below: people, further addressees, how it was filed
    Info: QUITO, AMEMBASSY ROUTINE
    Dissemination Rule: Archive Copy

The e-mail form of 2009 has no number line: `TELEGRAM` and the day above, `From: AMEMBASSY LIMA (LIMA 318 - ROUTINE)`.
A telegram from before 2009 is inside the frame as it was sent, with its own header, which takes precedence. The labels
are printed in any order, and any of them may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from transforms.patterns import DATE_TIME_GROUP, LEVEL
from transforms.rules import Span

# labels, and how they are printed
_LABELS = {
    "number": r"MRN|Message Reference Number",
    "time": r"Date ?/ ?DTG|DTG|Date",
    "sender": r"From",
    "action": r"Action(?: Addressees?)?|To",
    "info": r"Info(?: Addressees?)?",
    "exempt": r"XMT|Exempt",
    "level": r"Classification",
    "executive_order": r"E\.? ?O\.?|Executive Order",
    "tags": r"TAGS?",
    "captions": r"Captions?",
    "references": r"References?|Refs?|Reftels?",
    "pass_line": r"Pass(?: To)?(?: Lines?)?",
    "subject": r"Subject|Subj",
    "classified_by": r"Classified By|Derived From",
    "declassify": r"Declassify On",
    "reasons": r"Reasons?",
    "signature": r"Signature|Signed(?: By)?",
    "drafted": r"Drafted By|Drafter",
    "cleared": r"Cleared By|Clearances?",
    "approved": r"Approved By|Approver",
    "released": r"Released By|Releaser",
    "filing": r"Origin|Dissemination Rule|Dissemination|Message Type|Precedence|Attachments?|Handling|Special Handling",
}
_IN_TEXT = ("executive_order", "tags", "references", "subject", "classified_by")  # labelled lines of any telegram
_BELOW = ("signature", "drafted", "cleared", "approved", "released", "info", "exempt", "filing", "action")
_BESIDE_BELOW = ("classified_by", "declassify", "reasons")  # only directly above another label, else in the text
_OF_A_FRAME = frozenset({"number", "time", "sender", "action", "filing", "drafted", "approved", "released"})

# a label alone, as in the first column of a table
LABEL = re.compile("(?:" + "|".join(_LABELS.values()) + ")", re.IGNORECASE)
_LABEL = re.compile(
    "^[ \t]*(?:" + "|".join(f"(?P<{name}>{forms})" for name, forms in _LABELS.items()) + r")[ \t]*:[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
# the beginning of the text below the labels: a telegram's own header, or a paragraph
_TEXT = re.compile(
    rf"^[ \t]*(?:FM[ \t]+\S|{DATE_TIME_GROUP}|PAGE[ \t]+0?1\b|VZCZC|(?:¶[ \t]*)?1[.)]"
    rf"|(?:{LEVEL})[ \t]+(?:[A-Z\d]+[ \t]+){{1,6}}\d{{3,6}}\b|\((?:C|S|U|SBU)\)[ \t])",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBERED = re.compile(r"^[ \t]*(?:¶[ \t]*)?\d{1,3}\.[ \t]*\S", re.MULTILINE)
_SENT = re.compile(rf"^[ \t]*(?:FM[ \t]+\S|{DATE_TIME_GROUP})", re.MULTILINE | re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n|\Z)")
_UNMISTAKABLE = re.compile(r"[ \t]*(?:MRN|Message Reference|Date ?/|DTG|Dissemination)", re.IGNORECASE)
# in the e-mail form: number and precedence after the sender, and the day after the word TELEGRAM
_SENT_AS = re.compile(
    r"[ \t]*\((?P<number>[A-Z][A-Z .'-]{2,30}[ ]\d{1,6})[ ]-[ ](?:ROUTINE|PRIORITY|IMMEDIATE|FLASH)\)"
)
_SENT_ON = re.compile(r"^[ \t]*TELEGRAM[ \t]{2,}(?P<day>[A-Z][a-z]{2,8}[ ]\d{1,2},[ ]\d{4})[ \t]*$", re.MULTILINE)
_SIGNS = ("MRN", "DTG", "Dissemination Rule", "TELEGRAM  ")
_LONGEST_HEAD, _LONGEST_TAIL, _LONGEST_GAP, _LONGEST_LABELLED = 30_000, 40_000, 6_000, 160


class Frame(NamedTuple):
    """Where the frame is: lines above and below the text, values by label, and labelled lines including their labels.

    `is_all`: the telegram inside has no header, so that only the frame says who sent it and when.
    """

    above: Span
    below: Span
    values: Mapping[str, Span]
    labelled: Mapping[str, list[Span]]
    is_all: bool


def find(text: str) -> Frame | None:
    """The frame around a telegram, None if it has none."""
    if not any(sign in text for sign in _SIGNS):
        return None
    matches = list(_LABEL.finditer(text))
    known = {match.lastgroup for match in matches} & _OF_A_FRAME
    sent_as = _sent_as(text, matches)
    if len(known) < 2 or not (sent_as or any(_UNMISTAKABLE.match(match.group()) for match in matches)):
        return None
    above = _above(text, matches)
    end = above[-1].end if above else 0
    below = list(_below(text, [match for match in matches if match.start() >= end]))
    tail = Span(below[0].start, below[-1].end) if below else Span(len(text), len(text))
    values: dict[str, Span] = {}
    labelled: dict[str, list[Span]] = {}
    for line in (*below, *above):  # if a label is in both, the one above counts
        if text[line.value : line.end].strip():
            values[line.label] = Span(line.value, line.end)
    values |= sent_as
    for line in above:
        if line.label in _IN_TEXT:
            labelled.setdefault(line.label, []).append(Span(line.start, line.end))
    starts = [line.start for line in above] + [place.start for place in sent_as.values()]
    head = Span(text.rfind("\n", 0, min(starts)) + 1, end) if above else Span(0, 0)
    is_all = not _SENT.search(text, head.end, tail.start)
    return Frame(head, tail, values, labelled, is_all)


def _sent_as(text: str, matches: list[re.Match[str]]) -> dict[str, Span]:
    """Sender, number and day of the e-mail form; empty for a frame that has lines for them."""
    for match in matches:
        sent = _SENT_AS.search(text, match.end(), match.end() + _LONGEST_LABELLED) if match["sender"] else None
        if sent and "\n" not in text[match.end() : sent.start()]:
            on = _SENT_ON.search(text, 0, match.start())
            day = {"time": Span(*on.span("day"))} if on else {}
            return {"sender": Span(match.end(), sent.start()), "number": Span(*sent.span("number")), **day}
    return {}


class _Line(NamedTuple):
    """A label with its value, which may have several lines: offsets of label, value and end."""

    label: str
    start: int
    value: int
    end: int


def _above(text: str, matches: list[re.Match[str]]) -> list[_Line]:
    """The labels above the text."""
    first = next((match for match in matches if match.lastgroup in ("number", "time", "sender", "action")), None)
    if not first:
        return []
    begins = _TEXT.search(text, first.end())
    stop = min(begins.start() if begins else len(text), first.start() + _LONGEST_HEAD)
    head = [match for match in matches if first.start() <= match.start() < stop]
    head = [match for match in matches if _leads(text, match, first)] + head
    return _lines(text, head, stop)


def _leads(text: str, match: re.Match[str], first: re.Match[str]) -> bool:
    """Whether a label is shortly before the first certain one."""
    return match.end() <= first.start() and first.start() - match.start() < 400


def _below(text: str, matches: list[re.Match[str]]) -> Iterator[_Line]:
    """The labels below the text: the last ones that no paragraph separates from each other."""
    last = next((at for at in range(len(matches) - 1, -1, -1) if matches[at].lastgroup in _BELOW), -1)
    first, following = last + 1, len(text)
    while first > 0:
        start, label = matches[first - 1].start(), matches[first - 1].lastgroup
        longest = _LONGEST_GAP if label in _BELOW else _LONGEST_LABELLED if label in _BESIDE_BELOW else 0
        if following - start > longest or _NUMBERED.search(text, matches[first - 1].end(), following):
            break
        first, following = first - 1, start
    yield from _lines(text, matches[first : last + 1], len(text))


def _lines(text: str, matches: list[re.Match[str]], stop: int) -> list[_Line]:
    lines = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else stop
        value = match.end()
        value += len(text[value:end]) - len(text[value:end].lstrip())
        blank = _BLANK_LINE.search(text, min(value, end), end)
        end = blank.start() if blank else end
        lines.append(_Line(str(match.lastgroup), match.start(), min(value, end), max(end, match.end())))
    return lines
