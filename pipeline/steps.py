"""The steps of a run after its shards are staged, as plain functions."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

import duckdb

from pipeline.plan import Plan
from pipeline.report import BrokenCheck, Loss, Measure, Rejection
from pipeline.staging import Staged
from schemas.ledger import Counts
from warehouse.checks import run_checks_after
from warehouse.commit import ReadSource, Run, commit
from warehouse.dataset import dataset_snapshot, write_dataset
from warehouse.lake import Lake
from warehouse.maintenance import merge_small_files
from warehouse.publish import publish, published_snapshot
from warehouse.quarantine import IS_OPEN
from warehouse.search_index import indexed_snapshot, update


def is_published(lake: Lake) -> bool:
    """Whether everything published shows what runs have brought, by this version's declarations.

    A run that died may not have reached publishing.
    """
    place = lake.place
    snapshots = [published_snapshot(place.warehouse), indexed_snapshot(place)]
    if place.keeps_dataset:
        snapshots.append(dataset_snapshot(place))
    found = [snapshot for snapshot in snapshots if snapshot is not None]
    if len(found) < len(snapshots):
        return False
    shown = min(found)
    try:
        missing = lake.connection.execute(
            f"""
            SELECT
                (SELECT count(*) FROM runs WHERE parsed + quarantined > 0
                    AND run_id NOT IN (SELECT run_id FROM runs AT (VERSION => {shown})))
                + (SELECT count(*) FROM (FROM lake_properties EXCEPT FROM lake_properties AT (VERSION => {shown})))
            """  # noqa: S608 (a number)
        ).fetchone()
    except duckdb.Error:  # a published snapshot so old that it has expired
        return False
    return missing == (0,)


def commit_run(lake: Lake, work: Plan, staged: Sequence[Staged]) -> Counts:
    """Commit the staged shards to the lake in one transaction; sources read in full need not be read again.

    Small files from earlier runs are merged before the commit, not after it, so that publishing can tell what this run
    changed.
    """
    merge_small_files(lake)
    documents: Counter[str] = Counter()
    unread: set[str] = set()
    for shard in staged:
        documents.update(shard.documents)
        unread |= shard.unread
    read = tuple(
        ReadSource(file.name, file.fingerprint, documents[file.name])
        for file in work.files
        if file.fingerprint and file.name not in unread
    )
    run = Run(work.run_id, work.started_at, work.sources, version("cablelake"), read, work.unchanged)
    return commit(lake, run, [shard.folder for shard in staged])


def publish_lake(lake: Lake, clock: Clock) -> None:
    """Bring `warehouse.duckdb` up to date with the lake."""
    with clock.during("publish"):
        publish(lake)


def write_files(lake: Lake, clock: Clock) -> None:
    """Bring the plain data set up to date with the lake."""
    with clock.during("files"):
        write_dataset(lake)


def index_lake(lake: Lake, clock: Clock) -> None:
    """Bring the search index up to date with the lake."""
    with clock.during("search"):
        update(lake)


def check_lake(lake: Lake, run_id: str, clock: Clock) -> tuple[BrokenCheck, ...]:
    """Check the lake after a run; return the checks that found something."""
    with clock.during("check"):
        results = run_checks_after(lake, run_id)
        return tuple(BrokenCheck(r.check.name, r.check.severity, r.rows) for r in results if r.rows)


def rejections(lake: Lake, run_id: str) -> tuple[Rejection, ...]:
    """Reasons why documents of a run were quarantined, the most frequent first."""
    rows = lake.connection.execute(
        f"""
        SELECT reason, count(*), min(detail) FROM quarantine WHERE run_id = ? AND {IS_OPEN}
        GROUP BY reason ORDER BY 2 DESC, 1
        """,  # noqa: S608 (a condition)
        [run_id],
    ).fetchall()
    return tuple(Rejection(*row) for row in rows)


def losses(lake: Lake, run_id: str) -> tuple[Loss, ...]:
    """Cables of a run whose text contains more than was read, a row for each sign, the worst cables first."""
    rows = lake.connection.execute(
        """
        SELECT f.cable_id, f.rule, d.source || if(d.member = '', '', ':' || d.member)
        FROM findings f JOIN cables c USING (document_id) JOIN documents d USING (document_id)
        WHERE f.field = 'text_loss' AND f.status = 'unparsed' AND d.run_id = ?
        ORDER BY c.quality, f.cable_id, f.ordinal
        """,
        [run_id],
    ).fetchall()
    return tuple(Loss(*row) for row in rows)


def quality(lake: Lake, run_id: str) -> tuple[Measure, ...]:
    """Measures of a run compared with earlier runs; none if it brought nothing."""
    rows = lake.connection.execute(
        """
        SELECT measure, value, last, usual, lowest, highest, is_alarm
        FROM (
            SELECT *, lag(value) OVER (PARTITION BY measure ORDER BY started_at, run_id) AS last FROM run_alarms
        )
        WHERE run_id = ? ORDER BY measure LIKE 'cables%', measure
        """,
        [run_id],
    ).fetchall()
    return tuple(Measure(*row) for row in rows)


@dataclass(slots=True)
class Clock:
    """Seconds each step took: laps for consecutive steps, separate timings for steps that run at the same time."""

    laps: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.monotonic)

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        """Measure the time spent within it."""
        began = time.monotonic()
        yield
        self.laps[step] = time.monotonic() - began

    def lap(self, step: str) -> None:
        """Record that the step just ended."""
        now = time.monotonic()
        self.laps[step] = now - self._last
        self._last = now
