"""The text layer of a PDF file, laid out in lines as on its pages.

pypdf reads it page by page. Spans of a cable from a PDF file are offsets in this text.
"""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from typing import NamedTuple

SIGNATURE = b"%PDF-"
ENCODING = "pdf text layer"

# a telegram has a few pages; a book of them must be cut up first, and a bomb must not be read at all
MOST_PAGES = 500
_MOST_CHARACTERS = 5_000_000
# bytes of unpacked drawing instructions: about 10 KB per page of text, and at worst 2 s per megabyte
_MOST_DRAWING = 10_000_000

# a page number or a stamp on a scanned page is not a text layer
_LEAST_LETTERS = 40


class Layer(NamedTuple):
    """Text of a PDF file, or the reason why there is none, and the reason in words."""

    text: str
    reason: str = ""
    what: str = ""


@lru_cache(maxsize=2)
def text_layer(data: bytes) -> Layer:
    """Text of all pages, with a line end between them. Never raises."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about everything it repairs
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return Layer("", "pdf_encrypted", "an encrypted PDF file: remove its password first")
        if len(reader.pages) > MOST_PAGES:
            return Layer("", "pdf_too_long", f"a PDF file of more than {MOST_PAGES} pages: cut it into cables first")
        text = _pages(reader)
    except Exception as error:  # damage shows as any error, deep in the library
        return Layer("", "pdf_damaged", f"a PDF file that cannot be read: {type(error).__name__}: {error}")
    if sum(map(str.isalpha, text[:_MOST_CHARACTERS])) < _LEAST_LETTERS:
        return Layer("", "pdf_without_text", "a PDF file without a text layer, most likely a scan: OCR it first")
    return Layer(text)


def _pages(reader: object) -> str:
    pages: list[str] = []
    length = drawing = 0
    for page in reader.pages:  # type: ignore[attr-defined]
        contents = page.get_contents()
        drawing += len(contents.get_data()) if contents is not None else 0
        if drawing > _MOST_DRAWING:
            raise ValueError(f"more than {_MOST_DRAWING:,} bytes of drawing instructions")
        pages.append(page.extract_text(extraction_mode="layout"))
        length += len(pages[-1])
        if length > _MOST_CHARACTERS:
            raise ValueError(f"more than {_MOST_CHARACTERS:,} characters")
    return "\n".join(pages)
