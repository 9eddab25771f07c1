"""`cablelake ingest` by real runs of the flow, and the commands that read the lake it makes."""

import csv
import io
import json
import subprocess
import sys
import tarfile
import zipfile

import duckdb
import pytest
from filelock import FileLock


def counts(result):
    return json.loads(result.stdout)["counts"]


def query(run, sql, lake="lake"):
    result = run("sql", sql, "--format", "json", "--lake", lake)
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


def test_folder_to_lake_and_again(run, ingest, telegrams, tmp_path):
    first = ingest(telegrams)
    assert first.returncode == 0, first.stderr.decode()
    told = first.stdout.decode()
    assert "3 documents = 3 parsed + 0 quarantined + 0 duplicates" in told
    for words in ("TAGS, most frequent", "Classification", "Topics over time", "warehouse.duckdb", "dashboard"):
        assert words in told
    assert "Prefect" not in first.stderr.decode() and "Traceback" not in first.stderr.decode()

    again = ingest(telegrams, "--json")
    assert again.returncode == 0
    assert counts(again) == {"documents": 3, "parsed": 0, "quarantined": 0, "duplicates": 3}
    assert query(run, "SELECT cable_id FROM cables ORDER BY 1") == [
        {"cable_id": f"07QUITO{serial}"} for serial in (301, 302, 303)
    ]
    assert query(run, 'SELECT DISTINCT target, status FROM "references"') == [
        {"target": "07QUITO301", "status": "resolved"}
    ]
    with duckdb.connect(str(tmp_path / "work/lake/warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.sql("SELECT sum(cables) FROM classification_counts").fetchone() == (3,)
    assert not (tmp_path / "work/lake/staging").exists()

    status = json.loads(run("status", "--json").stdout)
    assert (status["documents"], status["parsed"], status["unaccounted"]) == (3, 3, 0)
    assert [run["documents"] for run in status["runs"]] == [3, 3]
    assert run("check").returncode == 0


def test_every_kind_of_source_in_one_run(run, ingest, telegrams, tmp_path):
    one, two, three = sorted(telegrams.iterdir())
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        packed.add(two, "deep/07QUITO302.txt")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.write(two, "again.txt")
    sources = (one, tmp_path / "a.tar.gz", tmp_path / "*.zip", "-")
    result = ingest(*sources, "--json", stdin=three.read_bytes())
    assert result.returncode == 0, result.stderr.decode()
    assert counts(result) == {"documents": 4, "parsed": 3, "quarantined": 0, "duplicates": 1}
    assert query(run, "SELECT member FROM documents WHERE source = '-' OR member <> '' ORDER BY 1") == [
        {"member": ""},
        {"member": "deep/07QUITO302.txt"},
    ]


def test_bad_input_is_quarantined_with_reasons_and_exit_code_3(run, ingest, telegrams, tmp_path):
    (telegrams / "empty.txt").write_bytes(b"")
    (telegrams / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (telegrams / "list.txt").write_text("eggs, milk and a new umbrella\n")
    (telegrams / "gone.txt").symlink_to(tmp_path / "gone")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        packed.add(telegrams / "07QUITO301.txt", "07QUITO301.txt")
    (telegrams / "cut.tar.gz").write_bytes((tmp_path / "a.tar.gz").read_bytes()[:-40])
    result = ingest(telegrams, "--json")
    assert result.returncode == 3, result.stderr.decode()
    reasons = {rejection["reason"] for rejection in json.loads(result.stdout)["rejections"]}
    assert reasons == {"empty", "binary", "not_a_cable", "unreadable", "archive_truncated"}
    assert query(run, "SELECT count(*) AS n FROM cables") == [{"n": 3}]

    listed = [json.loads(line) for line in run("quarantine", "list", "--json").stdout.splitlines()]
    assert {row["reason"] for row in listed} == reasons
    shown = run("quarantine", "show", next(r["document_id"] for r in listed if r["reason"] == "not_a_cable")[:10])
    assert "eggs, milk and a new umbrella" in shown.stdout.decode()
    assert run("check").returncode == 0


def test_outlets(run, ingest, telegrams, tmp_path):
    assert ingest(telegrams).returncode == 0
    rows = list(csv.DictReader(io.StringIO(run("sql", "from tags", "--format", "csv").stdout.decode())))
    assert len(rows) == 9 and rows[0]["cable_id"] == "07QUITO301"
    assert run("export", "tag_frequencies", tmp_path / "tags.csv").returncode == 0
    assert (tmp_path / "tags.csv").read_text().startswith("tag,")
    assert run("export", "--raw", tmp_path / "raw").returncode == 0
    kept = {path.read_bytes() for path in (tmp_path / "raw").iterdir()}
    assert kept == {path.read_bytes() for path in telegrams.iterdir()}
    (tmp_path / "work/lake/warehouse.duckdb").unlink()
    assert run("publish").returncode == 0 and (tmp_path / "work/lake/warehouse.duckdb").is_file()
    for sql in ("DROP TABLE cables", f"FROM read_text('{tmp_path}/tags.csv')", "SELECT nothing"):
        result = run("sql", sql)
        assert result.returncode == 1 and result.stderr.count(b"\n") == 1, result.stderr


def test_lake_that_cannot_be_written_is_one_line(ingest, telegrams, tmp_path):
    (tmp_path / "file").write_text("no folder")
    for lake in (tmp_path / "file", tmp_path / "file/lake", "/proc/lake"):
        result = ingest(telegrams, "--lake", lake)
        assert result.returncode == 1
        assert result.stderr.count(b"\n") == 1 and str(lake) in result.stderr.decode()


def test_second_writer_says_what_it_waits_for(server, telegrams, tmp_path):
    lake = tmp_path / "lake"
    lake.mkdir()
    with FileLock(lake / "writer.lock"):
        waiting = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "ingest", telegrams, "--lake", lake, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**server, "PATH": "/usr/bin"},
        )
        assert b"waiting for another run" in waiting.stderr.readline()
    assert json.loads(waiting.communicate(timeout=60)[0])["counts"]["parsed"] == 3


def test_run_leaves_a_report_and_its_tasks_on_the_server(ingest, server, telegrams, monkeypatch):
    result = ingest(telegrams, "--json")
    run_id = json.loads(result.stdout)["run_id"]
    program = """
import json, sys
from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    artifacts = client.read_artifacts()
    runs = client.read_task_runs()
print(json.dumps({"report": next(a.data for a in artifacts if sys.argv[1] in a.description),
                  "tasks": sorted({run.name.rsplit("-", 1)[0] for run in runs})}))
"""
    asked = subprocess.run(
        [sys.executable, "-c", program, run_id], capture_output=True, env={**server, "PATH": "/usr/bin"}
    )
    told = json.loads(asked.stdout)
    assert "3 documents = 3 parsed" in told["report"]
    assert {"stage", "commit_run", "publish_lake", "check_lake"} <= set(told["tasks"])


def test_without_a_server_one_lives_as_long_as_the_run(run, telegrams, tmp_path):
    first = run("ingest", telegrams, "--json")
    assert first.returncode == 0, first.stderr.decode()
    assert first.stderr.decode().count("\n") == 1 and "temporary Prefect server" in first.stderr.decode()
    assert (tmp_path / "work/lake/prefect").is_dir() and not (tmp_path / ".prefect").exists()
    again = run("ingest", telegrams, "--json")  # nothing has changed: no server is started for that
    assert again.returncode == 0 and not again.stderr
    assert counts(again) == {"documents": 3, "parsed": 0, "quarantined": 0, "duplicates": 3}


@pytest.mark.shared
def test_real_pages_become_rows(run, ingest, shared):
    result = ingest(shared / "cables/wikileaks-html.tar.gz", "--json")
    assert counts(result) == {"documents": 643, "parsed": 643, "quarantined": 0, "duplicates": 0}
    assert query(run, "SELECT count(*) AS n FROM cables") == [{"n": 643}]
