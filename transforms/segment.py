"""Cut a telegram into named zones, once.

From top to bottom, a telegram has transmission header, date-time group, addresses, classification line, captions,
labelled lines (E.O., TAGS, SUBJECT, REF, Classified By) in any order, numbered paragraphs, and signature. Every part
can be missing or damaged; the zone of a missing part is empty, and no field parser has to guess its bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms import frame as frames
from transforms.frame import Frame
from transforms.patterns import DATE_TIME_GROUP, GLUED_STATION, LEVEL
from transforms.rules import Span

_DTG_LINE = re.compile(rf"^[ \t]*{DATE_TIME_GROUP}", re.MULTILINE | re.IGNORECASE)
_FROM_LINE = re.compile(r"^[ \t]*FM[ \t]+\S", re.MULTILINE | re.IGNORECASE)

# a line that begins with a level: the classification line, a page caption, or prose
_LEVEL_LINE = re.compile(
    rf"^[ \t]*+(?=[A-Z])(?:{LEVEL})(?P<rest>(?=[ \t/.]|SECTION[ \t]|{GLUED_STATION}|$)[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
# the only level on some of today's prints: sensitive but unclassified
_SENSITIVE_LINE = re.compile(
    r"^[ \t]*(?:SBU|SENSITIVE(?:[ ]BUT[ ]UNCLASSIFIED)?)(?://?[ ]?[A-Z]{2,14})?[ \t]*$", re.MULTILINE | re.IGNORECASE
)
# after the level: section, handling and station in a few words, then the serial
_NUMBERED_REST = re.compile(
    r"[ \t/.,-]{0,20}(?:SEC(?:T(?:ION)?)?[ \t]+\d{1,2}[ \t]+OF[ \t]+\d{1,2}[ \t]+)?"
    r"(?:[^\s\d]+[ \t]+){0,7}[^\s\d]*\d{2,6}\b",
    re.IGNORECASE,
)

_LABEL = re.compile(
    r"""
    ^[ \t>*_-]*+ (?=[ETSRCDA])  # most lines begin with none of these and can be skipped
    (?:
        (?P<executive_order> E\.?[ \t]?(?:O\.?|0\.)[ \t:]*(?=\d|N/?A|DECL|:) | EXECUTIVE[ \t]ORDER )
      | (?P<tags>            T(?:A?GS|AG)\b(?=[ \t]*[:;,.]|[ \t]+\S|[ \t]*$) )
      | (?P<subject>         (?:SUBJECT|SUBJ|SUBECT|SUBJET)\b[ \t]*[:.]? )
      | (?P<references>      (?:A[.)][ \t]{1,4})?
                             (?: R?EFF?S?[ \t]*:|REFS?[ \t]*[;.(\[] | REF(?:TELS?|\(S\))[ \t]*[:;] | REFERENCES?[ \t]*:
                               | REF(?:TEL)?S?(?:[ \t]+|[ \t]*[/)-]+[ \t]*)
                                 (?=\(?[A-Z][).:]|[A-H](?:[ \t]+|[ \t]?[/-][ \t]?)[A-Z\d]|\d\d
                                   |[A-Z]{2,}:?[ \t](?:[A-Z]{2,}[ \t]){0,3}\d)
                               | REFERENCES?[ \t]+(?=(?-i:[A-Z]{2,}[ ](?:[A-Z]{2,}[ ]){0,3}\d{3,6}\b)) ) )
      | (?P<classified_by>   (?:CLASSIFIED|CLASSIF?IED|DERIVED)[ \t]*(?:BY|FROM)?\b(?=[ \t]*[:;.]?)(?=[^\n]*\S) )
    )
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)

# the same labels in the middle of a line, if the publisher or a form joined lines
_INLINE_LABEL = re.compile(
    r"""
    (?<=[ \t;.]) (?=[TSRCDE])
    (?:
        (?P<tags>          TAGS?[ \t]*:|TAGS(?=[ \t]+[A-Z]{4}\b)|TAG(?=[ \t]+[A-Z]{4},) )
      | (?P<subject>       SUBJ(?:ECT)?[ \t]*: )
      | (?P<references>    REFS?(?:TELS?)?[ \t]*:(?=[ \t]*\S) )
      | (?P<classified_by> (?:CLASSIFIED|DERIVED)[ \t]+(?:BY|FROM)[ \t]*: )
      | (?P<executive_order> E\.O\.[ \t]*\d{5}[ \t]*: )
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)

# a list run into the end of the line before it, if a line break was lost
_GLUED_REFERENCES = re.compile(
    r"RE(?<=[a-zA-Z?!)\"”]RE)FS?:(?=[ \t]{0,4}(?:\(?A[).]|(?:\d\d[ ])?[A-Z]{2}[A-Z ]{0,30}\d))"
)

_PILCROW = re.compile(r"^[ \t>-]*¶[ \t]*\d", re.MULTILINE)
_FIRST_NUMBER = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:(?:1|11)(?:\.(?!\d)[ \t]*(?:\n[ \t]*){0,2}(?=\S)|[ \t]?,?[ \t]*(?=\([A-Z]{1,3}\)))"
    r"|\(1\)\.?[ \t]*(?=\([A-Z]{1,3}\)))",
    re.MULTILINE,
)
# a section delivered by itself begins in the middle of the count, before any 11
_LATER_NUMBER = re.compile(r"^[ \t]*(?:[2-9]|10)\.[ \t]*(?=\([A-Z]{1,3}(?://?[A-Z]{2,4})?\))", re.MULTILINE)
_PROSE_HEADING = re.compile(
    r"^[ \t*_-]*+(?=[A-Z(])(?:[A-Z]\.[ \t]+)?(?:\(?[CSU][A-Z/]*\)[ \t]*)?"
    r"(?:(?:BEGIN |EXECUTIVE )?SUMMARY|ACTION REQUEST|INTRODUCTION|KEY POINTS)\b",
    re.MULTILINE | re.IGNORECASE,
)
# text before the first number: a portion marking after a blank line, with too many words after it to be a reference
_MARKING = r"\((?:TS|[CSU]|SBU|LOU|U//?FOUO|[CS]//?NF)\)"
_UNNUMBERED_OPENING = re.compile(
    rf"\n[ \t]*\n[ \t]*(?P<prose>{_MARKING}[ \t]+(?!(?i:CLASSIFIED))[A-Z\"“][^\n]{{35}}|1,?[ \t]*{_MARKING})"
    rf"|\n[ \t]*(?P<no_letter>\((?:SBU|LOU|U//?FOUO|[CS]//?NF)\)[ \t]+[A-Z\"“][^\n]{{35}})"
    rf"|[.)][ \t]+(?P<inline>1\.[ \t]*{_MARKING})"
)
# the first part or heading of a text without paragraph numbers
_OUTLINE = re.compile(
    r"\n[ \t]*(?P<outline>(?:I\.|A\.|\([IA1]\))[ \t]+(?=[^\n]*[A-Z]{3})[^\n\d]{2,80}"
    r"(?:\n(?![ \t]*(?:II|B|\((?:II|B|2)\))[.) ])|\Z))",
)
_PART = re.compile(r"\n[ \t]*(?P<part>(?:PART|CHAPTER)[ ](?:I{1,3}|1|A|ONE)\b[^\n]*)")
# a sentence directly below a list of references, in a text without paragraph numbers: a long line without digits, or
# words that only a sentence begins with
_SENTENCE_LINE = re.compile(
    r"(?<![,;:&(-])(?<!AND)[ \t]*\n[ \t]*(?P<sentence>(?=[A-Z][A-Za-z'’]*[ ])(?:[^\n\d]{50,}\n"
    r"|(?:[A-Z][a-z]*(?:[ ][A-Za-z'’-]+){0,2}[ ][a-z]{2,}[ ][a-z]"
    r"|(?:THE|WE|ON|IN|AT|AN?|IT|THIS|DURING|POST|EMBASSY)[ ])"
    r"(?=[^\n]{30,}\n)))"
)
# a line below the subject with a full stop in it or at its end, in a text without paragraph numbers
_STOPPED_LINE = re.compile(
    r"\n[ \t]*(?P<stopped>[A-Z][A-Za-z'’,-]*[ ][^\n]{20,}?(?:(?<=[A-Za-z]{2})|(?<=[\d)]))\.(?:[ \t]|\n))"
)
_PLAIN_REFERENCE = re.compile(
    r"[ \t]*[A-Z]{3,}[^\n]{0,3}:?[ \t]*(?:\d\d[ ])?[A-Z]{3,}[A-Z. ]{0,24}[ ]\d", re.IGNORECASE
)
_AFTER_CLASSIFIED_BY = re.compile(
    r"""
    \n (?: [ \t]{0,80} \n ){1,6} [ \t]{0,80}
    (?! \(?[A-H][),\s] | REASONS?\b | (?: \(U\)[ \t]* )? CLASSIFIED\b | 1[.,][ \t]?[3-5] | FOR\b | E\.?O\b )
    (?P<prose> \S )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# a later section continues in the middle of a sentence, below the labelled lines that it repeats
_LATER_SECTION = re.compile(r"SECTION[ \t]{1,3}0?(?!0?1\b)\d", re.IGNORECASE)
_SENTENCE_GOES_ON = re.compile(r"\n[ \t]*\n[ \t]*(?P<rest>[a-z][^\n]{3})")

# captions and pass-to lines, if no label ends them
_CAPTION_LINES = re.compile(
    r"(?:[ \t]*(?:(?:SIPDIS|EXDIS|NODIS|LIMDIS|STADIS|NOFORN|SENSITIVE|FOUO)\b[^a-z\n]{0,60}"
    r"|(?:STATE|DEPT?|DEPARTMENT|AMEMBASSY|EMBASSY|AMCONSUL|NSC|OSD|DOD|USDOC|TREASURY|CENTCOM|PASS|FOR)\b[^a-z\n]{1,90})?\n){1,30}"
)

# the most characters from the classification line to the prose
_LONGEST_HEAD = 20_000


@dataclass(slots=True)
class Zones:
    """The parts of one telegram, as spans of `text`."""

    text: str
    header: Span
    classification_line: Span
    captions: Span
    prose: Span
    labelled: dict[str, list[Span]] = field(default_factory=dict)
    frame: Frame | None = None

    def of(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def first(self, label: str) -> Span | None:
        """Zone of the first line with a label, from the label to the next label or the prose."""
        spans = self.labelled.get(label)
        return spans[0] if spans else None

    def framed(self, label: str) -> Span | None:
        """Value of a line of the Department's frame around the telegram."""
        return self.frame.values.get(label) if self.frame else None


def segment(text: str, header_end: int | None = None) -> Zones:
    """Zones of a telegram. `header_end` is where the source itself ends the header, if it separates it."""
    frame = frames.find(text) if header_end is None else None
    own_line = _own_line(text, frame) if frame and frame.is_all else None
    if frame and frame.is_all and not own_line:
        return _framed(text, frame)
    end = frame.below.start if frame else len(text)
    classification = own_line or _classification_line(text, header_end)
    if classification is None and header_end and (last := _last_line_of_the_header(text, header_end)):
        classification, header_end = last, last.start
    above = None if classification or header_end is not None else _line_above_the_head(text)
    if header_end is None:
        header_end = classification.start if classification else _header_end_without_classification(text)
    body_start = classification.end if classification else header_end
    classification = classification or above
    prose_start = _prose_start(text, body_start, len(text))
    labelled = _labelled(text, body_start, prose_start)
    prose_start = _cut_off_prose(text, labelled, prose_start, classification)
    first_label = min((spans[0].start for spans in labelled.values()), default=prose_start)
    return Zones(
        text=text,
        header=Span(0, header_end),
        classification_line=classification or Span(header_end, header_end),
        captions=Span(body_start, max(body_start, first_label)),
        prose=Span(prose_start, max(prose_start, end)),
        labelled=labelled,
        frame=frame,
    )


def _own_line(text: str, frame: Frame) -> Span | None:
    """The classification line with a serial, in a telegram whose header is only the frame."""
    number = _FIRST_NUMBER.search(text, frame.above.end)
    end = min(number.start() if number else len(text), frame.above.end + 6_000)
    lines = _LEVEL_LINE.finditer(text, frame.above.end, end)
    found = next(
        (line for line in lines if _closes_the_head(line["rest"]) and _NUMBERED_REST.match(line["rest"])), None
    )
    return Span(*found.span()) if found else None


def _framed(text: str, frame: Frame) -> Zones:
    """Zones of a telegram whose header is the frame around it; its level is the highest above the frame."""
    end = frame.above.end
    prose_start = min(_prose_start(text, end, frame.below.start), frame.below.start)
    labelled = _labelled(text, end, prose_start)
    prose_start = _cut_off_prose(text, labelled, prose_start)
    labelled = {
        label: [*frame.labelled.get(label, ()), *labelled.get(label, ())] for label in {*frame.labelled, *labelled}
    }
    levels = [line for line in _LEVEL_LINE.finditer(text, 0, frame.above.start) if _closes_the_head(line["rest"])]
    level = max(levels, key=_rank, default=None) or _SENSITIVE_LINE.search(text, 0, frame.above.start)
    captions = frame.values.get("captions") or Span(end, end)
    header_end = min((spans[0].start for spans in frame.labelled.values()), default=end)
    return Zones(
        text=text,
        header=Span(0, max(header_end, level.end() if level else 0)),
        classification_line=Span(*level.span()) if level else Span(end, end),
        captions=captions,
        prose=Span(prose_start, max(prose_start, frame.below.start)),
        labelled=labelled,
        frame=frame,
    )


def _rank(level: re.Match[str]) -> int:
    """Rank of a level; a print shows the old level under a new, lower one."""
    ranked = ("unclassified", "limited", "confidential", "secret", "top_secret")
    return next(rank for rank, name in enumerate(ranked) if level[name])


def _classification_line(text: str, header_end: int | None) -> Span | None:
    start = header_end
    if start is None:
        opening = _FROM_LINE.search(text) or _DTG_LINE.search(text)
        start = opening.end() if opening else 0
    lines = _LEVEL_LINE.finditer(text, start, start + 6_000)
    match = next((line for line in lines if _closes_the_head(line["rest"])), None)
    if not match:
        return None
    if not _NUMBERED_REST.match(match["rest"]):
        numbered = _after_page_caption(text, match)
        if not numbered and _is_foot(text, start, match.start()):
            return None
        match = numbered or match
    # the publisher joined some heads into one line
    label = _INLINE_LABEL.search(text, match.start(), match.end())
    return Span(match.start(), label.start() if label else match.end())


def _last_line_of_the_header(text: str, header_end: int) -> Span | None:
    """The classification line below the addresses, if the source includes it in the header."""
    opening = _FROM_LINE.search(text, 0, header_end)
    lines = _LEVEL_LINE.finditer(text, opening.end(), header_end) if opening else ()
    found = [line for line in lines if _closes_the_head(line["rest"])]
    return Span(*found[-1].span()) if found else None


def _closes_the_head(rest: str) -> bool:
    """Whether the words after a level at the beginning of a line are those of a classification line, not a sentence."""
    if not rest.strip():
        return True
    numbered = _NUMBERED_REST.match(rest)
    return (
        rest.isupper()
        and (bool(numbered) or rest.count(" ") <= 6)
        or bool(numbered and not rest[numbered.end() :].strip())
    )


def _is_foot(text: str, start: int, level: int) -> bool:
    """Whether a level alone on a line, below labelled lines and the first paragraph, is at the foot of a page."""
    label = _LABEL.search(text, start, level)
    return label is not None and _FIRST_NUMBER.search(text, label.end(), level) is not None


def _after_page_caption(text: str, bare: re.Match[str]) -> re.Match[str] | None:
    """The classification line with a serial after a level alone, the caption of a page or of a repeated head."""
    begin, end = bare.end(), bare.end() + 4_000
    repeated = _FROM_LINE.search(text, begin, end)
    if not repeated:
        label = _LABEL.search(text, begin, end)
        end = label.start() if label else end
    lines = _LEVEL_LINE.finditer(text, repeated.end() if repeated else begin, end)
    return next((line for line in lines if _NUMBERED_REST.match(line["rest"])), None)


def _line_above_the_head(text: str) -> Span | None:
    """The classification line with a serial, if a copy has it above the date-time group and the addresses."""
    opening = _FROM_LINE.search(text)
    lines = _LEVEL_LINE.finditer(text, 0, min(opening.start(), 2_000)) if opening else ()
    found = (line for line in lines if _closes_the_head(line["rest"]) and _NUMBERED_REST.match(line["rest"]))
    line = next(found, None)
    return Span(*line.span()) if line else None


def _header_end_without_classification(text: str) -> int:
    opening = _FROM_LINE.search(text) or _DTG_LINE.search(text)
    if not opening:
        return 0
    label = _LABEL.search(text, opening.end())
    blank = _BLANK_LINE.search(text, opening.end())
    ends = [m.start() for m in (label, blank) if m]
    return min(ends, default=len(text))


def _prose_start(text: str, body_start: int, body_end: int) -> int:
    """Offset of the first paragraph, or of the summary or heading before it; `body_end` is where a frame continues."""
    mark = None
    for mark in _prose_marks(text, body_start):
        # a mark inside the labelled lines (a numbered reference list, SUMMARY in a subject) is not yet the prose
        if _LABEL.search(text, body_start, mark) or not _LABEL.search(text, mark, min(mark + 3_000, body_end)):
            return mark
    return _end_of_labelled_lines(text, body_start) if mark is None else mark


def _prose_marks(text: str, body_start: int) -> Iterator[int]:
    """Offsets where the prose may begin, in order: a heading or the first number, then the ones after it."""
    pilcrow = _PILCROW.search(text, body_start) if "¶" in text else None
    # a plain 1 before the first pilcrow counts too: in scanned pages not every pilcrow survives
    number = _FIRST_NUMBER.search(text, body_start, pilcrow.start() if pilcrow else len(text)) or pilcrow
    if number and number.group().lstrip(" \t-").startswith("11"):
        number = _LATER_NUMBER.search(text, body_start, number.start()) or number
    numbered = number.start() if number else len(text)
    heading = _PROSE_HEADING.search(text, body_start, min(numbered, body_start + _LONGEST_HEAD))
    if heading:
        yield heading.start()
    if number:
        yield numbered
    later = _PROSE_HEADING.search(text, numbered, body_start + _LONGEST_HEAD)
    yield from sorted(mark.start() for mark in (later, pilcrow) if mark and mark.start() > numbered)


def _end_of_labelled_lines(text: str, body_start: int) -> int:
    last = body_start
    for match in _LABEL.finditer(text, body_start, body_start + 8_000):
        last = match.end()
    if last == body_start and not _INLINE_LABEL.search(text, body_start):
        captions = _CAPTION_LINES.match(text, body_start)
        return captions.end() if captions else body_start
    blank = _BLANK_LINE.search(text, last)
    return blank.end() if blank else len(text)


def _labelled(text: str, start: int, end: int) -> dict[str, list[Span]]:
    matches = [*_LABEL.finditer(text, start, end), *_INLINE_LABEL.finditer(text, start, end)]
    labels = {(m.start(str(m.lastgroup)), str(m.lastgroup)) for m in matches}
    if not any(label == "references" for _, label in labels):
        glued = _GLUED_REFERENCES.search(text, start, end)
        labels |= {(glued.start(), "references")} if glued else set()
    if len({label for _, label in labels}) < len(labels):  # a repeated head, whose level comes before its labels
        levels = _LEVEL_LINE.finditer(text, start, end)
        labels |= {(line.start(), "") for line in levels if _NUMBERED_REST.match(line["rest"])}
    places = sorted(labels)
    labelled: dict[str, list[Span]] = {}
    for index, (place, label) in enumerate(places):
        stop = places[index + 1][0] if index + 1 < len(places) else end
        if label:
            labelled.setdefault(label, []).append(Span(place, stop))
    return labelled


def _is_plain(text: str, start: int) -> bool:
    """Whether a reference list begins without a letter, so that later letters do not belong to it."""
    return _PLAIN_REFERENCE.match(text, start) is not None


def _is_marked(text: str, start: int) -> bool:
    """Whether a number or heading begins the prose, not just a blank line or the end of the text."""
    return any(mark.match(text, start) for mark in (_FIRST_NUMBER, _PILCROW, _LATER_NUMBER, _PROSE_HEADING))


def _cut_off_prose(text: str, labelled: dict[str, list[Span]], prose_start: int, line: Span | None = None) -> int:
    """Shorten the last labelled zone if unnumbered prose begins in it; return where the prose begins."""
    if not labelled:
        return prose_start
    label, spans = max(labelled.items(), key=lambda item: item[1][-1].start)
    start, end = spans[-1]
    opening = _PART.search(text, start, end)
    if label == "references" and not opening and _is_plain(text, start):
        opening = _OUTLINE.search(text, start, end)
        if not opening and not _is_marked(text, prose_start):
            opening = _SENTENCE_LINE.search(text, start, end)
    if label == "subject" and not opening and not _is_marked(text, prose_start):
        opening = _STOPPED_LINE.search(text, start, end)
    opening = opening or _UNNUMBERED_OPENING.search(text, start, end)
    if not opening and label != "classified_by" and line and _LATER_SECTION.search(text, *line):
        opening = _SENTENCE_GOES_ON.search(text, start, end)
    if not opening and label == "classified_by":
        opening = _AFTER_CLASSIFIED_BY.search(text, start, end)
    if not opening:
        return prose_start
    opened = opening.start(str(opening.lastgroup))
    spans[-1] = Span(start, opened)
    return opened
