"""A better parser reads the lake's own documents again, without the files they came from."""

import datetime as dt

import pytest

from pipeline.reparse import Selection, reparse, replay
from transforms.document import RawDocument, Rejected
from transforms.tables import TableWriter
from warehouse.checks import run_checks
from warehouse.commit import Run, commit
from warehouse.connection import LakeError

NOW = dt.datetime(2026, 1, 1)


@pytest.fixture
def earlier(lake, tmp_path, telegram):
    """A lake that an earlier parser filled: it could not read the telegrams of these serials, nor a shopping list."""

    def fill(*serials):
        folder = tmp_path / "staged"
        folder.mkdir()
        raws = [telegram(serial).encode() for serial in serials] + [b"eggs, milk and a new umbrella\n"]
        with TableWriter(folder, "first", NOW) as writer:
            for position, raw in enumerate(raws, 1):
                writer.reject(Rejected("box.txt", "", position, raw, "detect", "not_a_cable", "no head"))
        commit(lake, Run("first", NOW, ("box.txt",)), [folder])

    return fill


def rows(lake, sql):
    return lake.connection.execute(sql).fetchall()


def sound(lake):
    return not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


def test_a_replay_moves_what_can_be_read_now_exactly_once(lake, earlier):
    earlier(301, 302)
    done = replay(lake, "replay", NOW)
    assert done.counts == (2, 2, 0, 0) and done.waiting == 1
    assert rows(lake, "SELECT cable_id FROM cables ORDER BY 1") == [("07QUITO301",), ("07QUITO302",)]
    assert rows(lake, "SELECT count(*) FROM quarantine WHERE replayed_at IS NULL") == [(1,)]
    assert rows(lake, "SELECT count(*) FROM quarantine") == [(3,)]
    snapshot = lake.snapshot()
    assert replay(lake, "again", NOW).counts == (0, 0, 0, 0)
    assert lake.snapshot() == snapshot
    assert sound(lake)


def test_a_replay_of_named_documents_or_of_a_reason_leaves_the_others(lake, earlier):
    earlier(301, 302)
    first = RawDocument("", "", 1, rows(lake, "SELECT raw FROM documents ORDER BY position")[0][0]).document_id
    assert replay(lake, "no-such", NOW, reason="empty").counts == (0, 0, 0, 0)
    assert replay(lake, "named", NOW, [first]).counts == (1, 1, 0, 0)
    assert rows(lake, "SELECT cable_id FROM cables") == [("07QUITO301",)]


def test_a_reparse_gives_back_what_an_ingest_gave_and_says_what_changed(lake, earlier):
    earlier(301, 302)
    replay(lake, "replay", NOW)
    told = ("FROM cables ORDER BY cable_id", "FROM tags ORDER BY cable_id, ordinal", "FROM findings ORDER BY ALL")
    right = [rows(lake, sql) for sql in told]
    with lake.transaction() as connection:
        connection.execute("UPDATE cable_versions SET subject = 'WRONG' WHERE cable_id = '07QUITO301'")
        connection.execute("DELETE FROM tags WHERE tag = 'ECON'")
    done = reparse(lake, Selection(posts=("QUITO",)), "reparse", NOW)
    assert done.counts == (2, 2, 0, 0)
    assert [(change.field, change.documents) for change in done.changes] == [("tags", 2), ("subject", 1)]
    assert done.changes[0].examples[0] == ("07QUITO301", "2 rows", "3 rows")
    assert done.changes[1].examples == (("07QUITO301", "WRONG", "THE FLOWER GROWERS AND THE 301TH ROUND OF TALKS"),)
    assert [rows(lake, sql) for sql in told] == right
    assert not reparse(lake, Selection(), "once more", NOW).changes
    assert sound(lake)


def test_a_selection_that_fits_nothing_changes_nothing(lake, earlier):
    earlier(301)
    replay(lake, "replay", NOW)
    snapshot = lake.snapshot()
    with pytest.raises(LakeError, match="^06TOKYO1: no such cable"):  # not done for the others in silence
        reparse(lake, Selection(("06TOKYO1", "07QUITO301")), "reparse", NOW)
    for selection in (Selection(("06TOKYO1",)), Selection(years=(1975,)), Selection(posts=("LIMA",))):
        with pytest.raises(LakeError, match="no such cable"):
            reparse(lake, selection, "reparse", NOW)
    assert lake.snapshot() == snapshot
    assert not list((lake.place.folder / "staging").iterdir())
