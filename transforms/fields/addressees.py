"""Addressees."""

from __future__ import annotations

from transforms.cable import Addresses, Context
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "addressees"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[Addresses]:
    """Not written yet."""
    return Parsed(Addresses(), "absent")
