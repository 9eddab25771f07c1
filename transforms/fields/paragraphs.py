"""Paragraphs."""

from __future__ import annotations

from transforms.cable import Context, Paragraph
from transforms.rules import Parsed, Rule
from transforms.segment import Zones

NAME = "paragraphs"

RULES: tuple[Rule, ...] = ()


def parse(zones: Zones, context: Context) -> Parsed[tuple[Paragraph, ...]]:
    """Not written yet."""
    return Parsed((), "absent")
