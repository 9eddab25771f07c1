"""Compare independent statements of the same fact.

A cable says who sent it and when in up to seven places: the file name, the page's table or row's columns, the FM line,
the classification line, the DE line, the date-time group and the Julian day. If two disagree, a finding with status
`disagrees` keeps both values, so that nobody has to trust either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.cable import Cable, ClassificationLine
from transforms.document import Document
from transforms.fields.cable_id import canonical, canonical_station
from transforms.fields.portion import LEVELS
from transforms.fields.station_names import same_series
from transforms.rules import Finding
from transforms.sources import names
from transforms.sources.head_lines import letters
from transforms.stations import post_of_address, post_of_name, post_of_routing_indicator

# precision of a stated time: how many characters of an ISO time count, and the form for people
_TO = {"day": (10, "%Y-%m-%d"), "hour": (13, "%Y-%m-%d %H h"), "minute": (16, "%Y-%m-%d %H:%M")}

# catalogues cut long subjects
_SUBJECT_LETTERS = 60

# handling as pages and catalogues print it
_STATED_HANDLING = re.compile(r"NOFORN|FOR OFFICIAL USE ONLY|SENSITIVE", re.IGNORECASE)


def compare(document: Document, cable: Cable, line: ClassificationLine) -> list[Finding]:
    """One finding per pair of witnesses that disagree."""
    found = [
        *_id_witnesses(document, cable, line),
        *_date_witnesses(document, cable),
        *_attribute_witnesses(document, cable),
    ]
    return [
        Finding("witness", "disagrees", rule, detail=f"{first} against {second}")
        for rule, first, second in found
        if first != second
    ]


def _id_witnesses(document: Document, cable: Cable, line: ClassificationLine) -> Iterator[tuple[str, str, str]]:
    sent = cable.transmission
    if line.serial is not None and cable.serial is not None:
        yield "serial: id and classification line", str(cable.serial), str(line.serial)
    if sent.serial is not None and cable.serial is not None:
        yield "serial: id and DE line", str(cable.serial % 10_000), str(sent.serial)
    stations = {
        "classification line": canonical_station(line.station) if line.station else "",
        "DE line": post_of_routing_indicator(sent.station_indicator),
        "FM line": post_of_address("", cable.sender),
        "stated origin": post_of_name(document.stated.origin),
    }
    for witness, station in stations.items():
        if station and cable.post and not _one_station(station, cable.post):
            yield f"station: id and {witness}", cable.post, station
    stated = canonical(document.stated.cable_id).value.value if document.stated.cable_id else ""
    if stated:
        yield "id: stated and filed under", stated, cable.cable_id
    named = canonical(names.stated_id(document.raw)).value.value
    if stated and named:
        yield "id: file name and stated", named, stated


def _one_station(first: str, second: str) -> bool:
    """Whether two stations share a series of serials, as a mission does with the embassy in its city."""
    return same_series(first, second) or first == f"USEU{second}"


def _date_witnesses(document: Document, cable: Cable) -> Iterator[tuple[str, str, str]]:
    created, moment = document.stated.created, cable.dtg
    if created and moment:
        length, form = _TO[document.stated.precision]
        if created.isoformat()[:length] != moment.isoformat()[:length]:  # in most cables they agree
            yield "time: stated and DTG", created.strftime(form), moment.strftime(form)
    julian = cable.transmission.julian_day
    if julian and moment:
        day = moment.timetuple().tm_yday
        yield "day of the year: DTG and DE line", str(day), str(julian)
    year = canonical(cable.cable_id).value.year
    if year and cable.date:
        yield "year: id and date", str(year), str(cable.date.year)


def _attribute_witnesses(document: Document, cable: Cable) -> Iterator[tuple[str, str, str]]:
    """Catalogued subject, TAGS and references against the text; punctuation and order do not matter."""
    stated = document.stated
    if document.format == "cables-csv":
        read = [reference.target for reference in cable.references if reference.target]
        missed = [reference for reference in stated.references if canonical(reference).value.value not in read]
        if missed:
            yield "references: stated and text", ", ".join(missed), ", ".join(read) or "none"
    if document.format != "nara":  # pages and rows have subject and TAGS from the text itself
        return
    if stated.subject and cable.subject:
        same = letters(stated.subject)[:_SUBJECT_LETTERS] == letters(cable.subject)[:_SUBJECT_LETTERS]
        yield "subject: stated and text", stated.subject, stated.subject if same else cable.subject
    if stated.tags and cable.tags:
        first, second = sorted(map(letters, stated.tags)), sorted(letters(tag.tag) for tag in cable.tags)
        text = ", ".join(tag.tag for tag in cable.tags)
        yield "tags: stated and text", ", ".join(stated.tags), ", ".join(stated.tags) if first == second else text


def settle_classification(cable: Cable, line: ClassificationLine, stated: str) -> None:
    """Set level and handling.

    The level is that of the telegram's own line, else the one the source states, else the one for which the circuit was
    secured. Handling is the union of both, the telegram's first.
    """
    stated_level, stated_handling = _stated(stated)
    by_circuit = any(finding.rule == "security code" for finding in cable.findings)
    cable.classification = (stated_level if by_circuit else line.level) or stated_level or line.level
    cable.handling = tuple(dict.fromkeys((*line.handling, *cable.handling)))
    if line.level and stated_level and line.level != stated_level:
        detail = f"{stated_level} against {line.level}"
        cable.findings.append(Finding("witness", "disagrees", "level: stated and classification line", detail=detail))
    missing = tuple(marking for marking in stated_handling if not _covered(marking, cable.handling))
    if missing:
        detail = f"{', '.join(stated_handling)} against {', '.join(cable.handling) or 'none'}"
        cable.findings.append(Finding("witness", "disagrees", "handling: stated and text", detail=detail))
        cable.handling += missing


@lru_cache(maxsize=1024)
def _stated(classification: str) -> tuple[str, tuple[str, ...]]:
    upper = classification.upper()
    level = next((level for level in reversed(LEVELS) if upper.startswith(level)), "")
    handling = tuple("FOUO" if m == "FOR OFFICIAL USE ONLY" else m for m in _STATED_HANDLING.findall(upper))
    return level, handling


def _covered(marking: str, handling: tuple[str, ...]) -> bool:
    """Sensitive But Unclassified and For Official Use Only are one marking under two names (2000s)."""
    same = ("FOUO", "SENSITIVE", "SBU")
    return marking in handling or (marking in same and any(other in same for other in handling))
