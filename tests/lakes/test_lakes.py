"""Lakes of earlier versions, as those wrote them, are read, written to and checked by this one."""

import datetime as dt
import tarfile
from pathlib import Path

import pytest

from pipeline.reparse import Selection, reparse
from tests.loading import load
from warehouse.checks import run_checks
from warehouse.export import documents
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.publish import publish
from warehouse.search_index import update
from warehouse.views import only_published, views

KEPT = sorted(Path(__file__).parent.glob("*.tar.gz"))


@pytest.fixture(params=KEPT, ids=lambda path: path.name.removesuffix(".tar.gz"))
def place(request, tmp_path):
    """The folder of a kept lake."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "lake"


def test_some_lakes_are_kept():
    assert KEPT


def test_it_can_be_read_before_anything_is_written(place):
    before = {path: path.read_bytes() for path in place.rglob("*.parquet")}
    with Lake.open(place, read_only=True) as lake:
        assert (lake.count("documents"), lake.count("cables")) == (8, 7)
        assert lake.count("tag_frequencies") > 5
    assert before == {path: path.read_bytes() for path in place.rglob("*.parquet")}


def test_columns_added_since_are_filled_by_reading_again(place):
    page = """
        SELECT created_at, created_precision, released_on, source_id FROM cables WHERE format = 'wikileaks-html'
    """
    with Lake.open(place) as lake:
        load(lake, [], "upgrade")
        assert set(lake.connection.execute(page).fetchall()) == {(None, None, None, None)}
        reparse(lake, Selection(), "again", dt.datetime(2026, 1, 1))
        filled = lake.connection.execute(page).fetchall()
        assert len(filled) == 2 and all(None not in row for row in filled)


def test_it_can_be_written_to(place, tmp_path, telegram):
    new = tmp_path / "new.txt"
    new.write_text(telegram(304))
    with Lake.open(place) as lake:
        raw = {one.document_id: one.raw for one in documents(lake)}
        load(lake, [new], "later")
        assert (lake.count("documents"), lake.count("cables"), lake.count("runs")) == (9, 8, 2)
        maintain(lake)
        assert [result.check.name for result in run_checks(lake, thorough=True) if result.failed] == []
        assert raw.items() <= {one.document_id: one.raw for one in documents(lake)}.items()
        for name in {view.name for view in views()} - only_published():
            lake.count(name)
        publish(lake)
        update(lake)
