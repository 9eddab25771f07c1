"""What is true of an invented cable: the values its text is composed from, and the form in which they are published."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent


class Station(NamedTuple):
    """A post as the invented cables use it: printed name, plain-language address, TAGS of both eras."""

    post: str
    printed: str
    address: str
    origin: str
    routing_indicator: str
    tag: str
    tag_1970s: str
    country: str
    adjective: str
    government: str
    first_year: str
    last_year: str
    region: str

    def open_in(self, year: int) -> bool:
        return int(self.first_year) <= year <= int(self.last_year or 9999)


@cache
def stations() -> dict[str, Station]:
    with (HERE / "posts.csv").open(encoding="utf-8", newline="") as file:
        return {row["post"]: Station(**row) for row in csv.DictReader(file)}


@cache
def vocabulary(name: str) -> dict[str, Any]:
    with (HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


class Officer(NamedTuple):
    given: str
    family: str
    title: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Addressee(NamedTuple):
    """One recipient; `serial` is the channel's own sequence number, "" where none is printed."""

    role: str
    name: str
    routing_indicator: str
    precedence: str
    serial: str


class Reference(NamedTuple):
    """One reference as printed; `target` is "" where it is not a cable."""

    label: str
    raw: str
    kind: str
    target: str


class Paragraph(NamedTuple):
    """A paragraph. `lines` are its own lines (the text, then bullets), each to be wrapped by itself."""

    number: int | None
    portion: str
    lines: tuple[str, ...]
    heading: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(slots=True)
class Facts:
    """One cable before it is printed. Lists are in the order of the text; "" and empty lists mean absent."""

    station: Station
    about: Station
    story: str
    serial: int
    sent: dt.datetime
    precedence: tuple[str, ...]
    level: str
    handling: list[str]
    captions: list[str]
    pass_to: str
    executive_order: str
    declassify_on: dt.date | None
    declassification: str
    tags: list[str]
    subject: str
    references: list[Reference]
    officer: Officer | None
    reasons: list[str]
    signer: str
    addressees: list[Addressee]
    paragraphs: list[Paragraph]
    summary: str
    names_to_black_out: list[str] = field(default_factory=list)
    section_total: int | None = None
    section_number: int | None = None
    is_1970s: bool = False
    subject_portion: str = ""

    @property
    def cable_id(self) -> str:
        return f"{self.sent.year % 100:02}{self.station.post}{self.serial}"

    @property
    def is_classified(self) -> bool:
        return self.level in ("CONFIDENTIAL", "SECRET")


def digest(text: str) -> dict[str, Any]:
    """A text by its first and last words and their number: enough to see a wrong cut, without the text again."""
    words = text.split()
    return {"begins": " ".join(words[:5]), "ends": " ".join(words[-4:]), "words": len(words)}


def truth(facts: Facts, form: str, **changed: Any) -> dict[str, Any]:
    """The values a reader of this cable must find.

    `changed` is what the form of the document does to them; `...` takes a value out that the document leaves open.
    """
    officer = facts.officer
    values: dict[str, Any] = {
        "id": facts.cable_id,
        "date": facts.sent.date().isoformat(),
        "dtg": facts.sent.strftime("%Y-%m-%dT%H:%M:00Z"),
        "precedence": " ".join(facts.precedence),
        "post": facts.station.post,
        "routing_indicator": facts.station.routing_indicator or None,
        "serial": facts.serial,
        "classification": facts.level,
        "handling": facts.handling,
        "captions": facts.captions,
        "section": {"number": facts.section_number, "total": facts.section_total},
        "executive_order": facts.executive_order or None,
        "declassify_on": facts.declassify_on.isoformat() if facts.declassify_on else None,
        "tags": facts.tags,
        "subject": facts.subject,
        "references": [
            {"label": r.label or None, "raw": r.raw, "kind": r.kind, "target": r.target or None}
            for r in facts.references
        ],
        "classified_by": officer.name if officer else None,
        "classified_by_title": officer.title if officer else None,
        "reasons": facts.reasons,
        "signer": facts.signer or None,
        "summary": digest(facts.summary) if facts.summary else None,
        "addressees": [{k: v or None for k, v in addressee._asdict().items()} for addressee in facts.addressees],
        "paragraphs": [{"number": p.number, "portion": p.portion or None, **digest(p.text)} for p in facts.paragraphs],
        "is_partial": False,
        "redactions": 0,
        "format": form,
    }
    return {name: value for name, value in {**values, **changed}.items() if value is not ...}


def pick_officer(rng: random.Random) -> Officer:
    names = vocabulary("names")
    return Officer(rng.choice(names["given"]), rng.choice(names["family"]), rng.choice(names["titles"]))


def chief_of_post(station: Station, year: int) -> Officer:
    """The same person signs a post's cables for three years."""
    rng = random.Random(f"{station.post} {year // 3}")
    names = vocabulary("names")
    return Officer(rng.choice(names["given"]), rng.choice(names["family"]), "Ambassador")
