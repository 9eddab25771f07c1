"""Captions."""

from __future__ import annotations

from transforms.cable import Captions, Context
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "captions"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[Captions]:
    """Not written yet."""
    return Parsed(Captions(), "absent")
