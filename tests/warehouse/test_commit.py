"""A commit takes in a run's documents once, chooses the current one of each cable, and adds up."""

# ruff: noqa: S608

import datetime as dt
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.ledger import Counts
from schemas.tables import PARSED_TABLES
from warehouse.commit import ReadSource, Run, commit
from warehouse.connection import LakeError
from warehouse.lake import Lake

NOW = dt.datetime(2026, 1, 1)


def test_an_empty_run_leaves_its_row(lake, rows):
    assert commit(lake, Run("r", NOW, ("empty",)), []) == Counts(0, 0, 0, 0)
    assert rows("SELECT run_id, status, sources, documents FROM runs") == [("r", "done", ["empty"], 0)]


def test_one_cable_goes_to_every_table(deliver, cable, rows):
    counts = deliver(
        cable(
            "06TOKYO1", date="2006-05-01", post="TOKYO", serial=1, tags=["ETRD", "JA"], references=["06TOKYO0"],
            addressees=["STATE"], paragraphs=[{"text": "Summary.", "number": 1}],
            people=[{"role": "signer", "name": "HALE"}], findings=[{"field": "tags", "status": "ok"}],
            distribution=[{"role": "info", "office": "EUR", "copies": 2}],
            place_mentions=["JP"], person_mentions=["Minister Mori"],
        )
    )  # fmt: skip
    assert counts == Counts(1, 1, 0, 0)
    for table in ("documents", "cable_versions", "deliveries", *(t.name for t in PARSED_TABLES)):
        assert rows(f'SELECT count(*) FROM "{table}"')[0][0] == (2 if table == "tags" else 1), table
    assert rows("SELECT cable_id, year, post, serial FROM cables") == [("06TOKYO1", 2006, "TOKYO", 1)]
    assert rows("SELECT is_current, reason FROM cable_versions") == [(True, "")]
    assert rows("SELECT raw FROM documents")[0][0].startswith(b"text of 06TOKYO1")


def test_a_document_without_date_and_post_is_kept(deliver, cable, rows):
    assert deliver(cable("unidentified-1")).parsed == 1
    assert rows("SELECT cable_id, date, year, post FROM cables") == [("unidentified-1", None, None, None)]


def test_the_same_input_twice_adds_nothing(deliver, cable, reject, rows):
    documents = [cable("06TOKYO1", tags=["ETRD"]), cable("06PARIS2"), reject(b"milk, eggs")]
    assert deliver(*documents) == Counts(3, 2, 1, 0)
    before = {table.name: rows(f'SELECT count(*) FROM "{table.name}"') for table in PARSED_TABLES}
    assert deliver(*documents) == Counts(3, 0, 0, 3)
    assert before == {table.name: rows(f'SELECT count(*) FROM "{table.name}"') for table in PARSED_TABLES}
    assert rows("SELECT count(*) FROM documents") == [(3,)]
    assert rows("SELECT outcome, count(*) FROM deliveries WHERE run_id = 'run-2' GROUP BY 1") == [("duplicate", 3)]


def test_a_document_doubled_in_a_run_is_taken_once(lake, stage, cable, rows):
    twice, other = cable("06TOKYO1", tags=["ETRD"]), cable("06TOKYO2", tags=["EAGR"])
    shards = [stage([twice, twice]), stage([other, twice])]
    assert commit(lake, Run("run", NOW), shards) == Counts(4, 2, 0, 2)
    assert rows("SELECT cable_id, tag FROM tags ORDER BY 1") == [("06TOKYO1", "ETRD"), ("06TOKYO2", "EAGR")]
    assert rows("SELECT source, position, outcome FROM deliveries ORDER BY ALL") == [
        ("shard-1", 1, "parsed"),
        ("shard-1", 2, "duplicate"),
        ("shard-2", 1, "parsed"),
        ("shard-2", 2, "duplicate"),
    ]


@pytest.mark.parametrize(
    ("worse", "better", "why"),
    [
        ({"is_partial": True}, {"redactions": 5}, "partial"),
        ({"section_number": 2}, {"redactions": 1}, "section"),
        ({"section_number": 2}, {"section_number": 1}, "section"),
        ({"redactions": 3}, {"quality": 0.5}, "redacted"),
        ({"quality": 0.5}, {"quality": 0.9}, "less_read"),
    ],
)
def test_the_better_document_of_a_cable_is_current(deliver, cable, rows, worse, better, why):
    good, poor = cable("06TOKYO1", **better, tags=["GOOD"]), cable("06TOKYO1", **worse, tags=["POOR"])
    deliver(good, poor)
    assert rows("SELECT document_id FROM cables") == [(good.document_id,)]
    assert rows("SELECT tag FROM tags") == [("GOOD",)]
    assert rows("SELECT document_id, reason FROM cable_versions WHERE NOT is_current") == [(poor.document_id, why)]


def test_a_better_document_arriving_later_takes_over(deliver, cable, rows):
    partial = cable("06TOKYO1", year=2006, post="TOKYO", is_partial=True, tags=["OLD"], references=["06PARIS2"])
    whole = cable("06TOKYO1", date="2006-05-01", post="TOKYO", tags=["NEW"])
    deliver(partial, cable("06PARIS2"))
    deliver(whole)
    assert rows("SELECT cable_id, document_id FROM cables ORDER BY 1") == [
        ("06PARIS2", cable("06PARIS2").document_id),
        ("06TOKYO1", whole.document_id),
    ]
    assert rows("SELECT tag FROM tags") == [("NEW",)]
    assert rows('SELECT count(*) FROM "references"') == [(0,)]
    versions = "SELECT document_id, is_current, reason FROM cable_versions WHERE cable_id = '06TOKYO1' ORDER BY 2"
    assert rows(versions) == [
        (partial.document_id, False, "partial"),
        (whole.document_id, True, ""),
    ]
    assert rows("SELECT count(*) FROM documents") == [(3,)]


def test_a_worse_document_arriving_later_is_only_kept(deliver, cable, rows):
    whole, partial = cable("06TOKYO1", tags=["WHOLE"]), cable("06TOKYO1", is_partial=True, tags=["PART"])
    deliver(whole)
    assert deliver(partial) == Counts(1, 1, 0, 0)
    assert rows("SELECT document_id FROM cables") == [(whole.document_id,)]
    assert rows("SELECT tag FROM tags") == [("WHOLE",)]
    assert rows("SELECT reason FROM cable_versions WHERE NOT is_current") == [("partial",)]


def test_equals_are_settled_by_the_later_delivery(deliver, cable, rows):
    first, corrected = cable("06TOKYO1", subject="BEEF"), cable("06TOKYO1", subject="BEEF AUDIT")
    deliver(first)
    deliver(corrected)
    assert rows("SELECT subject FROM cables") == [("BEEF AUDIT",)]
    assert rows("SELECT reason FROM cable_versions WHERE NOT is_current") == [("older",)]


def test_the_choice_does_not_hang_on_the_order_of_shards(tmp_path, stage, cable):
    one, two = stage([cable("06TOKYO1", subject="A")]), stage([cable("06TOKYO1", subject="B")])
    chosen = set()
    for name, shards in (("x", [one, two]), ("y", [two, one])):
        with Lake.open(tmp_path / name) as lake:
            commit(lake, Run("run", NOW), shards)
            chosen.add(lake.connection.execute("SELECT document_id FROM cables").fetchone())
    assert len(chosen) == 1


def test_references_are_resolved_now_or_when_their_cable_arrives(deliver, cable, rows):
    status = 'SELECT raw, status FROM "references" ORDER BY ordinal'
    deliver(
        cable("06PARIS2"),
        cable(
            "06TOKYO1",
            references=["06PARIS2", "06PARIS3", {"raw": "A-12", "kind": "airgram"}, {"raw": "ROME 5", "kind": "cable"}],
        ),
    )
    first = [("06PARIS2", "resolved"), ("06PARIS3", "missing"), ("A-12", "not_a_cable"), ("ROME 5", "ambiguous")]
    assert rows(status) == first
    deliver(cable("06PARIS3"))
    assert rows(status) == [first[0], ("06PARIS3", "resolved"), *first[2:]]


def test_source_files_are_remembered_as_last_read(lake, rows):
    commit(lake, Run("a", NOW, source_files=(ReadSource("x.csv", "10 1", 5), ReadSource("y", "1 1", 1))), [])
    counts = commit(lake, Run("b", NOW, source_files=(ReadSource("x.csv", "12 2", 6),), unchanged=1), [])
    assert counts == Counts(1, 0, 0, 1)
    assert rows("FROM source_files ORDER BY source") == [("x.csv", "12 2", 6, "b"), ("y", "1 1", 1, "a")]
    assert rows("SELECT duplicates, unchanged FROM runs WHERE run_id = 'b'") == [(1, 1)]


def test_shards_that_do_not_add_up_change_nothing(lake, stage, cable, rows):
    shard = stage([cable("06TOKYO1"), cable("06TOKYO2")])
    (shard / "cable_versions.parquet").unlink()
    with pytest.raises(LakeError, match="does not add up"):
        commit(lake, Run("run", NOW), [shard])
    assert rows("SELECT count(*) FROM documents") == [(0,)]
    assert rows("SELECT count(*) FROM runs") == [(0,)]


def test_a_damaged_shard_changes_nothing(lake, stage, cable, rows):
    shard = stage([cable("06TOKYO1", tags=["ETRD"])])
    (shard / "tags.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(LakeError, match="tags.parquet"):
        commit(lake, Run("run", NOW), [shard])
    assert rows("SELECT count(*) FROM documents") == [(0,)]
    assert commit(lake, Run("run", NOW), [stage([cable("06TOKYO1", tags=["ETRD"])])]).parsed == 1


def test_each_folder_gets_one_file_whatever_the_order_of_the_rows(lake, stage, cable, rows):
    shards = [
        stage([cable(f"0{year}{post}{serial}", year=2000 + year, post=post) for year in (6, 5, 7) for post in posts])
        for serial, posts in enumerate((("TOKYO", "OSLO"), ("OSLO", "LIMA", "TOKYO"), ("LIMA", "TOKYO", "OSLO")), 1)
    ]
    commit(lake, Run("run", NOW), shards)
    for table in ("cables", "texts"):
        files = sorted(path.parent.relative_to(path.parents[2]) for path in data_files(lake, table))
        assert [str(file) for file in files] == [
            f"year={year}/post={post}" for year in (2005, 2006, 2007) for post in ("LIMA", "OSLO", "TOKYO")
        ]


def data_files(lake, table):
    return (lake.place.folder / "data" / "main" / table).rglob("*.parquet")


def test_odd_names_of_posts_stay_inside_the_lake(tmp_path, deliver, cable, rows):
    names = ["../../etc", "a'; DROP TABLE cables; --", "x\ny", "", ".", "ÅLAND/é"]
    documents = [cable(f"06X{n}", year=2006, post=name) for n, name in enumerate(names)] * 3
    deliver(*documents, *(cable(f"06Y{n}", year=2006, post=names[n % 6]) for n in range(60)))
    assert {post for (post,) in rows("SELECT post FROM texts")} == set(names)
    outside = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*.parquet")}
    assert outside <= {"lake", "shard-1"}


def test_a_run_is_committed_once(lake, stage, cable, rows):
    shard = stage([cable("06TOKYO1"), cable("06TOKYO2")])
    assert commit(lake, Run("run", NOW), [shard]) == commit(lake, Run("run", NOW), [shard]) == Counts(2, 2, 0, 0)
    assert rows("SELECT count(*) FROM deliveries") == [(2,)]


def test_any_characters_come_back(deliver, cable, rows):
    texts = [
        "a\x00b",
        'it\'s "so"',
        "漢 😀",
        "a\r\n\tb",
        "\\x41",
        "NULL",
        "[1, 'x']",
        "\x01\ufffe",
        "'; DROP TABLE cables;--",
    ]
    deliver(*(cable(f"06X{n}", subject=text, handling=[text, "NULL", ""]) for n, text in enumerate(texts)))
    assert rows("SELECT subject, handling FROM cables ORDER BY cable_id") == [(t, [t, "NULL", ""]) for t in texts]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.lists(st.integers(0, 11), max_size=8), min_size=1, max_size=3))
def test_documents_in_are_parsed_quarantined_or_duplicates(tmp_path_factory, empty_lake, stage, cable, reject, runs):
    """Documents 0-7 are versions of three cables, 8-11 are rejected; every run delivers some in two shards."""

    def document(n):
        return cable(f"06TOKYO{n % 3}", redactions=n % 2, quality=n / 10) if n < 8 else reject(b"list %d" % n)

    met = set()
    with Lake.open(shutil.copytree(empty_lake, tmp_path_factory.mktemp("property") / "lake")) as lake:
        for number, delivered in enumerate(runs, 1):
            half = len(delivered) // 2
            shards = [stage([document(n) for n in part], f"r{number}") for part in (delivered[:half], delivered[half:])]
            counts = commit(lake, Run(f"r{number}", NOW), shards)
            new = set(delivered) - met
            assert counts.documents == len(delivered)
            assert counts.parsed == sum(n < 8 for n in new)
            assert counts.quarantined == sum(n >= 8 for n in new)
            assert counts.duplicates == len(delivered) - len(new)
            met |= new
        query = lake.connection.execute
        assert query("SELECT count(*), count(DISTINCT document_id) FROM documents").fetchone() == (len(met), len(met))
        assert query("SELECT count(*), count(DISTINCT cable_id) FROM cables").fetchone() == (
            (cables := len({n % 3 for n in met if n < 8})),
            cables,
        )
        assert query("SELECT count(*) FROM cable_versions WHERE is_current").fetchone() == (cables,)
        assert query("SELECT count(*) FROM texts").fetchone() == (cables,)
