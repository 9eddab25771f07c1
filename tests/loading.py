"""Loading sources into a lake as a run does, in one process and without Prefect."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from pipeline import steps
from pipeline.plan import Plan, make_plan
from pipeline.staging import Staged, stage_shard
from warehouse.lake import Lake

NOW = dt.datetime(2026, 1, 1)


def stage(plan: Plan) -> list[Staged]:
    """Parse the shards of a plan, one after the other."""
    return [stage_shard(job) for job in plan.jobs]


def load(lake: Lake, sources: Iterable[Path | str], run_id: str = "run", started: dt.datetime = NOW) -> None:
    """Plan, stage and commit a run."""
    plan = make_plan(lake, [str(source) for source in sources], run_id, started)
    steps.commit_run(lake, plan, stage(plan))
