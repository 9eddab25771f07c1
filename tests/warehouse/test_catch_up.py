"""A file that takes what changed is equal to one built from the same snapshot as a whole."""

import datetime as dt
import itertools
import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.cli import run
from schemas.tables import DERIVED_TABLES, TABLES
from tests.warehouse.conftest import STARTED, parsed, rejected, write_shard
from warehouse import catch_up, publish
from warehouse.commit import Run, commit, replace_parsed
from warehouse.lake import Lake
from warehouse.maintenance import maintain, merge_small_files
from warehouse.views import views

_CABLES = st.builds(
    lambda serial, copy, references, redactions: parsed(
        f"06TOKYO{serial}",
        f"copy {copy} of {serial}".encode(),
        date=f"2006-0{serial}-01",
        post="TOKYO",
        tags=["ETRD"],
        references=[f"06TOKYO{n}" for n in references],
        redactions=redactions,
        body=f"the quick brown fox jumps over the lazy dog {'and again ' * copy}",
    ),
    serial=st.integers(1, 4),
    copy=st.integers(1, 3),
    references=st.lists(st.integers(1, 6), max_size=2),
    redactions=st.integers(0, 1),
)
_DOINGS = st.sampled_from(["deliver", "reparse", "reject", "maintain", "merge", "publish"])
_STEPS = st.lists(st.tuples(_DOINGS, st.lists(_CABLES, max_size=3)), min_size=1, max_size=5)


def rows_of(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [
            *TABLES,
            *(table.name for table in DERIVED_TABLES),
            *(view.name for view in views() if view.name != "run_alarms"),
        ]
        return {name: sorted(map(repr, connection.execute(f'FROM "{name}"').fetchall())) for name in names}


@pytest.fixture
def always(monkeypatch):
    """A change to a tiny lake exceeds the share after which the file would be rebuilt."""
    monkeypatch.setattr(catch_up, "_WRITTEN_SHARE", 10.0)


@pytest.fixture
def built_whole(monkeypatch):
    """How many files were built as a whole."""
    built, build = [], publish._build
    monkeypatch.setattr(publish, "_build", lambda *args: (built.append(args), build(*args)))
    return built


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_equal_to_a_file_built_as_a_whole(tmp_path_factory, empty_lake, always, steps):
    folder = tmp_path_factory.mktemp("lake")
    shutil.copytree(empty_lake, folder / "lake")
    numbers = itertools.count(1)
    with Lake.open(folder / "lake") as lake:
        seed = [parsed("06TOKYO1", b"first", date="2006-01-01", post="TOKYO", references=["06TOKYO2"])]
        commit(lake, Run("seed", STARTED), [write_shard(folder / "seed", seed, "seed")])
        publish.publish(lake)
        known = {document.document_id: document for document in seed}
        for what, cables in steps:
            run_id = f"run-{next(numbers)}"
            documents = {document.document_id: document for document in cables}
            if what == "deliver":
                known |= {key: value for key, value in documents.items() if key not in known}
                commit(lake, Run(run_id, STARTED), [write_shard(folder / run_id, cables, run_id)])
            elif what == "reject":
                commit(lake, Run(run_id, STARTED), [write_shard(folder / run_id, [rejected(run_id.encode())], run_id)])
            elif what == "reparse":
                replace_parsed(lake, Run(run_id, STARTED), [write_shard(folder / run_id, known.values(), run_id)])
            elif what == "maintain":
                maintain(lake)
            elif what == "merge":
                merge_small_files(lake, most=1)
            else:
                publish.publish(lake)
        caught_up = publish.publish(lake)
        whole = publish.publish(lake, folder / "whole.duckdb")
    assert rows_of(caught_up) == rows_of(whole)


def test_cable_superseded_after_files_were_merged_is_shown_once(lake, deliver, cable, always):
    deliver(cable("06TOKYO1", b"first", date="2006-01-01"))
    publish.publish(lake)
    deliver(cable("06TOKYO2", b"redacted", date="2006-02-01", redactions=1), cable("06TOKYO3", date="2006-03-01"))
    maintain(lake)
    deliver(cable("06TOKYO2", b"complete", date="2006-02-01"))
    assert rows_of(publish.publish(lake)) == rows_of(publish.publish(lake, lake.place.folder / "whole.duckdb"))


def test_merging_files_after_publishing_does_not_have_it_built_anew(lake, deliver, cable, built_whole, always):
    for number, copy in ((1, b"first"), (2, b"redacted"), (3, b"third")):
        deliver(cable(f"06TOKYO{number}", copy, date=f"2006-0{number}-01", redactions=1))
    publish.publish(lake)
    assert merge_small_files(lake, most=2) > 10
    path = publish.publish(lake)
    assert publish.published_snapshot(path) == lake.snapshot()
    deliver(cable("06TOKYO2", b"complete", date="2006-02-01", references=["06TOKYO1"]))
    path = publish.publish(lake)
    assert len(built_whole) == 1
    assert rows_of(path) == rows_of(publish.publish(lake, lake.place.folder / "whole.duckdb"))


def test_only_what_changed_is_written(lake, deliver, cable, built_whole):
    deliver(*(cable(f"06TOKYO{n}", date="2006-05-01") for n in range(10)))
    publish.publish(lake)
    deliver(cable("07PARIS1", date="2007-05-01", references=["06TOKYO1"]))
    path = publish.publish(lake)
    assert len(built_whole) == 1
    assert publish.published_snapshot(path) == lake.snapshot()
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT cited_cable_id FROM reference_edges").fetchall() == [("06TOKYO1",)]
        assert connection.execute("SELECT count(*) FROM duckdb_columns() WHERE coalesce(comment, '') = ''"
                                  " AND NOT internal").fetchone() == (0,)  # fmt: skip


def test_a_file_that_has_grown_much_is_built_as_a_whole(lake, deliver, cable, built_whole):
    deliver(cable("06TOKYO1"))
    publish.publish(lake)
    deliver(cable("06TOKYO2"))
    publish.publish(lake)
    assert len(built_whole) == 2


def test_a_file_of_which_much_was_parsed_again_is_built_as_a_whole(lake, deliver, cable, built_whole, tmp_path):
    cables = [cable(f"06TOKYO{n}", f"{n}".encode(), date="2006-05-01") for n in range(10)]
    deliver(*cables)
    publish.publish(lake)
    for number, built in ((2, 1), (3, 2)):
        again = write_shard(tmp_path / f"shard{number}", cables[:number], f"again{number}")
        replace_parsed(lake, Run(f"again{number}", STARTED), [again])
        path = publish.publish(lake)
        assert len(built_whole) == built
    assert rows_of(path) == rows_of(publish.publish(lake, tmp_path / "whole.duckdb"))


@pytest.mark.parametrize("key", ["views", "tables", "seeds", "schema_version", "texts", "snapshot_time"])
def test_a_file_made_by_other_declarations_or_another_lake_is_built_as_a_whole(
    lake, deliver, cable, built_whole, always, key
):
    deliver(cable("06TOKYO1"))
    path = publish.publish(lake)
    with duckdb.connect(str(path)) as connection:
        value = str(dt.datetime(2001, 1, 1, tzinfo=dt.UTC)) if key == "snapshot_time" else "other"
        connection.execute("UPDATE lake_properties SET value = ? WHERE key = ?", [value, key])
    deliver(cable("06TOKYO2"))
    publish.publish(lake)
    assert len(built_whole) == 2


def test_publish_brings_the_lake_and_file_of_an_earlier_cablelake_up_to_date(lake, deliver, cable):
    deliver(cable("06TOKYO1"))
    lake.connection.execute("UPDATE lake_properties SET value = 'earlier' WHERE key = 'views'")
    lake.connection.execute("DROP VIEW tag_frequencies")
    path = publish.publish(lake)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE first_mentions")
    assert run(["publish", "--lake", str(lake.place.folder)]) == 0
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("FROM first_mentions").fetchall() == []
    assert lake.connection.execute("FROM tag_frequencies").fetchall() == []


def test_a_file_whose_snapshot_has_expired_is_built_as_a_whole(lake, deliver, cable, built_whole, always):
    deliver(cable("06TOKYO1"))
    publish.publish(lake)
    deliver(cable("06TOKYO2"))
    maintain(lake, retention=dt.timedelta(0))
    path = publish.publish(lake)
    assert len(built_whole) == 2
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cables").fetchone() == (2,)
