"""Cable text as HTML. Everything is escaped and isolated: markup, very long words and right-to-left marks are text."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import pandas as pd

_TEXT = "line-height: 1.5; overflow-wrap: anywhere; max-width: 46rem"
# Marks that turn the direction of what follows them: shown by name, so that nothing reads other than it is.
_TURNING = {code: f"[U+{code:04X}]" for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, *range(0x2066, 0x206A))}
_COLOURS = {"ok": "#56B4E955", "repaired": "#E69F0055", "unparsed": "#D55E0066", "disagrees": "#CC79A766"}
_LONGEST = 4_000
# columns whose numbers name something
_NAMES = {"year", "due_year", "serial", "lowest_serial", "highest_serial", "number"}


def escaped(text: str) -> str:
    """Text for HTML; marks that would turn its direction are spelled out."""
    return html.escape(text.translate(_TURNING))


def paragraphs(found: pd.DataFrame) -> str:
    """Paragraphs (number, portion, heading, text) as HTML."""
    parts = []
    for row in found.itertuples():
        if given(row.heading):
            parts.append(f'<h3 style="font-size: 1rem">{escaped(str(row.heading))}</h3>')
        number = f"{int(str(row.number).split('.')[0])}. " if given(row.number) else ""
        portion = f"({escaped(str(row.portion))}) " if given(row.portion) else ""
        text = escaped(printed(row.text)).replace("\n", "<br>")
        parts.append(f'<p dir="auto"><b>{number}{portion}</b>{text}</p>')
    return f'<div style="{_TEXT}">{"".join(parts)}</div>'


def marked(text: str, findings: pd.DataFrame) -> str:
    """The text as printed, as HTML, with what the findings (field, status, rule, raw) read marked in it."""
    parts, at = [], 0
    for start, end, status, title in _places(text, findings):
        parts.append(escaped(text[at:start]))
        parts.append(
            f'<mark style="background: {_COLOURS.get(status, _COLOURS["ok"])}; color: inherit" '
            f'title="{escaped(title)}">{escaped(text[start:end])}</mark>'
        )
        at = end
    parts.append(escaped(text[at:]))
    return f'<pre style="white-space: pre-wrap; font-size: 0.8rem; {_TEXT}">{"".join(parts)}</pre>'


def _places(text: str, findings: pd.DataFrame) -> list[tuple[int, int, str, str]]:
    """Where the words that were read stand, in order and apart: (start, end, status, title)."""
    places = []
    for row in findings.itertuples():
        raw = printed(row.raw)
        start = text.find(raw) if 2 < len(raw) < _LONGEST else -1
        if start >= 0:
            title = f"{row.field}: {row.status}, {printed(row.rule)}"
            places.append((start, start + len(raw), str(row.status), title))
    apart: list[tuple[int, int, str, str]] = []
    for place in sorted(places, key=lambda found: (found[0], -found[1])):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart


def given(value: Any) -> bool:
    """Whether a cell holds something: neither null nor empty."""
    return not pd.isna(value) and value != ""


def printed(value: Any, name: str = "") -> str:
    """A cell in words: lists with commas, days without a time, nothing for null.

    Numbers have separators for thousands but where they name something: a year, a serial, an executive order.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not given(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer) or (isinstance(value, float) and value.is_integer()):
        return str(int(value)) if name in _NAMES else f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
