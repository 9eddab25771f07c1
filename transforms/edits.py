"""Further edits on a text that was already edited, which keep the map from its offsets to the raw text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from transforms.document import CleanText, Edit
from transforms.rules import Rule, Span


def edited(clean: CleanText, edits: Iterable[Edit]) -> CleanText:
    """The text after further edits, whose offsets are in `clean.text`; each must cover at least one character.

    Of overlapping edits, the first counts. An edit that cuts through an earlier replacement keeps the rest of it.
    """
    new = apart(edits)
    if not new:
        return clean
    earlier = clean.edits
    if not earlier:
        return CleanText.apply(clean.raw, new)
    starts, ends = _places(earlier)
    merged: list[Edit] = []
    kept_from = 0
    for edit in _whole(new, clean.text, starts, ends):
        first, last = bisect_right(ends, edit.start), bisect_left(starts, edit.end)
        merged += earlier[kept_from:first]
        kept_from = max(kept_from, first, last)
        place = clean.raw_span(Span(edit.start, edit.end))
        merged.append(Edit(place.start, place.end, edit.replacement, edit.rule))
    return CleanText.apply(clean.raw, [*merged, *earlier[kept_from:]])


def replacements(rules: Iterable[Rule], text: str, name: str) -> Iterator[Edit]:
    """Edits that replace whatever a rule matches with the rule's value; `name` is the rule of the edits."""
    for rule in rules:
        for found in rule.pattern.finditer(text):
            yield Edit(*found.span(), str(rule.value), name)


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order of their place, without those that overlap an earlier one."""
    apart: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not apart or edit.start >= apart[-1].end:
            apart.append(edit)
    return apart


def _places(edits: tuple[Edit, ...]) -> tuple[list[int], list[int]]:
    """Where the replacements begin and end in the edited text."""
    starts, ends = [], []
    shift = 0
    for edit in edits:
        starts.append(edit.start + shift)
        shift += len(edit.replacement) - (edit.end - edit.start)
        ends.append(edit.end + shift)
    return starts, ends


def _whole(edits: list[Edit], text: str, starts: list[int], ends: list[int]) -> list[Edit]:
    """Edits extended to the whole of each earlier replacement that they cut through; those that then meet are one."""
    whole: list[Edit] = []
    for edit in edits:
        start, end, replacement, rule = edit
        if whole and start < whole[-1].end:  # the edit before it was extended over the same replacement
            before = whole.pop()
            replacement = before.replacement[: len(before.replacement) - (before.end - start)] + replacement
            start, rule = before.start, before.rule
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first < last:
            replacement = text[starts[first] : start] + replacement if starts[first] < start else replacement
            start = min(start, starts[first])
            replacement += text[end : ends[last - 1]] if ends[last - 1] > end else ""
            end = max(end, ends[last - 1])
        whole.append(Edit(start, end, replacement, rule))
    return whole
