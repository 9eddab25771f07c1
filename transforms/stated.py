"""Fill fields that a telegram's text lacks with what its source states.

Records of the 1970s whose text is on microfilm, unretrievable or withdrawn still have attributes: subject, TAGS,
references, sender, addressees, handling. They are read by the same rules as the text; the finding's rule is `stated`.
Nothing that the text says is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from transforms.cable import Cable, Context
from transforms.document import Document, Stated
from transforms.fields import addressees, captions, completeness, references, subject, tags
from transforms.fragments import parse_fragment
from transforms.rules import Finding, Rule

RULE = "stated"

LOCATORS = (
    Rule("withdrawn", re.compile(r"WITHDRAW|CARD", re.IGNORECASE), "withheld at review", "TEXT WITHDRAWN", True),
    Rule(
        "on microfilm",
        re.compile(r"(?<!ON-LINE, )ON MICROFI(?:LM|CHE)|^MICROFICHE", re.IGNORECASE),
        "the text exists, but not here",
        "TEXT ON MICROFILM,ADS TEXT UNRETRIEVABLE",
        True,
    ),
    Rule("unretrievable", re.compile(r"UNRETRIEVABLE", re.IGNORECASE), "lost", "ADS TEXT UNRETRIEVABLE", True),
    Rule("not converted", re.compile(r"NOT CONVERTED", re.IGNORECASE), "never made readable", "NOT CONVERTED", True),
    Rule("garbled", re.compile(r"GARBLED", re.IGNORECASE), "present, but unreadable", "GARBLED", True),
)


def fill(document: Document, cable: Cable) -> None:
    """Give a cable the values that its source states and its text lacks; record why a text is missing."""
    if not (document.stated.attributes or cable.is_partial):
        return
    context = Context(cable.cable_id, cable.date.year if cable.date else None, cable.format, cable.date)
    absent = {finding.field for finding in cable.findings if finding.status == "absent"}
    for module, line in _lines(document.stated):
        if line and module.NAME in absent:
            _fill(cable, module, line, context)
    _record_why(cable, document.stated.attributes.get("Locator", ""))


def _lines(stated: Stated) -> Iterator[tuple[ModuleType, str]]:
    """The lines of a telegram on which the stated values would be; empty if a value is not stated."""
    restrictions, to = (stated.attributes.get(name) for name in ("Original Handling Restrictions", "To"))
    sender = f"FM {stated.origin}\n" if stated.origin else ""
    yield subject, f"SUBJECT: {stated.subject}" if stated.subject else ""
    yield tags, f"TAGS: {', '.join(stated.tags)}" if stated.tags else ""
    yield references, f"REF: {', '.join(stated.references)}" if stated.references else ""
    yield addressees, f"R 010000Z JAN 75\n{sender}TO {to}\n" if to else ""
    yield captions, f"UNCLAS STATE 0001\n{restrictions}\nTAGS: XX\n" if restrictions else ""


def _fill(cable: Cable, module: ModuleType, text: str, context: Context) -> None:
    parsed = parse_fragment(module, text, context)
    if parsed.status not in ("ok", "repaired"):
        return
    _set(cable, module, parsed.value)
    stated = Finding(module.NAME, parsed.status, RULE, parsed.raw, detail=f"as the source states it, {parsed.rule}")
    cable.findings = [f for f in cable.findings if f.field != module.NAME or f.status != "absent"] + [stated]


def _set(cable: Cable, module: ModuleType, value: Any) -> None:
    if module is addressees:
        cable.addressees, cable.origin = value.addressees, cable.origin or value.origin
    elif module is captions:
        cable.captions, cable.handling = value.captions, value.handling
    else:
        setattr(cable, module.NAME, value)


def _record_why(cable: Cable, locator: str) -> None:
    """Change the rule of the finding on a missing text to why it is missing, as the attribute Locator says."""
    rule = next((rule.name for rule in LOCATORS if rule.pattern.search(locator)), "") if locator else ""
    for place, finding in enumerate(cable.findings if rule else ()):
        if finding.field == completeness.NAME and finding.rule == "no text":
            cable.findings[place] = Finding(finding.field, finding.status, rule, finding.raw, detail=locator)
