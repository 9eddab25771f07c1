"""A parsed cable: the typed values that the tables and the JSON form are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.offsets import Offsets
from transforms.rules import Finding, Span


class Context(NamedTuple):
    """What a field parser may know beyond the text: the cable's id, year and date, so far as they are established."""

    cable_id: str = ""
    year: int | None = None
    format: str = "telegram"
    date: dt.date | None = None


class Transmission(NamedTuple):
    """The machine's part of the header: channel, DE and ZNY lines, operating signals. Julian day 1-366, time HHMM."""

    channel: str = ""
    routing_indicators: tuple[str, ...] = ()
    station_indicator: str = ""
    serial: int | None = None
    julian_day: int | None = None
    julian_time: str = ""
    security: str = ""
    operating_signals: tuple[str, ...] = ()


class DateTimeGroup(NamedTuple):
    """Moment of release (UTC, no time zone attached) and precedence letters, action first (`O`, `O R`)."""

    moment: dt.datetime | None = None
    precedence: str = ""


class Addressee(NamedTuple):
    """One recipient. `role` is action, info or exempt; `precedence` the printed word; `serial` the channel sequence."""

    role: str
    name: str
    routing_indicator: str = ""
    precedence: str = ""
    serial: str = ""
    office: str = ""


class Addresses(NamedTuple):
    """The FM line and the recipients in order."""

    origin: str = ""
    addressees: tuple[Addressee, ...] = ()


class ClassificationLine(NamedTuple):
    """Level and what else is on the classification line: handling, section n of m, station and serial."""

    level: str = ""
    handling: tuple[str, ...] = ()
    section_number: int | None = None
    section_total: int | None = None
    station: str = ""
    serial: int | None = None


class Captions(NamedTuple):
    """Lines between classification line and E.O.: distribution captions, handling, pass-to and other free lines."""

    captions: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class ExecutiveOrder(NamedTuple):
    """Order number, declassification date if one is stated, and the instruction as printed."""

    order: str = ""
    declassify_on: dt.date | None = None
    declassify_raw: str = ""


class Tag(NamedTuple):
    """One TAGS entry. `kind`: subject, geographic, program, organization, person or free."""

    tag: str
    kind: str
    raw: str


class Reference(NamedTuple):
    """One reference. `kind`: cable, airgram, email, telcon, memo, iir, report, document, previous or other.

    `target` is the canonical id if it is a cable; `rule` says how its year was inferred.
    """

    label: str
    raw: str
    kind: str
    target: str = ""
    rule: str = ""


class ClassifiedBy(NamedTuple):
    """Classifying officer: name and title as printed, reasons as lower-case letters of the order's section.

    `second` is a second officer's name and title, if two classified the telegram.
    """

    name: str = ""
    title: str = ""
    reasons: tuple[str, ...] = ()
    second: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Paragraph:
    """A paragraph: number as repaired, portion marking as printed without brackets, the level it means, text."""

    number: int | None
    portion: str
    level: str
    text: str
    heading: str = ""
    span: Span | None = None


class Person(NamedTuple):
    """Somebody named in an official part (signer, drafter, releaser, reviewer; all in `schemas.columns` under role)."""

    role: str
    name: str
    title: str = ""


class Redactions(NamedTuple):
    """How many runs of text were blacked out, and how many names are marked (protect) or (strictly protect)."""

    runs: int = 0
    protected: int = 0


class SourceRecord(NamedTuple):
    """How the source itself records the telegram.

    `created_at`: its time of creation in UTC; `precision`: day, hour or minute, "" if it states no time. `source_id`:
    its own id for the document, as printed.
    """

    created_at: dt.datetime | None = None
    precision: str = ""
    source_id: str = ""


class Release(NamedTuple):
    """What a later review decided: status as stamped (RELEASED IN PART), day, who decided, exemptions (B1, 1.4(D)).

    `released_on`: the day on which the document was made public, if the source or a stamp states it.
    """

    status: str = ""
    reviewed_on: dt.date | None = None
    authority: str = ""
    exemptions: tuple[str, ...] = ()
    released_on: dt.date | None = None


class PlaceMention(NamedTuple):
    """A place that the subject or text mentions: its id in places.csv, the words, and the rule that decided.

    `start`, `end`: where it is printed.
    """

    place_id: str
    name: str
    rule: str
    start: int
    end: int


class PersonMention(NamedTuple):
    """A person whom the subject or text names: name, the title beside it ("" if none), and the rule that found it.

    `start`, `end`: where the name is printed.
    """

    name: str
    title: str
    rule: str
    start: int
    end: int


class OfficeCopies(NamedTuple):
    """One office of a 1970s distribution list. `role`: action, origin or info; `copies`: how many it got."""

    role: str
    office: str
    copies: int


class Distribution(NamedTuple):
    """Copies by office, their stated sum if there is one, and who drafted, approved and cleared the telegram."""

    offices: tuple[OfficeCopies, ...] = ()
    total: int | None = None
    people: tuple[Person, ...] = ()


@dataclass(slots=True)
class Cable:
    """One cable as read from one document. Empty strings and tuples mean absent; `findings` says why.

    `origin` is the post as the source names it, else as the FM line does; `sender` is always the FM line's. All spans
    are offsets in the decoded document; `offsets` map these to header and body.
    """

    document_id: str
    format: str
    cable_id: str
    date: dt.date | None = None
    dtg: dt.datetime | None = None
    post: str = ""
    serial: int | None = None
    origin: str = ""
    sender: str = ""
    precedence: str = ""
    classification: str = ""
    handling: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    pass_lines: tuple[str, ...] = ()
    section_number: int | None = None
    section_total: int | None = None
    executive_order: str = ""
    declassify_on: dt.date | None = None
    declassify_raw: str = ""
    tags: tuple[Tag, ...] = ()
    subject: str = ""
    references: tuple[Reference, ...] = ()
    classified_by: ClassifiedBy = ClassifiedBy()
    signer: str = ""
    summary: str = ""
    transmission: Transmission = Transmission()
    addressees: tuple[Addressee, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    people: tuple[Person, ...] = ()
    distribution: Distribution = Distribution()
    redactions: Redactions = Redactions()
    place_mentions: tuple[PlaceMention, ...] = ()
    person_mentions: tuple[PersonMention, ...] = ()
    release: Release = Release()
    source_record: SourceRecord = SourceRecord()
    is_partial: bool = False
    header: str = ""
    body: str = ""
    offsets: Offsets = Offsets()
    findings: list[Finding] = field(default_factory=list)
    quality: float = 0.0

    @property
    def year(self) -> int | None:
        return self.date.year if self.date else None
