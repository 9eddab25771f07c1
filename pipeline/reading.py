"""Turn pieces of sources into documents as received, whatever they are packed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from pipeline.discover import opened
from pipeline.retry import is_transient
from pipeline.s3_objects import StoreError
from pipeline.shards import Piece
from transforms.cable import Cable
from transforms.document import Document, Format, RawDocument, Rejected
from transforms.parse import parse_document, parse_documents
from transforms.sources import archives, cables_csv, to_document
from transforms.sources.limits import DEFAULT, Limits

# reason for a source that could not be read at all
UNREADABLE = "unreadable"

# documents that are parsed together: with fewer, each field's patterns are fetched from memory more often; with more,
# the texts are
_BATCH, _BATCH_BYTES = 64, 4 << 20


def documents(
    pieces: Iterable[Piece], form: Format | None = None, limits: Limits = DEFAULT, last_attempt: bool = True
) -> Iterator[RawDocument | Rejected]:
    """Documents in the pieces, in order, each as received; `form` forces their format.

    A piece that cannot be read yields one Rejected (`unreadable`). If `last_attempt` is false, an error that may pass
    raises OSError instead.
    """
    for piece in pieces:
        if piece.problem:
            yield _unreadable(piece, piece.problem)
            continue
        try:
            with opened(piece.path) as stream:
                yield from _documents(piece, stream, form, limits)
        except OSError as error:
            if is_transient(error) and not last_attempt:
                raise
            yield _unreadable(piece, error.strerror or str(error))
        except StoreError as error:
            yield _unreadable(piece, str(error))
        except Exception as error:  # a defect must cost only the rest of one source, not the run
            detail = f"{piece.name}: {type(error).__name__}: {error}"
            yield Rejected(piece.name, "", 0, b"", "read", "failed", detail)


def batches(raws: Iterable[RawDocument | Rejected]) -> Iterator[list[RawDocument | Rejected]]:
    """Documents in batches of the size that parses fastest."""
    batch: list[RawDocument | Rejected] = []
    size = 0
    for raw in raws:
        batch.append(raw)
        size += len(raw.raw)
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_cables(raws: Iterable[RawDocument | Rejected]) -> list[tuple[Document, Cable] | Rejected]:
    """Parse documents as received, in order. Never raises: what cannot be read is rejected with its reason."""
    documents = [_document(raw) for raw in raws]
    sound = [document for document in documents if isinstance(document, Document)]
    try:
        cables = iter(parse_documents(sound))
    except Exception:  # a defect in the parser must cost only one document, not the others
        return [d if isinstance(d, Rejected) else _parsed(d) for d in documents]
    return [d if isinstance(d, Rejected) else (d, next(cables)) for d in documents]


def read_cable(raw: RawDocument | Rejected) -> tuple[Document, Cable] | Rejected:
    """Parse one document as received, as `read_cables` does."""
    return read_cables((raw,))[0]


def _document(raw: RawDocument | Rejected) -> Document | Rejected:
    if isinstance(raw, Rejected):
        return raw
    document = to_document(raw)
    return replace(document, format=raw.format) if isinstance(document, Rejected) else document


def _parsed(document: Document) -> tuple[Document, Cable] | Rejected:
    try:
        return document, parse_document(document)
    except Exception as error:  # replay retries it once the parser is better
        raw, detail = document.raw, f"{type(error).__name__}: {error}"
        return Rejected(raw.source, raw.member, raw.position, raw.raw, "parse", "failed", detail, document.format)


def _documents(piece: Piece, stream: BinaryIO, form: Format | None, limits: Limits) -> Iterator[RawDocument | Rejected]:
    if piece.start or piece.stop is not None:
        return cables_csv.rows(piece.name, stream, piece.start, piece.stop, limits)
    return archives.documents(piece.name, stream, limits, piece.part, form)


def _unreadable(piece: Piece, why: str) -> Rejected:
    return Rejected(piece.name, "", 1, b"", "read", UNREADABLE, f"{piece.name}: cannot be read: {why}")
