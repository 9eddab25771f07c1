"""A lake as the readers of the documents have one: the bundled sample, taken in."""

import shutil

import pytest

from tests.other_engine import KEPT


@pytest.fixture(scope="session")
def folder(sample, tmp_path_factory):
    """A folder with the lake of the sample, as `make run` leaves it."""
    return sample if KEPT else shutil.copytree(sample, tmp_path_factory.mktemp("reader") / "docs", symlinks=True)
