"""The plain data set: exactly the current rows, for any Parquet reader."""

import datetime as dt
import os
import shutil

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest

from schemas.tables import TABLES
from warehouse.checks import run_checks
from warehouse.dataset import write_dataset
from warehouse.lake import Lake
from warehouse.maintenance import maintain, merge_small_files

READERS = {
    "duckdb": lambda folder: duckdb.sql(f"FROM '{folder}/**/*.parquet'").pl(),
    "polars": lambda folder: pl.read_parquet(f"{folder}/**/*.parquet"),
    "pyarrow": lambda folder: pl.from_arrow(ds.dataset(folder).to_table()),
    "pandas": lambda folder: pl.from_pandas(pd.read_parquet(folder, partitioning=None)),
}


@pytest.fixture
def changed(lake, deliver, cable, reject):
    """A lake with a cable that was superseded, one without date and post, and a reference that was resolved later."""
    deliver(
        cable("06TOKYO1", b"extract", date="2006-05-01", post="TOKYO", is_partial=True, references=["06OSLO2"]),
        cable("06TOKYO3", date="2006-07-01", post="TOKYO", tags=["ETRD"]),
        cable("X", post=None),
        reject(b"a shopping list"),
    )
    deliver(
        cable("06TOKYO1", b"whole", date="2006-05-01", post="TOKYO", references=["06OSLO2"]),
        cable("06OSLO2", date="2006-05-02", post="OSLO"),
    )
    return lake


def ids(read, folder):
    return sorted(read(folder)["cable_id"].to_list())


def rows(lake):
    return {name: lake.count(name) for name in TABLES}


def test_readers_see_the_current_rows(changed):
    folder = write_dataset(changed)
    for reader, read in READERS.items():
        assert ids(read, folder / "cables") == ["06OSLO2", "06TOKYO1", "06TOKYO3", "X"], reader
        assert {name: len(read(folder / name)) for name in TABLES} == rows(changed), reader
        posts = dict(read(folder / "cables").select("cable_id", "post").iter_rows())
        assert (posts["06TOKYO1"], posts["X"]) == ("TOKYO", None), reader


def test_files_without_deleted_rows_are_links_to_those_of_the_lake(changed):
    folder = write_dataset(changed)
    linked = {path.stat().st_ino for path in (changed.place.folder / "data").rglob("*.parquet")}
    oslo, tokyo = (list((folder / "cables" / "year=2006" / f"post={post}").iterdir()) for post in ("OSLO", "TOKYO"))
    assert {path.stat().st_ino for path in oslo} <= linked
    assert not {path.stat().st_ino for path in tokyo} & linked


@pytest.fixture
def merged(changed, deliver, cable):
    """The same lake with some more cables of two posts, all small files merged, and an earlier data set."""
    write_dataset(changed)
    for serial in (4, 5):
        cables = (cable(f"06{post}{serial}", date="2006-07-02", post=post, tags=["ETRD"]) for post in ("TOKYO", "LIMA"))
        deliver(*cables)
    assert merge_small_files(changed, most=1) > 20
    return changed


@pytest.mark.parametrize("maintained", [False, True])
def test_readers_see_the_same_columns_if_files_were_merged(merged, maintained):
    if maintained:
        maintain(merged)
    folder = write_dataset(merged)
    for reader, read in READERS.items():
        for name, table in TABLES.items():
            found = read(folder / name)
            assert (tuple(found.columns), len(found)) == (table.column_names, merged.count(name)), (reader, name)
        tokyo = folder / "cables" / "year=2006" / "post=TOKYO"
        assert ids(read, tokyo) == [f"06TOKYO{n}" for n in (1, 3, 4, 5)], reader


def test_rewritten_files_are_kept_until_rows_of_theirs_change(merged, deliver, cable):
    def inodes(folder):
        return {path.stat().st_ino for path in folder.rglob("*.parquet")}

    lima = write_dataset(merged) / "cables" / "year=2006" / "post=LIMA"
    before = inodes(lima)
    deliver(cable("06OSLO9", date="2006-08-01", post="OSLO"))
    write_dataset(merged)
    assert inodes(lima) == before
    deliver(cable("06LIMA9", date="2006-08-01", post="LIMA"))
    write_dataset(merged)
    assert before < inodes(lima)
    deliver(cable("06LIMA4", b"corrected", date="2006-07-02", post="LIMA"))
    write_dataset(merged)
    assert not inodes(lima) & before
    assert ids(READERS["duckdb"], lima) == [f"06LIMA{n}" for n in (4, 5, 9)]


def test_a_new_data_set_takes_the_place_of_the_old_one_as_a_whole(changed, deliver, cable):
    before = write_dataset(changed).resolve()
    deliver(cable("07OSLO4", date="2007-01-01", post="OSLO"))
    after = write_dataset(changed).resolve()
    assert before != after and before.is_dir()
    assert ids(READERS["duckdb"], after / "cables")[-2:] == ["07OSLO4", "X"]
    assert write_dataset(changed).resolve() == after


def test_maintained_lakes_and_lakes_that_were_moved_have_one(changed, tmp_path):
    maintain(changed, dt.timedelta(0), dt.timedelta(0))
    expected = rows(changed)
    changed.close()
    moved = changed.place.folder.rename(tmp_path / "moved")
    with Lake.open(moved) as lake:
        folder = write_dataset(lake)
        assert {name: len(READERS["pyarrow"](folder / name)) for name in TABLES} == expected
        stored = lake.connection.execute(
            "SELECT value FROM __ducklake_metadata_lake.ducklake_metadata WHERE key = 'data_path'"
        ).fetchall()
        assert stored == [(f"{moved}/data/",)]


def test_the_check_finds_a_file_that_is_missing(changed):
    folder = write_dataset(changed)
    assert not [result.check.name for result in run_checks(changed, thorough=True) if result.failed]
    next((folder / "cables" / "year=2006" / "post=OSLO").iterdir()).unlink()
    failed = {result.check.name: result.examples for result in run_checks(changed, thorough=True) if result.failed}
    assert failed == {"dataset_complete": ({"table_name": "cables", "lake_rows": 4, "dataset_rows": 3},)}


def test_a_data_set_that_was_copied_as_plain_folders_is_replaced(changed, tmp_path, deliver, cable):
    write_dataset(changed)
    copy = shutil.copytree(changed.place.folder, tmp_path / "copy")
    assert not (copy / "parquet").is_symlink()
    with Lake.open(copy) as lake:
        assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]
        (copy / "parquet" / "snapshot.txt").unlink()
        assert write_dataset(lake).is_symlink()
        assert ids(READERS["duckdb"], copy / "parquet" / "cables") == ["06OSLO2", "06TOKYO1", "06TOKYO3", "X"]


def test_a_lake_can_do_without(changed):
    (changed.place.folder / "lake.toml").write_text('dataset = "off"\n')
    assert write_dataset(changed) is None
    assert not os.path.lexists(changed.place.folder / "parquet")
