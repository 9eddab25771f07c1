"""What every field parser is made of: rules, parsed values and findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")

Status = Literal["ok", "repaired", "absent", "unparsed", "disagrees"]


class Span(NamedTuple):
    """A stretch of text as offsets in characters, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a field is written.

    `example` is invented after observed cables; by this very rule, it must parse to `value`, which
    tests/transforms/test_rules.py checks for every rule of every field.
    """

    name: str
    pattern: re.Pattern[str]
    note: str
    example: str
    value: object


class Parsed(NamedTuple, Generic[T]):
    """What a field parser found: never a bare None, but a value with its status, rule and place.

    `span` is in the segmented text; `raw` is that stretch of it.
    """

    value: T
    status: Status
    rule: str = ""
    span: Span | None = None
    raw: str = ""
    detail: str = ""


@dataclass(slots=True)
class Finding:
    """One statement about a field of a document, kept with the cable.

    `span` is in the raw text of the document; None if the finding is about something that is missing.
    """

    field: str
    status: Status
    rule: str = ""
    raw: str = ""
    span: Span | None = None
    detail: str = ""
