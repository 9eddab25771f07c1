"""The parser against invented documents of the families that archives hand out today: no field may fall below what it
has reached.
"""

import io

import pytest

from benchmarks.corpus.families import FAMILIES, files
from benchmarks.families import FAMILY_FIELDS, scores
from transforms.sources.archives import documents

# share of documents in which a field is right as a whole; raise a floor when the parser has passed it
FLOOR = 0.99
# seeds whose telegrams nobody tuned a rule on
OTHER_SEEDS, OTHER_FLOOR = (11, 12), 0.85


@pytest.fixture(scope="module")
def measured():
    return scores()


@pytest.mark.parametrize("family", FAMILIES)
def test_fields_keep_their_accuracy(measured, family):
    below = {name: s.failures[:2] for name, s in measured[family].items() if s.exact < FLOOR * s.documents}
    assert not below


@pytest.mark.parametrize("seed", OTHER_SEEDS)
def test_other_telegrams_of_the_families_are_read_nearly_as_well(seed):
    for family, by_field in scores([seed]).items():
        below = {name: s.failures[:2] for name, s in by_field.items() if s.exact < OTHER_FLOOR * s.documents}
        assert not below, family


def test_every_field_is_measured_and_every_family_is_large_enough(measured):
    assert {name for by_field in measured.values() for name in by_field} == set(FAMILY_FIELDS)
    assert sum(max(s.documents for s in by_field.values()) for by_field in measured.values()) >= 30


def test_the_same_seed_gives_the_same_files():
    assert list(files(5)) == list(files(5))
    assert [file.content for _, file in files(5)] != [file.content for _, file in files(6)]


def test_a_file_of_several_telegrams_gives_its_parts():
    for family, file in files():
        if family == "several telegrams in a file" and file.name.endswith(".txt"):
            parts = list(documents(file.name, io.BytesIO(file.content)))
            assert b"".join(part.raw for part in parts) == file.content
            assert len(parts) == len(file.cables)
