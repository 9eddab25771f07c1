"""From pieces of sources to documents as received, whatever they are packed in."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from flows.intake import Piece, opened
from flows.objects import StoreError
from transforms.cable import Cable
from transforms.document import Document, Format, RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import archives, cables_csv, to_document
from transforms.sources.limits import DEFAULT, Limits

# errors that come and go (network folders, flaky disks); any other stays however often one tries
PASSING_ERRORS = frozenset(
    {errno.EIO, errno.EAGAIN, errno.EINTR, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT, errno.ENETDOWN,
     errno.ENETUNREACH, errno.ENETRESET, errno.ECONNRESET, errno.ECONNABORTED, errno.EHOSTDOWN, errno.EHOSTUNREACH}
)  # fmt: skip


# reason of a source that could not be read at all
UNREADABLE = "unreadable"


def documents(
    pieces: Iterable[Piece], form: Format | None = None, limits: Limits = DEFAULT, last_attempt: bool = True
) -> Iterator[RawDocument | Rejected]:
    """Documents in the pieces, in order, each as received; `form` forces their format.

    A piece that cannot be read gives one Rejected (`unreadable`). With `last_attempt` false, an error that may pass
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
            if error.errno in PASSING_ERRORS and not last_attempt:
                raise
            yield _unreadable(piece, error.strerror or str(error))
        except StoreError as error:
            yield _unreadable(piece, str(error))
        except Exception as error:  # a defect must cost the rest of one source, not the run
            detail = f"{piece.name}: {type(error).__name__}: {error}"
            yield Rejected(piece.name, "", 0, b"", "read", "failed", detail)


def read_cable(raw: RawDocument | Rejected) -> tuple[Document, Cable] | Rejected:
    """Parse one document as received. Never raises: what cannot be read is rejected with its reason."""
    if isinstance(raw, Rejected):
        return raw
    document = to_document(raw)
    if isinstance(document, Rejected):
        return replace(document, format=raw.format)
    try:
        return document, parse_document(document)
    except Exception as error:  # a defect in the parser must cost one document, not the run; replay brings it back
        detail = f"{type(error).__name__}: {error}"
        return Rejected(raw.source, raw.member, raw.position, raw.raw, "parse", "failed", detail, document.format)


def _documents(piece: Piece, stream: BinaryIO, form: Format | None, limits: Limits) -> Iterator[RawDocument | Rejected]:
    if piece.start or piece.stop is not None:
        return cables_csv.rows(piece.name, stream, piece.start, piece.stop, limits)
    return archives.documents(piece.name, stream, limits, piece.part, form)


def _unreadable(piece: Piece, why: str) -> Rejected:
    return Rejected(piece.name, "", 1, b"", "read", UNREADABLE, f"{piece.name}: cannot be read: {why}")
