"""Telegram text as it is, from any system that stored it."""

from __future__ import annotations

from transforms.decode import decode
from transforms.document import Document, RawDocument, Rejected, Stated
from transforms.sources import characters, names


def to_document(raw: RawDocument) -> Document | Rejected:
    """The text as decoded; only line ends and stray characters are cleaned."""
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    clean = characters.clean(decoded.text)
    stated = Stated(cable_id=names.stated_id(raw))
    return Document(raw, "telegram", decoded.encoding, clean, stated, findings=decoded.findings)
