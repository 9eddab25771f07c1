"""A run that was killed leaves its finished shards to the next one with the same work."""

import datetime as dt

import pytest

from pipeline import steps
from pipeline.errors import UserError, WorkerLostError
from pipeline.plan import make_plan
from pipeline.writer_lock import write_lock
from tests.loading import stage
from warehouse.lake import Place

FIRST, SECOND = dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2)


def test_finished_shards_are_not_read_again(lake, telegrams):
    died = make_plan(lake, [str(telegrams)], "died", FIRST)
    (before,) = stage(died)
    written = (before.folder / "documents.parquet").stat().st_mtime_ns
    plan = make_plan(lake, [str(telegrams)], "next", SECOND)
    assert (plan.run_id, plan.started_at) == ("died", FIRST)
    (after,) = stage(plan)
    assert after == before
    assert (after.folder / "documents.parquet").stat().st_mtime_ns == written
    assert steps.commit_run(lake, plan, [after]) == (3, 3, 0, 0)
    assert lake.connection.execute("SELECT run_id, parsed FROM runs").fetchall() == [("died", 3)]


def test_other_work_begins_anew_and_clears_what_was_left(lake, telegrams, telegram):
    died = make_plan(lake, [str(telegrams)], "died", FIRST)
    stage(died)
    (telegrams / "new.txt").write_text(telegram(304))
    plan = make_plan(lake, [str(telegrams)], "next", SECOND)
    assert plan.run_id == "next" and not died.jobs[0].folder.exists()
    assert steps.commit_run(lake, plan, stage(plan)) == (4, 4, 0, 0)


def test_what_is_staged_goes_unless_a_worker_was_lost(tmp_path):
    place = Place(tmp_path / "lake")

    def run(error):
        with write_lock(place, print):
            (place.folder / "staging" / "x").mkdir(parents=True)
            if error:
                raise error

    for error, stays in (
        (None, False),
        (UserError("disk full"), False),
        (KeyboardInterrupt(), False),
        (WorkerLostError("x"), True),
    ):
        try:
            run(error)
        except BaseException as raised:
            assert raised is error
        assert (place.folder / "staging" / "x").exists() == stays


def test_nothing_new_is_not_enough_where_a_run_died_before_its_file_or_index(lake, telegrams):
    plan = make_plan(lake, [str(telegrams)], "died", FIRST)
    steps.commit_run(lake, plan, stage(plan))
    clock = steps.Clock()
    for step in (steps.publish_lake, steps.index_lake, steps.write_files):
        assert not steps.is_published(lake)
        step(lake, clock)
    assert steps.is_published(lake)


@pytest.mark.parametrize("damage", ["cut", "lost", "label"])
def test_tables_that_a_power_cut_damaged_are_written_again(lake, telegrams, damage):
    died = make_plan(lake, [str(telegrams)], "died", FIRST)
    (before,) = stage(died)
    table = before.folder / ("staged.json" if damage == "label" else "paragraphs.parquet")
    if damage == "lost":
        table.unlink()
    else:
        table.write_bytes(table.read_bytes()[:8])
    plan = make_plan(lake, [str(telegrams)], "next", SECOND)
    assert steps.commit_run(lake, plan, stage(plan)) == (3, 3, 0, 0)
    assert lake.count("paragraphs") > 0


def test_a_plan_that_a_power_cut_damaged_is_made_again(lake, telegrams):
    died = make_plan(lake, [str(telegrams)], "died", FIRST)
    for file in died.jobs[0].plan.parent.glob("*.json"):
        file.write_bytes(b"")
    plan = make_plan(lake, [str(telegrams)], "next", SECOND)
    assert steps.commit_run(lake, plan, stage(plan)) == (3, 3, 0, 0)
