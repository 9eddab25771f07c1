"""Redactions."""

from __future__ import annotations

from transforms.cable import Context, Redactions
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "redactions"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[Redactions]:
    """Not written yet."""
    return Parsed(Redactions(), "absent")
