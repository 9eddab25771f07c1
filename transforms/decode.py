"""From bytes to text: in which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from transforms import pdf
from transforms.document import RawDocument, Rejected
from transforms.rules import Finding


class Decoded(NamedTuple):
    """Text of a document. `encoding` is the codec's name; `findings` say what could not be decoded."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# first bytes, reason, what the file is
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "binary", "a Microsoft Office file: save it as plain text"),
    (b"{\\rtf", "binary", "a rich text file: save it as plain text"),
    (b"PK\x03\x04", "binary", "an office file or electronic book: save it as plain text"),
    (b"\x89PNG\r\n", "binary", "a PNG image: OCR it first"),
    (b"\xff\xd8\xff", "binary", "a JPEG image: OCR it first"),
    (b"GIF8", "binary", "a GIF image: OCR it first"),
    (b"II*\x00", "binary", "a TIFF image: OCR it first"),
    (b"MM\x00*", "binary", "a TIFF image: OCR it first"),
    (b"\x7fELF", "binary", "an executable"),
    (b"MZ\x90\x00", "binary", "an executable"),
    (b"SQLite format 3\x00", "binary", "a SQLite database"),
    (b"PAR1", "binary", "a Parquet file"),
    (b"7z\xbc\xaf\x27\x1c", "binary", "a 7-Zip archive: unpack it first"),
    (b"Rar!\x1a\x07", "binary", "a RAR archive: unpack it first"),
)

_FIRST_BYTES = {signature[:1] for signature, _, _ in _SIGNATURES}

_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\f\r\x1b") + b"\x7f"
_HIGH = bytes(range(128, 256))
_WHITE = b" \t\r\n\f\v\x00\x1a"

# the largest share of a text that may be control characters, or bytes above 127 that are not UTF-8
_MOST_CONTROLS = 0.05
_MOST_HIGH = 0.30

_NOT_CP1252 = b"\x81\x8d\x8f\x90\x9d"

_SAMPLE = 8_192


def decode(raw: RawDocument) -> Decoded | Rejected:
    """Text of a document: in the encoding of its byte order mark, else UTF-8, UTF-16 (by its zero bytes), cp1252 or
    latin-1.

    `raw.raw.decode(encoding, "replace")` gives the same text again, except for a PDF file, whose text layer is read.
    """
    data = raw.raw
    if data.startswith(pdf.SIGNATURE):
        return _pdf(raw)
    for signature, reason, what in _SIGNATURES if data[:1] in _FIRST_BYTES else ():
        if data.startswith(signature):
            return _rejected(raw, reason, f"{place(raw)} is {what}")
    decoded = _decoded(data) if data.strip(_WHITE) else Decoded("", "utf-8")
    if decoded is None:
        return _rejected(raw, "binary", f"{place(raw)} is not text: it has too many control characters or odd bytes")
    if not decoded.text.strip("\x00\ufeff \t\r\n\f\v\x1a"):
        return _rejected(raw, "empty", f"{place(raw)} holds no text ({len(data)} bytes)")
    return decoded


def _pdf(raw: RawDocument) -> Decoded | Rejected:
    layer = pdf.text_layer(raw.raw)
    if layer.reason:
        return _rejected(raw, layer.reason, f"{place(raw)} is {layer.what}")
    return Decoded(layer.text, pdf.ENCODING)


def _decoded(data: bytes) -> Decoded | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lossy(data, encoding)
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(sample):
        utf16 = _utf16(sample)
        decoded = _lossy(data, utf16) if utf16 else None
        return decoded if decoded and _reads_as_text(decoded.text[:_SAMPLE]) else None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _without_utf8(data, sample)


def _reads_as_text(text: str) -> bool:
    odd = sum(not (character.isprintable() or character.isspace()) for character in text)
    return odd <= _MOST_CONTROLS * len(text)


def _without_utf8(data: bytes, sample: bytes) -> Decoded | None:
    """Damaged UTF-8 (if it has more good sequences than bad bytes), else the Windows code page, else latin-1."""
    attempt = _lossy(data, "utf-8")
    # a good sequence is at least one byte longer than its character; a bad byte is not
    if len(data) - len(attempt.text) > 2 * attempt.text.count("\ufffd"):
        return attempt
    if len(sample) - len(sample.translate(None, _HIGH)) > _MOST_HIGH * len(sample):
        return None
    return _lossy(data, "latin-1" if len(data) != len(data.translate(None, _NOT_CP1252)) else "cp1252")


def _lossy(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if not lost:
        return Decoded(text, encoding)
    detail = f"{lost} characters could not be decoded"
    return Decoded(text, encoding, (Finding("text", "repaired", "undecodable bytes", detail=detail),))


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark, recognized by zero bytes in every other place."""
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.5 > even * 10:
        return "utf-16-le"
    if even > 0.5 > odd * 10:
        return "utf-16-be"
    return None


def place(raw: RawDocument) -> str:
    """Name of a document for messages."""
    return f"{raw.source}:{raw.member}" if raw.member else raw.source or "standard input"


def _rejected(raw: RawDocument, reason: str, detail: str) -> Rejected:
    return Rejected(raw.source, raw.member, raw.position, raw.raw, "decode", reason, detail)
