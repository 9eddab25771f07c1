"""Classification."""

from __future__ import annotations

from transforms.cable import ClassificationLine, Context
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "classification"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[ClassificationLine]:
    """Not written yet."""
    return Parsed(ClassificationLine(), "absent")
