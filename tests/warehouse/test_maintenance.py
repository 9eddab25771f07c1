"""Maintenance makes a lake of many small commits like one loaded at once, and loses nothing."""

# ruff: noqa: S608
import datetime as dt
import shutil
import threading
import time

import duckdb
import pytest

from benchmarks import daily
from tests.warehouse.conftest import STARTED, parsed, write_shard
from warehouse.checks import run_checks
from warehouse.commit import Run, commit
from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.maintenance import maintain, merge_small_files
from warehouse.publish import publish

NONE = dt.timedelta(0)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def fed_once(tmp_path_factory, empty_lake):
    """A lake fed in twelve small runs; tests get copies of it."""
    folder = tmp_path_factory.mktemp("fed")
    with Lake.open(shutil.copytree(empty_lake, folder / "lake")) as lake:
        for number in range(12):
            cables = [parsed(f"06TOKYO{number * 3 + n}", f"{number} {n}".encode(), tags=["ETRD"]) for n in range(3)]
            run_id = f"fed-{number}"
            commit(lake, Run(run_id, STARTED), [write_shard(folder / run_id, cables, run_id)])
    return folder / "lake"


@pytest.fixture
def lake(tmp_path, request):
    """The lake of a test: empty, or fed if the test asks for that."""
    name = "fed_once" if "fed" in request.fixturenames else "empty_lake"
    with Lake.open(shutil.copytree(request.getfixturevalue(name), tmp_path / "lake")) as lake:
        yield lake


@pytest.fixture
def fed(lake):
    return lake


def files(lake):
    return len(list((lake.place.folder / "data").rglob("*.parquet")))


def test_small_files_become_few_and_the_rows_stay(fed, rows):
    before = rows("FROM cables ORDER BY cable_id"), rows("FROM tags ORDER BY ALL"), rows("FROM runs ORDER BY run_id")
    count = files(fed)
    done = maintain(fed, NONE, NONE)
    assert done.snapshots_expired >= 12
    assert done.files_after < done.files_before / 6
    assert files(fed) < count / 6
    assert (
        rows("FROM cables ORDER BY cable_id"),
        rows("FROM tags ORDER BY ALL"),
        rows("FROM runs ORDER BY run_id"),
    ) == before
    assert not [result.check.name for result in run_checks(fed, thorough=True) if result.failed]
    assert maintain(fed, NONE, NONE).files_removed == 0


def test_many_small_files_in_one_folder_are_merged_and_the_rest_is_let_be(fed, rows, deliver, cable):
    deliver(cable("07TOKYO1", date="2007-01-01", post="TOKYO"))
    before = rows("FROM cables ORDER BY cable_id"), rows("FROM runs ORDER BY run_id")
    snapshot, count = fed.snapshot(), files(fed)
    assert merge_small_files(fed, most=13) == 0 and fed.snapshot() == snapshot
    assert merge_small_files(fed, most=12) == 26  # of runs and deliveries
    assert merge_small_files(fed, most=11) > 50
    assert merge_small_files(fed, most=2) == 0
    assert (rows("FROM cables ORDER BY cable_id"), rows("FROM runs ORDER BY run_id")) == before
    assert files(fed) >= count
    assert rows(f"SELECT count(*) FROM cables AT (VERSION => {snapshot - 1})") == [(36,)]
    assert not [result.check.name for result in run_checks(fed, thorough=True) if result.failed]
    assert maintain(fed, retention=DAY, grace=NONE).files_removed > 70


def test_a_run_merges_the_small_files_of_earlier_ones(lake, deliver, cable, telegram, tmp_path):
    for number in range(21):
        deliver(cable(f"06TOKYO{number}", date="2006-05-01", post="TOKYO"))
    (tmp_path / "one.txt").write_text(telegram(900))
    daily.load(lake, [tmp_path / "one.txt"], 1)
    held = lake.connection.execute("SELECT table_name, file_count FROM ducklake_table_info('lake')").fetchall()
    assert dict(held) | {"runs": 2, "deliveries": 2} == dict(held)
    assert lake.count("runs") == 22
    assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


def test_files_with_deleted_rows_do_not_have_a_table_merged_again_and_again(lake, deliver, cable):
    for number in range(6):
        cables = [cable(f"06TOKYO{number}{n}", date="2006-01-01", post="TOKYO", redactions=1) for n in range(3)]
        deliver(*cables)
        deliver(cable(f"06TOKYO{number}0", b"complete", date="2006-01-01", post="TOKYO"))
    assert merge_small_files(lake, most=4)
    assert merge_small_files(lake, most=4) == 0


def test_earlier_states_and_files_in_use_are_kept_for_their_time(fed, rows):
    snapshot = fed.snapshot() - 3
    earlier = rows(f"SELECT count(*) FROM cables AT (VERSION => {snapshot})")
    count = files(fed)
    done = maintain(fed, DAY, DAY)
    assert done.snapshots_expired == 0 and done.files_removed == 0
    assert files(fed) >= count
    assert rows(f"SELECT count(*) FROM cables AT (VERSION => {snapshot})") == earlier


def test_what_a_killed_run_left_is_removed_and_bounds_stay_true(fed, deliver, cable, rows):
    stray = fed.place.folder / "data" / "main" / "cables" / "ducklake-stray.parquet"
    stray.write_bytes(b"PAR1")
    maintain(fed, NONE, NONE)
    assert not stray.exists()
    deliver(cable("06TOKYO900", b"late", tags=["EAGR"]))
    assert rows("SELECT count(*) FROM cables WHERE serial = '1'") == rows(
        "SELECT count(*) FROM cables WHERE '' || serial = '1'"
    )
    assert not [result.check.name for result in run_checks(fed, thorough=True) if result.failed]


def test_readers_go_on(fed):
    publish(fed)
    wrong, done = [], threading.Event()

    def read():
        with Lake.open(fed.place, read_only=True) as reader:
            while not done.is_set():
                try:
                    cables = reader.count("cables")
                    tags = reader.connection.execute("SELECT count(DISTINCT cable_id) FROM tags").fetchone()[0]
                    if (cables, tags) != (36, 36):
                        wrong.append((cables, tags))
                except duckdb.Error as error:
                    wrong.append(error)
                time.sleep(0.02)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(3):
            maintain(fed, NONE)
    finally:
        done.set()
        reader.join()
    assert not wrong


def test_a_lake_that_cannot_be_written_is_one_clear_line(fed):
    with Lake.open(fed.place, read_only=True) as reader, pytest.raises(LakeError, match="cannot maintain"):
        maintain(reader)


@pytest.mark.campaign
def test_daily_runs_leave_a_lake_like_one_loaded_at_once(tmp_path, telegram):
    """Small here; `python -m benchmarks.daily` feeds one for a year and takes the time of queries too."""
    days = [{f"{number}.txt": telegram(number).encode()} for number in range(1, 6)]
    daily.feed(tmp_path / "fed", tmp_path / "inbox", days, week=2)
    with Lake.open(tmp_path / "fed") as fed, Lake.open(tmp_path / "whole") as whole:
        daily.load(whole, (tmp_path / "inbox").iterdir(), 0)
        # by default: nothing is as old as the retention, but what the last maintenance replaced is past its grace
        done = maintain(fed)
        assert done.snapshots_expired == 0 and done.files_removed > 10
        assert fed.count("cables") == whole.count("cables") == 5
        assert files(fed) <= files(whole)
        assert done.bytes_after < 1.3 * maintain(whole).bytes_after
        assert fed.connection.execute("SELECT count(*) FROM cables AT (VERSION => 4)").fetchone()[0] < 5
