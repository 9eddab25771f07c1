"""References (reftels): the telegrams and other papers that a cable answers or builds on, from its REF line.

Each becomes a Reference with its letter, its words, a kind and, for a telegram, the canonical id. The year is usually
left out (in 615 of 728 lists of the December 2010 pages): it is the citing cable's, or the year before if the serial
cannot have been reached yet; the reference's `rule` says which. `target` is "" if the reference is not a telegram.
"""

from __future__ import annotations

import re
from string import ascii_uppercase
from typing import NamedTuple

from transforms.cable import Context, Reference
from transforms.fields.cable_id import CableId, canonical
from transforms.fields.reference_kinds import kind_of
from transforms.fields.reference_list import ListReader
from transforms.fields.reference_tokens import Item
from transforms.fields.reference_words import SERIES
from transforms.fields.station_names import find_station
from transforms.patterns import LEVEL
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "references"

RULES = (
    Rule(
        "none",
        re.compile(r"\A\W*(?:NONE|N/?A|NIL)\W*\Z", re.IGNORECASE),
        "a line that says that there is no reference",
        "REF: NONE\n\n1. (U) Nothing to add.",
        (),
    ),
    Rule(
        "lettered",
        re.compile(r"\A\s*(?:[¶-]\s*)?(?:REF\s)?[(\[]?[A-Z](?:[)\].:]|\s)", re.IGNORECASE),
        "a list with letters in any style, with or without years",
        "REF: A. 05 LIMA 0412 (NOTAL)\n     ¶B. 04 LIMA 3801 AND 3822\n\n1. (U) Summary.",
        (
            Reference("A", "05 LIMA 0412 (NOTAL)", "cable", "05LIMA412", "year printed"),
            Reference("B", "04 LIMA 3801", "cable", "04LIMA3801", "year printed"),
            Reference("B", "3822", "cable", "04LIMA3822", "year carried"),
        ),
    ),
    Rule(
        "plain",
        re.compile(r"\S"),
        "one or more references without letters",
        "REF: 08 OSLO 77; HALE-ORTIZ E-MAIL 3/11\n\n1. (U) Summary.",
        (
            Reference("", "08 OSLO 77", "cable", "08OSLO77", "year printed"),
            Reference("", "HALE-ORTIZ E-MAIL 3/11", "email", "", "email"),
        ),
    ),
)

_LONGEST = 8_000  # characters of a list that are read
_INTO_PROSE = 2_000
_BLANK_BEFORE = re.compile(r"\n[ \t\r]*\n[ \t]*\Z")

_LEAD = re.compile(
    r"\A[ \t>*_-]*(?:(?:R?EFF?S?|REFTELS?|REFERENCES?|RETELS?)(?:\(S\))?(?![A-Z0-9])(?![ \t]+[A-H][ \t]+[A-Z\d])"
    r"[ \t]*[:.;/)-]*\s*){1,3}",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(r"^[ \t]{0,20}REF(?:TEL)?S?[ \t]{0,5}:", re.MULTILINE | re.IGNORECASE)
# lines that the machine or the release put into the list
_PAGE_LINE = re.compile(
    r"""
    (?:(?<![A-Z])[A-Z][A-Z. -]{2,20}[ ])?\d{8}[ ]{1,3}\d{3}\.\d[ ]{1,3}OF[ ]{1,3}\d{3}
  | (?<![A-Z])(?:CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|LIMITED[ ]OFFICIAL[ ]USE)?\s{0,4}
    PAGE[ ]{1,2}\d{2}[ ]{1,12}[A-Z][A-Z ]{2,12}[ ]\d{4,6}(?:[ ]{1,3}\d{2}[ ]OF[ ]\d{2})?(?:[ ]{1,3}\d{6}Z)?
    """,
    re.VERBOSE,
)
# a sign of either form, which most texts lack and which is faster to search for
_PAGE_COUNT = re.compile(r"[ ]OF[ ]{1,3}\d{3}|PAGE[ ]{1,2}\d{2}")
# lines that end any list
_END = re.compile(
    rf"""
    ^[ \t]*(?:
        (?:{LEVEL})\b
      | SIPDIS | SENSITIVE\b | NOFORN | EXDIS | NODIS | THIS[ ](?:IS|MESSAGE|CABLE) | DEPT?\b | FOR[ ] | PASS[ ]
      | CLASSIFIED\b | DERIVED\b | REASONS?\b | DECLAS | SUMMARY\b | INTRODUCTION | E\.?O\.?[ ]\d | TAGS\b | SUBJ
      | -{{3,}} | ¶?[ ]?1\.(?!\d) | (?:PART|CHAPTER)[ ](?:[IVX]{{1,4}}|\d{{1,2}}|ONE)\b
      | \((?:SBU|LOU|[CS]/{{1,2}}NF|U//FOUO)\)
      | \([CSU]\)(?=[^\n\d]{{45}})  # not (C) ROME 12
    )
  | (?<=\s)(?:PLEASE[ ]PASS | (?:CLASSIFIED|DERIVED)[ ](?:BY|FROM))\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
# a list that begins without a letter has no letters later; a lettered line there belongs to an outline
_UNLETTERED = re.compile(r"\s*(?:'?\d\d(?:\d\d)?[ ])?[A-Z]{3,}[A-Z. ]{0,24}[ ]\d{2,7}\b")
_OUTLINE = re.compile(r"\n[ \t]*(?:[IA1]\.|\([IA1]\))[ \t]+(?=[A-Z])[^\n\d]{4,80}(?:\n|\Z)")
# a last line of words without a number, directly below a complete reference, is the heading of the first paragraph
_HEADING_BELOW = re.compile(r"(?<=\d)[ \t]*\n(?P<words>(?!NOTAL)[A-Z][A-Z' ]{5,50})\s*\Z", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\xa0]{3,}")
_BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n)+")
# a block that continues the list: it begins with a letter, or with station and serial
_GOES_ON = re.compile(
    r"""
    [ \t]*(?:
        ¶?[ \t]*-?[ \t]*[(\[]?[A-Z][)\].:](?=[ \t(]*\S)
      | -[ \t]*[(\[]?[A-Z][)\].]
      | (?:'?\d{2}(?:\d\d)?[ ])?[A-Z][A-Z. -]{2,25}[ ]\#?\d{2,7}\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COLUMNS = re.compile(r"(?:[ ]{3,}|[ ]*\t[ \t]*)(?=\(?[B-Z][).:][ \t])")
_LETTERED = re.compile(r"\(?([A-Z])[).:][ \t]")
_LAST_NAME = re.compile(r"([A-Z][A-Z]+(?:[ ][A-Z]{2,}){0,3})\s*\Z", re.IGNORECASE)
_SERIAL_ALONE = re.compile(r"[ \t]*0{0,2}\d{2,6}\b(?![.)]\s)")
# a block that breaks off after a separator, a letter or a year
_BREAKS_OFF = re.compile(r"(?:[,;&(]|\bAND|\b[A-Z][).]|[).\s]\d\d)\s*\Z", re.IGNORECASE)


class _Citing(NamedTuple):
    """What the references need to know about the citing cable."""

    station: str
    serial: int | None
    year: int | None
    day_of_year: int | None


def parse(zones: Zones, context: Context) -> Parsed[tuple[Reference, ...]]:
    """Read every reference list of the labelled lines; a repeated list adds only what is new."""
    spans = zones.labelled.get(NAME) or _above_the_classification_line(zones)
    if not spans:
        return Parsed((), "absent")
    citing = _citing(context)
    found: list[Reference] = []
    rule = ""
    known: set[str] = set()
    for span in spans:
        text = _list_text(zones.text[span.start : _reach(span, zones)])
        rule = rule or next((rule.name for rule in RULES if rule.pattern.search(text)), "")
        if rule == "none":
            continue
        items = ListReader(text, citing.station, citing.year).read()
        new = [r for r in (_reference(item, citing) for item in items) if (r.target or r.raw) not in known]
        found += new
        known.update(r.target or r.raw for r in new)
    whole = Span(spans[0].start, spans[0].end)
    raw = zones.of(whole).strip()
    if not found and rule != "none":
        return Parsed((), "unparsed", rule, whole, raw)
    return Parsed(tuple(found), "ok", rule, whole, raw)


def _above_the_classification_line(zones: Zones) -> list[Span]:
    """A list in labelled lines that precede the classification line."""
    label = _LABEL_LINE.search(zones.text, zones.header.start, zones.header.end)
    return [Span(label.start(), zones.header.end)] if label else []


def _reach(span: Span, zones: Zones) -> int:
    """Where to stop looking: lettered entries below a blank line may have been counted as prose."""
    at_prose = span.end == zones.prose.start
    below_blank = at_prose and _BLANK_BEFORE.search(zones.text, max(0, span.end - 80), span.end)
    end = span.end + _INTO_PROSE if below_blank else span.end
    return min(end, span.start + _LONGEST)


def _citing(context: Context) -> _Citing:
    own = canonical(context.cable_id).value if context.cable_id else CableId()
    day_of_year = context.date.timetuple().tm_yday if context.date else None
    return _Citing(own.station, own.serial, context.year or own.year, day_of_year)


def _list_text(zone: str) -> str:
    """The list itself, without its label, page lines, and the text after it."""
    text = _BLANKS.sub("  ", _in_one_column(zone[_lead_end(zone) :]))
    if _PAGE_COUNT.search(text):
        text = _PAGE_LINE.sub("  ", text)
    end = _END.search(text)
    text = text[: end.start()] if end else text
    outline = _OUTLINE.search(text) if _UNLETTERED.match(text) else None
    text = text[: outline.start()] if outline else text
    heading = _HEADING_BELOW.search(text)
    if heading and kind_of(heading["words"]) == ("other", "") and not find_station(heading["words"].strip()).name:
        text = text[: heading.start()]
    parts = _BLANK_LINES.split(text.strip())
    kept = parts[:1]
    for part in parts[1:]:
        breaks_off = _BREAKS_OFF.search(kept[-1][-40:]) or _is_serial_of(part, kept[-1])
        if not (breaks_off or _GOES_ON.match(part)):
            break
        kept.append(part)
    return "\n".join(kept)


def _in_one_column(text: str) -> str:
    """A list printed in two columns, `A. C.` above `B. D.`, rearranged with the second column below the first."""
    rows = [_COLUMNS.split(line.strip(), maxsplit=1) for line in text.split("\n\n", 1)[0].split("\n")]
    count = next((at for at, row in enumerate(rows) if len(row) < 2), len(rows))
    if count < 2 and not (count == 1 and len(rows) > 1):
        return text
    rows = rows[: count + 1] if count < len(rows) and _LETTERED.match(rows[count][0]) else rows[:count]
    columns = [row[0] for row in rows] + [row[1] for row in rows if len(row) > 1]
    letters = [match[1].upper() if (match := _LETTERED.match(entry)) else "" for entry in columns]
    if letters != list(ascii_uppercase[: len(letters)]):
        return text
    rest = text.split("\n")[len(rows) :]
    return "\n".join([*columns, *rest])


def _is_serial_of(part: str, before: str) -> bool:
    """Whether a block begins with the serial of a station that ends the block before: `RIO DE JANEIRO / 723`."""
    name = _LAST_NAME.search(before[-40:])
    return bool(name and _SERIAL_ALONE.match(part) and find_station(name[1], spelling=0).name)


def _lead_end(zone: str) -> int:
    lead = _LEAD.match(zone)
    return lead.end() if lead else 0


def _reference(item: Item, citing: _Citing) -> Reference:
    if not item.station:
        kind, rule = kind_of(item.raw)
        return Reference(item.label, item.raw, kind, "", rule)
    if item.is_airgram:
        return Reference(item.label, item.raw, "airgram", "", "airgram")
    year, rule = _year(item, citing)
    if year is None:
        return Reference(item.label, item.raw, "cable", "", "no year")
    return Reference(item.label, item.raw, "cable", f"{year % 100:02}{item.station}{item.serial}", rule)


# serials per day that no sender has exceeded, judging by the highest serials of each month among the ids of the
# 1966-2010 release: after 1990 no post sent more than 30,000 telegrams per year, while in the 1970s the largest, such
# as Paris, sent more than 40,000; STATE sent 347,000 in 1976, up to 420,000 about 1990, and fewer later
_DAILY_OF_A_POST = ((1990, 100), (0, 150))
_DAILY_OF_STATE = ((2008, 400), (2007, 520), (2006, 620), (2005, 700), (1994, 1_050), (1980, 1_200), (0, 1_000))


def _year(item: Item, citing: _Citing) -> tuple[int | None, str]:
    """Year of a cable and the rule that gave it: printed, carried, the citing cable's, or the year before."""
    if item.year is not None:
        return item.year, item.year_rule
    if citing.year is None:
        return None, ""
    if item.station == citing.station and citing.serial and item.serial > citing.serial + _companion(citing.serial):
        return citing.year - 1, "year before: serial above the citing cable's"
    rates = _DAILY_OF_STATE if item.station == "STATE" else _DAILY_OF_A_POST
    daily = next(daily for since, daily in rates if citing.year >= since)
    is_annual = item.station not in SERIES  # the serials of a series count the telegrams of one journey
    if is_annual and citing.day_of_year and item.serial > daily * (citing.day_of_year + 1):
        return citing.year - 1, "year before: serial out of reach so early"
    return citing.year, "citing year"


def _companion(serial: int) -> int:
    """How much higher than the citing cable's the serial of one sent with it may be: in 1,295 pages 1, or over 159."""
    return min(100, max(5, serial // 20))
