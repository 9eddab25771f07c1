"""Paragraphs: number, portion marking, text and the heading above, from the prose of the telegram.

A paragraph begins with its number at the beginning of a line, usually followed by its portion marking; the public
release prints a pilcrow before the number. Text before the first number is a paragraph without a number (1970s
summaries); a short line there is a heading. Text has one line per block: wrapped lines are joined, and each bullet has
its own line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from transforms import numbering, prose
from transforms.cable import Context, Paragraph
from transforms.fields import portion, signer
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "paragraphs"

_MARK = r"(?=[ \t]*[(\[][ \t]*/{0,2}[A-Z]{1,6}[ \t]*[)\]/,-])"
# what scanners read for the pilcrow, besides digits
_SIGN = r"(?:[§{|<]|(?-i:[qTfIl(])(?=\d{1,3}\.[ \t]?\([A-Z])|\((?=\d{1,3}\)))"
# most lines begin with a word and can be skipped
_NO_WORD = r"(?-i:(?=[-*§{|<qTfIl(\d]))"

RULES = (
    Rule(
        "pilcrow read as digit",
        re.compile(r"\n[ \t]*(?:-[ \t]+)?1(?P<number>\d{1,2})\."),
        "the scanner read the sign before the number as a 1, in all numbers or in some",
        "11. (C) The minister agreed.\n\n12. (U) He left.\n",
        (
            Paragraph(1, "C", "CONFIDENTIAL", "The minister agreed.", "", Span(0, 28)),
            Paragraph(2, "U", "UNCLASSIFIED", "He left.", "", Span(30, 46)),
        ),
    ),
    Rule(
        "pilcrow",
        re.compile(r"¶[ \t]*(?P<number>\d{1,3})(?!\d)[ \t]*[.)]?"),
        "the public release's sign before the number, usually at the beginning of a line",
        "¶1. (S/NF) The minister\nagreed to:\n-- talk;\n-- wait.\n",
        (Paragraph(1, "S/NF", "SECRET", "The minister agreed to:\n-- talk;\n-- wait.", "", Span(0, 52)),),
    ),
    Rule(
        "number",
        re.compile(
            rf"\n[ \t>]{{0,8}}+{_NO_WORD}(?:[-*][ \t]{{1,3}}|\*{{2}})?{_SIGN}?"
            rf"(?P<number>\d{{1,3}})(?:[ \t]?\.(?!\d)|(?:[),]|\)\.){_MARK}|{_MARK})",
            re.IGNORECASE,
        ),
        "a number at the beginning of a line, with a full stop unless a marking follows",
        "1. C - ENTIRE TEXT.\n2. THE MINISTER AGREED.\n",
        (
            Paragraph(1, "C", "CONFIDENTIAL", "ENTIRE TEXT.", "", Span(0, 19)),
            Paragraph(2, "", "", "THE MINISTER AGREED.", "", Span(20, 43)),
        ),
    ),
    Rule(
        "other number",
        re.compile(r"\n[ \t]*\(?(?P<number>\d{1,2})(?:\)|[ \t]?[-–:](?=[ \t]))[ \t]*(?=[A-Z\"“(])"),
        "a number in brackets or before a dash, if no number has a full stop and these count from 1",
        "(1) THE MINISTER AGREED.\n(2) HE LEFT.\n",
        (
            Paragraph(1, "", "", "THE MINISTER AGREED.", "", Span(0, 24)),
            Paragraph(2, "", "", "HE LEFT.", "", Span(25, 37)),
        ),
    ),
    Rule(
        "unnumbered",
        re.compile(r"\S"),
        "no numbers: each block of text is a paragraph",
        "(C) The minister agreed to the terms that were offered.\n\nHe will travel in May.\n",
        (
            Paragraph(
                None, "C", "CONFIDENTIAL", "The minister agreed to the terms that were offered.", "", Span(0, 55)
            ),
            Paragraph(None, "", "", "He will travel in May.", "", Span(57, 79)),
        ),
    ),
)
_READ_AS_DIGIT, _PILCROW, _NUMBER, _OTHER, _UNNUMBERED = RULES

# words before the marking: `1. SUMMARY: (C) The minister`; most texts have no bracket so near
_LEAD = re.compile(r"(?=[^(]{4,55}\()[A-Z][A-Za-z'’&/ -]{2,50}[:.]?[ \t\n-]{1,3}(?=\()")
# the line end before a number was lost: `in 2010. 4. (C) The minister`
_INLINE = re.compile(
    rf"[ \t](?=[ \t]{{0,2}}\d)(?:(?<=[.!?:)\"”’'xX].)|(?<=\d\dZ.)|(?<=OF \d\d.)|(?<=OF \d\d\d.))"
    rf"[ \t]{{0,2}}(?P<number>\d{{1,3}})\.{_MARK}"
)
_FIRST_NUMBER = re.compile(_NUMBER.pattern.pattern.removeprefix(r"\n"), re.IGNORECASE)
_FIRST_OTHER = re.compile(_OTHER.pattern.pattern.removeprefix(r"\n"))
_LATER_SECTION = re.compile(r"SECTION\s{0,3}0?(?!0?1\b)\d", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n]*")
# a shorter line before the first number is a note (`This is an action request`) and counts as a heading
_SHORTEST_PREAMBLE = 80
_CLOSED_SUMMARY = re.compile(r"\w[.!?\"”]? END (?:OF )?SUMMARY", re.IGNORECASE)
_LINE, _WRAPPED = 200, 45


@dataclass(slots=True)  # created for every paragraph, and twice as fast as a tuple
class _Start:
    """Beginning of a paragraph: where the number is, where the text begins, and what was read between them."""

    at: int
    text_from: int
    printed: str
    marking: portion.Reading | None
    lead: str
    pilcrow: bool
    listed: bool
    doubtful: bool

    @property
    def candidate(self) -> numbering.Candidate:
        return numbering.Candidate(int(self.printed), self.marking is not None, self.doubtful)


def parse(zones: Zones, context: Context) -> Parsed[tuple[Paragraph, ...]]:
    """Read the paragraphs of the prose in order; the detail reports repaired numbers and healed page cuts."""
    place = Span(zones.prose.start, _end(zones, context))
    starts = _starts(zones.text, place)
    numbers, chosen, repaired = _numbered(starts, zones)
    if numbers and not repaired and numbers != list(range(1, len(numbers) + 1)):
        starts = _with_inline(starts, zones.text, place)
        numbers, chosen, repaired = _numbered(starts, zones)
    starts = [starts[index] for index in chosen]
    builder = _Builder(zones.text, place)
    builder.preamble(Span(place.start, starts[0].at if starts else place.end), numbered=bool(starts))
    for index, start in enumerate(starts):
        last = index + 1 == len(starts)
        builder.add(start, numbers[index], place.end if last else starts[index + 1].at, last)
    if not builder.paragraphs:
        return Parsed((), "absent")
    return _parsed(builder, starts, numbers, repaired, place)


def _parsed(
    builder: _Builder, starts: list[_Start], numbers: list[int], repaired: bool, place: Span
) -> Parsed[tuple[Paragraph, ...]]:
    details = []
    if repaired:
        shown = [f"{s.printed} is {n}" for s, n in zip(starts, numbers, strict=True) if s.printed != str(n)]
        details.append("numbers: " + ", ".join(shown[:30]))
    if builder.cuts:
        details.append(f"page cuts healed: {builder.cuts}")
    rule = _UNNUMBERED
    if starts:
        rule = _READ_AS_DIGIT if repaired else _PILCROW if any(start.pilcrow for start in starts) else _NUMBER
        if rule is _NUMBER and not _FIRST_NUMBER.match(builder.text, starts[0].at):
            rule = _OTHER
    status: Status = "repaired" if details else "ok"
    raw = builder.text[place.start : place.start + 80]
    return Parsed(tuple(builder.paragraphs), status, rule.name, place, raw, "; ".join(details))


def _end(zones: Zones, context: Context) -> int:
    """Offset at which the last paragraph ends: before the signature, or if there is none before the end markers."""
    start, end = zones.prose
    signed = signer.parse(zones, context)
    if signed.value and signed.span and start < signed.span.start < end:
        end = prose.without_ending(zones.text, start, signed.span.start)
        before = end - len(signed.raw)  # the machine may repeat the name
        if before > start and zones.text[before:end].upper() == signed.value and zones.text[before - 1].isspace():
            end = before
    return prose.without_ending(zones.text, start, end)


def _starts(text: str, place: Span) -> list[_Start]:
    """Every number that could begin a paragraph."""
    matches = [(match.start() + 1, match, False) for match in _NUMBER.pattern.finditer(text, *place)]
    first = _FIRST_NUMBER.match(text, *place)
    if first:
        matches.append((place.start, first, False))
    if "¶" in text:
        matches += [(match.start(), match, True) for match in _PILCROW.pattern.finditer(text, *place)]
    matches = matches or _other_numbers(text, place)
    starts = [
        _start(text, match, at, place, pilcrow) for at, match, pilcrow in sorted(matches, key=lambda found: found[0])
    ]
    # `1) (C)` is an item of a list if other numbers have a full stop, unless it counts with them: (6) (7) 8.
    items = sum(start.listed for start in starts)
    if 0 < items < len(starts) and any(int(b.printed) <= int(a.printed) for a, b in pairwise(starts)):
        return [start for start in starts if not start.listed]
    return starts


def _other_numbers(text: str, place: Span) -> list[tuple[int, re.Match[str], bool]]:
    """Numbers in brackets or before a dash, if they count from 1."""
    first = _FIRST_OTHER.match(text, *place)
    found = [(match.start() + 1, match, False) for match in _OTHER.pattern.finditer(text, *place)]
    found = [(place.start, first, False), *found] if first else found
    counted = [int(match["number"]) for _, match, _ in found]
    return found if len(found) > 1 and counted == list(range(1, len(found) + 1)) else []


def _with_inline(starts: list[_Start], text: str, place: Span) -> list[_Start]:
    """The starts, and marked numbers inside lines if the starts lack them."""
    said = {start.printed for start in starts if start.marking}
    found = (_start(text, match, match.start("number"), place, False) for match in _INLINE.finditer(text, *place))
    inline = [start for start in found if start.marking and start.printed not in said]
    return sorted([*starts, *inline], key=lambda start: start.at) if inline else starts


def _start(text: str, match: re.Match[str], at: int, place: Span, pilcrow: bool) -> _Start:
    end = place.end
    blanks = _BLANKS.match(text, match.end(), end)
    after = blanks.end() if blanks else match.end()
    marking, lead = _marking(text, after, end)
    listed = ")" in match.group()
    if marking:
        return _Start(at, marking.end, match["number"], marking, lead, pilcrow, listed, False)
    doubtful = _inside_sentence(text, place.start, at)
    return _Start(at, after, match["number"], None, "", pilcrow, listed, doubtful)


def _marking(text: str, at: int, end: int) -> tuple[portion.Reading | None, str]:
    """The portion marking at a place, and the words before it (`Summary: (C)`)."""
    reading = portion.read_at(text, at, end)
    lead = None if reading else _LEAD.match(text, at, end)
    if not lead:
        return reading, ""
    reading = portion.read_at(text, lead.end(), end)
    return reading, lead.group() if reading else ""


def _inside_sentence(text: str, start: int, at: int) -> bool:
    """Whether the line before breaks off in a sentence that the number at `at` continues (`on May / 16. He said`)."""
    line_start = text.rfind("\n", max(start, at - _LINE), at) + 1
    before = text[max(line_start, start, at - _LINE) : at].strip() if line_start else ""
    if not before and line_start:
        previous = text.rfind("\n", max(start, line_start - _LINE), line_start - 1) + 1
        before = text[max(previous, start) : line_start - 1].strip()
        if len(before) < _WRAPPED:
            return False
    return bool(before) and not before.endswith(prose.SENTENCE_END)


def _numbered(starts: list[_Start], zones: Zones) -> tuple[list[int], list[int], bool]:
    """The numbers of the paragraphs, the indices of their starts, and whether the numbers had to be repaired."""
    printed = [int(start.printed) for start in starts]
    if printed == list(range(1, len(starts) + 1)):
        return printed, list(range(len(starts))), False
    marked = [index for index, start in enumerate(starts) if start.marking]
    if not _LATER_SECTION.search(zones.text, *zones.classification_line):
        tried = marked or list(range(len(starts)))
        repaired = numbering.without_sign_as_digit([starts[index].printed for index in tried])
        if repaired:
            return repaired, tried, True
    candidates = [start.candidate for start in starts]
    chosen = numbering.paragraph_numbers(candidates)
    return [candidates[index].number for index in chosen], chosen, False


class _Builder:
    """Collects paragraphs; a heading at the end of one is kept for the next."""

    def __init__(self, text: str, place: Span) -> None:
        self.text = text
        self.signs = prose.signs_in(text[place.start : place.end])
        self.paragraphs: list[Paragraph] = []
        self.headings: list[str] = []
        self.headings_place = Span(place.start, place.start)
        self.cuts = 0

    def preamble(self, place: Span, numbered: bool) -> None:
        """Add the text before the first number: unnumbered paragraphs, or headings if numbers follow."""
        at = prose.after_leading_rows(self.text, *place)
        if at == place.end:
            return
        unwrapped = prose.unwrap(self.text[at : place.end], numbered, self.signs)
        groups: list[list[prose.Line]] = []
        for line in unwrapped.lines:
            if groups and prose.is_bullet(line.text) and not _is_note(groups[-1], numbered):
                groups[-1].append(line)
            elif line.text and not prose.is_caption(line.text):
                groups.append([line])
        for group in groups:
            place = _without_blanks(self.text, at + group[0].start, at + group[-1].end)
            self._add_unnumbered(group, place, numbered)
        if self.headings and not numbered:
            self._append(None, portion.PortionMarking(), "\n".join(self.headings), self.headings_place, heading="")
        self.headings += filter(None, [unwrapped.following_heading])
        self.cuts += unwrapped.cuts

    def _add_unnumbered(self, group: list[prose.Line], place: Span, numbered: bool) -> None:
        body = "\n".join(line.text for line in group)
        if _is_note(group, numbered):
            self.headings_place = Span(self.headings_place.start if self.headings else place.start, place.end)
            self.headings.append(body.strip("- ") if _is_framed(body) else body)
            return
        reading, lead = _marking(body, 0, len(body))
        mark = reading.portion if reading else portion.PortionMarking()
        self._append(None, mark, f"{lead}{body[reading.end :].strip()}" if reading else body, place)

    def _append(
        self, number: int | None, mark: portion.PortionMarking, body: str, place: Span, heading: str | None = None
    ) -> None:
        above = " ".join(self.headings) if heading is None else heading
        # `(C) KEY POINTS` above a list marks the list itself
        reading = portion.read_at(above, 0) if above and not mark.marking else None
        if reading:
            mark = reading.portion
        self.paragraphs.append(Paragraph(number, mark.marking, mark.level, body, above, place))
        self.headings = []

    def add(self, start: _Start, number: int, end: int, last: bool) -> None:
        """Add the paragraph between its start and the next one."""
        unwrapped = prose.unwrap(self.text[start.text_from : end], not last, self.signs)
        mark = start.marking.portion if start.marking else portion.PortionMarking()
        body = f"{' '.join(start.lead.split())} {unwrapped.text.lstrip(' .')}" if start.lead else unwrapped.text
        stop = start.text_from + unwrapped.length
        self._append(number, mark, body, Span(start.at, max(stop, start.text_from)))
        self.headings += filter(None, [unwrapped.following_heading])
        self.cuts += unwrapped.cuts


def _is_note(group: list[prose.Line], numbered: bool) -> bool:
    """Whether lines before the first number are a heading or a short note rather than a paragraph."""
    first = group[0].text
    if len(group) > 1 or (prose.is_bullet(first) and not _is_framed(first)):
        return False
    if _CLOSED_SUMMARY.search(first) or first[0].islower():  # a later section that continues a sentence
        return False
    return prose.is_heading(first) or (numbered and len(first) < _SHORTEST_PREAMBLE)


def _without_blanks(text: str, start: int, end: int) -> Span:
    """A span without the white space at its ends."""
    printed = text[start:end]
    return Span(end - len(printed.lstrip()), start + len(printed.rstrip()))


def _is_framed(line: str) -> bool:
    """Whether a heading is between its rules on one line: `------- Summary -------`."""
    return line.startswith("---") and line.endswith("---")
