"""The parser against the known values of invented cables: no field may fall below what it has reached."""

import pytest

from benchmarks.accuracy import cases as read
from benchmarks.accuracy import report
from benchmarks.corpus import sample
from benchmarks.scores import FIELDS, Case, measure

# share of documents in which the field is right as a whole; raise a floor when the parser has passed it
FLOORS = dict.fromkeys(FIELDS, 0.99)


@pytest.fixture(scope="module")
def scores():
    return measure(read(sample.CABLES, sample.SEED))


@pytest.mark.parametrize("field", FLOORS)
def test_field_keeps_its_accuracy(scores, field):
    score = scores[field]
    assert score.exact / score.documents >= FLOORS[field], score.failures[:3]


def test_every_field_is_measured(scores):
    assert set(scores) == set(FIELDS)


def case(expected, found):
    other = {"section": {"number": None, "total": None}, "addressees": [], "paragraphs": [], "references": []}
    return Case("a cable", "telegram", expected, {**other, **found})


def test_counts():
    scores = measure(
        [
            case({"tags": ["PREL", "JA"]}, {"tags": ["PREL", "JA"]}),
            case({"tags": ["PREL", "JA"]}, {"tags": ["JA", "PREL"]}),
            case({"tags": ["PREL"]}, {"tags": ["PREL", "KS", "JA"]}),
            case({"tags": ["PREL", "US"]}, {"tags": []}),
        ]
    )
    score = scores["tags"]
    assert (score.documents, score.exact, score.right, score.wrong, score.missed) == (4, 1, 5, 2, 2)
    assert score.precision == score.recall == 5 / 7


def test_a_value_the_truth_leaves_open_is_not_counted():
    assert "subject" not in measure([case({"signer": None}, {"signer": None, "subject": "X"})])


def test_report_names_a_failure():
    scores = measure([case({"signer": "OAKAPPLE"}, {"signer": "NNNN"})])
    assert "- a cable: `'OAKAPPLE'` read as `'NNNN'`" in report(scores, 1, 1)
