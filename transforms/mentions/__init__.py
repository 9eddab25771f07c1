"""Places and people that the subject and text of a cable mention.

One pass finds the words with which a mention can begin (`scan`), and rules look only at those: first for people, then
for places, so that a place name within a person's name does not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.cable import PersonMention, PlaceMention
from transforms.mentions import people, places
from transforms.mentions.scan import Passage
from transforms.rules import Span


def find(text: str, parts: Iterable[Span]) -> tuple[tuple[PlaceMention, ...], tuple[PersonMention, ...]]:
    """Mentions in parts of a text, in order; their spans are offsets in the whole text."""
    found_places: list[PlaceMention] = []
    found_people: list[PersonMention] = []
    for start, end in parts:
        passage = Passage(text, start, end)
        named = people.find(passage)
        found_people += named
        found_places += places.find(passage, named)
    return tuple(found_places), tuple(found_people)
