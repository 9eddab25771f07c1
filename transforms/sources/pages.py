"""What a page adds to a telegram: classification lines at its top and bottom, PAGE lines, release stamps.

Seen on printouts of 1973-79 (with a classification line above and below every PAGE line) and on joined sections of
2000. Without these lines, a sentence that a page cut in two is whole again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.document import Edit
from transforms.patterns import LEVEL

# a page line with station and serial after it, or in 1979 on the next line
_PAGE = re.compile(
    r"""
    ^[ \t]*PAGE[ \t]+(?P<page>\d\d)(?!\d)
    (?:
        [ \t]+[A-Z][A-Z. ]{1,14}[ \t]+\d{4,6}(?:[ \t]+\d\d[ \t]+OF[ \t]+\d\d)?(?:[ \t]+\d{6}Z)?(?![A-Z0-9])
      | [ \t\r]*\n[ \t]*[A-Z][A-Z. ]{1,14}[ \t]+\d{4,6}(?:[ \t]+\d\d[ \t]+OF[ \t]+\d\d)?(?:[ \t]+\d{6}Z)?(?=[ \t\r]*$)
      | (?=[ \t\r]*$)
    )
    [ \t\r]*\n?
    """,
    re.MULTILINE | re.VERBOSE,
)
_LEVEL_LINE = re.compile(
    rf"[ \t]*(?:{LEVEL})(?:[ \t/,-]{{1,3}}(?:EXDIS|NODIS|LIMDIS|STADIS|NOFORN|ONLY)){{0,3}}"
    r"(?:[ \t]+PTQ\d{4})?[ \t\r]*",  # the printer's number, in the 1990s
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"Declassified/Released\s{1,4}US Department of State\s{1,4}EO Systematic Review\s{1,4}\d\d[ ][A-Za-z]{3}[ ]\d{4}"
)
_STAMP_LINE = re.compile(rf"[ \t]*(?:[A-Z][a-z]{{1,15}} [A-Z]\. [A-Z][a-z]{{1,20}} )?{_STAMP.pattern}[ \t\r]*")
_SIGNATORY = re.compile(r"[A-Z][a-z]{1,15} [A-Z]\. [A-Z][a-z]{1,20}\s{1,4}$")
_FOOTER = re.compile(
    r"""
    ^[ \t]*
    (?: \*{3}[ \t]*Current[ ](?:Handling[ ]Restrictions|Classification)[^\n]{0,80} | <<[ ]?END[ ]OF[ ]DOCUMENT[ ]?>> )
    [ \t\r]*$\n?
    """,
    re.MULTILINE | re.VERBOSE,
)
_COUNTER = re.compile(r"^[ \t]*-{9,}[ \t]*[\dA-F]{5,6}\b[^\n]{0,30}$\n?", re.MULTILINE)
_BLANK = re.compile(r"(?:[ \t\r]*+\n)*+")
_END_MARK = re.compile(r"[ \t]*N{3,4}(?:[A-Z]{4,8})?[ \t\r]*")
# the head of the first page: page line, office copies, dash counter
_HEAD_MARKS = (
    re.compile(r"\n[ \t]*PAGE[ \t]+01\b"),
    re.compile(r"\n[ \t]*(?:ACTION|ORIGIN)[ \t]+[A-Z]{1,5}-\d\d\b"),
    re.compile(r"\n[ \t]*-{9,}[ \t]*[\dA-F]{5,6}\b"),
)
HEAD = 4_000  # characters that are enough to recognize the form of a telegram
_FURNITURE = (_LEVEL_LINE, _END_MARK, _STAMP_LINE, _FOOTER)
_SENTENCE_ENDS = (".", ":", "?", "!", '"', ")")
_MOST_ABOVE = 1_000
_LONGEST_LINE = 140


def printed_in_pages(text: str) -> bool:
    """Whether the head of a text has at least two of page line, office copies and dash counter."""
    head = "\n" + text[:HEAD]
    return sum(mark.search(head) is not None for mark in _HEAD_MARKS) >= 2


def edits(text: str, start: int, end: int) -> list[Edit]:
    """Edits that remove the lines between a telegram's pages, within a stretch of the text.

    The head of the first page stays: it is the telegram's own. Dash counters are removed only after it, between
    sections.
    """
    # the first page's head ends at the addresses
    body = text.find("\nFM ", start, end)
    found = _stamps(text, start, end)
    if text.find("***", start, end) >= 0 or text.find("END OF DOCUMENT", start, end) >= 0:
        found += (Edit(*m.span(), "", "release footer") for m in _FOOTER.finditer(text, start, end))
    if body >= 0 and text.find("---------", body, end) >= 0:
        found += (Edit(*m.span(), "", "dash counter") for m in _COUNTER.finditer(text, body, end))
    for page in _page_lines(text, start, end):
        if page.start() > max(body, start) or page["page"] != "01":
            found.append(cut(text, _above(text, page.start(), start), page.end(), "page"))
    return found


def _page_lines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Page lines in order. To look for the word first is faster than to try every line."""
    at = text.find("PAGE", start, end)
    while at >= 0:
        page = _PAGE.match(text, max(start, text.rfind("\n", start, at) + 1), end)
        if page:
            yield page
        start = page.end() if page else at + 1
        at = text.find("PAGE", start, end)


def last_lines(text: str, start: int, end: int) -> Edit:
    """Edit that removes the classification lines and end marks at the end of a telegram."""
    return Edit(_above(text, end, start), end, "", "page")


def cut(text: str, begin: int, end: int, rule: str) -> Edit:
    """Edit that removes whole lines and the blank lines around them; one blank line stays if a paragraph ends there."""
    while begin and (line := text.rfind("\n", 0, begin - 1) + 1) < begin and not text[line:begin].strip():
        begin = line
    blank_above = _blank_end(text, begin) > begin
    below = _blank_end(text, end)
    ends = (blank_above or below > end) and text[max(0, begin - 200) : begin].rstrip().endswith(_SENTENCE_ENDS)
    return Edit(begin, below, "\n" if ends else "", rule)


def _blank_end(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _above(text: str, at: int, start: int) -> int:
    """Where the blank, classification and end-mark lines directly above a place begin."""
    begin = at
    while begin > max(start, at - _MOST_ABOVE):
        line_start = text.rfind("\n", start, begin - 1) + 1 or start
        line = text[line_start : begin - 1] if text[begin - 1] == "\n" else text[line_start:begin]
        if len(line) > _LONGEST_LINE or (line.strip() and not _is_furniture(line)):
            break
        begin = line_start
    return begin


@lru_cache(maxsize=4096)  # the same levels and stamps on every page
def _is_furniture(line: str) -> bool:
    return any(form.fullmatch(line) for form in _FURNITURE)


def _stamps(text: str, start: int, end: int) -> list[Edit]:
    found = []
    for stamp in _STAMP.finditer(text, start, end):
        signatory = _SIGNATORY.search(text[max(start, stamp.start() - 60) : stamp.start()])
        begin = stamp.start() - (len(signatory[0]) if signatory else 0)
        stop = stamp.end()
        if text[begin - 1 : begin] in ("", "\n") and text[stop : stop + 1] in ("", "\n", "\r"):
            found.append(cut(text, begin, min(stop + 1, len(text)), "release stamp"))
        else:
            found.append(Edit(begin, stop, "", "release stamp"))
    return found
