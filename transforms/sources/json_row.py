"""A row of a table as a JSON object: the spans of its values in the text, and what their escapes mean."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from transforms.document import Edit
from transforms.sources import characters

_ESCAPE = re.compile(r'\\r\\n|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\["\\/bfnrt]')
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_DEEPEST = 3  # objects in objects
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")


class Value(NamedTuple):
    """A value, and for a string the place in the text between its quotes; for others the place is empty."""

    value: Any
    start: int
    end: int


def values(text: str) -> dict[str, Value]:
    """Values of the object in a text by name, in order. Raises ValueError if the text is not an object.

    If a value is itself an object (such as `_source` of a search engine), its values are added; the outer ones take
    precedence.
    """
    found = _values(text, text.index("{"))
    for _ in range(_DEEPEST):
        inner = [value.start for value in found.values() if isinstance(value.value, dict)]
        found = {name: value for name, value in found.items() if not isinstance(value.value, dict)}
        for start in inner:
            found = _values(text, start) | found
    return found


def _values(text: str, start: int) -> dict[str, Value]:
    """Values of the object that begins at an offset."""
    decoder = json.JSONDecoder(strict=False)
    found: dict[str, Value] = {}
    at = _BETWEEN.match(text, start + 1).end()  # type: ignore[union-attr]
    while not text.startswith("}", at):
        name, at = decoder.raw_decode(text, at)
        colon = _COLON.match(text, at)
        if colon is None:
            raise ValueError(f"a name without a value at character {at:,}")
        value, end = decoder.raw_decode(text, colon.end())
        is_text = isinstance(value, str)
        found[str(name)] = Value(value, colon.end() + is_text, end - 1 if is_text else colon.end())
        at = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]
    return found


def escapes(text: str, start: int, end: int) -> list[Edit]:
    """An edit per escape of a string, which replaces it with its character; every line end becomes a newline."""
    return [
        Edit(match.start(), match.end(), _character(match[0]), "escape") for match in _ESCAPE.finditer(text, start, end)
    ]


def _character(escape: str) -> str:
    if escape == "\\r\\n":
        return "\n"
    return characters.replacement(json.loads(f'"{escape}"'))
