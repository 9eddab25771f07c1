"""Text for a terminal: control characters in a stranger's file or file name could control it."""

from __future__ import annotations

import re
from collections.abc import Callable

# takes a line meant for people
Say = Callable[[str], None]

# C0 and C1 controls except line feed and tab, and the marks that change the direction of text
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """Text with every control character replaced by a middle dot; line feeds and tabs stay."""
    return _CONTROLS.sub("\N{MIDDLE DOT}", text)
