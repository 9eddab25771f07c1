"""Sources: one module per format, from the bytes of a document to text that can be parsed."""

from __future__ import annotations

from collections.abc import Callable

from transforms.decode import place
from transforms.document import Document, Format, RawDocument, Rejected
from transforms.sources import cables_csv, nara, ocr, telegram, wikileaks_html
from transforms.sources.detect import detect

_READERS: dict[Format, Callable[[RawDocument], Document | Rejected]] = {
    "telegram": telegram.to_document,
    "ocr": ocr.to_document,
    "wikileaks-html": wikileaks_html.to_document,
    "cables-csv": cables_csv.to_document,
    "nara": nara.to_document,
}


def to_document(raw: RawDocument) -> Document | Rejected:
    """Read a document in its format, which is detected if it is not given. Never raises.

    A given format is trusted: the document is then read even if it shows no mark of a telegram.
    """
    try:
        form = raw.format or detect(raw)
        return form if isinstance(form, Rejected) else _READERS[form](raw)
    except Exception as error:  # a defect here must cost one document, not the run
        detail = f"{place(raw)}: {type(error).__name__}: {error}"
        return Rejected(raw.source, raw.member, raw.position, raw.raw, "parse", "failed", detail)
