"""Which format a document is in, and whether it is a cable at all."""

from __future__ import annotations

import re

from transforms import pdf
from transforms.decode import Decoded, decode, place
from transforms.document import CleanText, Format, RawDocument, Rejected
from transforms.patterns import DATE_TIME_GROUP, LEVEL
from transforms.sources import (
    compilations,
    edited_volume,
    line_numbers,
    lost_lines,
    mail_parts,
    names,
    nara,
    ocr,
    tables,
    wikileaks_html,
)

# marks that only telegrams have; a text with any two of them counts as one. In a telegram that has them all, this order
# finds two soonest
_MARKS = (
    re.compile(r"\n[ \t*#>|]{0,60}TAGS?\b", re.IGNORECASE),
    re.compile(r"\n[ \t*#>|]{0,60}SUBJ(?:ECT)?\b[*\t ]{0,5}:", re.IGNORECASE),
    re.compile(r"\n[ \t*#>|]{0,60}(?:VZCZC|DE[ \t]+RU[A-Z]{2,6}|ZN[RY][ \t]+[A-Z]{5})"),
    re.compile(r"\n[ \t*#>|]{0,60}FM[ \t]+[A-Z]{3,}"),
    re.compile(r"\n[ \t*#>|]{0,60}E\.?[ \t]?O\.?[ \t:]{0,5}(?:\d{5}|N/?A)", re.IGNORECASE),
    re.compile(rf"\n[ \t*#>|]{{0,60}}{DATE_TIME_GROUP}", re.IGNORECASE),
    re.compile(rf"\n[ \t*#>|]{{0,60}}(?:{LEVEL})(?=[ \t/.*\r\n]|$)", re.IGNORECASE),
    re.compile(r"\n[ \t*#>|]{0,60}(?:CLASSIFIED|DERIVED)[ \t]+(?:BY|FROM)\b", re.IGNORECASE),
    re.compile(r"\n[ \t*#>|-]{0,60}(?:¶[ \t]?)?\d{1,2}\.[ \t]{0,5}\((?:C|S|U|SBU|LOU|FOUO|[CS]//?NF)\)"),
    re.compile(r"\n[ \t*#>|]{0,60}REF(?:S|TEL|TELS)?[ \t]{0,5}:", re.IGNORECASE),
    re.compile(r"\n[ \t]{0,10}(?:ACTION|ORIGIN)[ \t]+[A-Z]{1,5}-\d\d\b"),
    re.compile(r"\n[ \t]{0,10}PAGE[ \t]+\d\d\b"),
    re.compile(r"\n[ \t]{0,10}SIPDIS[ \t\r]*(?=\n)"),
)
# tags of a web page that has no line ends of its own
_TAGS = ("</p>", "<br", "</div>", "</li>", "</td>", "</P>", "<BR")
_LOOKED_AT = 200_000


def detect(raw: RawDocument) -> Format | Rejected:
    """Format of a document; rejected if it is not text (`empty`, `binary`, `pdf_...`), not a cable (`not_a_cable`), a
    file whose parts are documents (`several_telegrams`, `several_parts`), or a table that cannot be read
    (`table_not_understood`).
    """
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    if kept := _kept_beside_its_parts(raw, decoded):
        return kept
    text = decoded.text[:_LOOKED_AT]
    if wikileaks_html.looks_like(text):
        return "wikileaks-html"
    table = tables.sniff(raw.raw[:1_024], raw.member or raw.source)
    if isinstance(table, tables.NotUnderstood):
        detail = f"{place(raw)} is {table.what}"
        return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", "table_not_understood", detail)
    if table is not None:
        return "cables-csv"
    if not is_cable(text, bool(names.stated_id(raw))):
        if any(tag in text for tag in _TAGS) and is_cable(ocr.without_marks(text).text):
            return "ocr"
        return "telegram" if _is_printed_otherwise(text) else _no_cable(raw, text)
    if nara.looks_like(text):
        return "nara"
    return "ocr" if ocr.looks_like(text) else "telegram"


def _is_printed_otherwise(text: str) -> bool:
    """Whether a text is a telegram whose marks are not at the beginning of its lines: folded, numbered, or edited."""
    if lost_lines.holds_telegram(text) or edited_volume.holds_telegram(text):
        return True
    return is_cable(line_numbers.removed(CleanText.apply(text, [])).text)


def _kept_beside_its_parts(raw: RawDocument, decoded: Decoded) -> Rejected | None:
    """Why a file whose parts are documents of their own is not a document itself."""
    count = len(compilations.parts(decoded.text.encode("utf-8", "replace"))) if decoded.encoding == pdf.ENCODING else 1
    if count > 1:
        reason, what = "several_telegrams", f"holds {count} telegrams"
    elif raw.position == 0 and mail_parts.is_coded(raw.raw):
        reason, what = "several_parts", "is an e-mail with several parts"
    else:
        return None
    detail = f"{place(raw)} {what}: each is a document of its own, and the file is kept too"
    return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", reason, detail)


def _no_cable(raw: RawDocument, text: str) -> Rejected:
    """Why a text without the marks of a telegram is refused."""
    reason = "not_a_cable"
    detail = f"{place(raw)} shows fewer than two marks of a telegram (DTG, classification line, TAGS, SUBJECT, FM ...)"
    if lost_lines.shows_marks(text):
        reason = "line_ends_lost"
        detail = f"{place(raw)} holds a telegram that has lost its line ends, and too few of its marks are left"
    elif table := tables.plain_table(text, raw.member or raw.source):
        reason, detail = "table_not_understood", f"{place(raw)} is {table.what}"
    return Rejected(raw.source, raw.member, raw.position, raw.raw, "detect", reason, detail)


def is_cable(text: str, named_as_cable: bool = False) -> bool:
    """Whether the text has at least two marks of a telegram; a file name that is an id counts as one."""
    found = int(named_as_cable)
    text = f"\n{text}"
    for mark in _MARKS:
        found += mark.search(text) is not None
        if found >= 2:
            return True
    return nara.has_frame(text)
