"""One shard: read, parse and stage its documents as Parquet files. Runs in worker processes, knows no Prefect."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows import reading
from flows.errors import UserError
from flows.intake import Shard
from transforms.document import RawDocument, Rejected
from transforms.tables import Counts, TableWriter

_LABEL = "staged.json"


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged shard: its folder, what became of its documents, how many each source gave, and the sources that
    could not be read (to be tried again by the next run)."""

    folder: Path
    counts: Counts
    documents: dict[str, int] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def save(self, plan: Path) -> None:
        """Write down beside the tables what they are, all at once."""
        half = self.folder / f"{_LABEL}.half"
        stored = [plan.read_text("ascii"), _sizes(self.folder), self.counts, self.documents, sorted(self.unread)]
        half.write_text(json.dumps(stored), "utf-8")
        half.replace(self.folder / _LABEL)

    @classmethod
    def of(cls, plan: Path, folder: Path) -> Staged | None:
        """The shard of a plan, where its tables are in the folder already, as large as they were written: after a
        power cut the label may be on the disk and what it speaks of not."""
        try:
            stored = json.loads((folder / _LABEL).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        planned, sizes, counts, documents, unread = stored
        if planned != plan.read_text("ascii") or sizes != _sizes(folder):
            return None
        return cls(folder, Counts(*counts), documents, frozenset(unread))


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.parquet"))}


def stage_shard(plan: Path, folder: Path, run_id: str, received_at: dt.datetime, last_attempt: bool = True) -> Staged:
    """Read the shard planned in the file `plan` and write its staged tables into `folder`.

    A shard that is staged already, by a run that died later, is not read again. Every document ends as parsed,
    quarantined or, if the shard met its bytes before, duplicate. Raises UserError where writing fails, and OSError
    where reading fails in a way that may pass unless this is the last attempt.
    """
    if done := Staged.of(plan, folder):
        return done
    shard = Shard.load(plan)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    met: set[str] = set()
    sources: Counter[str] = Counter()
    unread: set[str] = set()
    writer = TableWriter(folder, run_id, received_at)
    try:
        for batch in reading.batches(reading.documents(shard.pieces, shard.format, last_attempt=last_attempt)):
            sources.update(raw.source for raw in batch)
            unread.update(r.source for r in batch if isinstance(r, Rejected) and r.reason == reading.UNREADABLE)
            _stage(batch, met, writer)
        counts = writer.close()
    except BaseException as error:
        writer.abandon()
        if isinstance(error, OSError) and error.errno and error.errno not in reading.PASSING_ERRORS:
            raise UserError(f"{folder}: cannot write: {os.strerror(error.errno)}") from error
        raise
    staged = Staged(folder, counts, dict(sources), frozenset(unread))
    staged.save(plan)
    return staged


def _stage(batch: Sequence[RawDocument | Rejected], met: set[str], writer: TableWriter) -> None:
    """Parse and stage some documents in their order; those met before, in this batch or an earlier one, once only."""
    new: dict[str, RawDocument | Rejected] = {}
    for raw in batch:
        if raw.document_id not in met:
            new.setdefault(raw.document_id, raw)
    read = dict(zip(new, reading.read_cables(new.values()), strict=True))
    for raw in batch:
        found = read.pop(raw.document_id, None)
        if found is None:
            writer.duplicate(raw, raw.document_id)
        elif isinstance(found, Rejected):
            writer.reject(found)
        else:
            writer.add(*found)
    met |= new.keys()
