"""References."""

from __future__ import annotations

from transforms.cable import Context, Reference
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "references"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[tuple[Reference, ...]]:
    """Not written yet."""
    return Parsed((), "absent")
