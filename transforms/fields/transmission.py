"""Transmission."""

from __future__ import annotations

from transforms.cable import Context, Transmission
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "transmission"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[Transmission]:
    """Not written yet."""
    return Parsed(Transmission(), "absent")
