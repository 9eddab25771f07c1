"""Classified by."""

from __future__ import annotations

from transforms.cable import ClassifiedBy, Context
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "classified_by"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[ClassifiedBy]:
    """Not written yet."""
    return Parsed(ClassifiedBy(), "absent")
