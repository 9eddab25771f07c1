"""What copies of a telegram add to it: banners and stamps of a review, tracking lines, page numbers, notes on pictures.

Copies released on request (1980s to 2020s) and their conversions to Markdown have such lines anywhere: around pages,
inside a reference list, in the middle of a sentence. They are removed together with the levels repeated around them, so
that a sentence cut in two by a page is whole again. `transforms/release.py` reads from them what a review decided; the
level of the telegram is never read from them.

Each rule describes lines of one kind. `value` is "release" for lines of a review, "page" for lines of the system that
printed the page, "image" for notes on pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from transforms.document import CleanText, Edit
from transforms.edits import edited
from transforms.patterns import LEVEL, MONTH, spaced
from transforms.sources import pages

_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d\d){{1,2}}|\d{{1,2}}[ -]?{MONTH}[A-Z]*[ -]?,?[ ]?\d{{4}}"
    rf"|{MONTH}[A-Z]*\.?[ ]\d{{1,2}},?[ ]\d{{4}}|\d{{4}}-\d\d-\d\d)"
)
# B1, (b)(1), 1.4(D), 1.4(B) and (D), 6.2(A): exemptions of the Freedom of Information Act and reasons of the order
_CODE = (
    r"(?:\(?B\)?[ ]?\(?[1-9]\)?(?![A-Z\d])|1\.[3-7][ ]?\(?[A-H]\)?(?:(?:[ ]?(?:,|AND|&)[ ]?)?\([A-H]\))*(?![A-Z\d])"
    r"|[36]\.[23][ ]?\([A-H]\)(?:\(\d\))?|EO[ ]?25X\d)"
)
_CODES = rf"{_CODE}(?:[ ]?(?:,|;|AND|&)?[ ]?(?:{_CODE}|A[1-6](?!\d))){{0,9}}"
_STATUS = (
    r"(?:RELEASED?[ ]IN[ ](?:FULL|PART)|DENI(?:ED|AL)[ ]IN[ ](?:FULL|PART)|DECLASSIFIED[ ]IN[ ](?:FULL|PART)"
    r"|EXCISED?(?:[ ]IN[ ]PART)?|WITHHELD[ ]IN[ ](?:FULL|PART))"
)
_DEPARTMENT = r"(?:THE[ ])?(?:U\.?[ ]?S\.?|UNITED[ ]STATES)[ ]DEPARTMENT[ ]OF[ ]STATE"
_LEVEL_WORD = r"(?:UN)?CLASSIFIED|CONFIDENTIAL|SECRET|TOP[ ]SECRET|LIMITED[ ]OFFICIAL[ ]USE|SBU|SENSITIVE"


class Kind(NamedTuple):
    """A rule for lines of one kind. All forms are compiled into one pattern: one pattern each takes twice the time."""

    name: str
    form: str
    note: str
    example: str
    value: str


RULES = (
    Kind(
        "release banner",
        rf"{_STATUS}(?:[ ]?[,:;-]?[ ]{{0,20}}(?:{_CODES}))?[ ]?[.]?|{_CODES}[ ]{{1,20}}{_STATUS}",
        "the decision on a print, with or without the exemptions claimed",
        "RELEASED IN PART B1, 1.4(D)",
        "release",
    ),
    Kind(
        "department",
        rf"(?:(?:{_LEVEL_WORD})[ ]+)?{_DEPARTMENT}(?:[ ]+(?:CASE|DOC)[ ]NO\.?[ :][^\n]{{0,100}})?"
        rf"|{_DEPARTMENT}[ ]+(?:RELEASED?|DENIED|DECLASSIFIED|EXCISED?|WITHHELD)(?:[ ]IN[ ][^\n]{{4,40}})?"
        r"|DEPARTMENT[ ]OF[ ]STATE[ ]+[A-Z]{1,4}/[A-Z/]{2,12}[ ][^\n]{0,80}",
        "the reviewing department, alone on its line or with case, document and date",
        "UNCLASSIFIED U.S. Department of State Case No. F-2031-00100 Doc No. C00000100 Date: 03/31/2031",
        "release",
    ),
    Kind(
        "review authority",
        r"(?:REVIEW(?:ING)?[ ]AUTHORITY|DECLASSIF(?:IED|ICATION)[ ](?:BY|AUTHORITY)|RELEASE[ ]AUTHORITY"
        r"|REVIEWED[ ]BY)[ ]?:[^\n]{0,100}|CLASS[ ]REASON[ ]?:[^\n]{0,40}|DECLASSIFY[ ]AFTER[ ]?:[^\n]{0,40}"
        rf"|CLASSIFICATION[ ]?:[ ]?(?:{_LEVEL_WORD})[ ]+REASONS?[ ]?:?[ ]?(?:{_CODES})",
        "the reviewer",
        "REVIEW AUTHORITY: Jane Example, Senior Reviewer",
        "release",
    ),
    Kind(
        "review case",
        r"DATE/CASE[ ]ID[ ]?:?[^\n]{0,60}|(?:FOIA[ ])?CASE[ ](?:NO|NUMBER|ID)\b[.:]{0,2}[^\n]{0,80}"
        r"|DOC(?:UMENT)?[ ]NO[.:]{1,2}[^\n]{0,80}"
        rf"|(?:RELEASE|REVIEW|DECLASSIFICATION|DECLASSIFIED)[ ](?:DATE|ON)[ ]?:?[ ]{{0,20}}{_DATE}"
        r"|DATE[ ]?:[ ]?[A-Z\d /.,-]{6,18}[ ](?:FOIA[ ])?CASE[ ](?:NO|NUMBER|ID)\b[^\n]{0,60}"
        r"|APPROVED[ ]FOR[ ]RELEASE[^\n]{0,60}|DATE[ ]?:[ ]{0,20}\d{1,2}/\d{1,2}/\d{4}",
        "case, document and date of the review",
        "DATE/CASE ID: 05 NOV 2031 203100001",
        "release",
    ),
    Kind(
        "later declassification",
        r"(?:[A-Z][\w.' -]{2,40}[ ])?DECLASSIFIED/RELEASED(?:[ ]US[ ]DEPARTMENT[ ]OF[ ]STATE)?[^\n]{0,80}"
        r"|DECLASSIFIED(?:[ ]PER[^\n]{0,60}|[ ]PURSUANT[ ]TO[^\n]{0,80}|[ ]?[:;-]?[ ]?AUTHORITY[ :]?[^\n]{0,80})?"
        r"|AUTHORITY[ ]?:?[ ]?NND[ ]?\d{4,8}[^\n]{0,60}|BY[ ][A-Z. ]{2,30}NARA[ ,]{1,4}DATE[^\n]{0,30}"
        r"|EO[ ]SYSTEMATIC[ ]REVIEW[ ][^\n]{0,20}",
        "a stamp of the systematic review or of the archives",
        "DECLASSIFIED Authority NND 000001",
        "release",
    ),
    Kind(
        "exemption",
        rf"(?:{_CODES})",
        "the exemption claimed, in the margin beside the words cut out",
        "B1, 1.4(D)",
        "release",
    ),
    Kind(
        "tracking",
        rf"[A-Z]{{1,5}}-\d{{4}}-\d{{4,6}}[ ]+(?:[A-Z]-?)?\d{{8,12}}[ ]+[\"“”]?(?:{_LEVEL_WORD})[^\n]{{0,30}}"
        rf"|[\"“”](?:{_LEVEL_WORD})[\"“”][ ]+{_DATE}",
        "number of the request and of the document, level after the review, date",
        'XYZ-2031-00040   B-00001234567   "UNCLASSIFIED"   3/2/2031',
        "release",
    ),
    Kind(
        "printed by",
        r"(?:CURRENT|PREVIOUS)[ ](?:CLASS(?:IFICATION)?|HANDLING(?:[ ]RESTRICTIONS)?)[ ]?:[^\n]{0,60}"
        r"|DOCUMENT[ ]NUMBER[ ]?:[^\n]{0,40}|CHANNEL[ ]?:[^\n]{0,30}",
        "what the system of the 1980s and 1990s printed at the head and foot of each page",
        "Current Class: CONFIDENTIAL",
        "page",
    ),
    Kind(
        "court",
        r"CASE[ ]\d{0,2}:?\d{2}-(?:CV|CR|MC|MJ)-\d{2,6}[^\n]{0,40}[ ]DOCUMENT[ ]\d[^\n]{0,20}[ ]FILED[ ][^\n]{0,60}",
        "the stamp of a court on each page of an exhibit",
        "Case 1:31-cv-00001-ABC   Document 14-3   Filed 02/11/31   Page 2 of 9",
        "page",
    ),
    Kind(
        "holdings",
        r"(?:REPRODUCED[ ](?:AT|FROM)[ ]|(?:THIS[ ]DOCUMENT[ ]IS[ ])?FROM[ ]THE[ ]HOLDINGS[ ]OF[ ])[^\n]{0,50}"
        r"(?:NATIONAL[ ]ARCHIVES|LIBRARY)[^\n]{0,60}|NO[ ]OBJECTION[ ]TO[ ]DECLASSIFICATION[^\n]{0,80}"
        r"|(?:SANITIZED|DECLASSIFIED)(?:[ ]COPY|[ ]IN[ ]PART)[ -]{1,3}(?:SANITIZED[ ]COPY[ ])?APPROVED[ ]FOR[ ]RELEASE"
        r"[^\n]{0,60}|NL[A-Z]{1,2}-\d[\d-]{4,24}",
        "what an archive or a presidential library prints on its copies",
        "Reproduced at the National Archives",
        "release",
    ),
    Kind(
        "page number",
        r"PAGE[ ]?:[ ]{0,8}\d{1,4}(?:[ ]OF[ ]\d{1,4})?|PAGE[ ]\d{1,4}[ ](?:OF|/)[ ]\d{1,4}|-[ ]\d{1,3}[ ]-"
        r"|PAGE[ ][1-9]\d{0,2}|PAGE[ ]\d\d[ ]OF[ ]\d\d[ ][A-Z][A-Z. ]{2,30}[ ]\d{2,6}[ ]DTG:[^\n]{0,60}",
        "a page number alone on its line, or as the White House printed it; PAGE 02 with only station and serial "
        "is the telegram's own",
        "Page 2 of 3",
        "page",
    ),
    Kind(
        "image note",
        r"[*_]{0,3}[\[(]?(?:IMAGES?|STAMPS?|PICTURE|LOGO|SEAL|HANDWRITTEN[^\n:\]]{0,40}|HANDWRITING|FIGURE|BARCODE"
        r"|SIGNATURE[ ]STAMP|PHOTO|REDACTION)(?:[ ]DESCRIPTION)?[ ]?:[^\n]{0,600}?[\])]?[*_]{0,3}"
        r"|[*_]{1,3}[\[(](?:IMAGE|STAMP|SEAL|LOGO|HANDWRIT)[^\n]{0,600}[\])][*_]{1,3}"
        r"|!\[[^\]\n]{0,300}\](?:\([^)\n]{0,300}\))?|<!--[^\n]{0,300}-->|\[(?:IMAGE|STAMP|SEAL|LOGO)\]",
        "a converter's note on a picture",
        "*Image: A stamp that reads \"Released in Full\".*",
        "image",
    ),
)  # fmt: skip

_LINE = re.compile(
    "|".join(f"(?P<r{number}>{rule.form})" for number, rule in enumerate(RULES)), re.VERBOSE | re.IGNORECASE
)
# a text without any of these words, in capitals, has none of these lines
_SIGNS = (
    "RELEASE", "DENIED IN", "DECLASSIFIED", "EXCISE", "WITHHELD IN", "DEPARTMENT OF STATE", "AUTHORITY", "CASE ID",
    "CASE NO", "CURRENT CLASS", "PAGE:", "PAGE 1 OF", "PAGE 2", "PSN:", "IMAGE", "STAMP", "![", "<!--", "DOC NO",
    '"UNCLASSIFIED"', "-CV-", "NATIONAL ARCHIVES", "NO OBJECTION TO", "HOLDINGS OF",
)  # fmt: skip
# a reviewer's name between the decision and the department: the only lines recognized by their place alone
_SIGNED_RELEASE = re.compile(
    rf"""
    ^[ \t]*{_STATUS}[^\n]{{0,60}}\n
    (?:[ \t]*\n){{0,2}}
    (?:[ \t]*[A-Z][\w.,'’ -]{{2,60}}\n(?:[ \t]*\n){{0,2}}){{1,3}}
    [ \t]*{_DEPARTMENT}[ \t]*(?:\n|\Z)
    (?:(?:[ \t]*\n){{0,2}}[ \t]*{_DATE}[ \t]*(?:\n|\Z))?
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
# levels and rules, which are removed if they are next to such lines
_BESIDE = re.compile(
    rf"(?:{LEVEL}|UNCLASSIFIED|SBU|SENSITIVE)(?:[ ]?[/,-]{{1,2}}[ ]?[A-Z ]{{2,40}}){{0,3}}|[-_=*~]{{3,}}|{_DATE}"
    r"|DEPARTMENT OF STATE",
    re.IGNORECASE,
)
# an exemption after the words of a line, set apart by blanks
_IN_MARGIN = re.compile(rf"(?<=\S)[ \t]{{2,}}(?:{_CODES})[ \t]*$", re.MULTILINE | re.IGNORECASE)
# where the telegram itself begins; levels above may be its own
_TELEGRAM = re.compile(
    r"^[ \t]*(?:FM[ \t]+\S|MRN[ \t]*:|PAGE[ \t]+\d\d\b|[ZOPR](?:[ \t][ZOPR])?[ \t]+\d{6}Z)", re.M | re.I
)
# the classification line of a classified telegram; the level after the review, between two lines of the telegram
_CLASSIFIED = re.compile(
    rf"\n[ \t]*(?:{spaced('CONFIDENTIAL')}|{spaced('SECRET')}|{spaced('LIMITED')}[ \t]*{spaced('OFFICIAL')})"
    r"[^\n]{0,60}\d{3}"
)
_BANNER = re.compile(r"(?<=\S)\n[ \t]*UNCLASSIFIED[ \t]*\n(?=[ \t]*\S)")
_LONGEST_LINE = 700

# rules of the edits that remove what a review stamped on the text and what a system printed, and the rule of releases
# that a reviewer signed
STAMP = "release stamp"
SIGNED = "signed release"
PAGE = "page"


class _Line(NamedTuple):
    """A line that is not the telegram's: its place, line end included, and the rule of its edit, "" for a level."""

    start: int
    end: int
    rule: str


def removed(clean: CleanText) -> CleanText:
    """The text without such lines. Most texts have none and are returned unchanged."""
    upper = clean.text.upper()
    if not any(sign in upper for sign in _SIGNS):
        return clean
    return edited(clean, _edits(clean.text))


def rule_of(line: str) -> Kind | None:
    """The rule that matches a whole line, None for a line of the telegram's own."""
    match = _LINE.fullmatch(" ".join(line.split()))
    return RULES[int(str(match.lastgroup)[1:])] if match else None


def _edits(text: str) -> list[Edit]:
    begins = _TELEGRAM.search(text)
    head = begins.start() if begins else 0
    found: list[Edit] = []
    for run in _runs(text):
        if run[-1].end <= head:  # above the telegram: the levels may be its own
            found += (Edit(line.start, line.end, "", line.rule) for line in run if line.rule)
        else:
            rule = STAMP if any(line.rule == STAMP for line in run) else PAGE
            found.append(pages.cut(text, run[0].start, run[-1].end, rule))
    if any(edit.rule == STAMP for edit in found):
        found += _banners(text, head)
        found += (Edit(*match.span(), "", STAMP) for match in _IN_MARGIN.finditer(text))
    return found


def _banners(text: str, head: int) -> Iterator[Edit]:
    """Edits for the lines of a classified telegram that show only the level after the review."""
    if "UNCLASSIFIED\n" not in text or not _CLASSIFIED.search(text, head):
        return
    for banner in _BANNER.finditer(text, head):
        yield pages.cut(text, banner.start() + 1, banner.end(), STAMP)


def _runs(text: str) -> Iterator[list[_Line]]:
    """Runs of adjacent lines, blank ones aside, at least one of which a rule matches."""
    run: list[_Line] = []
    for line in _lines(text):
        if line.rule is not None:
            run.append(_Line(line.start, line.end, line.rule))
            continue
        if any(known.rule for known in run):
            yield run
        run = []
    if any(known.rule for known in run):
        yield run


class _Read(NamedTuple):
    start: int
    end: int
    rule: str | None


def _lines(text: str) -> Iterator[_Read]:
    """The lines of a text except blank ones; a signed release counts as one line. The telegram's have no rule."""
    signed = {match.start(): match.end() for match in _SIGNED_RELEASE.finditer(text)}
    at = 0
    while at < len(text):
        if at in signed:
            end = signed[at]
            yield _Read(at, end, STAMP)
        else:
            end = text.find("\n", at) + 1 or len(text)
            line = text[at:end].strip()
            if line:
                yield _Read(at, end, edit_rule(line) if len(line) <= _LONGEST_LINE else None)
        at = end


@lru_cache(maxsize=4096)  # the same lines on every page
def edit_rule(line: str) -> str | None:
    """Rule of the edit that removes a line; "" if it goes only beside others, None for the telegram's own."""
    plain = " ".join(line.strip("*_#~>| ").split()) or line
    rule = rule_of(line) or rule_of(plain)
    if rule:
        return STAMP if rule.value == "release" else PAGE
    return "" if _BESIDE.fullmatch(plain) else None
