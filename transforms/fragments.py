"""Read one field from a fragment of text, to explain or to test a rule."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from transforms import labels
from transforms.cable import Context
from transforms.contract import FIELD_JSON
from transforms.document import CleanText
from transforms.fields import (
    addressees,
    cable_id,
    captions,
    classification,
    classified_by,
    completeness,
    date_time_group,
    distribution,
    executive_order,
    paragraphs,
    portion,
    redactions,
    references,
    repetition,
    signer,
    subject,
    summary,
    tags,
    transmission,
)
from transforms.rules import Parsed, Span
from transforms.segment import segment

FIELD_MODULES: tuple[ModuleType, ...] = (
    addressees, captions, classification, classified_by, completeness, date_time_group, distribution,
    executive_order, paragraphs, redactions, references, repetition, signer, subject, summary, tags, transmission,
)  # fmt: skip


def parse_fragment(module: ModuleType, text: str, context: Context | None = None) -> Parsed[Any]:
    """Segment a fragment and read one field; a fragment in which no header ends counts as both header and body."""
    zones = segment(labels.repaired(CleanText(text, text))[0].text)
    if zones.header.end == 0:
        zones.header = Span(0, len(zones.text))
    return module.parse(zones, context or Context())  # type: ignore[no-any-return]


def field_json(name: str, text: str, context: Context) -> dict[str, Any]:
    """Value, status and rule of one field of a fragment, in the form of the contract.

    Raises KeyError if the name is not in FIELD_JSON.
    """
    parsed = _parse_named(name, text, context)
    return {"value": FIELD_JSON[name](parsed.value), "status": parsed.status, "rule": parsed.rule or None}


def _parse_named(name: str, text: str, context: Context) -> Parsed[Any]:
    if name == "cable_id":
        return cable_id.canonical(text)
    if name == "portion":
        return portion.parse_text(text)
    modules = {module.NAME: module for module in FIELD_MODULES}
    return parse_fragment(modules[name], text, context)
