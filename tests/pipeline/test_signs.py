"""Alarms: each is raised by real damage, and ordinary runs raise none."""

import datetime as dt
import random
import shutil

import pyarrow as pa
import pytest

from flows.notify import attention
from pipeline.plan import Plan, utc_now
from pipeline.report import remarks
from pipeline.signs import after, before
from warehouse.lake import Lake, Place
from warehouse.publish import publish

START = dt.datetime(2026, 1, 1)  # a Thursday
SOURCES = ("inbox",)


@pytest.fixture
def ledger(tmp_path, empty_lake):
    """A lake whose ledger has runs given as (day, documents, new); the signs that each run shows."""
    with Lake.open(shutil.copytree(empty_lake, tmp_path / "simulated")) as lake:

        def simulate(runs):
            ledger = pa.Table.from_pylist(
                [
                    {
                        "run_id": f"run-{number}",
                        "started_at": START + dt.timedelta(days=day),
                        "finished_at": START + dt.timedelta(days=day, minutes=3),
                        "documents": documents,
                        "parsed": new,
                        "quarantined": 0,
                        "duplicates": documents - new,
                        "status": "done",
                        "sources": list(SOURCES),
                    }
                    for number, (day, documents, new) in enumerate(runs)
                ]
            )
            lake.connection.register("ledger", ledger)
            lake.connection.execute("INSERT INTO runs BY NAME FROM ledger")
            assert before(lake) == ()
            plans = [
                Plan(run["run_id"], run["started_at"], Place.of(tmp_path / "simulated"), SOURCES, (), (), 0)
                for run in ledger.to_pylist()
            ]
            return [[sign.line for sign in after(lake, plan, {})] for plan in plans]

        yield simulate


def test_a_hundred_ordinary_runs_raise_no_alarm(ledger):
    chance = random.Random(7)
    runs, held = [], 0
    for day in range(100):  # a folder that grows, with nothing at weekends and on some other days
        new = 0 if (START + dt.timedelta(days=day)).weekday() > 4 or day % 17 == 11 else chance.randint(16, 48)
        held += new
        runs.append((day, held, new))
    assert [lines for lines in ledger(runs) if lines] == []


def test_ordinary_runs_of_an_inbox_that_is_emptied_raise_no_alarm(ledger):
    chance = random.Random(8)
    brought = [chance.randint(16, 48) for _ in range(100)]
    assert [lines for lines in ledger([(day, new, new) for day, new in enumerate(brought)]) if lines] == []


def test_a_feed_that_falls_silent_is_reported_once(ledger):
    told = ledger([(day, 30 * day, 30) for day in range(1, 9)] + [(9, 240, 0), (10, 240, 0), (11, 240, 0)])
    assert told[8] == [
        "no new document, usually 30 a run: the feed is silent; see whether the feed still delivers, and to this place"
    ]
    # once more when silence lasts twice as long as ever
    assert sum(map(len, told)) == 2 and "no new document since 2026-01-09" in told[10][0]


def test_a_feed_with_days_of_none_is_silent_when_silence_lasts_twice_as_long_as_ever(ledger):
    runs = [(hour / 4, 30 * (hour // 8 + 1), 30 if hour % 8 == 0 else 0) for hour in range(80)]  # every other day
    told = ledger(runs + [(20 + hour / 4, 300, 0) for hour in range(30)])
    assert not any(told[:80])
    assert sum(map(len, told)) == 1


def test_sources_that_lose_most_of_their_files(ledger):
    told = ledger([(day, 100 + day, 1) for day in range(8)] + [(8, 40, 1)])
    assert [len(lines) for lines in told] == [0] * 8 + [1]
    assert told[8][0].startswith("the sources hold 40 documents, and never fewer than 100 in the last 8 runs")


def test_a_dead_feed_and_a_parser_that_reads_less_in_real_runs(take, telegram):
    for number in range(6):
        assert not take(**{f"{number}.txt": telegram(300 + number).encode()}).signs
    silent = take()
    assert [sign.line[:15] for sign in silent.signs] == ["no new document"]
    assert silent.signs[0].line in remarks(silent) and silent.signs[0].line in attention(silent)
    # heads without their labels, as a source gives them after it changed its form
    damaged = telegram(310).replace("TAGS:", "T-").replace("SUBJECT:", "S-").replace("Classified By:", "by")
    report = take(**{"late.txt": damaged.replace("E.O. 12958:", "").encode()})
    assert any(line.startswith("unusual quality") and "reads less" in line for line in remarks(report))


def test_a_document_that_is_cut_off(take, telegram):
    whole = telegram(301).encode()
    assert not take(**{"301.txt": whole}).signs
    report = take(**{"301.txt": whole[: len(whole) // 2]})
    [sign] = report.signs
    assert sign.line.startswith(f"a document is now only the first {len(whole) // 2} of {len(whole)} bytes")
    assert sign.place.endswith("301.txt") and not any("301.txt" in line for line in attention(report))
    [empty] = take(**{"301.txt": b""}).signs
    assert empty.line.startswith("a document is now only the first 0 of ")
    assert not take(**{"301.txt": whole.replace(b"spring", b"May")}).signs  # a correction, if a shorter one


def test_a_file_of_several_documents_that_is_cut_off(take, telegram):
    texts = [telegram(300 + number) for number in range(6)]
    assert take(box="\n".join(texts).encode()).counts.parsed == 6
    report = take(box="\n".join(texts[:3]).encode())
    assert [sign.line[:51] for sign in report.signs] == ["a file that held 6 documents now holds 3 and nothin"]


def test_a_catalog_restored_from_an_older_backup(take, telegram, tmp_path):
    lake = tmp_path / "lake"
    take(**{"1.txt": telegram(301).encode()})
    for name in ("catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"):
        if (lake / name).exists():
            shutil.copy(lake / name, tmp_path / name)
    take(**{"2.txt": telegram(302).encode()})
    for name in ("catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"):
        (lake / name).unlink(missing_ok=True)
        if (tmp_path / name).exists():
            shutil.copy(tmp_path / name, lake / name)
    [sign] = take(**{"3.txt": telegram(303).encode()}).signs
    assert "is older than what was published from it" in sign.line and "restored from an older backup" in sign.line
    assert not take(**{"4.txt": telegram(304).encode()}).signs  # published again, and told once


def test_a_clock_that_was_set_back(take, telegram, tmp_path):
    take(**{"1.txt": telegram(301).encode()})
    with Lake.open(tmp_path / "lake") as lake:  # as a run ends whose clock is a day ahead of the next one's
        ahead = utc_now() + dt.timedelta(days=1)
        lake.connection.execute("UPDATE runs SET started_at = ?, finished_at = ?", [ahead, ahead])
        publish(lake)
    [sign] = take(**{"2.txt": telegram(302).encode()}).signs
    assert sign.line.startswith("the clock was set back: it is ")
    assert not take(**{"3.txt": telegram(303).encode()}).signs
