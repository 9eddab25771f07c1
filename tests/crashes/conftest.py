"""Environments for runs that are killed: with a Prefect server that outlives them, and without one."""

import os

import pytest

from flows.server import Server

# as for users, not the single one of other tests
PROCESSORS = {"SLURM_CPUS_ON_NODE": str(os.cpu_count())}


@pytest.fixture
def environment(tmp_path):
    """Environment without a server: runs are carried out directly."""
    return {**os.environ, **PROCESSORS, "HOME": str(tmp_path)}


@pytest.fixture(scope="session")
def prefect(tmp_path_factory, prefect_home):
    """Environment naming a Prefect server: runs are flows."""
    home = prefect_home(tmp_path_factory.mktemp("server") / "prefect")
    with Server(home) as server:
        server.wait()
        yield {**os.environ, **PROCESSORS, "PREFECT_HOME": str(home), **server.environment, "HOME": str(home)}
