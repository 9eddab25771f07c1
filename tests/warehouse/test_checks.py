"""The checks pass on sound data and find what is wrong."""

import pytest

from tests.warehouse.conftest import lake_of, parsed, rejected
from warehouse.checks import checks, run_checks, run_checks_after


def broken(lake, **options):
    return {result.check.name: result.rows for result in run_checks(lake, **options) if result.rows}


@pytest.fixture(scope="module")
def filled(tmp_path_factory, empty_lake):
    """A lake that tests damage only in transactions that they roll back."""
    documents = [
        parsed("06TOKYO1", date="2006-05-01", post="TOKYO", precedence="O", classification="SECRET", tags=["ETRD"],
               references=["06TOKYO2"], findings=[{"field": "tags", "status": "ok"}]),
        parsed("06TOKYO1", is_partial=True),
        rejected(b"milk"),
    ]  # fmt: skip
    with lake_of(tmp_path_factory.mktemp("filled"), empty_lake, documents) as lake:
        yield lake


def test_an_empty_lake_is_sound(lake):
    assert broken(lake, thorough=True) == {}


def test_a_lake_with_cables_is_sound(filled):
    assert broken(filled, thorough=True) == {}


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE runs SET parsed = 1", "runs_add_up"),
        ("DELETE FROM runs", "runs_add_up"),
        ("DELETE FROM quarantine", "documents_accounted_for"),
        ("UPDATE quarantine SET replayed_at = now()", "documents_accounted_for"),
        ("INSERT INTO tags SELECT * FROM tags", "tags_unique"),
        ("UPDATE tags SET cable_id = 'X'", "tags_cable_id_in_cables"),
        ("UPDATE cable_versions SET is_current = true", "one_current_version"),
        ("DELETE FROM texts", "one_current_version"),
        ("UPDATE documents SET bytes = 1 WHERE bytes = 4", "document_bytes_intact"),
        ("UPDATE documents SET raw = 'silk' WHERE bytes = 4", "document_bytes_intact"),
        ("UPDATE \"references\" SET status = 'resolved'", "reference_status_true"),
        ("UPDATE cables SET precedence = 'X'", "values_accepted"),
        ("UPDATE findings SET status = 'fine'", "values_accepted"),
        ("UPDATE cables SET quality = 2", "values_in_range"),
        ("UPDATE cables SET year = 2007", "values_in_range"),
        ("UPDATE cables SET date = '1906-05-01', year = 1906", "dates_plausible"),
        ("UPDATE cables SET section_number = 3, section_total = 2", "sections_consistent"),
        ("UPDATE cables SET post = 'ATLANTIS'", "posts_known"),
        ("DELETE FROM findings", "fields_answered"),
    ],
)
def test_damage_is_found(filled, damage, found):
    filled.connection.execute("BEGIN")
    try:
        filled.connection.execute(damage)
        assert found in broken(filled, thorough=True)
    finally:
        filled.connection.execute("ROLLBACK")


def test_after_a_run_the_keys_of_the_cables_it_brought_are_checked(lake, deliver, cable):
    deliver(cable("06TOKYO1", tags=["ETRD"]))
    deliver(cable("06TOKYO2", tags=["ETRD"]))
    lake.connection.execute("INSERT INTO tags SELECT * FROM tags WHERE cable_id = '06TOKYO2'")
    failed = {
        run: [result.check.name for result in run_checks_after(lake, run) if result.failed]
        for run in ("run-1", "run-2")
    }
    assert failed == {"run-1": [], "run-2": ["tags_unique"]}
    assert "tags_unique" in broken(lake)


def test_disagreeing_witnesses_are_a_warning(lake, deliver, cable):
    finding = [{"field": "serial", "status": "disagrees"}]
    deliver(*(cable(f"06TOKYO{n}", findings=finding if n < 2 else [{"field": "x", "status": "ok"}]) for n in range(20)))
    [result] = [result for result in run_checks(lake) if result.check.name == "witnesses_agree"]
    assert (result.rows, result.failed) == (1, False)
    assert result.examples[0]["disagreeing"] == 2


def test_cables_with_text_left_unread_are_a_warning(lake, deliver, cable):
    lost = [{"field": "text_loss", "status": "unparsed", "rule": "text without paragraphs"}]
    deliver(cable("06TOKYO1", findings=lost), cable("06TOKYO2", findings=[{"field": "text_loss", "status": "absent"}]))
    [result] = [result for result in run_checks(lake) if result.check.name == "text_read"]
    assert (result.rows, result.failed, result.examples[0]["cable_id"]) == (1, False, "06TOKYO1")


def test_every_check_says_its_rule():
    for check in checks():
        assert check.rule.endswith(".") or check.name.endswith("_unique") or "_in_" in check.name
        assert check.severity in ("fail", "warn")
