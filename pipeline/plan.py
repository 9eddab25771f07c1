"""The plan of a run: which files are new or changed, and the shards they are divided into.

Everything a run writes before its commit is in `<lake>/staging`, where nothing else looks, and is removed when the run
ends. A killed run leaves it there: the next run with the same work reuses its finished shards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import known_documents
from pipeline.cluster import parser_version
from pipeline.discover import SourceFile, discover
from pipeline.shards import Shard, divide
from pipeline.staging import Job
from pipeline.writer_lock import STAGING, clear_staging
from transforms.document import Format
from warehouse.lake import Lake, Place
from warehouse.query import known_sources

_LABEL = "work.json"
_KNOWN = "known-documents"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do. `size` is an estimate of its text in bytes; `unchanged` counts the documents in sources that
    have not changed since they were last read."""

    run_id: str
    started_at: dt.datetime
    place: Place
    sources: tuple[str, ...]
    files: tuple[SourceFile, ...]
    jobs: tuple[Job, ...]
    size: int
    unchanged: int = 0
    hidden: int = 0
    unsettled: int = 0


def utc_now() -> dt.datetime:
    """The time as the lake stores it: UTC, without a time zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def new_run_id(started_at: dt.datetime, suffix: str) -> str:
    """Id of a run: when it started, so that ids sort by time, and a unique suffix."""
    return f"{started_at:%Y%m%dT%H%M%S}-{suffix[-8:]}"


def make_plan(
    lake: Lake,
    sources: Sequence[str],
    run_id: str,
    started_at: dt.datetime,
    *,
    workers: int = 1,
    form: Format | None = None,
    settle_seconds: float = 0,
) -> Plan:
    """Find what there is to read and is not known to be unchanged, and write the plans of the shards.

    A file written to within the last `settle_seconds` is left for a later run. Raises UsageError if a source is
    missing.
    """
    place = lake.place
    staging = place.folder / STAGING / run_id
    staging.mkdir(parents=True, exist_ok=True)  # a retried step finds it there
    settled_before = time.time() - settle_seconds if settle_seconds else math.inf
    data = place.data_path if place.is_in_store else ""
    found = discover(sources, staging / "input", place.folder, settled_before, data)
    changed, unchanged = _changed(found.files, known_sources(lake))
    work = _fingerprint(changed, workers, form)
    if held := _left_behind(place, work):
        run_id, started_at = held
        staging = place.folder / STAGING / run_id
    clear_staging(place, but=run_id)
    shards = divide(changed, workers, form)
    if work:
        stored = {"work": work, "started_at": started_at.isoformat()}
        (staging / _LABEL).write_text(json.dumps(stored), encoding="ascii")
    known_file = staging / _KNOWN
    if shards:
        known_documents.save(lake, known_file)
    return Plan(
        run_id=run_id,
        started_at=started_at,
        place=place,
        sources=tuple(sources),
        files=tuple(changed),
        jobs=tuple(_job(shard, staging, run_id, started_at, known_file) for shard in shards),
        size=sum(shard.size for shard in shards),
        unchanged=unchanged,
        hidden=found.hidden,
        unsettled=found.unsettled,
    )


def _changed(files: Sequence[SourceFile], known: Mapping[str, tuple[str, int]]) -> tuple[list[SourceFile], int]:
    """The files that are not known to be unchanged, and how many documents the lake has from the others."""
    changed, unchanged = [], 0
    for file in files:
        fingerprint, documents = known.get(file.name, ("", 0))
        if file.fingerprint and file.fingerprint == fingerprint:
            unchanged += documents
        else:
            changed.append(file)
    return changed, unchanged


def _job(shard: Shard, staging: Path, run_id: str, started_at: dt.datetime, known: Path) -> Job:
    plan = shard.save(staging)
    return Job(plan, staging / plan.stem, run_id, started_at, known)


def _fingerprint(files: Sequence[SourceFile], workers: int, form: Format | None) -> str:
    """A digest that is equal for the same work by the same parser; "" if a source can only be read once."""
    if not files or not all(file.fingerprint for file in files):
        return ""
    work = [parser_version(), str(workers), str(form), *(f"{file.name}\0{file.fingerprint}" for file in files)]
    return hashlib.sha256("\n".join(work).encode()).hexdigest()


def _left_behind(place: Place, work: str) -> tuple[str, dt.datetime] | None:
    """Id and start of a run that died over the same work."""
    for label in (place.folder / STAGING).glob(f"*/{_LABEL}"):
        try:
            stored = json.loads(label.read_text(encoding="ascii"))
            if work and stored["work"] == work:
                return label.parent.name, dt.datetime.fromisoformat(stored["started_at"])
        except (OSError, ValueError, KeyError):
            continue
    return None
