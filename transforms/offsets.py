"""From offsets in a document to offsets in the text that the lake keeps of it.

Spans are offsets in the decoded document, so that each value can be traced to its source. The stored text differs from
the document by the edits of cleaning. Offsets say where each unchanged stretch of the text begins, in both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from transforms.document import CleanText
from transforms.rules import Span

BETWEEN_PARTS = "\n\n"


class Offsets(NamedTuple):
    """Where unchanged stretches begin in the text and in the document: rising pairs of offsets in characters."""

    text: Sequence[int] = ()
    document: Sequence[int] = ()


def of_parts(clean: CleanText, parts: Sequence[Span]) -> Offsets:
    """Offsets of the text that consists of parts of a clean text with a blank line between them.

    Empty parts are left out.
    """
    starts, printed = clean.stretches()
    text: list[int] = []
    document: list[int] = []
    at = 0
    for start, end in parts:
        if start == end:
            continue
        first, last = bisect_right(starts, start), bisect_left(starts, end)
        shift = at - start
        text += (at, *([place + shift for place in starts[first:last]] if shift else starts[first:last]))
        document += (clean.raw_span(Span(start, start + 1)).start, *printed[first:last])
        at += end - start + len(BETWEEN_PARTS)
    return Offsets(text, document)
