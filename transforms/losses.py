"""Signs that a cable's text contains more than was read: another telegram, no paragraphs, text left over.

Each is a finding on the field `text_loss` and lowers the quality of the cable, so that nothing is lost silently. The
view text_losses shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.cable import Cable
from transforms.patterns import MONTHS
from transforms.rules import Finding, Span
from transforms.segment import Zones
from transforms.sources import head_lines

NAME = "text_loss"

MARKS = "marks of a telegram left unread"
NO_PARAGRAPHS = "text without paragraphs"
UNCLAIMED = "most of the text unclaimed"
NO_SIGNATURE = "no signature"

# the beginning of a line that may be a mark; the first letter already rules out most lines
_CANDIDATE = re.compile(
    r"\n[ \t>*#|_~]{0,8}+(?=[FTSMZOPRUCL\d])"
    r"(?:FM |T(?:AGS?|ags?)\b|S(?:UBJ|ubj)|MRN|\d{6}[ \t]?Z|(?:[ZOPR]{1,2}[ \t]+){1,4}\d{6}"
    r"|UNCLAS|C ?O ?N ?F|S ?E ?C ?R|LIMITED )"
)

_LEAST_LETTERS = 40
_LEAST_UNCLAIMED = 200
# how many characters of a labelled zone can belong to its label; for references, it depends on how many were read
_LONGEST_ZONES = {"executive_order": 300, "tags": 300, "subject": 500, "classified_by": 800, "references": 200}
_A_REFERENCE = 120
_RAW = 200


class _Own(NamedTuple):
    """The cable's own values, in the form in which marks in its text would repeat them."""

    group: str
    serial: int | None
    subject: str
    tags: frozenset[str]
    sender: str


def find(zones: Zones, cable: Cable, is_signed: bool = True) -> list[Finding]:
    """The signs that a cable lost text, one finding per kind; spans are in the segmented text.

    `is_signed`: whether telegrams of this kind have a signature, so that its absence is a sign.
    """
    found = [_marks(zones, cable), _paragraphs(zones, cable), _signature(cable) if is_signed else None]
    return [finding for finding in found if finding]


def lowers(finding: Finding) -> bool:
    """Whether a finding halves the quality; a missing signature does not, it counts as a field that was not read."""
    return finding.field == NAME and finding.rule != NO_SIGNATURE


def _marks(zones: Zones, cable: Cable) -> Finding | None:
    """Marks outside quotations that differ from the cable's own values."""
    text, start = zones.text, zones.classification_line.end
    candidates = list(_candidates(zones, start))
    own = _own(cable) if candidates else None
    if own is None or not any(_is_another(mark, own) for mark in candidates):
        return None
    # few cables get here; a quotation is not a loss
    marks = head_lines.marks(text[start:])
    others = [mark for mark in marks if _is_another(mark, own) and not _is_read(start + mark.start, mark, zones)]
    if not others:
        return None
    first = others[0]
    kinds = ", ".join(dict.fromkeys(_WORDING[mark.kind] for mark in others))
    span = Span(start + first.start, start + first.start + len(first.text))
    return Finding(NAME, "unparsed", MARKS, first.text.strip()[:_RAW], span, f"{len(others)} in the text: {kinds}")


def _is_read(place: int, mark: head_lines.Line, zones: Zones) -> bool:
    """Whether a mark is in a list of references, or is the label of the zone that was read."""
    if mark.kind in _IN_LISTS:
        return any(span.start <= place < span.end for span in zones.labelled.get("references", ()))
    if mark.kind != "label":
        return False
    zone = zones.first("subject" if "subject" in mark.values else "tags")
    return zone is not None and zone.start <= place + len(mark.text) and place <= zone.start


# marks that a list of references holds as well
_IN_LISTS = ("group", "line", "mrn")


def _candidates(zones: Zones, start: int) -> Iterator[head_lines.Line]:
    """Marks after an offset, including quoted ones, except the labels of the zones that were read."""
    text = zones.text
    read = {spans[0].start for label, spans in zones.labelled.items() if label in ("tags", "subject")}
    for found in _CANDIDATE.finditer(text, start):
        begin, end = found.start() + 1, text.find("\n", found.end())
        if begin in read:
            continue
        mark = head_lines.mark(begin, text[begin:end] if end >= 0 else text[begin:])
        if mark:
            yield mark


_WORDING = {
    "mrn": "MRN",
    "group": "date-time group",
    "from": "FM line",
    "line": "classification line",
    "label": "label",
}


def _own(cable: Cable) -> _Own:
    group = f"{cable.dtg:%d%H%M}{MONTHS[cable.dtg.month - 1]}{cable.dtg:%y}" if cable.dtg else ""
    tags = frozenset(tag.raw.upper() for tag in cable.tags) | {tag.tag.upper() for tag in cable.tags}
    return _Own(group, cable.serial, head_lines.letters(cable.subject), tags, head_lines.letters(cable.sender))


def _is_another(mark: head_lines.Line, own: _Own) -> bool:
    values = mark.values
    if mark.kind == "group":
        return values["group"] != own.group
    if mark.kind in ("line", "mrn"):
        return own.serial is None or int(values["serial"]) % 10_000 != own.serial % 10_000
    if mark.kind == "from":
        return head_lines.letters(values["sender"]) != own.sender
    if "subject" in values:
        said = head_lines.letters(values["subject"])
        return not own.subject or (said not in own.subject and own.subject not in said)
    if mark.kind == "label" and values["label"].upper().startswith("TAG"):
        said_tags = {part.strip().upper() for part in mark.text.partition(":")[2].replace(",", " ").split()}
        return bool(said_tags - own.tags)
    return False


def _paragraphs(zones: Zones, cable: Cable) -> Finding | None:
    """A text without paragraphs, or one of which more than half is in no part that was read."""
    if not cable.paragraphs and not cable.is_partial:
        body = Span(zones.classification_line.end, len(zones.text))
        letters = sum(map(str.isalpha, zones.of(body)))
        if letters >= _LEAST_LETTERS:
            return Finding(NAME, "unparsed", NO_PARAGRAPHS, span=body, detail=f"{letters:,} letters")
    total = len(zones.text)
    read = 0
    for paragraph in cable.paragraphs:
        if paragraph.span:
            start, end = paragraph.span
            read += end - start
    if read * 2 > total:
        return None
    claimed = zones.header.end - zones.header.start + sum(_claimed(zones, cable))
    if total - claimed < max(_LEAST_UNCLAIMED, total // 2):
        return None
    detail = f"{total - claimed:,} of {total:,} characters are in no part that was read"
    return Finding(NAME, "unparsed", UNCLAIMED, detail=detail)


def _claimed(zones: Zones, cable: Cable) -> Iterator[int]:
    """The number of characters in each part that was read."""
    line, captions = zones.classification_line, zones.captions
    yield line.end - line.start
    if zones.frame:
        yield zones.frame.below.end - zones.frame.below.start
    yield min(captions.end - captions.start, _LONGEST_ZONES["references"] + 80 * len(cable.captions))
    for label, spans in zones.labelled.items():
        most = _LONGEST_ZONES.get(label, _LONGEST_ZONES["references"])
        if label == "references":
            most += _A_REFERENCE * len(cable.references)
        yield from (min(span.end - span.start, most) for span in spans)
    for paragraph in cable.paragraphs:
        yield paragraph.span.end - paragraph.span.start if paragraph.span else len(paragraph.text)


def _signature(cable: Cable) -> Finding | None:
    """A complete telegram with paragraphs but without a signer."""
    is_last = cable.section_number is None or cable.section_number == cable.section_total
    if cable.signer or cable.is_partial or not cable.paragraphs or not is_last:
        return None
    return Finding(NAME, "absent", NO_SIGNATURE)
