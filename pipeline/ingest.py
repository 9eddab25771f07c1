"""An ingest: discover, parse shards in parallel, commit in one transaction, publish, index and check."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar

from pipeline import retry, room, signs, steps
from pipeline.cluster import Cluster, joined
from pipeline.discover import require
from pipeline.errors import WorkerLostError
from pipeline.plan import Plan, make_plan, new_run_id, utc_now
from pipeline.progress import Progress, say
from pipeline.reparse import join_sections
from pipeline.report import BrokenCheck, Report
from pipeline.staging import Job, Staged, stage_shard
from pipeline.terminal import Say
from pipeline.topics import must_place, place_in_topics
from pipeline.workers import WORKERS, waiting_threads, workers
from pipeline.writer_lock import write_lock
from transforms.document import Format
from warehouse.lake import Lake, Place, check_place
from warehouse.publish import newest_tables
from warehouse.quarantine import came_whole
from warehouse.query import known_sources

P = ParamSpec("P")
T = TypeVar("T")

_LONGEST_SHARD = 2 * 3600  # seconds; a shard is tens of megabytes


class Execute(Protocol):
    """Carries out one step of a run: calls it, or runs it as a task of a flow."""

    def __call__(self, step: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T: ...


@dataclass(frozen=True, slots=True)
class Request:
    """What to ingest into which lake.

    `form` forces the format of every document. A file written to within the last `settle_seconds` is left for a later
    run. `address` is the scheduler of the Dask cluster that parses (tcp://host:port); without one, this machine parses.
    """

    sources: tuple[str, ...]
    lake: str = "lake"
    form: Format | None = None
    settle_seconds: float = 0
    address: str = ""


def directly(step: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """Carry out a step in this process, again if reading or writing fails in a way that may pass."""
    return retry.call(step, say, *arguments, **named)


def ingest(request: Request, execute: Execute = directly, *, tell: Say = say, run_id: str = "") -> Report:
    """Take documents into a lake, publish the warehouse file, index the texts and check the lake.

    `execute` carries out each step; `tell` gets lines for people. `run_id` is any text that is unique to the run.
    Raises UsageError if a source is not there, UserError or LakeError if the lake cannot be written.
    """
    require(request.sources)
    place = Place.of(request.lake)
    check_place(place)
    started_at = utc_now()
    clock = steps.Clock()
    with (
        Progress() as progress,
        room.explaining_a_full_disk(place),
        write_lock(place, tell),
        joined(request.address, place) as cluster,
        Lake.open(place) as lake,
    ):
        seen = signs.before(lake)
        known = known_sources(lake)
        plan = execute(
            make_plan,
            lake,
            request.sources,
            new_run_id(started_at, run_id or uuid.uuid4().hex),
            started_at,
            workers=cluster.size if cluster else WORKERS,
            form=request.form,
            settle_seconds=request.settle_seconds,
        )
        room.require(plan, known, tell)
        clock.lap("discover")
        staged = _stage_all(plan, cluster, execute, progress)
        clock.lap("parse")
        progress.step("committing")
        counts = execute(steps.commit_run, lake, plan, staged)
        report = Report(
            run_id=plan.run_id,
            lake=str(place.folder),
            sources=request.sources,
            counts=counts,
            seconds=clock.laps,
            hidden=plan.hidden,
            unsettled=plan.unsettled,
            signs=(*seen, *signs.after(lake, plan, known)),
        )
        if not plan.jobs and steps.is_published(lake) and not must_place(lake):
            return report
        execute(join_sections, lake, plan.run_id, plan.started_at)
        clock.lap("commit")
        execute(place_in_topics, lake, tell)
        clock.lap("topics")
        return _publish(lake, report, execute, clock, progress)


def _publish(lake: Lake, report: Report, execute: Execute, clock: steps.Clock, progress: Progress) -> Report:
    """Publish, index and check what a run committed; return its report with what was found."""
    # publishing takes most of the memory, so indexing waits for it: doing both at once would take longer
    progress.step("publishing")
    execute(steps.publish_lake, lake, clock)
    progress.step("indexing and checking")
    with newest_tables(lake) as newest:
        report = replace(report, broken=_index_and_check(lake, newest, report.run_id, execute, clock))
        return _with_details(report, newest)


def _index_and_check(
    lake: Lake, newest: Lake, run_id: str, execute: Execute, clock: steps.Clock
) -> tuple[BrokenCheck, ...]:
    """Index the published tables, and meanwhile check them and write the plain files; return what the checks found."""
    with newest.beside() as beside, ThreadPoolExecutor(1) as thread:
        index = _in_thread(thread, execute, steps.index_lake, beside, clock)
        try:
            broken = execute(steps.check_lake, newest, run_id, clock)
            execute(steps.write_files, lake, clock)
            return broken
        finally:
            index.result()


def _with_details(report: Report, newest: Lake) -> Report:
    """Add to the report of a run that brought something what became of its documents; return any other as it is."""
    if not report.is_new:
        return report
    return replace(
        report,
        rejections=steps.rejections(newest, report.run_id),
        came_whole=came_whole(newest, report.run_id),
        losses=steps.losses(newest, report.run_id),
        quality=steps.quality(newest, report.run_id),
    )


def _stage_all(plan: Plan, cluster: Cluster | None, execute: Execute, progress: Progress) -> list[Staged]:
    """Stage every shard on the cluster or in processes of this machine, in the order of the plan.

    The first error ends the run.
    """
    size = cluster.size if cluster else WORKERS
    progress.parsing(plan.size)
    # each shard in progress has a thread that waits for it
    with _crew(plan, cluster) as stage, waiting_threads(size) as threads:
        futures = {_in_thread(threads, execute, stage, job): job for job in plan.jobs}
        try:
            for future in as_completed(futures):
                progress.advance(plan.size // len(plan.jobs), future.result().counts)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _in_thread(threads: Executor, execute: Execute, step: Callable[..., T], *arguments: Any) -> Future[T]:
    """Carry out a step in a thread, in the context of this one, by which a flow finds its run."""
    return threads.submit(copy_context().run, partial(execute, step, *arguments))


@contextmanager
def _crew(plan: Plan, cluster: Cluster | None) -> Iterator[Callable[[Job], Staged]]:
    """A function that stages a shard on the cluster, or in processes of this machine."""
    if cluster:
        yield partial(_stage, lambda job, last: cluster.stage(job, last, _LONGEST_SHARD))
        return
    with workers(plan.size) as pool:
        yield partial(_stage, partial(_stage_here, pool))


def _stage(attempt: Callable[[Job, bool], Staged], job: Job) -> Staged:
    """Parse one shard. Whatever cannot be read even at the last attempt goes to quarantine."""
    try:
        return retry.call(attempt, say, job, False)
    except OSError as error:
        if not retry.is_transient(error):
            raise
        return attempt(job, True)


def _stage_here(pool: Executor | None, job: Job, last_attempt: bool) -> Staged:
    """Parse one shard in a worker process, or in this process if there is no pool."""
    if pool is None:
        return stage_shard(job, last_attempt)
    try:
        return pool.submit(stage_shard, job, last_attempt).result(_LONGEST_SHARD)
    except BrokenProcessPool as error:
        raise WorkerLostError("a worker process was killed, most likely for want of memory: run it again") from error
    except TimeoutError as error:
        raise WorkerLostError(f"a shard took more than {_LONGEST_SHARD / 3600:.0f} hours: run it again") from error
