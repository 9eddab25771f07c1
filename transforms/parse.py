"""From a document to a cable: segment once, read each field, settle identity and date, compare the witnesses."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from transforms import stated, witnesses
from transforms.cable import (
    Addresses,
    Cable,
    Captions,
    ClassificationLine,
    ClassifiedBy,
    Context,
    DateTimeGroup,
    Distribution,
    ExecutiveOrder,
    Person,
    Redactions,
    Reference,
    Transmission,
)
from transforms.document import Document
from transforms.fields import (
    addressees,
    captions,
    classification,
    classified_by,
    completeness,
    date_time_group,
    distribution,
    executive_order,
    paragraphs,
    redactions,
    references,
    repetition,
    signer,
    subject,
    summary,
    tags,
    transmission,
)
from transforms.fragments import parse_fragment
from transforms.identity import Identity, identify
from transforms.rules import Finding, Parsed
from transforms.segment import Zones, segment

# words of a finding that are kept with it; the span gives the rest
_RAW_LIMIT = 500

# fields every complete telegram has: the measure of quality
_EXPECTED = ("dtg", "classification", "addressees", "declassify_on", "tags", "subject", "paragraphs", "signer")


def parse_document(document: Document) -> Cable:
    """Read every field of a document.

    Never raises: a field whose parser fails is recorded as unparsed with the rule `failed`, and the others are read.
    """
    reader = _Reader(document)
    sent = reader.read(transmission, Transmission())
    group = reader.read(date_time_group, DateTimeGroup())
    line = reader.read(classification, ClassificationLine())
    identity = identify(document, group.moment, line, sent)
    reader.findings.append(identity.finding)
    reader.context = Context(identity.cable_id, identity.year, document.format, identity.date)
    cable = _cable(reader, identity)
    cable.references += _repeated(reader, cable)
    cable.transmission, cable.dtg, cable.precedence = sent, group.moment, group.precedence
    cable.section_number, cable.section_total = line.section_number, line.section_total
    cable.findings += witnesses.compare(document, cable, line)
    stated.fill(document, cable)
    witnesses.settle_classification(cable, line, document.stated.classification)
    cable.people = _people(cable)
    cable.quality = _quality(cable)
    return cable


class _Reader:
    """Reads fields of one document and collects what each reading found."""

    def __init__(self, document: Document) -> None:
        self.clean = document.clean
        self.zones: Zones = segment(document.clean.text, document.header_end)
        self.context = Context(format=document.format)
        self.findings: list[Finding] = list(document.findings)

    def read(self, module: ModuleType, empty: Any) -> Any:
        """Value of a field, `empty` where its parser fails."""
        try:
            parsed: Parsed[Any] = module.parse(self.zones, self.context)
        except Exception as error:  # a defect in one field must not cost the document; it shows in findings_by_rule
            self.findings.append(Finding(module.NAME, "unparsed", "failed", detail=f"{type(error).__name__}: {error}"))
            return empty
        value, status, rule, span, raw, detail = parsed
        span = self.clean.raw_span(span) if span else None
        self.findings.append(Finding(module.NAME, status, rule, raw[:_RAW_LIMIT], span, detail))
        return value


def _cable(reader: _Reader, identity: Identity) -> Cable:
    zones = reader.zones
    address = reader.read(addressees, Addresses())
    lines = reader.read(captions, Captions())
    order = reader.read(executive_order, ExecutiveOrder())
    return Cable(
        document_id=identity.document_id,
        format=reader.context.format,
        cable_id=identity.cable_id,
        date=identity.date,
        post=identity.post,
        serial=identity.serial,
        origin=identity.origin or address.origin,
        sender=address.origin,
        handling=lines.handling,
        captions=lines.captions,
        executive_order=order.order,
        declassify_on=order.declassify_on,
        declassify_raw=order.declassify_raw,
        tags=reader.read(tags, ()),
        subject=reader.read(subject, ""),
        references=reader.read(references, ()),
        classified_by=reader.read(classified_by, ClassifiedBy()),
        summary=reader.read(summary, ""),
        signer=reader.read(signer, ""),
        paragraphs=reader.read(paragraphs, ()),
        redactions=reader.read(redactions, Redactions()),
        distribution=reader.read(distribution, Distribution()),
        is_partial=reader.read(completeness, False),
        addressees=address.addressees,
        header=zones.of(zones.header).strip("\n"),
        body=zones.text[zones.header.end :].strip("\n"),
        findings=reader.findings,
    )


def _repeated(reader: _Reader, cable: Cable) -> tuple[Reference, ...]:
    """The telegram that this one sends again, as a reference, unless it is its own earlier sending."""
    named = reader.read(repetition, "")
    if not named:
        reader.findings.pop()  # that a telegram repeats no other one is not worth a line for each
        return ()
    found = parse_fragment(references, f"REF: {named}", reader.context).value
    known = {cable.cable_id, *(reference.target for reference in cable.references)}
    return tuple(reference._replace(rule="repeated") for reference in found if reference.target not in known)


def _people(cable: Cable) -> tuple[Person, ...]:
    people = []
    if cable.signer:
        people.append(Person("signer", cable.signer))
    if cable.classified_by.name:
        people.append(Person("classified_by", cable.classified_by.name, cable.classified_by.title))
    people += cable.distribution.people
    people += (Person("tag", tag.tag) for tag in cable.tags if tag.kind == "person")
    return tuple(people)


def _quality(cable: Cable) -> float:
    """Share of the fields a complete telegram has that were read."""
    read = {finding.field for finding in cable.findings if finding.status in ("ok", "repaired")}
    return round(sum(name in read for name in _EXPECTED) / len(_EXPECTED), 3)
