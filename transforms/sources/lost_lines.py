"""Telegrams that lost all or most of their line ends: line ends are restored before whatever begins a line.

A copy that a database or a web form folded into one line still has date-time group, FM, TO, classification line, E.O.,
TAGS and SUBJECT in this order. Line ends are restored only before these, before page lines and office copies above
them, and before paragraph numbers that count 1, 2, 3 after them. A text without this order is left unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.document import CleanText, Edit
from transforms.edits import edited
from transforms.patterns import DATE_TIME_GROUP, LEVEL, ORDERS

_LONGEST = 300  # characters per line, more than any telegram has on average
_LEAST_FOUND = 5

# what begins a line, in the order of a telegram
_GROUP = re.compile(rf"(?<=\S)[ \t](?={DATE_TIME_GROUP}\b)", re.IGNORECASE)
_SENDER = re.compile(r"(?<=\S)[ \t](?=FM[ \t]+[A-Z]{3,})")
_TO = re.compile(r"(?<=\S)[ \t](?=TO[ \t]+(?:R[A-Z]{4,6}/)?[A-Z]{3,})")
_INFO = re.compile(r"(?<=\S)[ \t](?=(?:INFO|XMT)[ \t]+(?:R[A-Z]{4,6}/)?[A-Z]{3,})")
_LINE = re.compile(
    rf"(?<=\S)[ \t](?=(?:{LEVEL})[ \t]+(?:(?:NOFORN|EXDIS|NODIS|LIMDIS|SECTION[ ]\d\d?[ ]OF[ ]\d\d?)[ \t]+){{0,3}}"
    r"[A-Z]{3,14}(?:[ ][A-Z]{2,10}){0,2}[ \t]{1,4}\d{2,6}\b)"
)
_LABELS = (
    re.compile(rf"(?<=\S)[ \t](?=E[ .]{{0,2}}O[ .]{{0,2}}[ \t]?(?:{'|'.join(ORDERS)})\b)", re.IGNORECASE),
    re.compile(r"(?<=\S)[ \t](?=TAGS?\b[ \t:]+[A-Z]{2,5}\b)", re.IGNORECASE),
    re.compile(r"(?<=\S)[ \t](?=SUBJ(?:ECT)?\b)", re.IGNORECASE),
    re.compile(r"(?<=\S)[ \t](?=REF(?:S|TELS?)?\b[ \t:(]+[A-Z0-9])", re.IGNORECASE),
)
_ABOVE = re.compile(r"(?<=\S)[ \t](?=PAGE[ \t]\d\d[ \t]|(?:ACTION|ORIGIN|INFO)[ \t]+[A-Z]{1,4}-\d\d\b|-{9,})")
_FRAME = re.compile(r"[ \t]*(?P<mark>Message (?:Text|Attributes))[ \t]*", re.IGNORECASE)
_NUMBER = re.compile(r"(?<=\S)[ \t](?P<number>\d{1,2})(?P<stop>\.?)[ \t]+(?=\(?[A-Z])")
# the machine's marks after the text, each on a line of its own
_END = re.compile(rf"(?:[ \t]+(?:BT|\#\d{{1,5}}|N{{3,4}}|{LEVEL}))+\s*\Z")
_END_MARK = re.compile(r"[ \t]+(?=BT\b|#\d|NNN|UNCLAS|CONF|SECRET|LIMITED|TOP[ ]S)")
_SEPARATOR = re.compile(r"(?<=\S)[ \t](?=BT[ \t])")


RULE = "lost line end"


def restored(clean: CleanText) -> CleanText:
    """The text with the line ends of its head and numbered paragraphs restored; any other text unchanged."""
    if not _is_folded(clean.text):
        return clean
    return edited(clean, (Edit(start, end, words, RULE) for start, end, words in _places(clean.text)))


def holds_telegram(text: str) -> bool:
    """Whether a text is folded into long lines and has the marks of a telegram in their order."""
    return _is_folded(text) and bool(_places(text))


def shows_marks(text: str) -> bool:
    """Whether a text is folded and has at least three marks of a telegram, in any order."""
    return _is_folded(text) and sum(mark.search(text) is not None for mark in (_GROUP, _SENDER, _LINE, *_LABELS)) >= 3


def _is_folded(text: str) -> bool:
    return len(text) >= _LONGEST and (text.strip().count("\n") + 1) * _LONGEST <= len(text)


def _places(text: str) -> list[tuple[int, int, str]]:
    head = _in_order(text, (_GROUP, _SENDER, _TO, _LINE))
    if len(head) < 4:
        return []
    group, sender, _, line = head
    labels = _some_in_order(text, line, _LABELS)
    if len(head) + len(labels) < _LEAST_FOUND:
        return []
    found = {at: (at + 1, "\n") for at in (*head, *labels)}
    found |= {match.start(): (match.end(), "\n") for match in _INFO.finditer(text, sender, line)}
    found |= {match.start(): (match.end(), "\n") for match in _ABOVE.finditer(text, 0, group)}
    found |= {match.start(): (match.end(), f"\n{match['mark']}\n") for match in _FRAME.finditer(text, 0, group)}
    found |= {at: (end, words) for at, end, words in _numbers(text, labels[-1] if labels else line)}
    found |= {match.start(): (match.end(), "\n") for match in _SEPARATOR.finditer(text, sender, line + 1)}
    end = _END.search(text, line)
    if end:
        found |= {match.start(): (match.end(), "\n") for match in _END_MARK.finditer(text, *end.span())}
    return [(at, stop, words) for at, (stop, words) in sorted(found.items())]


def _in_order(text: str, forms: tuple[re.Pattern[str], ...]) -> list[int]:
    """Where each form is found after the one before it, up to the first form that is missing."""
    found: list[int] = []
    for form in forms:
        match = form.search(text, found[-1] + 1 if found else 0)
        if not match:
            break
        found.append(match.start())
    return found


def _some_in_order(text: str, at: int, forms: tuple[re.Pattern[str], ...]) -> list[int]:
    found: list[int] = []
    for form in forms:
        match = form.search(text, at + 1, at + 2_000)
        if match:
            at = match.start()
            found.append(at)
    return found


def _numbers(text: str, at: int) -> Iterator[tuple[int, int, str]]:
    """Line ends before the numbers of the paragraphs: the first 1, then the first 2 after it, and so on."""
    expected = 1
    for match in _NUMBER.finditer(text, at):
        if int(match["number"]) == expected:
            yield match.start(), match.end(), f"\n{expected}. "
            expected += 1
