"""Numbers that a court exhibit or an edition prints before each line, removed so that lines begin as sent.

     1  P 190915Z AUG 06
     2  FM AMEMBASSY QUITO
     3  TO SECSTATE WASHDC

They count every line, in most prints blank lines too, and either restart on each page or continue to the end. A
telegram that numbers its paragraphs has lines without a number before or between them and is left unchanged.
"""

from __future__ import annotations

import re

from transforms.document import CleanText, Edit
from transforms.edits import edited

RULE = "line number"

_NUMBERED = re.compile(r"^[ \t]{0,12}(?P<number>\d{1,4})[:.]?(?P<blanks>[ \t]{1,12}(?=\S)|[ \t]*$)", re.MULTILINE)
_FIRST = re.compile(r"(?:\A|\n)[ \t]{0,12}1(?:[:.]?[ \t]|\n)")
_FIRST_WITHIN = 400  # characters
_OF_A_HEAD = re.compile(r"^[ \t]*(?:FM|TO|TAGS|SUBJ(?:ECT)?)\b", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*\S", re.MULTILINE)
_LEAST_LINES = 10
_LEAST_SHARE = 0.9  # of the lines that are not blank; page tops and stamps have no number


def removed(clean: CleanText) -> CleanText:
    """The text without the numbers of its lines; any other text unchanged."""
    numbered = _numbered(clean.text)
    if not numbered:
        return clean
    gap = min((len(line["blanks"]) for line in numbered if line["blanks"]), default=0)
    ends = (min(line.end(), line.end("number") + gap) if line["blanks"] else line.end() for line in numbered)
    return edited(clean, [Edit(line.start(), end, "", RULE) for line, end in zip(numbered, ends, strict=True)])


def _numbered(text: str) -> list[re.Match[str]]:
    """The lines whose number is one more than the last one, or 1 again; none unless nearly all lines have a number."""
    if not _FIRST.search(text, 0, _FIRST_WITHIN):
        return []
    counted: list[re.Match[str]] = []
    last = 0
    for line in _NUMBERED.finditer(text):
        number = int(line["number"])
        if number in (last + 1, 1):
            counted.append(line)
            last = number
    is_counted = len(counted) >= max(_LEAST_LINES, _LEAST_SHARE * sum(1 for _ in _LINE.finditer(text)))
    if not is_counted or _OF_A_HEAD.search(text, 0, counted[0].start()):
        return []
    return counted
