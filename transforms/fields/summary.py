"""Summary."""

from __future__ import annotations

from transforms.cable import Context
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "summary"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[str]:
    """Not written yet."""
    return Parsed("", "absent")
