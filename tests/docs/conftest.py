"""A lake as the readers of the documents have one."""

import datetime as dt

import pytest

from flows import steps
from flows.shards import stage_shard
from warehouse.lake import Lake
from warehouse.publish import publish

NOW = dt.datetime(2026, 1, 1)


@pytest.fixture(scope="session")
def folder(tmp_path_factory, write_telegrams):
    """A folder with a lake of three telegrams."""
    folder = tmp_path_factory.mktemp("reader")
    with Lake.open(folder / "lake") as lake:
        plan = steps.make_plan(lake, [str(write_telegrams(folder / "telegrams"))], "run", NOW)
        steps.commit_run(lake, plan, [stage_shard(path, plan.folder(path), "run", NOW) for path in plan.plans])
        publish(lake)
    return folder
