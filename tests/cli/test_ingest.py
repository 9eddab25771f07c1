"""`cablelake ingest` in real runs, and the commands that read the lake it makes."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from base64 import b64encode
from pathlib import Path

import click
import duckdb
import pytest
from filelock import FileLock

from flows.cli import explain
from flows.cli.headlines import print_headlines
from warehouse.publish import publish


def counts(result):
    return json.loads(result.stdout)["counts"]


def query(run, sql, lake="lake"):
    result = run("sql", sql, "--format", "json", "--lake", lake)
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


def test_result_is_reported_with_counts_reasons_and_analytics(made):
    assert made.result.returncode == 3, made.result.stderr.decode()
    told = made.result.stdout.decode()
    assert "8 documents = 3 parsed + 5 quarantined + 0 duplicates" in told
    for words in ("not_a_cable", "TAGS, most frequent", "Classification", "Topics over time", "warehouse.duckdb"):
        assert words in told
    assert not made.result.stderr


def test_a_lake_without_cables_has_no_headlines(lake, capsys):
    print_headlines(publish(lake))
    assert capsys.readouterr().out == ""


def test_tables_of_the_lake(made):
    assert query(made.call, "SELECT cable_id FROM cables ORDER BY 1") == [
        {"cable_id": f"07QUITO{serial}"} for serial in (301, 302, 303)
    ]
    resolved = [{"target": "07QUITO301", "status": "resolved"}]
    assert query(made.call, 'SELECT DISTINCT target, status FROM "references"') == resolved
    rows = list(csv.DictReader(io.StringIO(made.call("sql", "from tags", "--format", "csv").stdout.decode())))
    assert len(rows) == 9 and rows[0]["cable_id"].startswith("07QUITO30")
    assert not (made.folder / "lake/staging").exists()


def test_bad_input_is_in_quarantine_with_its_reason(made):
    listed = [json.loads(line) for line in made.call("quarantine", "list", "--json").stdout.splitlines()]
    assert {row["reason"] for row in listed} == {"empty", "binary", "not_a_cable", "unreadable", "archive_truncated"}
    shown = made.call("quarantine", "show", next(r["document_id"] for r in listed if r["reason"] == "not_a_cable")[:10])
    assert "eggs, milk and a new umbrella" in shown.stdout.decode()


def test_status_and_checks(made):
    status = json.loads(made.call("status", "--json").stdout)
    assert (status["documents"], status["parsed"], status["quarantined"], status["unaccounted"]) == (8, 3, 5, 0)
    assert made.run("status").returncode == made.run("check").returncode == 0


def test_outlets(made):
    assert made.run("export", "tag_frequencies", "tags.csv").returncode == 0
    assert (made.folder / "tags.csv").read_text().startswith("tag,")
    assert b"tables/tags.csv: no folder tables" in made.call("export", "tag_frequencies", "tables/tags.csv").stderr
    assert made.call("export", "--raw", "raw").returncode == 0
    kept = {path.read_bytes() for path in (made.folder / "raw").iterdir()}
    assert {path.read_bytes() for path in (made.folder / "telegrams").glob("07*.txt")} < kept
    (made.folder / "lake/warehouse.duckdb").unlink()
    assert made.call("publish").returncode == 0
    with duckdb.connect(str(made.folder / "lake/warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.sql("SELECT sum(cables) FROM classification_counts").fetchone() == (3,)


@pytest.mark.parametrize("sql", ["DROP TABLE cables", "FROM read_text('whole.tar.gz')", "SELECT nothing"])
def test_sql_that_may_not_be_is_one_line(made, sql):
    result = made.call("sql", sql)
    assert result.returncode == 1 and result.stderr.count(b"\n") == 1, result.stderr


def test_damaged_lake_is_one_line_that_says_what_to_do(made, call, tmp_path):
    lake = shutil.copytree(made.folder / "lake", tmp_path / "lake")
    for path in lake.glob("data/main/documents/**/*.parquet"):
        path.unlink()
    for command in (("export", "--raw", "raw"), ("reparse", "--all"), ("check",)):
        result = call(*command, "--lake", lake)
        assert result.returncode == 1 and result.stderr.count(b"\n") == 1
        assert b"data/main/documents/" in result.stderr and b"restore it from a backup" in result.stderr


def test_ids_are_taken_as_people_write_them_and_none_is_passed_over(made):
    written = made.call("export", "--raw", "one", "--cable", "07 quito 301")
    assert written.stdout == b"1 documents written to one\n"
    unknown = made.call("reparse", "07quito301", "07QUITO999")
    assert unknown.returncode == 1 and unknown.stderr == b"cablelake: 07QUITO999: no such cable in the lake\n"
    assert b"nothing in quarantine that could be" in made.call("quarantine", "replay", "--reason", "none").stdout


def test_every_kind_of_source_in_one_run(call, ingest, telegrams, tmp_path):
    one, two, three = sorted(telegrams.iterdir())
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        packed.add(two, "deep/07QUITO302.txt")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.write(two, "again.txt")
    sources = (one, tmp_path / "a.tar.gz", tmp_path / "*.zip", "-")
    result = ingest(*sources, "--json", stdin=three.read_bytes())
    assert result.returncode == 0, result.stderr.decode()
    assert counts(result) == {"documents": 4, "parsed": 3, "quarantined": 0, "duplicates": 1}
    again = call("ingest", *sources, "--json", stdin=three.read_bytes())
    assert counts(again) == {"documents": 4, "parsed": 0, "quarantined": 0, "duplicates": 4}
    assert query(call, "SELECT member FROM documents WHERE source = '-' OR member <> '' ORDER BY 1") == [
        {"member": ""},
        {"member": "deep/07QUITO302.txt"},
    ]


def test_lake_that_cannot_be_written_is_one_line(ingest, telegrams, tmp_path):
    (tmp_path / "file").write_text("no folder")
    for lake in (tmp_path / "file", "/proc/lake"):
        result = ingest(telegrams, "--lake", lake)
        assert result.returncode == 1
        assert result.stderr.count(b"\n") == 1 and str(lake) in result.stderr.decode()
        assert b"prefect" not in result.stderr


def test_second_writer_says_what_it_waits_for(telegrams, tmp_path):
    lake = tmp_path / "lake"
    lake.mkdir()
    with FileLock(lake / "writer.lock"):
        waiting = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "ingest", telegrams, "--lake", lake, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": "/usr/bin"},
        )
        assert b"waiting for another run" in waiting.stderr.readline()
    assert json.loads(waiting.communicate(timeout=60)[0])["counts"]["parsed"] == 3


def ask(server, what):
    """Everything of a kind that the Prefect server knows."""
    request = urllib.request.Request(
        f"{server['PREFECT_API_URL']}/{what}/filter",
        b"{}",
        {
            "Content-Type": "application/json",
            "Authorization": f"Basic {b64encode(server['PREFECT_API_AUTH_STRING'].encode()).decode()}",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_run_on_a_server_leaves_a_report_its_tasks_and_its_log(run, server, telegrams):
    run_id = json.loads(run("ingest", telegrams, "--json", env=server).stdout)["run_id"]
    report = next(a["data"] for a in ask(server, "artifacts") if run_id in (a["description"] or ""))
    assert "3 documents = 3 parsed" in report
    (flow_run,) = (r for r in ask(server, "flow_runs") if r["id"].replace("-", "").endswith(run_id.split("-")[1]))
    assert flow_run["state_type"] == "COMPLETED"
    tasks = {r["name"].rsplit("-", 1)[0] for r in ask(server, "task_runs") if r["flow_run_id"] == flow_run["id"]}
    published = {"publish_lake", "index_lake", "check_lake", "write_files"}
    assert tasks == {"make_plan", "stage", "commit_run", "join_sections", "place_in_topics", *published}
    logged = [log["message"] for log in ask(server, "logs") if log["flow_run_id"] == flow_run["id"]]
    assert any(run_id in message for message in logged)
    assert not any("flower" in message.lower() for message in logged)  # no cable text


def test_run_without_a_server_says_how_to_have_it_recorded(run, telegrams, tmp_path):
    first = run("ingest", telegrams)
    assert first.returncode == 0 and b"--prefect" in first.stdout and not first.stderr
    assert not (tmp_path / "work/lake/prefect").exists()


def test_documents_of_the_lake_are_known_under_any_name(call, telegrams, tmp_path):
    call("ingest", telegrams)
    moved = telegrams.rename(tmp_path / "elsewhere")
    again = call("ingest", moved, "--json")
    assert counts(again) == {"documents": 3, "parsed": 0, "quarantined": 0, "duplicates": 3}


def test_interrupt_at_the_terminal_ends_the_run_in_one_line(run, telegrams, tmp_path):
    lake = tmp_path / "lake"
    lake.mkdir()
    arguments = [sys.executable, "-m", "flows.cli", "ingest", telegrams, "--lake", lake]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with FileLock(lake / "writer.lock"):
        running = subprocess.Popen(arguments, stderr=subprocess.PIPE, start_new_session=True, env=kept)
        assert b"waiting for another run" in running.stderr.readline()
        os.killpg(running.pid, signal.SIGINT)
        said = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 130 and said.split("\n")[-2:] == ["cablelake: interrupted; run it again to finish", ""]
    assert counts(run("ingest", telegrams, "--lake", lake, "--json"))["parsed"] == 3


def test_interrupt_while_workers_start_ends_in_the_same_line(tmp_path):
    (tmp_path / "notes").mkdir()
    for number in range(9):  # enough text for worker processes
        (tmp_path / "notes" / f"{number}.txt").write_text(f"{number} eggs and no more\n" * 50_000)
    arguments = [sys.executable, "-m", "flows.cli", "ingest", tmp_path / "notes", "--lake", tmp_path / "lake"]
    running = subprocess.Popen(arguments, stderr=subprocess.PIPE, start_new_session=True)
    children = Path(f"/proc/{running.pid}/task")
    while running.poll() is None and sum(len(path.read_text().split()) for path in children.glob("*/children")) < 2:
        time.sleep(0.01)
    time.sleep(0.1)  # Python is up by then in the workers, but not the code that ignores interrupts
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 130 and "Traceback" not in said
    assert said.split("\n")[-2:] == ["cablelake: interrupted; run it again to finish", ""]


def test_interrupt_within_a_query_is_an_interrupt():
    assert explain(RuntimeError("Query interrupted")) == explain(click.Abort())


@pytest.mark.shared
def test_real_pages_become_rows(run, ingest, shared):
    result = ingest(shared / "cables/wikileaks-html.tar.gz", "--json")
    assert counts(result) == {"documents": 643, "parsed": 643, "quarantined": 0, "duplicates": 0}
    assert query(run, "SELECT count(*) AS n FROM cables") == [{"n": 643}]


def test_quarantine_is_dismissed_by_command_and_the_published_file_shows_it(call, tmp_path):
    (tmp_path / "list.txt").write_text("eggs, milk and a new umbrella\n")
    assert call("ingest", tmp_path / "list.txt").returncode == 3
    [listed] = [json.loads(line) for line in call("quarantine", "list", "--json").stdout.splitlines()]
    short = listed["document_id"][:10]
    assert call("quarantine", "dismiss", short).returncode == 2  # a reason is needed
    done = call("quarantine", "dismiss", short, "--reason", "a shopping list")
    assert done.returncode == 0 and done.stdout == b"1 dismissed\n", done.stderr
    assert call("quarantine", "list").stdout == b"nothing in quarantine\n"
    [settled] = [json.loads(line) for line in call("quarantine", "list", "--all", "--json").stdout.splitlines()]
    assert (settled["settled_as"], settled["note"]) == ("dismissed", "a shopping list")
    assert b"dismissed" in call("quarantine", "list", "--all").stdout
    assert b"1 documents = 0 parsed + 0 in quarantine + 1 settled" in call("status").stdout
    [row] = query(call, "SELECT waiting, settled FROM quarantine_reasons")
    assert (row["waiting"], row["settled"]) == (0, 1)
    assert call("quarantine", "dismiss", short, "--undo").stdout == b"1 wait again\n"
    assert b"1 in quarantine" in call("quarantine", "list").stdout
    unknown = call("quarantine", "dismiss", "zz", "--reason", "gone")
    assert unknown.returncode == 1 and unknown.stderr.count(b"\n") == 1
