"""The steps of an ingest as plain functions, which know no Prefect.

Everything a run writes before its commit lies in `<lake>/staging`, is found nowhere else, and goes when it ends. A run
that was killed leaves it there: the next one with the same work takes it over, its finished shards with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

import transforms
from flows.environment import wait_seconds
from flows.errors import UserError, WorkerLostError
from flows.intake import SourceFile, can_be_read_again, discover, plan
from flows.report import BrokenCheck, Measure, Rejection, Report
from flows.shards import Staged
from transforms.document import Format
from warehouse.checks import run_checks
from warehouse.commit import Counts, Run, commit
from warehouse.commit import SourceFile as ReadSource
from warehouse.lake import Lake, Place
from warehouse.publish import publish, published_snapshot
from warehouse.query import known_sources
from warehouse.search_index import indexed_snapshot, update
from warehouse.turn import still_writing, turn

Say = Callable[[str], None]

_LOCK = "writer.lock"
_STAGING = "staging"
_LABEL = "work.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do. `plans` are the files its shards are planned in; `unchanged` are documents in sources that
    are as they were when last read."""

    run_id: str
    started_at: dt.datetime
    place: Place
    sources: tuple[str, ...]
    files: tuple[SourceFile, ...]
    plans: tuple[Path, ...]
    size: int
    unchanged: int = 0
    hidden: int = 0
    unsettled: int = 0

    @property
    def staging(self) -> Path:
        return self.place.folder / _STAGING / self.run_id

    def folder(self, path: Path) -> Path:
        """Folder for the staged tables of a planned shard."""
        return self.staging / path.stem


def utc_now() -> dt.datetime:
    """The time as the lake writes it: UTC, without saying so."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def new_run_id(started_at: dt.datetime, suffix: str) -> str:
    """Id of a run: when it started, so that ids sort, and something of its own."""
    return f"{started_at:%Y%m%dT%H%M%S}-{suffix[-8:]}"


@contextmanager
def writing(place: Place, say: Say) -> Iterator[None]:
    """The only writer of a lake: waits for another one, here or on another machine, and says so.

    Raises UserError or LakeError where the other one still writes when the time to wait has passed.
    """
    patience = wait_seconds()

    def waits(who: str) -> None:
        say(f"waiting for another run that writes to the lake: {who}")

    with _writing_here(place, say, patience), turn(place, waits, patience):
        yield


@contextmanager
def _writing_here(place: Place, say: Say, patience: float) -> Iterator[None]:
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.folder / _LOCK, mode=0o666)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"waiting for another run that writes to {place.folder}")
            lock.acquire(timeout=-1 if math.isinf(patience) else patience)
    except Timeout as error:
        raise UserError(f"{place.folder}: {still_writing(patience)}") from error
    except OSError as error:
        raise UserError(f"{place.folder}: cannot write to the lake: {error.strerror or error}") from error
    try:
        yield
    except WorkerLostError:
        raise
    except BaseException:
        _clear(place)
        raise
    else:
        _clear(place)
    finally:
        lock.release()


def _clear(place: Place, but: str = "") -> None:
    """Remove what runs have staged, but for one of them."""
    staging = place.folder / _STAGING
    for folder in staging.glob("*"):
        if folder.name != but:
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # not empty, or not there
        staging.rmdir()


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
    """Find what there is to read and is not known to be unchanged, and write down the shards.

    A file written to within the last `settle_seconds` is left for a later run. Raises UsageError where a source is not
    there.
    """
    place = lake.place
    staging = place.folder / _STAGING / run_id
    staging.mkdir(parents=True, exist_ok=True)  # a step that is tried again finds it there
    settled_before = time.time() - settle_seconds if settle_seconds else math.inf
    data = place.data_path if place.is_in_store else ""
    found = discover(sources, staging / "input", place.folder, settled_before, data)
    known = known_sources(lake)
    changed, unchanged = [], 0
    for file in found.files:
        fingerprint, documents = known.get(file.name, ("", 0))
        if file.fingerprint and file.fingerprint == fingerprint:
            unchanged += documents
        else:
            changed.append(file)
    work = _fingerprint(changed, workers, form)
    if held := _left_behind(place, work):
        run_id, started_at = held
        staging = place.folder / _STAGING / run_id
    _clear(place, but=run_id)
    shards = plan(changed, workers, form)
    if work:
        stored = {"work": work, "started_at": started_at.isoformat()}
        (staging / _LABEL).write_text(json.dumps(stored), encoding="ascii")
    return Plan(
        run_id=run_id,
        started_at=started_at,
        place=place,
        sources=tuple(sources),
        files=tuple(changed),
        plans=tuple(shard.save(staging) for shard in shards),
        size=sum(shard.size for shard in shards),
        unchanged=unchanged,
        hidden=found.hidden,
        unsettled=found.unsettled,
    )


def _fingerprint(files: Sequence[SourceFile], workers: int, form: Format | None) -> str:
    """Equal for the same work by the same parser; "" where a source can be read only once."""
    if not files or not all(file.fingerprint for file in files):
        return ""
    code = sorted(Path(transforms.__file__).parent.rglob("*.py"))
    told = [str(workers), str(form), *(f"{file.name}\0{file.fingerprint}" for file in files)]
    digest = hashlib.sha256("\n".join(told).encode())
    for path in code:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _left_behind(place: Place, work: str) -> tuple[str, dt.datetime] | None:
    """Id and start of a run that died over the same work."""
    for label in (place.folder / _STAGING).glob(f"*/{_LABEL}"):
        try:
            stored = json.loads(label.read_text(encoding="ascii"))
            if work and stored["work"] == work:
                return label.parent.name, dt.datetime.fromisoformat(stored["started_at"])
        except (OSError, ValueError, KeyError):
            continue
    return None


def unchanged_run(place: Place, sources: Sequence[str], say: Say) -> Report | None:
    """Record a run that finds every source as it was last read; None where there may be something to read."""
    if not can_be_read_again(sources) or (place.catalog_file and not place.catalog_file.is_file()):
        return None
    started_at = utc_now()
    run_id = new_run_id(started_at, uuid.uuid4().hex)
    clock = Clock()
    with writing(place, say), Lake.open(place) as lake:
        work = make_plan(lake, sources, run_id, started_at)
        if work.plans or not work.unchanged or not is_published(lake):
            return None
        counts = commit_run(lake, work, ())
        clock.lap("all")
    return Report(run_id, str(place.folder), work.sources, counts, seconds=clock.laps, hidden=work.hidden)


def is_published(lake: Lake) -> bool:
    """Whether the warehouse file and the search index show all that runs have brought, by this version's declarations.

    A run that died may not have come to publishing.
    """
    published, indexed = published_snapshot(lake.place.warehouse), indexed_snapshot(lake.place)
    if published is None or indexed is None:
        return False
    shown = min(published, indexed)
    try:
        missing = lake.connection.execute(
            f"""
            SELECT
                (SELECT count(*) FROM runs WHERE parsed + quarantined > 0
                    AND run_id NOT IN (SELECT run_id FROM runs AT (VERSION => {shown})))
                + (SELECT count(*) FROM (FROM lake_properties EXCEPT FROM lake_properties AT (VERSION => {shown})))
            """  # noqa: S608 (a number)
        ).fetchone()
    except duckdb.Error:  # one so old that its snapshot has expired
        return False
    return missing == (0,)


def commit_run(lake: Lake, work: Plan, staged: Sequence[Staged]) -> Counts:
    """Take the staged shards into the lake in one transaction; sources read in full need not be read again."""
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
    """Bring the published file up to the lake."""
    with clock.during("publish"):
        publish(lake)


def index_lake(lake: Lake, clock: Clock) -> None:
    """Bring the search index up to the lake."""
    with clock.during("search"):
        update(lake)


def check_lake(lake: Lake, clock: Clock) -> tuple[BrokenCheck, ...]:
    """Run every data check; those that found something."""
    with clock.during("check"):
        return tuple(BrokenCheck(r.check.name, r.check.severity, r.rows) for r in run_checks(lake) if r.rows)


def rejections(lake: Lake, run_id: str) -> tuple[Rejection, ...]:
    """Reasons for which documents of a run were quarantined, the most frequent first."""
    rows = lake.connection.execute(
        "SELECT reason, count(*), min(detail) FROM quarantine WHERE run_id = ? GROUP BY reason ORDER BY 2 DESC, 1",
        [run_id],
    ).fetchall()
    return tuple(Rejection(*row) for row in rows)


def quality(lake: Lake, run_id: str) -> tuple[Measure, ...]:
    """Measures of a run beside those of the runs before it; none where it brought nothing."""
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
    """Seconds each step took: of steps one after the other by laps, of those at the same time each by itself."""

    laps: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.monotonic)

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        """Measure what is done within."""
        began = time.monotonic()
        yield
        self.laps[step] = time.monotonic() - began

    def lap(self, step: str) -> None:
        """The step just ended."""
        now = time.monotonic()
        self.laps[step] = now - self._last
        self._last = now
