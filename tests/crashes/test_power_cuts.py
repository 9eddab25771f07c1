"""What was written but had not reached the disk when the power failed: each loss has an outcome, none loses a cable."""

import pytest

from pipeline.plan import make_plan
from tests.loading import NOW, load, stage
from warehouse.checks import run_checks
from warehouse.connection import LakeError
from warehouse.publish import publish
from warehouse.query import run_sql
from warehouse.search import SearchIndex
from warehouse.search_index import update

pytestmark = pytest.mark.campaign


def cut(path, left):
    """Leave none, half or nothing but the name of a file."""
    whole = path.read_bytes()
    path.unlink() if left is None else path.write_bytes(whole[: int(len(whole) * left)])


@pytest.mark.parametrize("left", [None, 0, 0.5], ids=["missing", "empty", "half"])
@pytest.mark.parametrize("name", ["documents.parquet", "texts.parquet", "staged.json"])
def test_a_staged_file_that_was_lost_is_staged_again(lake, telegrams, name, left):
    died = make_plan(lake, [str(telegrams)], "died", NOW)
    (shard,) = stage(died)
    cut(shard.folder / name, left)
    load(lake, [telegrams])
    assert lake.count("documents") == lake.count("cables") == lake.count("texts") == 3
    assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


@pytest.mark.parametrize("left", [None, 0, 0.5], ids=["missing", "empty", "half"])
def test_a_plan_that_was_lost_is_made_again(lake, telegrams, left):
    died = make_plan(lake, [str(telegrams)], "died", NOW)
    stage(died)
    for path in (*(job.plan for job in died.jobs), died.jobs[0].plan.with_name("work.json")):
        cut(path, left)
    load(lake, [telegrams])
    assert lake.count("documents") == lake.count("cables") == 3


@pytest.mark.parametrize("left", [0, 0.01, 0.5, 0.9])
def test_a_published_file_that_was_cut_off_is_reported_and_made_anew(lake, telegrams, left):
    load(lake, [telegrams])
    cut(publish(lake), left)
    try:
        run_sql(lake, "SELECT count(*), max(subject) FROM cables")
    except LakeError as error:
        assert "warehouse.duckdb" in str(error) and "cablelake publish" in str(error) and "\n" not in str(error)
    publish(lake)
    assert run_sql(lake, "SELECT count(*) AS n FROM cables").to_pylist() == [{"n": 3}]


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_an_index_of_which_half_is_missing_is_made_anew(lake, telegrams, kept):
    load(lake, [telegrams])
    update(lake)
    (folder,) = (lake.place.folder / "search").glob("index-*")
    for number, path in enumerate(sorted(folder.iterdir())):
        if number % 3 != kept:
            path.unlink()
    update(lake)
    found = SearchIndex.open(lake.place)
    assert found and len(found) == 3
