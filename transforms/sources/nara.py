"""Records of the Central Foreign Policy Files 1973-79 as the National Archives release them."""

from __future__ import annotations

import re

from transforms.decode import decode
from transforms.document import CleanText, Document, RawDocument, Rejected, Stated
from transforms.sources import characters, names

_TEXT = re.compile(r"^[ \t]*Message Text[ \t]*$", re.MULTILINE | re.IGNORECASE)
_ATTRIBUTES = re.compile(r"^[ \t]*Message Attributes[ \t]*$", re.MULTILINE | re.IGNORECASE)
_PAGE = re.compile(r"^[ \t]*PAGE[ \t]+01\b", re.MULTILINE)
_OFFICE = re.compile(r"^[ \t]*(?:ACTION|ORIGIN)[ \t]+[A-Z]{1,5}-\d\d\b", re.MULTILINE)
_COUNTER = re.compile(r"^[ \t]*-{9,}[ \t]*\d{5,6}", re.MULTILINE)


def has_frame(head: str) -> bool:
    """Whether the frame of a record stands in the text."""
    return _TEXT.search(head) is not None or _ATTRIBUTES.search(head) is not None


def looks_like(head: str) -> bool:
    """Whether a text is such a record: the frame, or two of page line, office copies and dash counter."""
    return has_frame(head) or sum(p.search(head) is not None for p in (_PAGE, _OFFICE, _COUNTER)) >= 2


def to_document(raw: RawDocument) -> Document | Rejected:
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return decoded
    clean = CleanText.apply(decoded.text, characters.edits(decoded.text))
    stated = Stated(cable_id=names.stated_id(raw))
    return Document(raw, "nara", decoded.encoding, clean, stated, findings=decoded.findings)
