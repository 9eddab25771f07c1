"""Redactions: runs that the publisher blacked out, and names that the author marked for protection.

In the public release, a run is usually twelve X, in capitals or not, often touching the word before or after it
(`formerXXXXXXXXXXXX said`); some have 10 to 13, and a few cables have shorter ones. A line of dots means that text was
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
        "the author's request to keep the name before it secret",
        "A party member (strictly protect) and her aide (PLEASE PROTECT) agreed.",
        Redactions(0, 2),
    ),
)
_RUNS, _PROTECT = RULES
PROTECT = _PROTECT.pattern
_RUN_SIGNS = ("XXXX", "xxxx", "\n...", "\n ...")
_PROTECT_SIGNS = ("rotect", "ROTECT")


def parse(zones: Zones, context: Context) -> Parsed[Redactions]:
    """Count blacked-out runs and protect markings below the header; absent if there are none."""
    start = zones.header.end if zones.header.end < len(zones.text) else 0
    text = zones.text
    # most cables have none of these signs, and a search for a plain string is cheap
    run_at = _first(text, start, _RUN_SIGNS)
    protect_at = _first(text, start, _PROTECT_SIGNS)
    runs = list(_RUNS.pattern.finditer(text, _line_of_dots(text, start, run_at))) if run_at >= 0 else []
    protected = list(_PROTECT.pattern.finditer(text, _bracket(text, start, protect_at))) if protect_at >= 0 else []
    if not runs and not protected:
        return Parsed(Redactions(), "absent")
    first = min(runs[:1] + protected[:1], key=lambda match: match.start())
    rule = _RUNS if runs else _PROTECT
    return Parsed(Redactions(len(runs), len(protected)), "ok", rule.name, Span(*first.span()), first.group().strip())


def _first(text: str, start: int, signs: tuple[str, ...]) -> int:
    """Offset of the first of the signs, -1 if there is none."""
    return min((at for sign in signs if (at := text.find(sign, start)) >= 0), default=-1)


def _line_of_dots(text: str, start: int, sign: int) -> int:
    """Where runs may begin: at the first sign, or at indented dots before it."""
    dots = text.find("...", start, sign)
    return sign if dots < 0 else max(start, text.rfind("\n", start, dots))


def _bracket(text: str, start: int, sign: int) -> int:
    """Where protect markings may begin: at the bracket before the first sign."""
    return max(start, text.rfind("(", start, sign), text.rfind("[", start, sign))
