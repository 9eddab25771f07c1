"""The flows as deployments that a Prefect server starts by the timetables of the settings."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows import notify
from flows.check import check
from flows.ending import Ending
from flows.ingest import ingest
from flows.maintain import maintain
from flows.publish import publish
from flows.settings import Settings, Timetable
from flows.topics import train_topics
from pipeline.errors import UserError, one_line
from pipeline.progress import say

NAME = "cablelake"

# a lake has one writer: runs that are due in the meantime wait for their turn
_RUNS_AT_A_TIME = 1


def deployments(settings: Settings) -> Iterator[tuple[RunnerDeployment, Timetable]]:
    """One deployment per flow, each with its timetable; those without one run on request."""
    common = {"lake": settings.lake, "notify_block": settings.notify}
    given = settings.ingest
    inbox = {"sources": given.sources, "settle_seconds": given.settle_seconds, "address": given.address}
    yield _deployment(ingest, settings.ingest, common | inbox), settings.ingest
    yield _deployment(publish, settings.publish, common), settings.publish
    days = {"retention_days": settings.maintain.retention_days}
    yield _deployment(maintain, settings.maintain, common | days), settings.maintain
    yield _deployment(check, settings.check, common), settings.check
    sample = {"sample": settings.topics.sample}
    yield _deployment(train_topics, settings.topics, common | sample), settings.topics


def serve(settings: Settings, ending: Ending) -> tuple[str, ...]:
    """Register the deployments and run what the server starts, until asked to end; return the runs then cut off."""
    if problem := notify.problem(settings.notify):
        say(problem)
    runner = _Runner(ending)
    served = []
    with get_client(sync_client=True) as client:
        for deployment, timetable in deployments(settings):
            deployment_id = cast(UUID, runner.add_deployment(deployment))
            served.append(deployment_id)
            was_due = _settle_earlier_runs(client, deployment_id)
            if timetable.catch_up and (was_due or missed(client, deployment_id, timetable)):
                client.create_flow_run_from_deployment(deployment_id)
    asked = asyncio.run(_run_until_asked(runner, ending))
    return _cut_off(served, asked)


class _Runner(Runner):
    """A runner that ends as the service does: Prefect's own handling of SIGTERM never finishes, and logs a warning."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(name=NAME, query_seconds=2, limit=_RUNS_AT_A_TIME, pause_on_shutdown=False)
        self._ending = ending

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        self._ending.end()


async def _run_until_asked(runner: Runner, ending: Ending) -> dt.datetime:
    """Run what is due until the service is asked to end; return when. Raises UserError if the server is gone."""
    going = asyncio.ensure_future(runner.start())
    asked: list[dt.datetime] = []
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not asked:
            asked.append(dt.datetime.now(dt.UTC))
            loop.call_soon_threadsafe(going.cancel)

    ending.instead = end
    try:
        await going
    except asyncio.CancelledError:
        pass
    except Exception as error:  # whatever Prefect raises after some minutes of failed requests
        raise UserError(f"ended: the Prefect server does not answer: {_innermost(error)}") from error
    return asked[0]


def _innermost(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return one_line(str(error)) or type(error).__name__


def _cut_off(deployment_ids: Sequence[UUID], asked: dt.datetime) -> tuple[str, ...]:
    try:
        with get_client(sync_client=True) as client:
            return _crashed_since(client, deployment_ids, asked)
    except Exception as error:  # the user's own server may have ended too
        raise UserError(f"ended; whether a run was cut off is not known: {_innermost(error)}") from error


def _crashed_since(client: SyncPrefectClient, deployment_ids: Sequence[UUID], asked: dt.datetime) -> tuple[str, ...]:
    """Flow and name of the runs that the end of the service cut off; the server marks them as crashed."""
    served = DeploymentFilter(id=DeploymentFilterId(any_=list(deployment_ids)))
    crashed = FlowRunFilter(
        state=_in(StateType.CRASHED, StateType.CANCELLED), end_time=FlowRunFilterEndTime(after_=cast(Any, asked))
    )
    runs = client.read_flow_runs(flow_run_filter=crashed, deployment_filter=served)
    for run in client.read_flow_runs(flow_run_filter=_GOING, deployment_filter=served):
        client.set_flow_run_state(run.id, Crashed(message=_ENDED), force=True)
        runs.append(run)
    flows = {flow.id: flow.name for flow in client.read_flows()}
    return tuple(f"{flows.get(run.flow_id, 'run')} {run.name}" for run in runs)


def _settle_earlier_runs(client: SyncPrefectClient, deployment_id: UUID) -> bool:
    """Delete the runs that the timetable planned for times when nothing served; runs that people requested stay.

    Runs that seem to be running are marked as crashed: whatever served them before is gone. Returns whether there were
    any of either kind.
    """
    of_deployment = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    now = cast(Any, dt.datetime.now(dt.UTC))
    late = FlowRunFilter(
        state=_in(StateType.SCHEDULED), expected_start_time=FlowRunFilterExpectedStartTime(before_=now)
    )
    kept, was_due = 0, False
    # the server returns one page at a time
    while runs := client.read_flow_runs(flow_run_filter=late, deployment_filter=of_deployment, offset=kept):
        for run in runs:
            if not run.auto_scheduled:
                kept += 1
                continue
            was_due = True
            with suppress(ObjectNotFound):  # the server deletes late runs too
                client.delete_flow_run(run.id)
    for run in client.read_flow_runs(flow_run_filter=_GOING, deployment_filter=of_deployment):
        was_due = True
        with suppress(ObjectNotFound):
            client.set_flow_run_state(run.id, Crashed(message=_ENDED), force=True)
    return was_due


def _in(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


_GOING = FlowRunFilter(state=_in(StateType.PENDING, StateType.RUNNING, StateType.CANCELLING))
_ENDED = "ended with what served it"


def missed(client: SyncPrefectClient, deployment_id: UUID, timetable: Timetable) -> bool:
    """Whether a run was due since the last one began but nothing was there to start it, or the last one was cut off."""
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        flow_run_filter=FlowRunFilter(start_time=FlowRunFilterStartTime(is_null_=False)),
        sort=FlowRunSort.START_TIME_DESC,
        limit=1,
    )
    if not runs or not runs[0].start_time:
        return False
    if runs[0].state_type == StateType.CRASHED:
        return True
    due = next_due(timetable, runs[0].start_time)
    return due is not None and due < dt.datetime.now(dt.UTC)


def next_due(timetable: Timetable, after: dt.datetime) -> dt.datetime | None:
    """The first time after `after` at which a run is due; None without a timetable."""
    from prefect.server.schemas.schedules import CronSchedule

    if timetable.every_seconds:
        return after + dt.timedelta(seconds=timetable.every_seconds)
    if not timetable.cron:
        return None
    schedule = CronSchedule(cron=timetable.cron, timezone=timetable.timezone)
    dates = asyncio.run(schedule.get_dates(n=1, start=after + dt.timedelta(seconds=1)))
    return cast(dt.datetime, dates[0])


def _deployment(flow: Flow[..., Any], timetable: Timetable, parameters: dict[str, Any]) -> RunnerDeployment:
    """A flow as a deployment, located by its module so that it runs wherever cablelake is installed."""
    return cast(
        RunnerDeployment,
        flow.to_deployment(
            NAME,
            schedule=_schedule(timetable),
            parameters=parameters,
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    )


def _schedule(timetable: Timetable) -> Schedule | None:
    if timetable.cron:
        return Cron(timetable.cron, timezone=timetable.timezone)
    if timetable.every_seconds:
        return Interval(timetable.every_seconds, timezone=timetable.timezone)
    return None
