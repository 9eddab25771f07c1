"""A lake as the readers of the documents have one: the bundled sample, taken in."""

import contextlib
from pathlib import Path

import pytest

from pipeline import reparse
from pipeline.publish import publish_all
from tests.loading import NOW, load
from tests.other_engine import kept
from warehouse.lake import Lake


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A folder with the lake of the sample, as `make run` leaves it."""
    return kept(tmp_path_factory.mktemp("reader"), "docs", _ingest_sample)


def _ingest_sample(folder):
    with contextlib.chdir(Path(__file__).parents[2]), Lake.open(folder / "lake") as lake:
        load(lake, ["sample/cables"])
        reparse.join_sections(lake, "run", NOW)
        publish_all(lake)
