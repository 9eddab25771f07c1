"""The sample corpus in the repository is what its generator makes, and is what it claims to be."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import sample
from benchmarks.corpus.archives import unpack
from benchmarks.corpus.compose import compose
from benchmarks.corpus.files import gather

SAMPLE = Path(__file__).parents[2] / "sample"


@pytest.fixture(scope="module")
def made():
    return gather(sample.documents())


def test_files_are_those_the_generator_makes(made):
    files, _ = made
    found = {
        path.relative_to(SAMPLE / "cables").as_posix() for path in (SAMPLE / "cables").rglob("*") if path.is_file()
    }
    assert found == set(files), "run: python -m benchmarks.corpus sample"
    for name, content in files.items():
        kept = (SAMPLE / "cables" / name).read_bytes()
        if name.startswith("unreadable/"):  # a cut archive cannot be unpacked, and compressors differ
            assert (not kept) == (not content), name
        else:
            assert unpack(name, kept) == unpack(name, content), (
                f"{name} differs; run: python -m benchmarks.corpus sample"
            )


def test_expected_values_are_those_the_generator_knows(made):
    _, records = made
    kept = [json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    cut = "unreadable/truncated.tar.gz"
    assert [r for r in kept if r["source"] != cut] == json.loads(json.dumps([r for r in records if r["source"] != cut]))


def test_the_same_seed_gives_the_same_cables():
    assert [facts.cable_id for facts in compose(30, 7)] == [facts.cable_id for facts in compose(30, 7)]
    assert [facts.cable_id for facts in compose(30, 7)] != [facts.cable_id for facts in compose(30, 8)]


def test_every_format_era_and_disorder_occurs(made):
    _, records = made
    formats = Counter(r["expected"].get("format") for r in records if r["expected"])
    assert set(formats) >= {"telegram", "ocr", "wikileaks-html", "cables-csv", "nara"}
    years = {r["expected"]["date"][:4] for r in records if r["expected"]}
    assert {"1973", "1979", "1998", "2010"} <= years
    traits = Counter(trait for r in records for trait in r["traits"])
    for trait in (
        "duplicate",
        "section",
        "corrected copy",
        "redacted",
        "also unredacted",
        "partial extract",
        "no text",
    ):
        assert traits[trait] >= 2, trait
    assert sum(not r["expected"] for r in records) == 5


def test_threads_exist(made):
    """Most references to cables lead to a cable of the corpus."""
    _, records = made
    ids = {r["expected"]["id"] for r in records if r["expected"]}
    targets = [
        reference["target"]
        for r in records
        if r["expected"]
        for reference in r["expected"].get("references", [])
        if reference["target"]
    ]
    assert len(targets) > 200
    assert sum(target in ids for target in targets) > 0.7 * len(targets)


def test_no_two_cables_share_an_id():
    ids = [facts.cable_id for facts in compose(2_000, 5)]
    assert len(set(ids)) == len(ids)
