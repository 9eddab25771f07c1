"""The flow `ingest`: discover, parse shards in parallel, commit one transaction, publish, index, check."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed, wait
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task, exponential_backoff
from prefect.utilities.annotations import quote
from pydantic import Field, NonNegativeFloat

from flows import notify, reparse, steps
from flows.cluster import Cluster, joined
from flows.errors import WorkerLostError, one_line
from flows.progress import say, shards_bar
from flows.reading import PASSING_ERRORS
from flows.report import BrokenCheck, Report, markdown, sentence
from flows.shards import Staged, stage_shard
from flows.workers import WORKERS, workers
from transforms.document import Format
from warehouse.lake import Lake, Place

RETRIES = 3
_LONGEST_SHARD = 2 * 3600  # seconds; a shard is tens of megabytes

Sources = Annotated[list[str], Field(min_length=1)]


def may_pass(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether to try a task again: only errors of input and output that come and go. The user is told which."""
    error = state.data
    if not (isinstance(error, OSError) and error.errno in PASSING_ERRORS):
        return False
    place = f"{error.filename}: " if error.filename else ""
    say(f"trying again a little later: {place}{one_line(error.strerror or str(error))}")
    return True


_step = task(
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(2),
    retry_jitter_factor=0.5,
    retry_condition_fn=may_pass,
)


make_plan = _step(steps.make_plan)
commit_run = _step(steps.commit_run)
join_sections = _step(reparse.join_sections)
publish_lake = _step(steps.publish_lake)
index_lake = _step(steps.index_lake)
check_lake = _step(steps.check_lake)


@_step
def stage(plan: Path, folder: Path, run_id: str, received_at: dt.datetime, pool: Executor | Cluster | None) -> Staged:
    """Parse one shard, in a worker process or on the cluster where there are any."""
    context = TaskRunContext.get()
    last_attempt = context is None or context.task_run.run_count > RETRIES
    arguments = (plan, folder, run_id, received_at, last_attempt)
    if pool is None:
        return stage_shard(*arguments)
    try:
        if isinstance(pool, Cluster):
            return pool.stage(*arguments, _LONGEST_SHARD)
        return pool.submit(stage_shard, *arguments).result(_LONGEST_SHARD)
    except BrokenProcessPool as error:
        raise WorkerLostError("a worker process was killed, most likely for want of memory: run it again") from error
    except TimeoutError as error:
        raise WorkerLostError(f"a shard took more than {_LONGEST_SHARD / 3600:.0f} hours: run it again") from error


@flow(
    name="ingest",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def ingest(
    sources: Sources,
    lake: str = "lake",
    format: Format | None = None,
    settle_seconds: NonNegativeFloat = 0,
    notify_block: str = "",
    address: str = "",
) -> State[Report]:
    """Take documents into a lake, publish the warehouse file, index the texts and check the lake.

    The state is failed where a check of severity fail found something; its data is the report either way.

    Args:
        sources: Files, folders, globs, archives, or - for standard input.
        lake: Folder of the lake.
        format: Format of every document, where it is not to be detected.
        settle_seconds: A file written to within so many seconds is left for a later run.
        notify_block: Prefect notification block (kind/name) to tell when something needs a look.
        address: Scheduler of the Dask cluster to parse on (tcp://host:port); without one, this machine parses.
    """
    place = Place.of(lake)
    started_at = steps.utc_now()
    run_id = steps.new_run_id(started_at, flow_run.get_id() or "")
    logger = get_run_logger()
    clock = steps.Clock()

    def tell(line: str) -> None:
        logger.info(line)
        say(line)

    broken: tuple[BrokenCheck, ...] = ()
    with steps.writing(place, tell), joined(address, place) as cluster, Lake.open(place) as opened:
        size = cluster.size if cluster else WORKERS
        held = cast(Any, quote(opened))  # Prefect hands it on without looking into it
        plan = make_plan(held, sources, run_id, started_at, workers=size, form=format, settle_seconds=settle_seconds)
        run_id, started_at = plan.run_id, plan.started_at  # those of a run that died, where this one takes over
        clock.lap("discover")
        logger.info("run %s: %d files, %d bytes, %d shards", run_id, len(plan.files), plan.size, len(plan.plans))
        staged = _stage_all(plan, cluster)
        clock.lap("parse")
        counts = commit_run(held, plan, staged)
        if plan.plans or not steps.is_published(opened):
            join_sections(held, run_id, started_at)
            clock.lap("commit")
            broken = _finish(opened, clock)
        rejections = steps.rejections(opened, run_id)
        quality = steps.quality(opened, run_id) if counts.parsed + counts.quarantined else ()
    report = Report(
        run_id=run_id,
        lake=str(place.folder),
        sources=tuple(sources),
        counts=counts,
        rejections=rejections,
        broken=broken,
        seconds=clock.laps,
        hidden=plan.hidden,
        unsettled=plan.unsettled,
        quality=quality,
        url=flow_run.get_flow_run_ui_url() or "",
    )
    logger.info("run %s: %s", run_id, sentence(counts))
    create_markdown_artifact(markdown(report), key="ingest-report", description=f"Run {run_id}")
    notify.of_report(report, notify_block)
    return outcome(report)


def outcome(report: Report) -> State[Report]:
    """The state a run ends in: failed where a check of severity fail found something."""
    if not report.failed:
        return Completed(message=sentence(report.counts), data=report)
    names = ", ".join(check.name for check in report.broken if check.severity == "fail")
    return Failed(message=f"the lake breaks rules it must keep: {names}", data=report)


def _finish(lake: Lake, clock: steps.Clock) -> tuple[BrokenCheck, ...]:
    """Publish the lake, then index and check it at the same time; what the checks found.

    Publishing takes the memory there is: beside it, indexing a whole collection takes longer than after it.
    """
    held, time = cast(Any, quote(lake)), cast(Any, quote(clock))
    publish_lake(held, time)
    with lake.beside() as indexed:
        index = index_lake.submit(cast(Any, quote(indexed)), time)
        try:
            broken = check_lake(held, time)
        finally:
            wait([cast(Any, index)])
        index.result()
    return broken


def _stage_all(plan: steps.Plan, cluster: Cluster | None) -> list[Staged]:
    """Stage every shard, the cluster's workers or processes here sharing them; the first error ends the run."""
    # a thread for each shard that is worked on, which waits for it
    threads = cast(Any, ThreadPoolTaskRunner(max_workers=cluster.size if cluster else WORKERS))
    sizes: dict[PrefectFuture[Staged], int] = {}
    done: dict[PrefectFuture[Staged], Staged] = {}
    crew = nullcontext(cluster) if cluster else workers(plan.size)
    with crew as pool, threads, shards_bar(plan.size) as bar:
        for path in plan.plans:
            parameters = {
                "plan": path,
                "folder": plan.folder(path),
                "run_id": plan.run_id,
                "received_at": plan.started_at,
                "pool": quote(pool),
            }
            future = threads.submit(stage, parameters)
            sizes[future] = plan.size // len(plan.plans)
        for future in as_completed(list(sizes)):
            done[future] = future.result()
            bar.advance(sizes[future], done[future].counts)
    return [done[future] for future in sizes]
