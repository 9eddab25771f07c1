"""A Prefect server that outlives the runs that are killed."""

import os

import pytest

from flows.server import Server


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """Environment naming the server."""
    home = tmp_path_factory.mktemp("prefect")
    with Server(home) as server:
        server.wait()
        yield {**os.environ, "PREFECT_HOME": str(home), "PREFECT_API_URL": server.url, "HOME": str(home)}
