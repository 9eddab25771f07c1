"""One shard: read, parse and stage its documents as Parquet files. Runs in worker processes."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import known_documents, reading
from pipeline.errors import UserError
from pipeline.known_documents import KnownDocuments
from pipeline.retry import is_transient
from pipeline.shards import Shard
from schemas.ledger import Counts
from transforms.document import RawDocument, Rejected
from transforms.tables import TableWriter

_LABEL = "staged.json"


@dataclass(frozen=True, slots=True)
class Job:
    """A shard to stage: the file with its plan, the folder for its tables, and the run they belong to.

    Documents whose hashes are in the file `known` (see `known_documents.save`) are not parsed: the lake has them.
    """

    plan: Path
    folder: Path
    run_id: str
    received_at: dt.datetime
    known: Path | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged shard: its folder, what became of its documents, and how many each source gave.

    The next run retries the sources in `unread`, which could not be read.
    """

    folder: Path
    counts: Counts
    documents: dict[str, int] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def save(self, plan: Path) -> None:
        """Record what the staged tables are, in one atomic step."""
        half = self.folder / f"{_LABEL}.half"
        stored = [plan.read_text("ascii"), _sizes(self.folder), self.counts, self.documents, sorted(self.unread)]
        half.write_text(json.dumps(stored), "utf-8")
        half.replace(self.folder / _LABEL)

    @classmethod
    def of(cls, job: Job) -> Staged | None:
        """The staged shard of a job, if the folder already holds its tables at the size they were written with.

        After a power cut the label may be on disk without the tables it describes.
        """
        try:
            stored = json.loads((job.folder / _LABEL).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        planned, sizes, counts, documents, unread = stored
        if planned != job.plan.read_text("ascii") or sizes != _sizes(job.folder):
            return None
        return cls(job.folder, Counts(*counts), documents, frozenset(unread))


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.parquet"))}


def stage_shard(job: Job, last_attempt: bool = True) -> Staged:
    """Read a planned shard and write its staged tables.

    A shard already staged by a run that died later is not read again. Every document ends as parsed, quarantined or, if
    the lake or the shard has already met its bytes, duplicate. Raises UserError if writing fails, and OSError if
    reading fails in a way that may pass, unless this is the last attempt.
    """
    if done := Staged.of(job):
        return done
    shard = Shard.load(job.plan)
    shutil.rmtree(job.folder, ignore_errors=True)
    job.folder.mkdir(parents=True)
    met: set[str] = set()
    sources: Counter[str] = Counter()
    unread: set[str] = set()
    writer = TableWriter(job.folder, job.run_id, job.received_at)
    try:
        with known_documents.load(job.known) as known:
            for batch in reading.batches(reading.documents(shard.pieces, shard.format, last_attempt=last_attempt)):
                sources.update(raw.source for raw in batch if not _is_beside(raw))
                unread.update(r.source for r in batch if isinstance(r, Rejected) and r.reason == reading.UNREADABLE)
                _stage(batch, known, met, writer)
        counts = writer.close()
    except BaseException as error:
        writer.abandon()
        if isinstance(error, OSError) and error.errno and not is_transient(error):
            raise UserError(f"{job.folder}: cannot write: {os.strerror(error.errno)}") from error
        raise
    staged = Staged(job.folder, counts, dict(sources), frozenset(unread))
    staged.save(job.plan)
    return staged


def _is_beside(raw: RawDocument | Rejected) -> bool:
    return isinstance(raw, RawDocument) and raw.is_beside


def _stage(batch: Sequence[RawDocument | Rejected], known: KnownDocuments, met: set[str], writer: TableWriter) -> None:
    """Parse and stage documents in order; those already seen are duplicates."""
    new: dict[str, RawDocument | Rejected] = {}
    for raw in batch:
        if not _is_beside(raw) and raw.document_id not in met and raw.document_id not in known:
            new.setdefault(raw.document_id, raw)
    read = dict(zip(new, reading.read_cables(new.values()), strict=True))
    for raw in batch:
        if isinstance(raw, RawDocument) and raw.is_beside:
            writer.keep(raw, is_new=raw.document_id not in known)
            continue
        found = read.pop(raw.document_id, None)
        if found is None:
            writer.duplicate(raw, raw.document_id)
        elif isinstance(found, Rejected):
            writer.reject(found)
        else:
            writer.add(*found)
    met |= new.keys()
