"""Repetition: a telegram that repeats another one between QUOTE and UNQUOTE and names it.

`FOLLOWING REPEAT STATE 161482 SENT ACTION CAIRO 23 JUN 79, QTE:` is under the outer classification line. Id, date and
addressees are the outer telegram's; subject, TAGS and text are the repeated one's if the outer one has none.
"""

from __future__ import annotations

import re

from transforms.cable import Context
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "repetition"

_NAMED = r"(?P<reference>(?:\d\d[ \t]{1,3})?[A-Z][A-Z. ]{2,24}[ \t]{1,3}\d{1,6})\b"

RULES = (
    Rule(
        "repeat",
        re.compile(
            rf"\b(?:FOLLOWING|FOL|BELOW)\b(?:[ \t]+(?:IS|TEL|TELEGRAM|CABLE|MESSAGE|A|THE|TEXT|OF)\b){{0,6}}\s{{1,3}}"
            rf"(?:REPEATS?|RPT|REPETITION|RETRANSMISSION)\b(?:[ \t]+OF\b)?\s{{1,3}}{_NAMED}",
            re.IGNORECASE,
        ),
        "the sentence that introduces the repeated telegram",
        "S E C R E T STATE 161500\n\nFOLLOWING REPEAT STATE 161482 SENT ACTION CAIRO\nQUOTE: S E C R E T\n",
        "STATE 161482",
    ),
    Rule(
        "quoted",
        re.compile(
            rf"\b{_NAMED}[^\n]{{0,80}}\b(?:IS|ARE)\s{{1,3}}(?:QUOTED|REPEATED|RETRANSMITTED)\b",
            re.IGNORECASE,
        ),
        "a sentence whose subject is the repeated telegram",
        "S E C R E T STATE 161500\n\nCAIRO 1482 DATED 23 JUN IS REPEATED FOR YOUR INFORMATION\nQUOTE\n",
        "CAIRO 1482",
    ),
)
_QUOTE = re.compile(r"\b(?:QUOTE|QTE|UNQTE|UNQUOTE)\b", re.IGNORECASE)

# such a sentence comes directly below the classification line
_NEAR = 1_200


def parse(zones: Zones, context: Context) -> Parsed[str]:
    """The name of the repeated telegram as printed; absent if there is none, or if nothing is quoted."""
    start = zones.classification_line.end
    near = min(len(zones.text), start + _NEAR)
    words = zones.text[start:near]
    # most texts have neither word, and a search for a plain string is cheap
    may_quote = any(part in words for part in ("UOTE", "uote", "QTE", "qte"))
    for rule in RULES if may_quote and _QUOTE.search(words) else ():
        match = rule.pattern.search(zones.text, start, near)
        if match:
            value = " ".join(match["reference"].split())
            return Parsed(value, "ok", rule.name, Span(*match.span()), match.group())
    return Parsed("", "absent")
