"""A lake as the readers of the documents have one."""

import pytest

from tests.loading import load
from warehouse.lake import Lake
from warehouse.publish import publish


@pytest.fixture(scope="session")
def folder(tmp_path_factory, write_telegrams):
    """A folder with a lake of three telegrams."""
    folder = tmp_path_factory.mktemp("reader")
    with Lake.open(folder / "lake") as lake:
        load(lake, [write_telegrams(folder / "telegrams")])
        publish(lake)
    return folder
