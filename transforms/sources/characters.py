"""Characters that telegrams do not have but copies may: carriage returns, form feeds, zero bytes, marks, NBSP."""

from __future__ import annotations

import re

from transforms.document import CleanText, Draft, Edit
from transforms.edits import edited
from transforms.rules import Finding, Span

_REPLACEMENTS = {
    "\r\n": "\n",
    "\r": "\n",
    "\f": "\n",
    "\v": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u00a0": " ",
    "\x00": "",
    "\x1a": "",
    "\u200b": "",
    "\ufeff": "",
}
FORM = r"\r\n?|[\f\v\x00\x1a\x85\u00a0\u200b\u2028\u2029\ufeff]"
_ODD = re.compile(f"({FORM})")
_ASCII = ("\r", "\f", "\v", "\x00", "\x1a")
_BEYOND = ("\x85", "\u00a0", "\u200b", "\u2028", "\u2029", "\ufeff")

_INDENT = re.compile(r"^([ \t]*)(?=\S)", re.MULTILINE)
_LEAST_MARGIN = 4

RULE = "character"


def present(text: str) -> bool:
    """Whether a text holds any such character."""
    marks = _ASCII if text.isascii() else _ASCII + _BEYOND
    return any(mark in text for mark in marks)


def clean(text: str) -> CleanText:
    """The text with newlines as line ends, plain blanks, and none of the other characters."""
    draft = Draft(text)
    if present(text):
        draft.substitute(len(text), _ODD.split, _REPLACEMENTS.__getitem__, RULE)
    return draft.finish()


def edits(text: str) -> list[Edit]:
    """The same as one edit per character."""
    if not present(text):
        return []
    return [Edit(m.start(), m.end(), _REPLACEMENTS[m[0]], RULE) for m in _ODD.finditer(text)]


def without_margin(clean: CleanText) -> CleanText:
    """The text without its left margin, if all but a few lines are indented, as in text copied from laid-out pages."""
    text = clean.text
    lines = text.count("\n") + 1
    if text.count("\n    ") * 2 < lines:
        return clean
    indents = sorted(len(match[1]) for match in _INDENT.finditer(text))
    margin = indents[len(indents) // 20] if indents else 0
    if margin < _LEAST_MARGIN:
        return clean
    places = ((match.start(1), match.end(1)) for match in _INDENT.finditer(text))
    return edited(clean, (Edit(at, min(end, at + margin), "", RULE) for at, end in places if end > at))


def replacement(character: str) -> str:
    """What one character becomes in the text to parse."""
    return _REPLACEMENTS.get(character, character)


def findings(edits: tuple[Edit, ...], text: str) -> tuple[Finding, ...]:
    """One finding per rule that changed the text, with the first place it changed and how many there are.

    Changes of line ends and the like (rule "character") and of blanks are not reported: they change no words.
    """
    first: dict[str, Edit] = {}
    count: dict[str, int] = {}
    for edit in edits:
        if edit.rule != RULE and text[edit.start : edit.end].strip():
            first.setdefault(edit.rule, edit)
            count[edit.rule] = count.get(edit.rule, 0) + 1
    return tuple(
        Finding("text", "repaired", rule, text[e.start : e.end][:200], Span(e.start, e.end), _places(count[rule]))
        for rule, e in first.items()
    )


def _places(count: int) -> str:
    return "at 1 place" if count == 1 else f"at {count} places"
