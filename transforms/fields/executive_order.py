"""Executive order."""

from __future__ import annotations

from transforms.cable import Context, ExecutiveOrder
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "declassify_on"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[ExecutiveOrder]:
    """Not written yet."""
    return Parsed(ExecutiveOrder(), "absent")
