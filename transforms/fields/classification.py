"""Classification line: level, handling, section n of m, station and serial.

`C O N F I D E N T I A L SECTION 01 OF 02 TOKYO 002609`: the level is letter-spaced or joined (UNCLAS, SECRET), whole or
damaged on the wire (`E C R E T`, `CC O N F I D E N T I A L`); handling may follow the level; the serial is zero-padded.
Observed in the 2000s; in 1973-79 also `LIMITED OFFICIAL USE SANTIAGO 4059` and a section after the serial.
"""

from __future__ import annotations

import re

from transforms.cable import ClassificationLine, Context
from transforms.patterns import GLUED_STATION, LEVEL, LIMITED, spaced
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "classification"

_LEVELS = {
    "top_secret": "TOP SECRET",
    "limited": "LIMITED OFFICIAL USE",
    "unclassified": "UNCLASSIFIED",
    "confidential": "CONFIDENTIAL",
    "secret": "SECRET",
}
_BY_SECURITY_CODE = {"T": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "E": "UNCLASSIFIED", "U": "UNCLASSIFIED"}

_COUNT_WORDS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN")
_COUNT = rf"[\dO]{{1,2}}|{'|'.join(_COUNT_WORDS)}"
_SECTION = re.compile(
    r"\b(?:S[ \t]*E?[ \t]*C?[ \t]*T[ \t]*I[ \t]*O[ \t]*N|ECTION|SECT?)[ \t]+"
    rf"(?P<number>{_COUNT})[ \t]+[O0]F[ \t]+(?P<total>{_COUNT})\b",
    re.IGNORECASE,
)
_HANDLING = re.compile(
    r"(?P<noforn>NOFORN|NO[ \t]?FORN)|(?P<fouo>FOUO|FOR[ \t]OFFICIAL[ \t]USE[ \t]ONLY|\bF[ \t]O[ \t]U[ \t]O\b)"
    r"|(?P<sensitive>SENSITIVE)|(?P<sbu>\bSBU\b)|(?P<orcon>ORCON)"
    r"|(?P<rel>\bREL(?:[ \t]TO)?[ \t](?:[A-Z, ]{2,30}(?=//|$)|[A-Z]{2,5}(?:,[ \t]?[A-Z]{2,5}\b){1,12}))",
    re.IGNORECASE,
)
# scanners read a zero of the serial as the letter O
_STATION = re.compile(
    r"(?P<station>[A-Z][A-Z.'’ -]{1,28}?)[ \t#-]{0,3}(?P<serial>(?:(?<=[ \t])O{1,2})?\d[\dO]{1,5})\b", re.IGNORECASE
)
# distribution captions may be before the station; the captions field reads them
_CAPTION = re.compile(r"\b(?:E ?F ?T ?O|EXDIS|NODIS|LIMDIS|STADIS|SIPDIS|ONLY)\b", re.IGNORECASE)
# series that number the telegrams of one journey; the sender's own number is beside them
_TRAVEL_SERIES = frozenset({"TOSEC", "SECTO", "TOTAS", "TASTO", "TOSIT"})

_REST = rf"(?:(?!(?!SECTION[ \t])[A-Z]{{3}})|(?={GLUED_STATION}))(?P<rest>[^\n]*)"

RULES = (
    Rule(
        "line",
        re.compile(
            rf"[ \t]*(?:(?P<top_secret>{spaced('TOP')}[ \t]*{spaced('SECRET')})"
            rf"|(?P<limited>{LIMITED})"
            rf"|(?P<unclassified>{spaced('UNCLAS')}(?:[ \t]*{spaced('SIFIED')})?)"
            rf"|(?P<confidential>{spaced('CONFIDENTIAL')})|(?P<secret>{spaced('SECRET')})){_REST}",
            re.IGNORECASE | re.MULTILINE,
        ),
        "the complete level, spaced or joined",
        "C O N F I D E N T I A L SECTION 01 OF 02 LIMA 000123",
        ClassificationLine("CONFIDENTIAL", (), 1, 2, "LIMA", 123),
    ),
    Rule(
        "damaged line",
        re.compile(rf"[ \t]*(?:{LEVEL}){_REST}", re.IGNORECASE | re.MULTILINE),
        "the first letters of the level were lost or doubled on the wire",
        "E C R E T NOFORN LIMA 000123",
        ClassificationLine("SECRET", ("NOFORN",), None, None, "LIMA", 123),
    ),
    Rule(
        "sensitive",
        re.compile(r"[ \t]*(?:SBU|SENSITIVE)\b[^\n]*", re.IGNORECASE),
        "the frame says only that the telegram is sensitive, as unclassified ones may be",
        "SBU\n\nMRN: 17 LIMA 318\nDate/DTG: Mar 08, 2017 / 081432Z MAR 17\nFrom: AMEMBASSY LIMA\nSubject: Talks\n",
        ClassificationLine("UNCLASSIFIED", ("SBU",), None, None, "LIMA", 318),
    ),
    Rule(
        "security code",
        re.compile(r"^ZN[YR][ \t]+(?P<code>[TSCEU])(?P=code){4}\b", re.MULTILINE),
        "no classification line: the level from the ZNY or ZNR line of the header",
        "DE RUEHPE #0123 0010203\nZNY CCCCC ZZH\nP 010203Z JAN 07\nFM AMEMBASSY LIMA\n\nSIPDIS\n",
        ClassificationLine("CONFIDENTIAL"),
    ),
    Rule(
        "frame",
        re.compile(
            r"(?:(?P<year>(?:19|20)?\d\d)[ \t]+)?(?P<station>[A-Z][A-Z.' -]{1,28}?)[ \t]+(?P<serial>\d{1,7})\b",
            re.IGNORECASE,
        ),
        "no classification line: station and serial from the frame's MRN line",
        "MRN: 17 LIMA 318\nDate/DTG: Mar 08, 2017 / 081432Z MAR 17\nFrom: AMEMBASSY LIMA\nSubject: Talks\n",
        ClassificationLine("", (), None, None, "LIMA", 318),
    ),
)


def parse(zones: Zones, context: Context) -> Parsed[ClassificationLine]:
    """Read the first classification line, or without one the level for which the circuit was secured.

    If the line has no station and serial, those of the frame around the telegram are used.
    """
    parsed = _parsed(zones)
    number = zones.framed("number")
    match = RULES[-1].pattern.match(zones.text, *number) if number and parsed.value.serial is None else None
    if not match:
        return parsed
    value = parsed.value._replace(station=" ".join(match["station"].upper().split()), serial=int(match["serial"]))
    if parsed.status == "absent":
        return Parsed(value, "ok", RULES[-1].name, Span(*match.span()), match.group())
    return parsed._replace(value=value)


def _parsed(zones: Zones) -> Parsed[ClassificationLine]:
    start, end = zones.classification_line
    line_rule, damaged_rule, sensitive_rule, code_rule = RULES[:4]
    for rule in (line_rule, damaged_rule):
        match = rule.pattern.match(zones.text, start, end)
        if match and end > start:
            status: Status = "ok" if rule is line_rule else "repaired"
            return Parsed(_read(match), status, rule.name, Span(start, end), zones.text[start:end].strip())
    sensitive = sensitive_rule.pattern.match(zones.text, start, end) if end > start else None
    if sensitive:
        value = ClassificationLine("UNCLASSIFIED", ("SBU",))
        return Parsed(value, "ok", sensitive_rule.name, Span(start, end), sensitive.group().strip())
    match = code_rule.pattern.search(zones.text, zones.header.start, zones.header.end)
    if match:
        value = ClassificationLine(_BY_SECURITY_CODE[match["code"]])
        return Parsed(value, "repaired", code_rule.name, Span(*match.span()), match.group())
    return Parsed(ClassificationLine(), "absent")


def _read(match: re.Match[str]) -> ClassificationLine:
    level = next(name for group, name in _LEVELS.items() if match[group])
    rest = match["rest"]
    section = _SECTION.search(rest)
    if section:
        rest = f"{rest[: section.start()]} {rest[section.end() :]}"
    station, serial = _place(rest)
    return ClassificationLine(
        level,
        _handling(rest),
        _count(section["number"]) if section else None,
        _count(section["total"]) if section else None,
        station,
        serial,
    )


def _place(rest: str) -> tuple[str, int | None]:
    """Station as printed, joined if its letters are spaced, and serial."""
    words = _CAPTION.sub(" ", _HANDLING.sub(" ", rest)).replace("/", " ")
    places = [
        (" ".join(match["station"].upper().split()), int(match["serial"].upper().replace("O", "0")))
        for match in _STATION.finditer(words)
    ]
    if not places:
        return "", None
    station, serial = next((place for place in places if place[0] not in _TRAVEL_SERIES), places[0])
    letters = station.split()
    return "".join(letters) if all(len(letter) == 1 for letter in letters) else station, serial


def _count(printed: str) -> int:
    """Number of a section, in digits or as a word; the letter O is read as zero."""
    word = printed.upper()
    return _COUNT_WORDS.index(word) + 1 if word in _COUNT_WORDS else int(word.replace("O", "0"))


def _handling(rest: str) -> tuple[str, ...]:
    """Markings in order, each once: as printed (REL TO ...), or as the one word that each is known by."""
    found = (
        match.group().upper().strip() if match.lastgroup == "rel" else str(match.lastgroup).upper()
        for match in _HANDLING.finditer(rest)
    )
    return tuple(dict.fromkeys(found))
