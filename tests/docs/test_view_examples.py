"""The page of example queries shows what they answer on the bundled sample."""

import contextlib
from pathlib import Path

import pytest

from flows import reparse
from tests.loading import NOW, load
from warehouse.examples import examples
from warehouse.lake import Lake
from warehouse.publish import publish

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with contextlib.chdir(ROOT), Lake.open(tmp_path_factory.mktemp("sample") / "lake") as lake:
        load(lake, ["sample/cables"])
        reparse.join_sections(lake, "run", NOW)
        return publish(lake)


def test_the_page_shows_what_the_views_answer(warehouse):
    page = (ROOT / "docs" / "view-examples.md").read_text(encoding="utf-8")
    assert page == examples(warehouse) + "\n", "the page is old: run `make docs`"
