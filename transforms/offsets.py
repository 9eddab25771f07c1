"""From places in a document to places in the text that the lake keeps of it.

Spans count in the document as it was decoded, so that each value can be traced to its source. The stored text differs
from the document by the edits that cleaning made. Offsets say where each stretch of the text that was left as it was
begins, in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.document import CleanText
from transforms.rules import Span

BETWEEN_PARTS = "\n\n"


class Offsets(NamedTuple):
    """Where unbroken stretches begin, in characters from 0: in the text and in the document, pair by pair, rising."""

    text: tuple[int, ...] = ()
    document: tuple[int, ...] = ()


def of_parts(clean: CleanText, parts: Sequence[Span]) -> Offsets:
    """Offsets of the text that parts of a clean text make up, one after the other with a blank line between.

    Parts without characters are left out.
    """
    pairs: list[tuple[int, int]] = []
    stretches = list(clean.stretches())
    at = 0
    for part in parts:
        if part.start < part.end:
            pairs += ((at + place - part.start, document) for place, document in _within(stretches, part, clean))
            at += part.end - part.start + len(BETWEEN_PARTS)
    return Offsets(tuple(text for text, _ in pairs), tuple(document for _, document in pairs))


def _within(stretches: list[tuple[int, int]], part: Span, clean: CleanText) -> Iterator[tuple[int, int]]:
    """Stretches of a part, the first of which begins where the part does."""
    yield part.start, clean.raw_span(Span(part.start, part.start + 1)).start
    yield from ((text, document) for text, document in stretches if part.start < text < part.end)
