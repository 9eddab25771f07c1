"""Telegram text as it is, from any system that stored it; where it was printed in pages (1990s), in one piece."""

from __future__ import annotations

from transforms.decode import decode
from transforms.document import CleanText, Document, RawDocument, Rejected, Stated
from transforms.sources import characters, names, pages


def to_document(raw: RawDocument) -> Document | Rejected:
    """The text as decoded; only line ends, stray characters and page breaks are cleaned."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    text = decoded.text
    findings = decoded.findings
    if pages.printed_in_pages(text):
        clean = CleanText.apply(text, [*pages.edits(text, 0, len(text)), *characters.edits(text)])
        findings += characters.findings(clean.edits, text)
    else:
        clean = characters.clean(text)
    stated = Stated(cable_id=names.stated_id(raw))
    return Document(raw, "telegram", decoded.encoding, clean, stated, findings=findings)
