"""The parser against values that were read from released cables by eye."""

import pytest

from benchmarks import real_pages

# share of cables in which the field is right as a whole; raise a floor when the parser has passed it
FLOOR = 0.98


@pytest.fixture(scope="module")
def scores(shared):
    return real_pages.scores(shared / "cables")


@pytest.fixture(scope="module")
def held_out(shared):
    return real_pages.held_out_scores(shared / "cables")


@pytest.mark.shared
@pytest.mark.parametrize("cables", ["scores", "held_out"])
@pytest.mark.parametrize("field", real_pages.REAL_FIELDS)
def test_field_keeps_its_accuracy_on_released_cables(request, cables, field):
    score = request.getfixturevalue(cables)[field]
    assert score.exact / score.documents >= FLOOR, score.failures


@pytest.mark.shared
def test_section_names_what_is_read_wrong(scores):
    text = real_pages.section(scores)
    assert text.startswith(real_pages.HEADING)
    assert text.count("\n- ") >= sum(bool(score.failures) for score in scores.values())


def test_without_released_cables_nothing_is_measured(monkeypatch, tmp_path):
    monkeypatch.setenv("CABLELAKE_SHARED", str(tmp_path))
    assert real_pages.folder() is None
