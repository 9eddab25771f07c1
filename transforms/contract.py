"""The public JSON forms: one cable for `parse --json`, one field for `parse --field`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from transforms.cable import Addressee, Cable, Reference
from transforms.rules import Finding


def cable_json(cable: Cable) -> dict[str, Any]:
    """The JSON object of a cable; keys and shapes are the public contract."""
    return {
        "id": cable.cable_id,
        "date": _iso(cable.date),
        "dtg": cable.dtg.strftime("%Y-%m-%dT%H:%M:%SZ") if cable.dtg else None,
        "precedence": cable.precedence or None,
        "post": cable.post or None,
        "origin": cable.origin or None,
        "routing_indicator": cable.transmission.station_indicator or None,
        "serial": cable.serial,
        "classification": cable.classification or None,
        "handling": list(cable.handling),
        "captions": list(cable.captions),
        "section": {"number": cable.section_number, "total": cable.section_total},
        "executive_order": cable.executive_order or None,
        "declassify_on": _iso(cable.declassify_on),
        "declassify_raw": cable.declassify_raw or None,
        "tags": [tag.tag for tag in cable.tags],
        "subject": cable.subject or None,
        "references": [reference_json(reference) for reference in cable.references],
        "classified_by": cable.classified_by.name or None,
        "classified_by_title": cable.classified_by.title or None,
        "reasons": list(cable.classified_by.reasons),
        "signer": cable.signer or None,
        "summary": cable.summary or None,
        "addressees": [addressee_json(addressee) for addressee in cable.addressees],
        "paragraphs": [
            {"number": paragraph.number, "portion": paragraph.portion or None, "text": paragraph.text}
            for paragraph in cable.paragraphs
        ],
        "release_status": cable.release.status or None,
        "reviewed_on": _iso(cable.release.reviewed_on),
        "review_authority": cable.release.authority or None,
        "exemptions": list(cable.release.exemptions),
        "pass_lines": list(cable.pass_lines),
        "created_at": cable.source_record.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if cable.source_record.created_at
        else None,
        "created_precision": cable.source_record.precision or None,
        "released_on": _iso(cable.release.released_on),
        "source_id": cable.source_record.source_id or None,
        "is_partial": cable.is_partial,
        "redactions": cable.redactions.runs,
        "format": cable.format,
        "document_id": cable.document_id,
        "quality": cable.quality,
        "findings": [finding_json(finding) for finding in cable.findings],
    }


def reference_json(reference: Reference) -> dict[str, Any]:
    return {
        "label": reference.label or None,
        "raw": reference.raw,
        "kind": reference.kind,
        "target": reference.target or None,
    }


def addressee_json(addressee: Addressee) -> dict[str, Any]:
    return {
        "role": addressee.role,
        "name": addressee.name,
        "routing_indicator": addressee.routing_indicator or None,
        "precedence": addressee.precedence or None,
        "serial": addressee.serial or None,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "field": finding.field,
        "status": finding.status,
        "rule": finding.rule or None,
        "raw": finding.raw or None,
        "span": list(finding.span) if finding.span else None,
        "detail": finding.detail or None,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _or_none(value: Any) -> Any:
    return value or None


FIELD_JSON: dict[str, Callable[[Any], Any]] = {
    "tags": lambda tags: [tag.tag for tag in tags],
    "subject": _or_none,
    "references": lambda references: [reference_json(reference) for reference in references],
    "signer": _or_none,
    "classified_by": lambda by: by.name or None,
    "summary": _or_none,
    "addressees": lambda addresses: [addressee_json(addressee) for addressee in addresses.addressees],
    "declassify_on": lambda order: _iso(order.declassify_on),
    "cable_id": lambda found: found.value or None,
    "classification": lambda line: line.level or None,
    "portion": lambda marking: marking.marking or None,
}
