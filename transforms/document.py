"""What a source hands to the parser: bytes with their provenance, then text with a map back to the bytes."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate, repeat
from typing import Any, Literal, NamedTuple, TypeVar

from transforms.rules import Finding, Span

Format = Literal["telegram", "ocr", "wikileaks-html", "cables-csv", "nara"]
FORMATS: tuple[Format, ...] = ("telegram", "ocr", "wikileaks-html", "cables-csv", "nara")

# formats whose documents are complete telegrams, which are neither split nor joined
WHOLE_FORMATS: tuple[Format, ...] = ("wikileaks-html", "cables-csv")

# a named tuple that ends with two offsets
M = TypeVar("M", bound=tuple[Any, ...])

Stage = Literal["read", "decode", "detect", "parse"]

# how far a stated time can be trusted
Precision = Literal["day", "hour", "minute"]


@dataclass(frozen=True)
class RawDocument:
    """A document as received: one telegram text, page, row or record.

    `source` is the file or URI as given, `member` the path inside an archive ("" for a plain file). `position` counts
    from 1: files in their archive, or bytes in a file that is a table or holds several telegrams; it is 0 for a file
    that is kept beside its telegrams. `format` is None until it is detected or forced.
    """

    source: str
    member: str
    position: int
    raw: bytes
    format: Format | None = None

    @cached_property
    def document_id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def is_beside(self) -> bool:
        """Whether it is a file that is only kept because its telegrams are documents of their own."""
        return self.position == 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not become a cable: `reason` for machines, `detail` for people.

    `raw` is empty if the bytes could not be read or are too many to keep; `format` is None if it is not known.
    """

    source: str
    member: str
    position: int
    raw: bytes
    stage: Stage
    reason: str
    detail: str
    format: Format | None = None

    @property
    def document_id(self) -> str:
        """Hash of the bytes, or of place and reason if there are no bytes."""
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
    """Text to parse, with a map from its offsets to those of the raw text.

    Both texts consist of pieces that were kept and pieces that were replaced, in turn; the map is the offsets at which
    the pieces end. If nothing was replaced, `text` is `raw`.
    """

    raw: str
    text: str
    _rules: tuple[str, ...] = ()
    _raw_ends: tuple[int, ...] = ()
    _text_ends: tuple[int, ...] = ()

    @classmethod
    def apply(cls, raw: str, edits: Iterable[Edit]) -> CleanText:
        """Make the edits in order of their place; an edit that overlaps an earlier one is dropped."""
        draft = Draft(raw)
        for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
            if edit.start >= draft.at:
                draft.keep(edit.start)
                draft.replace(edit.end, edit.replacement, edit.rule)
        return draft.finish()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The replacements, in order; they do not overlap."""
        raw_ends, text_ends = self._raw_ends, self._text_ends
        return tuple(
            Edit(raw_ends[at], raw_ends[at + 1], self.text[text_ends[at] : text_ends[at + 1]], rule)
            for at, rule in zip(range(0, len(raw_ends), 2), self._rules, strict=False)
        )

    def raw_span(self, span: Span) -> Span:
        """The stretch of the raw text that a stretch of the parsed text came from."""
        (found,) = self.raw_spans((span,))
        assert found is not None  # noqa: S101 (only for None)
        return found

    def raw_spans(self, spans: Sequence[Span | None]) -> Sequence[Span | None]:
        """The same for several stretches. A stretch inside a replacement came from everything that was replaced."""
        if not self._rules:
            return spans
        text_ends, raw_ends, last = self._text_ends, self._raw_ends, len(self._text_ends) - 1
        found: list[Span | None] = []
        for span in spans:
            if span is None:
                found.append(None)
                continue
            start, end = span
            piece = bisect_right(text_ends, start, 0, last)
            raw_start = raw_ends[piece - 1] if piece % 2 else start + raw_ends[piece] - text_ends[piece]
            if not start < end <= text_ends[piece]:
                piece = bisect_right(text_ends, end - 1, 0, last)
            raw_end = raw_ends[piece] if piece % 2 else end + raw_ends[piece] - text_ends[piece]
            found.append(Span(raw_start, raw_end if raw_end > raw_start else raw_start))
        return found

    def placed(self, mentions: Sequence[M]) -> tuple[M, ...]:
        """Mentions, whose last two values are offsets in the parsed text, with offsets in the raw text instead."""
        if not self._rules or not mentions:
            return tuple(mentions)
        make: Any = type(mentions[0])
        text_ends, raw_ends, last = self._text_ends, self._raw_ends, len(self._text_ends) - 1
        found: list[M] = []
        for mention in mentions:
            start, end = mention[-2:]
            piece = bisect_right(text_ends, start, 0, last)
            if piece % 2 or end > text_ends[piece]:
                start, end = self.raw_span(Span(start, end))
            else:
                shift = raw_ends[piece] - text_ends[piece]
                start += shift
                end += shift
            found.append(make(*mention[:-2], start, end))
        return tuple(found)

    def stretches(self) -> tuple[list[int], list[int]]:
        """Where the unchanged stretches begin, in `text` and in `raw`; some are empty."""
        return [0, *self._text_ends[1::2]], [0, *self._raw_ends[1::2]]


class Draft:
    """A clean text being built from the beginning of the raw text to its end. `at` is how far it has come."""

    def __init__(self, raw: str) -> None:
        self.at = 0
        self._raw = raw
        # kept and replacing pieces, in turn, and the length of each in the raw text
        self._pieces = [""]
        self._lengths = [0]
        self._rules: list[str] = []

    @property
    def length(self) -> int:
        """Length of the text so far, in characters."""
        return sum(map(len, self._pieces))

    def keep(self, end: int) -> None:
        """Keep the raw text up to `end`."""
        self._pieces[-1] += self._raw[self.at : end]
        self._lengths[-1] += end - self.at
        self.at = end

    def replace(self, end: int, replacement: str, rule: str) -> None:
        """Replace the raw text up to `end`."""
        self._pieces += (replacement, "")
        self._lengths += (end - self.at, 0)
        self._rules.append(rule)
        self.at = end

    def substitute(
        self, end: int, split: Callable[[str], list[str]], replacement: Callable[[str], str], rule: str
    ) -> None:
        """Replace many pieces of the text up to `end`; `split` gives pieces to keep and pieces to replace, in turn.

        All at once, because a page of the public release has hundreds of matches.
        """
        first, *rest = split(self._raw[self.at : end])
        self._pieces[-1] += first
        self._lengths[-1] += len(first)
        self._lengths += map(len, rest)
        rest[::2] = map(replacement, rest[::2])
        self._pieces += rest
        self._rules += repeat(rule, len(rest) // 2)
        self.at = end

    def finish(self) -> CleanText:
        """The text, with the rest of the raw text unchanged."""
        if not self._rules:
            return CleanText(self._raw, self._raw)
        self.keep(len(self._raw))
        raw_ends, text_ends = accumulate(self._lengths), accumulate(map(len, self._pieces))
        return CleanText(self._raw, "".join(self._pieces), tuple(self._rules), tuple(raw_ends), tuple(text_ends))


@dataclass(frozen=True, slots=True)
class Stated:
    """What the source states about the document outside the telegram: a page's table, a row's columns, attributes.

    Each value is a witness that is compared with the text. `created` is in UTC, with its `precision` (the pages of the
    December 2010 release repeat the hour instead of the minutes). `released` is the day on which the source made the
    document public. `source_id` is the source's own id for it, as printed (a row number, a document number).
    `classification` is as printed (SECRET//NOFORN). `attributes` holds everything else the source states, as printed.
    """

    cable_id: str = ""
    created: datetime | None = None
    precision: Precision = "minute"
    released: date | None = None
    source_id: str = ""
    classification: str = ""
    origin: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document, ready to be segmented.

    `header_end` is the offset in `clean.text` at which the source itself separates header and body, None if it does
    not. `findings` are what decoding and cleaning changed.
    """

    raw: RawDocument
    format: Format
    encoding: str
    clean: CleanText
    stated: Stated = field(default_factory=Stated)
    header_end: int | None = None
    findings: tuple[Finding, ...] = ()
