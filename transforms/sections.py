"""Join the sections of one telegram that came as separate documents.

A long telegram is sent in sections, each with a header, classification line and captions of its own (`SECTION 02 OF
03`). Collections have them as separate texts, in any order, and sometimes not all of them. Web pages and cables.csv
print the number of the first section above the whole text, so their documents are never joined.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms import prose
from transforms.cable import Cable
from transforms.document import WHOLE_FORMATS, CleanText, Document, Edit, Rejected
from transforms.parse import parse_document
from transforms.rules import Finding, Span
from transforms.segment import segment

# how many documents may wait for the sections of a telegram before them
_MOST_WAITING = 1_000

_CAPTION_LINES = re.compile(
    r"(?:[ \t]*(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS|FOUO)?[ \t]*\n)*", re.IGNORECASE
)
_END_MARKS = re.compile(
    r"(?:\s+(?:BT|#\d{4}|N{3,4}[A-Z]*)\b"
    r"|\s*\n[ \t]*(?:UNCLASSIFIED|LIMITED OFFICIAL USE|CONFIDENTIAL|(?:TOP )?SECRET)(?=\s))+\s*\Z"
)
_NUMBER = re.compile(r"\s*(?:(?:¶[ \t]*)?\d{1,3}[.)]|\([A-Z/]{1,6}\))")
_LONGEST_END = 200


class Section(NamedTuple):
    """A document and the cable that was read from it, which may be one section."""

    document: Document
    cable: Cable


def join(sections: Sequence[Section]) -> Cable | None:
    """The whole telegram, filed under the document of its first section; None if there is nothing to join.

    Of several copies of a section, the complete, least redacted, best read one counts. If sections are missing,
    `is_partial` is true. A finding with rule `joined` names the sections that are present and missing. All spans are
    offsets in the raw texts of the sections, joined with a line end between them.
    """
    parts = _one_of_each(sections)
    if len(parts) < 2 or _overlap(parts):
        return None
    numbers = [part.cable.section_number for part in parts]
    total = max(part.cable.section_total or 0 for part in parts)
    missing = [number for number in range(1, total + 1) if number not in numbers]
    cable = parse_document(_joined(parts))
    cable.section_number, cable.section_total = None, total
    cable.is_partial = cable.is_partial or bool(missing)
    there = ", ".join(str(number) for number in numbers)
    detail = f"sections {there} of {total}" + (f"; missing {', '.join(map(str, missing))}" if missing else "")
    cable.findings.append(Finding("section", "unparsed" if missing else "repaired", "joined", detail=detail))
    return cable


def in_stream(read: Iterable[Section | Rejected]) -> Iterator[Cable | Rejected]:
    """Cables of documents that arrive one by one, with sections joined as soon as all of a telegram have arrived.

    Up to 1,000 documents after a section in its source wait for the other sections, so that the order is kept. A
    telegram whose sections are in several sources comes when the last of them arrives, an incomplete one at the end.
    """
    stream = _Stream()
    for item in read:
        yield from stream.take(item)
    yield from stream.end()


@dataclass(slots=True)
class _Stream:
    """Documents that wait: `sections` by cable id, and all others in order, with the id in place of a section."""

    source: str = ""
    waiting: deque[Cable | Rejected | str] = field(default_factory=deque)
    sections: dict[str, list[Section]] = field(default_factory=dict)

    def take(self, item: Section | Rejected) -> Iterator[Cable | Rejected]:
        source = item.source if isinstance(item, Rejected) else item.document.raw.source
        if source != self.source or len(self.waiting) > _MOST_WAITING:
            yield from (found for found in self.waiting if not isinstance(found, str))
            self.waiting.clear()
            self.source = source
        self.waiting.append(self._placed(item))
        while self.waiting and self._is_ready(self.waiting[0]):
            yield from self._cables(self.waiting.popleft())

    def end(self) -> Iterator[Cable | Rejected]:
        for found in [*self.waiting, *self.sections]:
            yield from self._cables(found)

    def _placed(self, item: Section | Rejected) -> Cable | Rejected | str:
        if isinstance(item, Rejected) or not _is_section(item):
            return item if isinstance(item, Rejected) else item.cable
        self.sections.setdefault(item.cable.cable_id, []).append(item)
        return item.cable.cable_id

    def _is_ready(self, found: Cable | Rejected | str) -> bool:
        sections = self.sections.get(found) if isinstance(found, str) else None
        return not sections or _is_whole(sections)

    def _cables(self, found: Cable | Rejected | str) -> Iterator[Cable | Rejected]:
        """The cables for a place in the order; none for an id whose telegram came at an earlier place."""
        if not isinstance(found, str):
            yield found
        elif sections := self.sections.pop(found, None):
            whole = join(sections)
            yield from [whole] if whole else (section.cable for section in sections)


def _is_section(section: Section) -> bool:
    cable = section.cable
    return (
        bool(cable.section_number) and (cable.section_total or 0) > 1 and section.document.format not in WHOLE_FORMATS
    )


def _is_whole(sections: Sequence[Section]) -> bool:
    total = max(section.cable.section_total or 0 for section in sections)
    return {section.cable.section_number for section in sections} >= set(range(1, total + 1))


def _one_of_each(sections: Sequence[Section]) -> list[Section]:
    """The best document of each section, in order."""
    best: dict[int, Section] = {}
    for section in sorted(sections, key=_worth):
        if _is_section(section) and section.cable.section_number:
            best.setdefault(section.cable.section_number, section)
    return [best[number] for number in sorted(best)]


def _worth(section: Section) -> tuple[bool, int, float, str]:
    cable = section.cable
    return cable.is_partial, cable.redactions.runs, -cable.quality, cable.document_id


def _overlap(parts: Sequence[Section]) -> bool:
    """Whether a document numbered as a section repeats paragraphs of an earlier one, so that one is already whole."""
    seen: set[int] = set()
    for part in parts:
        numbers = {paragraph.number for paragraph in part.cable.paragraphs if paragraph.number}
        if numbers and len(numbers & seen) * 2 > len(numbers):
            return True
        seen |= numbers
    return False


def _joined(parts: Sequence[Section]) -> Document:
    """One document of the sections' texts, without the heads of later sections and the end marks between sections."""
    raw = "\n".join(part.document.clean.raw for part in parts)
    edits: list[Edit] = []
    offset = 0
    breaks_off = False
    for index, (document, _) in enumerate(parts):
        clean = document.clean
        start = _continuation(document) if index else 0
        end = len(clean.raw)
        if index + 1 < len(parts):
            marks = _END_MARKS.search(clean.raw, max(start, end - _LONGEST_END))
            end = marks.start() if marks else end
        follows = index > 0 and parts[index].cable.section_number == (parts[index - 1].cable.section_number or 0) + 1
        if start and breaks_off and follows and not _NUMBER.match(clean.raw, start):
            edits.append(Edit(offset - 1, offset + start, " ", "head of a later section"))
        elif start:
            edits.append(Edit(offset, offset + start, "", "head of a later section"))
        breaks_off = _breaks_off(clean.raw[max(start, end - _LONGEST_END) : end])
        edits += (
            edit._replace(start=edit.start + offset, end=edit.end + offset)
            for edit in clean.edits
            if start <= edit.start and edit.end <= end
        )
        if end < len(clean.raw):
            edits.append(Edit(offset + end, offset + len(clean.raw), "", "end mark between sections"))
        offset += len(clean.raw) + 1
    first = parts[0].document
    findings = tuple(finding for part in parts for finding in part.document.findings)
    return Document(first.raw, first.format, first.encoding, CleanText.apply(raw, edits), first.stated, None, findings)


def _breaks_off(text: str) -> bool:
    """Whether a section ends in the middle of a sentence."""
    line = text.rstrip(" \t")
    return line[-1:] not in ("", "\n") and not line.endswith(prose.SENTENCE_END)


def _continuation(document: Document) -> int:
    """Offset in the raw text at which a later section continues: after its header, captions and labelled lines."""
    zones = segment(document.clean.text, document.header_end)
    start = zones.prose.start
    if not zones.labelled:
        captions = _CAPTION_LINES.match(zones.text, min(zones.classification_line.end + 1, len(zones.text)))
        start = captions.end() if captions else start
    return document.clean.raw_span(Span(start, start + 1)).start if start < len(zones.text) else len(document.clean.raw)
