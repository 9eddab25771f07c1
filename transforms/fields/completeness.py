"""Whether the document is only an extract of the telegram, or has no text at all."""

from __future__ import annotations

import re

from transforms.cable import Context
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "is_partial"

RULES = (
    Rule(
        "partial extract",
        re.compile(r"^\s*This record is a partial extract of the original cable\.", re.IGNORECASE),
        "the publisher's sentence at the top of the header block",
        "This record is a partial extract of the original cable. The full text of the original cable is not available.",
        True,
    ),
    Rule(
        "no text",
        re.compile(r"\A\s*(?:N/A\s*)?\Z", re.IGNORECASE),
        "a withdrawn or unretrievable telegram, of which only the attributes are left",
        "  \n",
        True,
    ),
)


def parse(zones: Zones, context: Context) -> Parsed[bool]:
    """True for an extract or an empty text."""
    for rule in RULES:
        match = rule.pattern.search(zones.text)
        if match:
            return Parsed(True, "ok", rule.name, Span(*match.span()), match.group())
    return Parsed(False, "ok", "complete")
