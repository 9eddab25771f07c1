"""A reparse or replay replaces old rows with new ones and touches nothing else."""

import datetime as dt

import pytest

from schemas.ledger import Counts
from warehouse.checks import run_checks
from warehouse.commit import Run, commit, replace_parsed
from warehouse.connection import LakeError

LATER = dt.datetime(2026, 6, 1)


@pytest.fixture
def replace(lake, stage):
    def run(*documents, run_id="reparse"):
        return replace_parsed(lake, Run(run_id, LATER, ("reparse",)), [stage(documents, run_id, 30)])

    return run


def sound(lake):
    return not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


def test_a_reparse_replaces_the_rows_of_its_documents(lake, deliver, replace, cable, rows):
    deliver(cable("06TOKYO1", b"one", tags=["ETRDEAGR"]), cable("06TOKYO2", b"two", tags=["JA"]))
    received = rows("SELECT document_id, received_at FROM documents ORDER BY 1")
    assert replace(cable("06TOKYO1", b"one", tags=["ETRD", "EAGR"])) == Counts(1, 1, 0, 0)
    assert rows("SELECT cable_id, tag FROM tags ORDER BY ALL") == [
        ("06TOKYO1", "EAGR"), ("06TOKYO1", "ETRD"), ("06TOKYO2", "JA"),
    ]  # fmt: skip
    assert rows("SELECT document_id, received_at FROM cable_versions ORDER BY 1") == received
    assert rows("SELECT document_id, received_at FROM documents ORDER BY 1") == received
    assert sound(lake)


def test_the_same_reparse_twice_changes_nothing(lake, deliver, replace, cable, rows):
    deliver(cable("06TOKYO1", b"one"), cable("06TOKYO1", b"two", redactions=2))
    replace(cable("06TOKYO1", b"one"), cable("06TOKYO1", b"two", redactions=2), run_id="a")
    before = rows("FROM cable_versions ORDER BY document_id"), rows("FROM cables")
    replace(cable("06TOKYO1", b"one"), cable("06TOKYO1", b"two", redactions=2), run_id="b")
    assert (rows("FROM cable_versions ORDER BY document_id"), rows("FROM cables")) == before
    assert sound(lake)


def test_a_better_parser_may_give_another_id(lake, deliver, replace, cable, rows):
    deliver(cable("06TOKYO1", b"one"), cable("06PARIS2", b"two", references=["06TOKYO1", "06TOKYO7"]))
    assert rows('SELECT target, status FROM "references" ORDER BY 1') == [
        ("06TOKYO1", "resolved"),
        ("06TOKYO7", "missing"),
    ]
    replace(cable("06TOKYO7", b"one"))
    assert rows('SELECT target, status FROM "references" ORDER BY 1') == [
        ("06TOKYO1", "missing"),
        ("06TOKYO7", "resolved"),
    ]
    assert rows("SELECT cable_id FROM cables ORDER BY 1") == [("06PARIS2",), ("06TOKYO7",)]
    assert sound(lake)


def test_versions_that_change_places_have_to_be_parsed_together(lake, deliver, replace, cable, rows):
    deliver(cable("06TOKYO1", b"one", tags=["ONE"]), cable("06TOKYO1", b"two", redactions=2, tags=["TWO"]))
    with pytest.raises(LakeError, match="06TOKYO1.*parse all of them again"):
        replace(cable("06TOKYO1", b"one", redactions=9))
    assert rows("SELECT tag FROM tags") == [("ONE",)]
    replace(cable("06TOKYO1", b"one", redactions=9), cable("06TOKYO1", b"two", redactions=2, tags=["TWO"]))
    assert rows("SELECT tag FROM tags") == [("TWO",)]
    assert sound(lake)


def test_a_replay_moves_a_document_out_of_quarantine_once(lake, deliver, replace, cable, reject, rows):
    deliver(reject(b"one"), reject(b"two"))
    assert replace(cable("06TOKYO1", b"one"), reject(b"two", "empty")) == Counts(2, 1, 1, 0)
    assert rows("SELECT reason, replayed_at IS NOT NULL FROM quarantine ORDER BY 1") == [
        ("empty", False), ("not_a_cable", True),
    ]  # fmt: skip
    assert rows("SELECT cable_id FROM cables") == [("06TOKYO1",)]
    assert sound(lake)
    assert deliver(cable("06TOKYO1", b"one")) == Counts(1, 0, 0, 1)


def test_a_document_the_new_parser_rejects_enters_quarantine(lake, deliver, replace, cable, reject, rows):
    deliver(cable("06TOKYO1", b"one"))
    assert replace(reject(b"one")) == Counts(1, 0, 1, 0)
    assert rows("SELECT count(*) FROM cables") == [(0,)]
    assert sound(lake)


def test_only_documents_of_the_lake_can_be_replaced(lake, replace, cable, rows):
    with pytest.raises(LakeError, match="not in the lake"):
        replace(cable("06TOKYO1"))
    assert rows("SELECT count(*) FROM runs") == [(0,)]


def test_a_new_document_beside_a_reparsed_one(lake, deliver, stage, replace, cable, rows):
    deliver(cable("06TOKYO1", b"one"))
    replace(cable("06TOKYO1", b"one", subject="READ BETTER"))
    commit(lake, Run("next", LATER), [stage([cable("06TOKYO1", b"corrected", subject="CORRECTED")], "next", 20)])
    assert rows("SELECT subject FROM cables") == [("CORRECTED",)]
    assert sound(lake)
