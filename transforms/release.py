"""What a later review decided about a telegram, from the stamps and banners on its copies.

    RELEASED IN PART B1, 1.4(D)                      status, exemptions claimed
    REVIEW AUTHORITY: JANE EXAMPLE                   who decided
    DATE/CASE ID: 05 NOV 2031 203100001              and when
    APPROVED FOR RELEASE 12/05/2031                  when it was made public

None of this says how the telegram was classified. transforms/sources/furniture.py removed the lines from the text;
records of the National Archives state the same in their attributes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.cable import Person, Release
from transforms.document import Document
from transforms.patterns import MONTH, MONTHS
from transforms.rules import Finding, Span
from transforms.sources import furniture

NAME = "release"

_STATUS = re.compile(
    r"\b(?P<what>RELEASE|DENI|DECLASSIFI|WITHH|EXCIS)[A-Z]*(?:[ ]IN[ ](?P<extent>FULL|PART))?", re.IGNORECASE
)
_WORDS = {
    "RELEASE": "RELEASED",
    "DENI": "DENIED",
    "DECLASSIFI": "DECLASSIFIED",
    "WITHH": "WITHHELD",
    "EXCIS": "EXCISED",
}
_AUTHORITY = re.compile(
    r"(?:REVIEW(?:ING)?|RELEASE|DECLASSIFICATION) AUTHORITY ?: *(?P<named>[^\n:]{2,80})"
    r"|(?:DECLASSIFIED|REVIEWED) BY ?: *(?P<by>[^\n:]{2,80})"
    r"|(?P<signatory>[A-Z][A-Za-z]+ (?:[A-Z]\.? )?[A-Z][A-Za-z]+) +DECLASSIFIED"
    r"|AUTHORITY:? +(?P<number>NND ?\d{4,8})",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){1,4}(?:, [A-Z][\w ,'’/-]{2,50})?")
_DATE = re.compile(
    rf"(?P<m>\d{{1,2}})[/.-](?P<d>\d{{1,2}})[/.-](?P<y>\d{{4}}|\d\d)(?!\d)|(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<day>\d{{1,2}})[ -]?(?P<month>{MONTH})[A-Z]*[ ,-]{{0,2}}(?P<year>\d{{4}})"
    rf"|(?P<month2>{MONTH})[A-Z]*\.? (?P<day2>\d{{1,2}}),? (?P<year2>\d{{4}})",
    re.IGNORECASE,
)
_CODES = re.compile(r"(?<![A-Z\d])(?:\(?B\)?\(?[1-9]\)?|[13]\.[2-7] ?\(?[A-H]\)?)(?![A-Z\d])", re.IGNORECASE)
# exemptions in a second column
_CODES_BESIDE = re.compile(rf"(?:,? {_CODES.pattern}){{1,10}}\Z", re.IGNORECASE)
_RELEASED = re.compile(r"DECLASSIFIED/RELEASED|RELEASED? (?:DATE|ON)\b|(?:APPROVED|CLEARED) FOR RELEASE", re.IGNORECASE)
# rules of lines with the date of the review, then of those with the date of the print
_DATED = ("review case", "later declassification", "department", furniture.SIGNED, "tracking")


class _Line(NamedTuple):
    """A line that a review put on the text: the rule that matches it, its words, its place in the raw text."""

    rule: str
    words: str
    place: Span


def read(document: Document) -> tuple[Release, Finding | None]:
    """The decision, and the finding that says where it was read, None if it is not in the text."""
    lines = list(_lines(document))
    attributes = document.stated.attributes
    released_on = document.stated.released or _released_on(lines)
    if not lines and "Review Authority" not in attributes and "Review Action" not in attributes:
        return Release(released_on=released_on), None
    words = [line.words for line in lines]
    release = Release(
        _status(lines) or attributes.get("Review Action", "").upper(),
        _reviewed_on(lines) or _date(attributes.get("Review Date", "")),
        _authority(lines) or attributes.get("Review Authority", ""),
        tuple(dict.fromkeys(_code(match.group()) for line in words for match in _CODES.finditer(line))),
        released_on,
    )
    if not lines or release == Release():
        return release, None
    rule, line, place = lines[0]
    return release, Finding(NAME, "ok", rule, line, place, f"at {len(lines)} lines" if len(lines) > 1 else "")


def people(release: Release) -> tuple[Person, ...]:
    """The reviewer, if the authority is a person."""
    name, _, title = release.authority.partition(", ")
    named = _SIGNED.fullmatch(release.authority.title()) is not None
    return (Person("reviewer", name, title),) if named else ()


def _lines(document: Document) -> Iterator[_Line]:
    """Each line that a review put on the text."""
    if not any(finding.rule == furniture.STAMP for finding in document.findings):
        return
    clean = document.clean
    for edit in clean.edits:
        if edit.rule != furniture.STAMP:
            continue
        at = edit.start
        for line in re.split(r"[\r\n\f]", clean.raw[edit.start : edit.end]):
            words = " ".join(line.strip("*_#~>| \t").split())
            if words and (furniture.edit_rule(words) != "" or _DATE.match(words)):
                start = at + line.find(words.split()[0])
                rule = furniture.rule_of(words)
                yield _Line(rule.name if rule else furniture.SIGNED, words, Span(start, at + len(line.rstrip())))
            at += len(line) + 1


def _status(lines: list[_Line]) -> str:
    for name, line, _ in lines:
        match = (
            _STATUS.search(line)
            if name in ("release banner", "department", "later declassification", furniture.SIGNED, "image note")
            else None
        )
        if match:
            status = _WORDS[match["what"].upper()]
            return f"{status} IN {match['extent'].upper()}" if match["extent"] else status
    return ""


def _reviewed_on(lines: list[_Line]) -> dt.date | None:
    for name in _DATED:
        for rule, line, _ in lines:
            day = _date(line) if rule == name else None
            if day:
                return day
    return None


def _released_on(lines: list[_Line]) -> dt.date | None:
    """The day of a line that says that the document was released, not only reviewed."""
    days = (_date(line.words[match.start() :]) for line in lines if (match := _RELEASED.search(line.words)))
    return next(filter(None, days), None)


def _authority(lines: list[_Line]) -> str:
    for rule, line, _ in lines:
        match = _AUTHORITY.search(line)
        if match:
            return _CODES_BESIDE.sub("", next(filter(None, match.groups()))).strip(" .,")
        if rule == furniture.SIGNED and _SIGNED.fullmatch(line) and not _STATUS.match(line):
            return line.strip(" .,")
    return ""


def _code(printed: str) -> str:
    """The one form of an exemption: B1, 1.4(D)."""
    plain = printed.upper().replace(" ", "").replace("(", "").replace(")", "")
    return plain if plain.startswith("B") else f"{plain[:3]}({plain[3:]})"


def _date(text: str) -> dt.date | None:
    match = _DATE.search(text)
    if not match:
        return None
    try:
        if match["iso"]:
            return dt.date.fromisoformat(match["iso"])
        if match["m"]:
            year = int(match["y"])
            return dt.date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))
        month = MONTHS.index((match["month"] or match["month2"]).upper()) + 1
        return dt.date(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))
    except ValueError:
        return None
