"""What is in quarantine is settled: by a copy that comes whole, or by a person."""

import io
import random
import tarfile

import pytest

from pipeline.report import remarks
from warehouse.checks import run_checks
from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.quarantine import dismiss, reopen
from warehouse.query import quarantine_list, status


@pytest.fixture
def look(tmp_path):
    """What a function says of the lake."""

    def run(function, *arguments):
        with Lake.open(tmp_path / "lake", read_only=True) as lake:
            return function(lake, *arguments)

    return run


def reasons(lake):
    return sorted(row["reason"] for row in quarantine_list(lake))


def settled(lake):
    return sorted((row["reason"], row["settled_as"]) for row in quarantine_list(lake, closed=True) if row["settled_at"])


def adds_up(lake):
    """Every check of severity fail holds, and so does the sum that the status prints."""
    found = status(lake)
    assert found.documents == found.parsed + found.quarantined + found.settled and not found.unaccounted
    return not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]


def archive(*texts):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for number, text in enumerate(texts):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    return packed.getvalue()


def test_a_file_that_was_half_written_is_settled_once_it_comes_whole(take, look, telegram):
    whole = telegram(301).encode()
    first = take(a=whole[:20], b=b"eggs, milk and a new umbrella\n")
    assert first.counts == (2, 0, 2, 0)
    second = take(a=whole)
    assert second.counts == (2, 1, 0, 1) and second.came_whole == 1
    assert "1 documents in quarantine came whole and are settled" in remarks(second)
    assert look(reasons) == ["not_a_cable"]
    assert look(settled) == [("not_a_cable", "whole")]
    assert look(status).settled == 1 and look(adds_up)
    with_history = look(lambda lake: lake.connection.execute("SELECT sum(quarantined) FROM runs").fetchone())
    assert with_history == (2,)
    # cut off once more: what was settled waits again
    assert take(a=whole[:20]).counts.duplicates == 2
    assert look(reasons) == ["not_a_cable", "not_a_cable"] and look(adds_up)


def test_an_archive_that_was_cut_off_is_settled_once_it_comes_whole(take, look, telegram):
    # what does not pack well, so that half of the archive holds a part of the documents
    noise = random.Random(1).randbytes(200_000)
    texts = [telegram(301).encode(), telegram(302).encode()]
    whole = archive(texts[0], noise, texts[1])
    take(**{"a.tar.gz": whole[: len(whole) // 2]})
    assert "archive_truncated" in look(reasons)
    take(**{"a.tar.gz": archive(*texts)})
    assert look(reasons) == [] and look(adds_up)


def test_what_comes_in_other_bytes_but_cannot_be_read_stays_open(take, look, telegram):
    take(a=b"eggs, milk\n", c=b"")
    assert take(a=b"eggs, milk and a new umbrella\n", d=telegram(301).encode()).came_whole == 0
    assert look(reasons) == ["empty", "not_a_cable", "not_a_cable"]


def test_what_came_from_two_sources_stays_open_while_one_is_not_whole(take, look, telegram):
    take(a=b"eggs, milk\n", b=b"eggs, milk\n")
    assert take(a=telegram(301).encode()).came_whole == 0
    assert look(reasons) == ["not_a_cable"]


def test_dismissing_closes_with_a_reason_and_can_be_undone(take, look, tmp_path, telegram):
    take(a=b"eggs, milk\n", b=b"", c=telegram(301).encode())
    [document_id] = [row["document_id"] for row in look(quarantine_list) if row["reason"] == "not_a_cable"]
    with Lake.open(tmp_path / "lake") as lake:
        dismiss(lake, [document_id], "a note of the mail room")
    assert look(reasons) == ["empty"] and look(settled) == [("not_a_cable", "dismissed")] and look(adds_up)
    take(d=b"eggs, milk\n")  # it comes again under another name: the person's word holds
    assert look(reasons) == ["empty"]
    with Lake.open(tmp_path / "lake") as lake:
        reopen(lake, [document_id])
    assert look(reasons) == ["empty", "not_a_cable"] and look(settled) == [] and look(adds_up)


def test_what_was_parsed_since_cannot_be_dismissed(take, look, tmp_path):
    take(a=b"eggs, milk\n", b=b"")
    ids = [row["document_id"] for row in look(quarantine_list)]
    with Lake.open(tmp_path / "lake") as lake:
        with lake.transaction() as connection:
            connection.execute("UPDATE quarantine SET replayed_at = now() WHERE document_id = ?", [ids[0]])
        with pytest.raises(LakeError, match=f"{ids[0][:12]}: has been parsed since"):
            dismiss(lake, ids, "nobody needs them")
    assert look(settled) == []
