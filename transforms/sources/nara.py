"""Records of the Central Foreign Policy Files 1973-79 as the National Archives release them.

A record is a line `Message Text`, the telegram as it was printed, a line `Message Attributes`, then `Key: value` lines;
the same telegrams also circulate without this frame (PlusD). Later telegrams that were printed in pages are not such
records. schemas/seeds/nara_attributes.csv lists the attributes.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache

from schemas.vocabulary import seed
from transforms.decode import decode
from transforms.document import CleanText, Document, Edit, RawDocument, Rejected, Stated
from transforms.patterns import DATE_TIME_GROUP
from transforms.rules import Finding, Span
from transforms.sources import characters, furniture, names, pages

# lines of the frame; the text is searched with a newline prepended, which is faster than matching the start of a line
_TEXT = re.compile(r"\n[ \t]*Message Text[ \t\r]*(?=\n|\Z)", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\n[ \t]*Message Attributes[ \t\r]*(?=\n|\Z)", re.IGNORECASE)
# what shows at the head of a telegram that it is of other years
_OTHER_YEARS = re.compile(
    rf"(?P<group>^[ \t]*{DATE_TIME_GROUP})|\b(?:12356|12958|13292|13526)\b", re.MULTILINE | re.IGNORECASE
)

_LINE = re.compile(r"^[ \t]*(?P<key>[A-Za-z][A-Za-z ]{1,40}?)[ \t]*:[ \t]*(?P<value>[^\n]*)$")
# a key that is not in the list: capitalized words. No wrapped value is known to continue in this way
_UNLISTED = re.compile(r"(?:[A-Z][a-z]+ ){1,4}(?:[A-Z][a-z]+|[A-Z]{2,3})")
_NO_VALUE = ("", "n/a", "N/A", "n/A")
_TAG = re.compile(r"(?:[^,(]|\([^)]{0,80}\))+")
_DATE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4})")
# dates that conversions of the records filled in if they knew none
_FILLERS = (datetime(1960, 1, 1), datetime(1994, 1, 1))
_ERROR_BODY = re.compile(r"\s*(?:ERROR READING TEXT INDEX|EXPAND ERROR ENCOUNTERED)?[\s;.]*", re.IGNORECASE)


def has_frame(text: str) -> bool:
    """Whether the text has a line of the frame."""
    if _TEXT.search(f"\n{text[: pages.HEAD]}"):
        return True
    return ("Attributes" in text or "ATTRIBUTES" in text) and _ATTRIBUTES.search(f"\n{text}") is not None


def looks_like(text: str) -> bool:
    """Whether a text is such a record: it has the frame, or is a telegram of 1973-79 printed in pages."""
    return has_frame(text) or (pages.printed_in_pages(text) and _is_of_the_time(text[: pages.HEAD]))


def _is_of_the_time(head: str) -> bool:
    """Whether the date-time group is of 1973-79; if there is none, whether no later executive order is named."""
    mark = _OTHER_YEARS.search(head)
    return mark is None or (mark["group"] is not None and 73 <= int("".join(mark["dtg_year"].split())) % 100 <= 79)


def to_document(raw: RawDocument) -> Document | Rejected:
    """The telegram without frame and pages; the attributes as stated.

    If the record has no text (withdrawn, unretrievable, or an error message in its place), the text is empty and a
    finding says so and quotes the attribute Locator.
    """
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    span, lines, findings = _frame(text)
    attributes = _attributes(lines)
    telegram = text[span.start : span.end]
    edits = [Edit(0, span.start, "", "frame"), Edit(span.end, len(text), "", "frame")]
    if _ERROR_BODY.fullmatch(telegram):
        edits.append(Edit(span.start, span.end, "", "no text"))
        locator = attributes.get("Locator", "no attribute says where it is")
        findings.append(Finding("text", "absent", "no text", telegram.strip()[:200], detail=locator))
    else:
        edits += pages.edits(text, *span)
        edits.append(pages.last_lines(text, *span))
        edits += characters.edits(text)
    clean = furniture.removed(CleanText.apply(text, edits))
    findings += (f for f in characters.findings(clean.edits, text) if f.rule not in ("frame", "no text"))
    stated, odd = _stated(raw, attributes)
    return Document(raw, "nara", decoded.encoding, clean, stated, findings=(*decoded.findings, *findings, *odd))


def _frame(text: str) -> tuple[Span, str, list[Finding]]:
    """The telegram's span in the record, the attributes after it, and a finding per marker that does not occur once."""
    heads, tails = _lines(_TEXT, text), _lines(_ATTRIBUTES, text)
    start = heads[0].end if heads else 0
    tail = next((tail for tail in reversed(tails) if tail.start >= start), Span(len(text), len(text)))
    findings = []
    if heads or tails:
        for name, marks in (("Message Text", heads), ("Message Attributes", tails)):
            if len(marks) != 1:
                findings.append(Finding("text", "repaired", "frame", detail=f"{name} occurs {len(marks)} times"))
    return Span(start, tail.start), text[tail.end :], findings


def _lines(marker: re.Pattern[str], text: str) -> list[Span]:
    """Spans of the lines that are a marker, line ends included."""
    return [Span(line.start(), min(line.end(), len(text))) for line in marker.finditer(f"\n{text}")]


@cache
def _listed() -> dict[str, str]:
    return {row["attribute"].lower(): row["attribute"] for row in seed("nara_attributes")}


def _attributes(lines: str) -> dict[str, str]:
    """Attributes as printed, wrapped values joined by a blank; attributes without a value (n/a) are left out."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines.split("\n"):
        match = _LINE.match(line)
        named = _key(match["key"]) if match else ""
        if match and named:
            key = named
            found.setdefault(key, []).append(match["value"].strip())
        elif key and line.strip():
            found[key].append(line.strip())
    joined = ((key, " ".join(part for part in parts if part)) for key, parts in found.items())
    return {key: value for key, value in joined if value not in _NO_VALUE}


@lru_cache(maxsize=1024)  # the same names in every record
def _key(name: str) -> str:
    """Name of an attribute as the list spells it; "" if it is text of a wrapped value."""
    return _listed().get(name.lower(), name if _UNLISTED.fullmatch(name) else "")


def _stated(raw: RawDocument, attributes: dict[str, str]) -> tuple[Stated, tuple[Finding, ...]]:
    printed = attributes.get("Draft Date") or attributes.get("Sent Date", "")
    created = _created(printed)
    findings: tuple[Finding, ...] = ()
    if printed and created is None:
        findings = (Finding("date", "unparsed", "draft date", printed, detail="not a date"),)
    stated = Stated(
        cable_id=attributes.get("Document Number") or names.stated_id(raw),
        created=created,
        precision="day",
        released=_released(attributes),
        source_id=attributes.get("Document Number", ""),
        classification=attributes.get("Original Classification", ""),
        origin=attributes.get("From", ""),
        subject=attributes.get("Subject", ""),
        references=_list(attributes.get("Reference", "").split(",")),
        tags=_list(_TAG.findall(attributes.get("TAGS", ""))),
        attributes=attributes,
    )
    return stated, findings


def _list(parts: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in parts if part.strip() not in _NO_VALUE)


def _released(attributes: dict[str, str]) -> date | None:
    """Day of the release: its attribute, else the stamp among the markings, unless a conversion filled it in."""
    for printed in (attributes.get("Review Release Date", ""), attributes.get("Markings", "")):
        released = _created(printed)
        if released and released not in _FILLERS:
            return released.date()
    return None


def _created(printed: str) -> datetime | None:
    """The day in `01 APR 1975`, `06 dec 1978` or `01-Jan-1994 12:00:00 am`."""
    match = _DATE.search(printed)
    if not match:
        return None
    try:
        return datetime.strptime(" ".join(match.groups()), "%d %b %Y")
    except ValueError:
        return None
