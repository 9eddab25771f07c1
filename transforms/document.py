"""What travels from a source to the parser: bytes with their provenance, then text with a map back to them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from transforms.rules import Finding, Span

Format = Literal["telegram", "ocr", "wikileaks-html", "cables-csv", "nara"]
FORMATS: tuple[Format, ...] = ("telegram", "ocr", "wikileaks-html", "cables-csv", "nara")

Stage = Literal["read", "decode", "detect", "parse"]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document as received: one telegram text, page, row or record.

    `source` is the file or URI as given, `member` the path inside an archive ("" for a plain file), `position` its
    ordinal in the source from 1. `format` is None until it is detected or forced.
    """

    source: str
    member: str
    position: int
    raw: bytes
    format: Format | None = None

    @property
    def document_id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not become a cable, with the reason for people and for machines.

    `raw` is empty where the bytes could not be read or are over the size kept.
    """

    source: str
    member: str
    position: int
    raw: bytes
    stage: Stage
    reason: str
    detail: str

    @property
    def document_id(self) -> str:
        """Hash of the bytes; where there are none, of the place and reason."""
        place = f"{self.source}\n{self.member}\n{self.position}\n{self.reason}"
        return hashlib.sha256(self.raw or place.encode("utf-8", "surrogatepass")).hexdigest()


class Edit(NamedTuple):
    """A replacement made in the raw text before parsing: `raw[start:end]` became `replacement`."""

    start: int
    end: int
    replacement: str
    rule: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text to parse, and the way back from its offsets to those of the raw text.

    `edits` are in order and do not overlap; with none, `text` is `raw`.
    """

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()
    _starts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()

    @classmethod
    def apply(cls, raw: str, edits: list[Edit]) -> CleanText:
        """Make the edits, in order of place; an edit that overlaps an earlier one is dropped."""
        pieces: list[str] = []
        starts: list[int] = []
        shifts: list[int] = []
        kept: list[Edit] = []
        at = length = 0
        for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
            if edit.start < at:
                continue
            pieces += (raw[at : edit.start], edit.replacement)
            length += edit.start - at + len(edit.replacement)
            at = edit.end
            starts.append(length)
            shifts.append(at - length)
            kept.append(edit)
        pieces.append(raw[at:])
        return cls(raw, "".join(pieces), tuple(kept), tuple(starts), tuple(shifts))

    def raw_span(self, span: Span) -> Span:
        """The stretch of the raw text that a stretch of the parsed text came from."""
        if not self.edits:
            return span
        start = self._raw_character(span.start).start
        return Span(start, max(start, self._raw_character(span.end - 1).end if span.end else 0))

    def _raw_character(self, offset: int) -> Span:
        """Where a character of the text came from: its place in the raw text, or what it replaces there."""
        index = bisect_right(self._starts, offset)
        place = offset + (self._shifts[index - 1] if index else 0)
        if index < len(self.edits) and place >= self.edits[index].start:
            return Span(*self.edits[index][:2])
        return Span(min(place, len(self.raw)), min(place + 1, len(self.raw)))


@dataclass(frozen=True, slots=True)
class Stated:
    """What the source says of the document outside the telegram: a page's table, a CSV row's columns, attributes.

    Each is a witness, compared with the text. `created` is UTC; `created_has_minutes` is False where only its date and
    hour can be trusted (the pages of the December 2010 release show the hour in the place of the minutes),
    `created_has_hour` where it is a date only.
    `classification` is as printed (SECRET//NOFORN). `attributes` holds whatever else the source states, as printed.
    """

    cable_id: str = ""
    created: datetime | None = None
    created_has_minutes: bool = True
    created_has_hour: bool = True
    classification: str = ""
    origin: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document, ready to be segmented.

    `header_end` is the offset in `clean.text` at which the source itself separates header and body, None where it does
    not. `findings` are what decoding and cleaning changed.
    """

    raw: RawDocument
    format: Format
    encoding: str
    clean: CleanText
    stated: Stated = field(default_factory=Stated)
    header_end: int | None = None
    findings: tuple[Finding, ...] = ()
