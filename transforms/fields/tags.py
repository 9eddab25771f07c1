"""Tags."""

from __future__ import annotations

from transforms.cable import Context, Tag
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "tags"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[tuple[Tag, ...]]:
    """Not written yet."""
    return Parsed((), "absent")
