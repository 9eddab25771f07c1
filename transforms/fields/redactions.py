"""Redactions: runs that the publisher blacked out, and names marked for protection by the author.

In the public release a run is mostly twelve X, in capitals or not, often touching the word before or after it
(`formerXXXXXXXXXXXX said`); 10 to 13 were counted, shorter ones in single cables. A line of dots alone stands for text
left out. A marking such as `(protect)` or `(strictly protect)` follows a name that must not be disclosed.
"""

from __future__ import annotations

import re

from transforms.cable import Context, Redactions
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "redactions"

RULES = (
    Rule(
        "runs",
        re.compile(r"XXXX+|xxxx+|\n[ \t]*\.{3,}[ \t]*(?=\n\s{0,40}\S)"),
        "runs of four or more X, and lines of dots with text after them",
        "Former minister XXXXXXXXXXXX (protect) told us\nthat xxxxxxxxxxxx would resign.\n....\nHe did not.\n",
        Redactions(3, 1),
    ),
    Rule(
        "protect markings",
        re.compile(
            r"[(\[][ \t\n]*(?:(?:please|strictly|strict|pls|fully|source)[ \t\n,]+){0,2}protect(?:ed)?\b"
            r"(?:[ \t\n]+(?:strictly|source|throughout|identity|accordingly|fully|please)){0,2}[ \t\n]*[)\]]",
            re.IGNORECASE,
        ),
        "the author asks that the name before it be kept secret",
        "A party member (strictly protect) and her aide (PLEASE PROTECT) agreed.",
        Redactions(0, 2),
    ),
)
_RUNS, _PROTECT = RULES


def parse(zones: Zones, context: Context) -> Parsed[Redactions]:
    """Count blacked-out runs and protect markings, from the captions down; a cable without any is absent."""
    start = zones.header.end if zones.header.end < len(zones.text) else 0
    text = zones.text
    # most cables have neither sign, and looking for a plain string is cheap
    run_sign = "XXXX" in text or "xxxx" in text or "\n..." in text or "\n ..." in text
    protect_sign = "rotect" in text or "ROTECT" in text
    runs = list(_RUNS.pattern.finditer(text, start)) if run_sign else []
    protected = list(_PROTECT.pattern.finditer(text, start)) if protect_sign else []
    if not runs and not protected:
        return Parsed(Redactions(), "absent")
    first = min(runs[:1] + protected[:1], key=lambda match: match.start())
    rule = _RUNS if runs else _PROTECT
    return Parsed(Redactions(len(runs), len(protected)), "ok", rule.name, Span(*first.span()), first.group().strip())
