"""Subject line: what the cable is about, in one to six lines, without the portion marking before it.

Lines are joined with a blank; words broken at a line end stay as printed. A blank line, the next label, the first
paragraph, a page line or a change from capitals to running text ends the subject. Of two subject lines (in a cable that
was corrected and repeated) the first counts.
"""

from __future__ import annotations

import re

from transforms.cable import Context
from transforms.fields import portion
from transforms.patterns import LEVEL
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "subject"

_LABEL = r"[ \t>*_-]*SUB(?:J?ECT|JET|J)?\b[ \t]*[:;.]*[ \t]*"
_GLUED_LABEL = r"(?:REF(?:S|TELS?|\(s\))?[ \t]{0,3}:|CLASSIFIED[ \t]{1,3}BY\b|REASONS?:[ \t]|E\.O\.[ \t]{0,3}1\d{4})"

RULES = (
    Rule(
        "under its label",
        re.compile(rf"{_LABEL}\n\s{{0,80}}(?=\S)", re.IGNORECASE),
        "the label alone on its line, with the subject below it",
        "SUBJECT:\n\nFISHERIES TALKS OPEN\n1. (U) Talks opened.",
        "FISHERIES TALKS OPEN",
    ),
    Rule(
        "label run into it",
        re.compile(_GLUED_LABEL, re.IGNORECASE),
        "the next label on a line of the subject, with or without a blank before it",
        "SUBJECT: FISHERIES TALKS OPENREF: HALE E-MAIL",
        "FISHERIES TALKS OPEN",
    ),
    Rule(
        "line",
        re.compile(_LABEL, re.IGNORECASE),
        "label and subject on one line, which may be wrapped",
        "SUBJECT: (SBU) FISHERIES TALKS: AN OPENING \nFOR PERU\n\nREF: LIMA 1234",
        "FISHERIES TALKS: AN OPENING FOR PERU",
    ),
    Rule(
        "over a page line",
        re.compile(
            rf"\n[ \t]*(?:(?:{LEVEL})[ \t]*\n[ \t]*)?PAGE[ ]\d{{1,2}}[ ]{{1,9}}[A-Z][A-Z .]{{1,24}}\d{{4,6}}"
            r"[ ]{1,4}\d\d[ ]OF[ ]\d\d[ ]{1,4}\d{6}Z[ \t]{1,4}(?=[A-Z])"
        ),
        "a page line inside the subject",
        "C O N F I D E N T I A L LIMA 001234\nSUBJECT: FISHERIES TALKS WITH PERU \n CONFIDENTIAL\n"
        "PAGE 02 LIMA 01234 01 OF 02 291400Z OPEN\nREF: LIMA 1234",
        "FISHERIES TALKS WITH PERU OPEN",
    ),
)

_UNDER_LABEL, _RUN_INTO, _LINE, _OVER_PAGE = RULES
# a marking after the subject ends it; lines for the attention of somebody may follow
_MARKED_END = re.compile(r"\([ \t]?(?:TS|[CSU]|SBU|LOU|U//?FOUO|[CS]//?NF)[ \t]?\)[ \t]*\n[ \t]*(?=\S)", re.IGNORECASE)
_MARKED = re.compile(r"(?<=\S)[ \t]*\([ \t]?(?:TS|[CSU]|SBU|LOU|U//?FOUO|[CS]//?NF)[ \t]?\)\s*\Z", re.IGNORECASE)
_ABSENT: Parsed[str] = Parsed("", "absent")

_EARLY = re.compile(rf"^{_LABEL}(?=\S)", re.MULTILINE | re.IGNORECASE)
_END = re.compile(
    rf"""
      (?P<glued> {_GLUED_LABEL} )
    | \n[ \t]*(?:
          \n
        | [-=_*~]{{3}}
        | (?:¶[ \t]*)?\d{{1,2}}[.)](?!\d)
        | \([CSU]\)[ \t] | \((?:SBU|[CS]//?NF)\)[ \t]
        | (?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS)[ \t]*(?:\n|\Z)
        | (?:SUMMARY|ACTION[ ]REQUEST|BEGIN[ ]SUMMARY)\b[ \t]*[:.-]*[ \t]*(?:\n|\Z|\d)
        | PAGE[ ]\d
        | JOINT[ ][^\n]{{3,40}}[ ](?:MESSAGE|CABLE|TELEGRAM)\b
        | (?:FROM|FOR)[ ][A-Z][A-Z./ -]{{1,40}}[ ](?:FOR|FROM)[ ][A-Z][A-Z./, -]{{1,60}}(?:\n|\Z)
        | (?:ATTN|ATTENTION|EYES[ ]ONLY|THIS[ ](?:IS[ ]AN?|MESSAGE|CABLE|TELEGRAM))\b
        | (?:SUGGEST[ ])?(?:DEPT\.?|DEPARTMENT|STATE)[ ](?:ALSO[ ]|PLEASE[ ]|PLS[ ])?(?:PASS|REPEAT|RPT)\b
        | (?:{LEVEL})[ \t]*(?:\n|\Z|SECTION\b|[A-Z]{{3,24}}[ \t]+\d{{3,6}}[ \t]*(?:\n|\Z|SIPDIS))
        | [A-Z][A-Z .'-]{{1,24}}[ ]{{1,4}}\d{{4,8}}[ ]{{1,4}}\d{{2,3}}(?:\.\d)?[ ]OF[ ]\d{{2,3}}
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# a line that cannot be the last one: page breaks and scanners insert blank lines into the subject
_UNFINISHED = re.compile(r"(?:\b(?:AND|OR|OF|THE|AN?|TO|WITH|ON|FOR|IN|AS|AT|BY|FROM)|[,/])\s*\Z", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s{0,20}(?=[A-Z][A-Z'’-]+[ ](?:[-–][ ])?[A-Z])")
_SENTENCE_LINE = re.compile(r"\n(?=[ \t]*[A-Z][a-z]+(?:[ ][A-Za-z]*[a-z]){2})")
_LONGEST = 1_000
_LONGEST_MARKING = 80  # with the blanks before and after it
_REST = " \t\n\\|"


def parse(zones: Zones, context: Context) -> Parsed[str]:
    """Read the first subject line that is not empty; it may be above the classification line."""
    for span in zones.labelled.get("subject", ()):
        parsed = _read(zones.text, span.start, span.end)
        if parsed.value:
            return parsed
    early = _EARLY.search(zones.text, zones.header.start, zones.header.end)
    return _read(zones.text, early.start(), zones.header.end) if early else _ABSENT


def _read(text: str, zone_start: int, zone_end: int) -> Parsed[str]:
    zone_end = min(zone_end, zone_start + _LONGEST)
    for rule in (_UNDER_LABEL, _LINE):
        match = rule.pattern.match(text, zone_start, zone_end)
        if match:
            start = _after_marking(text, match.end(), zone_end)
            end, glued = _end(text, start, zone_end)
            marked = _MARKED.search(text, max(start, end - _LONGEST_MARKING), end)
            end = marked.start() if marked else end
            printed, pages = _OVER_PAGE.pattern.subn(" ", text[start:end])
            value = " ".join(printed.replace("¶", " ").strip(_REST).split())
            value = value.removesuffix(" (") if glued else value
            status: Status = "repaired" if glued else "ok"
            name = _RUN_INTO.name if glued else _OVER_PAGE.name if pages else rule.name
            return Parsed(value, status, name, Span(start, end), text[start:end].strip()) if value else _ABSENT
    return _ABSENT


def _after_marking(text: str, start: int, end: int) -> int:
    reading = portion.read_at(text, start, end)
    if reading is None or reading.rule != "bracketed":
        return start
    return start + len(text[start:end]) - len(text[reading.end : end].lstrip(" \t\n:-"))


def _end(text: str, start: int, zone_end: int) -> tuple[int, bool]:
    """Offset at which the subject ends, and whether a label on its last line ended it."""
    match = _END.search(text, start, zone_end)
    over = _OVER_PAGE.pattern.match(text, match.start(), zone_end) if match else None
    if over:
        match = _END.search(text, over.end(), zone_end)
    for _ in range(3):
        blank = _BLANK_LINE.match(text, match.start(), zone_end) if match else None
        if not (match and blank and _UNFINISHED.search(text[start : match.start()])):
            break
        match = _END.search(text, blank.end(), zone_end)
    end = match.start() if match else zone_end
    marked = _MARKED_END.search(text, start, zone_end)
    if marked and start < marked.start() < end:
        return marked.start(), False
    sentence = _SENTENCE_LINE.search(text, start, end)
    if sentence and _in_capitals(text[start : sentence.start()]):
        return sentence.start(), False
    return end, bool(match and match["glued"])


def _in_capitals(words: str) -> bool:
    return len(words) >= 12 and words.upper() == words
