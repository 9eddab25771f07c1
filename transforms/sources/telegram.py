"""Plain telegram text, from any system that stored it; pages of a print (1990s) are joined."""

from __future__ import annotations

from transforms.decode import decode
from transforms.document import Document, RawDocument, Rejected, Stated
from transforms.edits import edited
from transforms.sources import (
    characters,
    department_form,
    edited_volume,
    furniture,
    line_numbers,
    lost_lines,
    mail,
    military,
    names,
    page_table,
    pages,
)


def to_document(raw: RawDocument) -> Document | Rejected:
    """The decoded text without odd line ends, stray characters, page breaks and whatever else copies add."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    clean = line_numbers.removed(characters.without_margin(characters.clean(decoded.text)))
    clean = lost_lines.restored(clean)
    clean = furniture.removed(mail.without_heads(clean))
    if pages.printed_in_pages(clean.text):
        clean = edited(clean, pages.edits(clean.text, 0, len(clean.text)))
    clean = edited_volume.as_telegram(military.as_telegram(department_form.as_telegram(clean)))
    findings = decoded.findings + characters.findings(clean.edits, decoded.text)
    stated = page_table.stated(decoded.text) or edited_volume.stated(decoded.text)
    stated = stated or department_form.stated(decoded.text) or Stated(cable_id=names.stated_id(raw))
    return Document(raw, "telegram", decoded.encoding, clean, stated, findings=findings)
