"""One shard: every document it meets ends staged, quarantined or reported as a duplicate."""

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fpdf import FPDF

from pipeline import reading
from pipeline.discover import discover
from pipeline.shards import Piece, Shard, divide
from pipeline.staging import Job, stage_shard
from tests.loading import load
from transforms import parse
from transforms.document import Rejected
from warehouse.checks import run_checks
from warehouse.lake import Lake
from warehouse.query import status

NOW = dt.datetime(2026, 1, 2, 3, 4, 5)


def stage(tmp_path, pieces, **options):
    shard = Shard(0, tuple(pieces), 0, **options)
    return stage_shard(Job(shard.save(tmp_path), tmp_path / "staged", "run", NOW))


def pieces_of(*paths):
    return [Piece(str(path), str(path)) for path in paths]


def column(staged, table, name):
    return pq.read_table(staged.folder / f"{table}.parquet", columns=[name])[name].to_pylist()


def test_telegrams_are_staged(tmp_path, telegrams):
    staged = stage(tmp_path, pieces_of(*sorted(telegrams.iterdir())))
    assert staged.counts == (3, 3, 0, 0)
    assert column(staged, "cable_versions", "cable_id") == ["07QUITO301", "07QUITO302", "07QUITO303"]
    assert set(staged.documents.values()) == {1}


def test_same_bytes_twice_are_one_document_and_a_duplicate(tmp_path, telegrams):
    first = telegrams / "07QUITO301.txt"
    second = telegrams / "copy.txt"
    second.write_bytes(first.read_bytes())
    staged = stage(tmp_path, pieces_of(first, second))
    assert staged.counts == (2, 1, 0, 1)
    assert column(staged, "deliveries", "outcome") == ["parsed", "duplicate"]


@pytest.mark.parametrize("together", [1, 2, 64])
def test_a_defect_of_the_parser_costs_one_document_of_those_parsed_together(tmp_path, telegrams, monkeypatch, together):
    def identify(document, *witnesses):
        if document.raw.source.endswith("07QUITO302.txt"):
            raise RuntimeError("boom")
        return identity(document, *witnesses)

    identity = parse.identify
    monkeypatch.setattr(parse, "identify", identify)
    monkeypatch.setattr(reading, "_BATCH", together)
    files = sorted(telegrams.iterdir())
    staged = stage(tmp_path, pieces_of(*files, files[0]))
    assert staged.counts == (4, 2, 1, 1)
    assert column(staged, "cable_versions", "cable_id") == ["07QUITO301", "07QUITO303"]
    assert column(staged, "quarantine", "detail") == ["RuntimeError: boom"]
    assert column(staged, "deliveries", "outcome") == ["parsed", "quarantined", "parsed", "duplicate"]


def test_bad_files_are_quarantined_each_with_its_reason(tmp_path, telegrams):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "list.txt").write_text("eggs, milk and a new umbrella\n")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    good = telegrams / "07QUITO301.txt"
    names = ("empty.txt", "list.txt", "noise.bin", "gone.txt")
    staged = stage(tmp_path, [*pieces_of(*(tmp_path / name for name in names)), *pieces_of(good)])
    assert staged.counts == (5, 1, 4, 0)
    assert column(staged, "quarantine", "reason") == ["empty", "not_a_cable", "binary", "unreadable"]
    assert all(column(staged, "quarantine", "detail"))
    assert staged.unread == {str(tmp_path / "gone.txt")}


def test_truncated_archive_gives_what_it_holds(tmp_path, archive):
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:-200])
    staged = stage(tmp_path, pieces_of(cut))
    assert staged.counts.quarantined == 1
    assert column(staged, "quarantine", "reason") == ["archive_truncated"]
    assert 0 < staged.counts.parsed <= 40


def test_parts_of_an_archive_give_each_member_once(tmp_path, archive):
    ids = []
    for part in range(3):
        staged = stage(tmp_path, [Piece(str(archive), str(archive), part=(part, 3))])
        ids += column(staged, "cable_versions", "cable_id")
    assert sorted(ids) == sorted(f"07QUITO{serial}" for serial in range(1, 41))


def test_forced_format_is_taken_at_its_word(tmp_path):
    (tmp_path / "note.txt").write_text("THE MINISTER WILL TRAVEL ON MONDAY.\n")
    staged = stage(tmp_path, pieces_of(tmp_path / "note.txt"), format="telegram")
    assert staged.counts == (1, 1, 0, 0)


def test_staging_again_replaces_what_was_staged(tmp_path, telegrams):
    files = discover([str(telegrams)], tmp_path / "spool").files
    (shard,) = divide(files)
    plan_file = shard.save(tmp_path)
    first = stage_shard(Job(plan_file, tmp_path / "staged", "run", NOW))
    assert stage_shard(Job(plan_file, tmp_path / "staged", "run", NOW)) == first
    assert len(column(first, "documents", "document_id")) == 3


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose reading is an I/O error")
def test_error_that_may_pass_is_raised_until_the_last_attempt():
    piece = Piece("far.txt", "/proc/self/mem")
    with pytest.raises(OSError, match="Input/output error"):
        list(reading.documents([piece], last_attempt=False))
    (rejected,) = reading.documents([piece])
    assert isinstance(rejected, Rejected)
    assert rejected.detail == "far.txt: cannot be read: Input/output error"


def test_a_pdf_of_several_telegrams_is_kept_beside_them(tmp_path, telegram):
    """It is neither parsed nor rejected, and ingesting it again does not make it a duplicate."""
    page = FPDF(format="letter")
    page.add_page()
    page.set_font("Courier", size=10)
    for line in f"{telegram(301)}\n\n{telegram(302)}".split("\n"):
        page.cell(0, 4.5, line, new_x="LMARGIN", new_y="NEXT")
    scan = tmp_path / "scan.pdf"
    page.output(str(scan))
    with Lake.open(tmp_path / "lake") as lake:
        for run, counts in (("first", (2, 2, 0, 0)), ("again", (2, 0, 0, 2))):
            copied = scan.rename(tmp_path / f"{run}.pdf")
            load(lake, [copied], run)
            found = lake.connection.execute(
                "SELECT documents, parsed, quarantined, duplicates FROM runs WHERE run_id = ?", [run]
            ).fetchone()
            assert found == counts
            scan = copied
        ledger = status(lake)
        assert (ledger.documents, ledger.parsed, ledger.quarantined, ledger.unaccounted) == (2, 2, 0, 0)
        kept = lake.connection.execute("SELECT raw FROM documents WHERE position = 0").fetchall()
        assert kept == [(scan.read_bytes(),)]
        assert [result.check.name for result in run_checks(lake, thorough=True) if result.failed] == []
