"""The flows as deployments that a Prefect server starts by the timetables of the settings."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows import notify
from flows.check import check
from flows.ingest import ingest
from flows.maintain import maintain
from flows.publish import publish
from flows.settings import Settings, Timetable
from pipeline.progress import say

NAME = "cablelake"

# a lake has one writer: what is due meanwhile waits for its turn
_RUNS_AT_A_TIME = 1


def deployments(settings: Settings) -> Iterator[tuple[RunnerDeployment, Timetable]]:
    """One deployment a flow, each with its timetable; those without one run when asked."""
    common = {"lake": settings.lake, "notify_block": settings.notify}
    given = settings.ingest
    inbox = {"sources": given.sources, "settle_seconds": given.settle_seconds, "address": given.address}
    yield _deployment(ingest, settings.ingest, common | inbox), settings.ingest
    yield _deployment(publish, settings.publish, common), settings.publish
    days = {"retention_days": settings.maintain.retention_days}
    yield _deployment(maintain, settings.maintain, common | days), settings.maintain
    yield _deployment(check, settings.check, common), settings.check


def serve(settings: Settings) -> None:
    """Register the deployments with the server and run what it starts, until interrupted or asked to end."""
    if problem := notify.problem(settings.notify):
        say(problem)
    runner = _Runner(name=NAME, query_seconds=2, limit=_RUNS_AT_A_TIME)
    with get_client(sync_client=True) as client:
        for deployment, timetable in deployments(settings):
            deployment_id = cast(UUID, runner.add_deployment(deployment))
            _settle_earlier_runs(client, deployment_id)
            if timetable.catch_up and missed(client, deployment_id, timetable):
                client.create_flow_run_from_deployment(deployment_id)
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


class _Runner(Runner):
    """Ends on SIGTERM as on an interrupt; what Prefect does then is never finished, and warns of that."""

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        signal.raise_signal(signal.SIGINT)


def _settle_earlier_runs(client: SyncPrefectClient, deployment_id: UUID) -> None:
    """Delete the runs that the timetable planned for a time when nothing served; those asked for by people stay.

    What seems to run is marked as crashed: whatever served it before is not there any more.
    """
    of_deployment = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    now = cast(Any, dt.datetime.now(dt.UTC))
    late = FlowRunFilter(
        state=_in(StateType.SCHEDULED), expected_start_time=FlowRunFilterExpectedStartTime(before_=now)
    )
    for run in client.read_flow_runs(flow_run_filter=late, deployment_filter=of_deployment):
        if run.auto_scheduled:
            client.delete_flow_run(run.id)
    going = FlowRunFilter(state=_in(StateType.PENDING, StateType.RUNNING, StateType.CANCELLING))
    for run in client.read_flow_runs(flow_run_filter=going, deployment_filter=of_deployment):
        client.set_flow_run_state(run.id, Crashed(message="ended with what served it"), force=True)


def _in(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


def missed(client: SyncPrefectClient, deployment_id: UUID, timetable: Timetable) -> bool:
    """Whether a run was due since the last one began, and none was there to start it."""
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        flow_run_filter=FlowRunFilter(start_time=FlowRunFilterStartTime(is_null_=False)),
        sort=FlowRunSort.START_TIME_DESC,
        limit=1,
    )
    if not runs or not runs[0].start_time:
        return False
    due = next_due(timetable, runs[0].start_time)
    return due is not None and due < dt.datetime.now(dt.UTC)


def next_due(timetable: Timetable, after: dt.datetime) -> dt.datetime | None:
    """The first time after another at which a run is due; None without a timetable."""
    from prefect.server.schemas.schedules import CronSchedule

    if timetable.every_seconds:
        return after + dt.timedelta(seconds=timetable.every_seconds)
    if not timetable.cron:
        return None
    schedule = CronSchedule(cron=timetable.cron, timezone=timetable.timezone)
    dates = asyncio.run(schedule.get_dates(n=1, start=after + dt.timedelta(seconds=1)))
    return cast(dt.datetime, dates[0])


def _deployment(flow: Flow[..., Any], timetable: Timetable, parameters: dict[str, Any]) -> RunnerDeployment:
    """A flow as a deployment, found by its module so that it runs wherever cablelake is installed."""
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
