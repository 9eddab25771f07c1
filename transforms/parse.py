"""From documents to cables: segment once, read each field, identify the cable, compare the witnesses."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from transforms import labels, losses, mentions, release, source_record, stated, witnesses
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
    Paragraph,
    Person,
    Redactions,
    Reference,
    SourceRecord,
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
from transforms.offsets import of_parts
from transforms.rules import Finding, Parsed, Span
from transforms.segment import Zones, segment
from transforms.sources import military

# characters of a finding's text that are kept with it; the span gives the rest
_RAW_LIMIT = 500

# fields that every complete telegram has: the measure of quality
_EXPECTED = ("dtg", "classification", "addressees", "declassify_on", "tags", "subject", "paragraphs", "signer")
# those of a message in the military's text format, which is neither tagged nor signed
_OF_A_MESSAGE = ("dtg", "classification", "addressees", "subject", "paragraphs")


# fields in the order of their findings, each with its value if its parser fails
_IDENTIFYING: tuple[tuple[ModuleType, Any], ...] = (
    (transmission, Transmission()),
    (date_time_group, DateTimeGroup()),
    (classification, ClassificationLine()),
)
_FIELDS: tuple[tuple[ModuleType, Any], ...] = (
    (addressees, Addresses()),
    (captions, Captions()),
    (executive_order, ExecutiveOrder()),
    (tags, ()),
    (subject, ""),
    (references, ()),
    (classified_by, ClassifiedBy()),
    (summary, ""),
    (signer, ""),
    (paragraphs, ()),
    (redactions, Redactions()),
    (distribution, Distribution()),
    (completeness, False),
    (repetition, ""),
)


# the fields that may mention places and people
_MENTIONING = (subject.NAME, paragraphs.NAME)


def parse_document(document: Document) -> Cable:
    """Read every field of a document.

    Never raises: if the parser of a field fails, the field is unparsed with the rule `failed`, and the others are read.
    """
    return parse_documents((document,))[0]


def parse_documents(documents: Iterable[Document]) -> list[Cable]:
    """Read every field of several documents: the same as `parse_document` for each, in two thirds of the time.

    Each step runs on all documents before the next step begins, so that its code and patterns stay in the cache.
    """
    readers = [_Reader(document) for document in documents]
    for reader in readers:
        reader.segment()
    for module, empty in _IDENTIFYING:
        for reader in readers:
            reader.read(module, empty)
    for reader in readers:
        reader.identify()
    for module, empty in _FIELDS:
        for reader in readers:
            reader.read(module, empty)
    cables = [_of_values(reader) for reader in readers]
    for complete in (_compare, _complete, _find_losses, _find_mentions, _place_in_document, _judge):
        for reader, cable in zip(readers, cables, strict=True):
            complete(reader, cable)
    return cables


class _Reader:
    """Reads the fields of one document and collects their values by name, and their findings.

    Spans in `findings` are offsets in the segmented text, those in `received` and `decided` offsets in the document.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clean, repairs = labels.repaired(document.clean, document.header_end)
        self.context = Context(format=document.format)
        self.is_message = military.is_message(document)
        self.received = (*document.findings, *repairs)
        self.decided: tuple[Finding, ...] = ()
        self.findings: list[Finding] = []
        self.values: dict[str, Any] = {}
        self.zones: Zones
        self.record: SourceRecord
        self.identity: Identity

    def segment(self) -> None:
        """Cut the document into its zones."""
        self.zones = segment(self.clean.text, self.document.header_end)

    def read(self, module: ModuleType, empty: Any) -> None:
        """Read a field; its value is `empty` if its parser fails."""
        try:
            parsed: Parsed[Any] = module.parse(self.zones, self.context)
        except Exception as error:  # a defect in one field must not cost the document; it shows in findings_by_rule
            self.findings.append(Finding(module.NAME, "unparsed", "failed", detail=f"{type(error).__name__}: {error}"))
            self.values[module.NAME] = empty
            return
        value, status, rule, span, raw, detail = parsed
        self.findings.append(Finding(module.NAME, status, rule, raw[:_RAW_LIMIT], span, detail))
        self.values[module.NAME] = value

    def identify(self) -> None:
        """Identify the cable from the identifying fields, for the parsers of the others."""
        group, line, sent = (self.values[field.NAME] for field in (date_time_group, classification, transmission))
        self.record = source_record.read(self.document, self.zones)
        header = self.zones.of(self.zones.header)
        self.identity = identify(self.document, group.moment, self.record.created_at, line, sent, header)
        self.findings.append(self.identity.finding)
        self.context = Context(self.identity.cable_id, self.identity.year, self.document.format, self.identity.date)


def _compare(reader: _Reader, cable: Cable) -> None:
    """Add a reference to the telegram that the cable repeats, and the witnesses that disagree."""
    cable.references += _repeated(reader, cable)
    cable.findings += witnesses.compare(reader.document, cable, reader.values[classification.NAME])


def _complete(reader: _Reader, cable: Cable) -> None:
    """Add what the source and a review state about the cable."""
    document = reader.document
    stated.fill(document, cable)
    cable.release, decision = release.read(document)
    reader.decided = (decision,) if decision else ()
    witnesses.settle_classification(cable, reader.values[classification.NAME], document.stated.classification)


def _find_losses(reader: _Reader, cable: Cable) -> None:
    """Add the signs that the text contains more than was read."""
    cable.findings += losses.find(reader.zones, cable, is_signed=not reader.is_message)


def _find_mentions(reader: _Reader, cable: Cable) -> None:
    """Add the places and people that the subject and text mention."""
    places = {finding.field: finding.span for finding in cable.findings if finding.field in _MENTIONING}
    text = places.get(paragraphs.NAME) or reader.zones.prose
    parts = [part for part in (places.get(subject.NAME), text) if part and part.end > part.start]
    try:
        cable.place_mentions, cable.person_mentions = mentions.find(reader.zones.text, parts)
    except Exception as error:  # as for a field: the cable is kept, and findings_by_rule shows the defect
        cable.findings.append(Finding("mentions", "unparsed", "failed", detail=f"{type(error).__name__}: {error}"))


def _judge(reader: _Reader, cable: Cable) -> None:
    """Add the people in official parts, and the quality."""
    cable.people = _people(cable)
    cable.quality = _quality(cable, _OF_A_MESSAGE if reader.is_message else _EXPECTED)


def _of_values(reader: _Reader) -> Cable:
    zones, identity, values = reader.zones, reader.identity, reader.values
    address, lines, order = values[addressees.NAME], values[captions.NAME], values[executive_order.NAME]
    group, line = values[date_time_group.NAME], values[classification.NAME]
    header = _without_line_ends(zones.text, zones.header)
    body = _without_line_ends(zones.text, Span(zones.header.end, len(zones.text)))
    return Cable(
        document_id=identity.document_id,
        format=reader.context.format,
        cable_id=identity.cable_id,
        date=identity.date,
        dtg=group.moment,
        post=identity.post,
        serial=identity.serial,
        origin=identity.origin or address.origin,
        sender=address.origin,
        precedence=group.precedence,
        handling=lines.handling,
        captions=lines.captions,
        pass_lines=lines.lines,
        section_number=line.section_number,
        section_total=line.section_total,
        executive_order=order.order,
        declassify_on=order.declassify_on,
        declassify_raw=order.declassify_raw,
        tags=values[tags.NAME],
        subject=values[subject.NAME],
        references=values[references.NAME],
        classified_by=values[classified_by.NAME],
        summary=values[summary.NAME],
        signer=values[signer.NAME],
        transmission=values[transmission.NAME],
        paragraphs=values[paragraphs.NAME],
        redactions=values[redactions.NAME],
        distribution=values[distribution.NAME],
        is_partial=values[completeness.NAME],
        addressees=address.addressees,
        header=zones.of(header),
        body=zones.of(body),
        offsets=of_parts(reader.clean, (header, body)),
        source_record=reader.record,
        findings=reader.findings,
    )


def _without_line_ends(text: str, place: Span) -> Span:
    """A span without the line ends around it."""
    printed = text[place.start : place.end]
    start = place.end - len(printed.lstrip("\n"))
    return Span(start, max(start, place.start + len(printed.rstrip("\n"))))


def _place_in_document(reader: _Reader, cable: Cable) -> None:
    """Convert spans from offsets in the segmented text to those in the document."""
    placed: tuple[Finding | Paragraph, ...] = (*cable.findings, *cable.paragraphs)
    places = reader.clean.raw_spans([one.span for one in placed])
    for one, place in zip(placed, places, strict=True):
        one.span = place
    cable.findings = [*reader.received, *cable.findings, *reader.decided]
    cable.place_mentions = reader.clean.placed(cable.place_mentions)
    cable.person_mentions = reader.clean.placed(cable.person_mentions)


def _repeated(reader: _Reader, cable: Cable) -> tuple[Reference, ...]:
    """The telegram that this one sends again, as a reference, unless it is its own earlier sending."""
    named = reader.values[repetition.NAME]
    if not named:
        reader.findings.pop()  # this field's, the last one: its absence, which is usual, is not recorded
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
    if cable.classified_by.second[0]:
        people.append(Person("classified_by", *cable.classified_by.second))
    people += cable.distribution.people
    people += release.people(cable.release)
    people += (Person("tag", tag.tag) for tag in cable.tags if tag.kind == "person")
    return tuple(people)


def _quality(cable: Cable, expected: tuple[str, ...]) -> float:
    """Share of the expected fields that were read, halved for each sign that some text was not.

    The level counts as read if the source states it.
    """
    read = {finding.field for finding in cable.findings if finding.status in ("ok", "repaired")}
    read |= {"classification"} if cable.classification else set()
    lost = sum(losses.lowers(finding) for finding in cable.findings if finding.field == losses.NAME)
    return round(sum(name in read for name in expected) / len(expected) / (1 << lost), 3)
