"""Flows on a schedule, on a real Prefect server which `cablelake serve` starts for itself."""

import datetime as dt
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.serving import COMMAND
from warehouse.lake import Lake

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"

SETTINGS = """
lake = "lake"
notify = "custom-webhook/desk"

[ingest]
sources = ["inbox"]
every_seconds = 2
settle_seconds = 1
"""


def test_a_schedule_ingests_the_files_in_the_inbox(serve, write_telegrams, tmp_path, telegram):
    inbox = write_telegrams(tmp_path / "inbox")
    served = serve(SETTINGS)
    run = served.wait(lambda: served.runs(types=["COMPLETED"]), "run")[0]
    assert served.is_open("127.0.0.1") and not served.is_open("127.0.0.2")  # as it were on all addresses
    assert run["auto_scheduled"] and run["state"]["message"].startswith("3 documents = 3 parsed")

    # the same name with other words is a new version; both are kept
    (inbox / "07QUITO301.txt").write_text(telegram(301).replace("in spring", "in summer"))

    def versions():
        with Lake.open(tmp_path / "lake", read_only=True) as lake:
            return lake.count("documents") == 4 and lake.count("cables") == 3

    served.wait(versions, "second version")
    assert not served.runs(types=["FAILED", "CRASHED"])
    command = re.search("printf 'user = .*?\n```", OPERATIONS.read_text(), re.DOTALL)[0].removesuffix("```")
    shown = subprocess.run(["sh", "-c", command.replace("4200", str(served.port))], cwd=tmp_path, capture_output=True)
    assert b"parsed" in shown.stdout, shown.stderr
    code = served.end()
    assert code == ("cut off" in served.log.read_text())
    told = served.log.read_text()
    assert "Traceback" not in told and ": 3 documents = 3 parsed" in told
    assert not (tmp_path / ".prefect").exists()  # all that Prefect keeps is in the lake


@pytest.mark.campaign
def test_after_a_crash_one_run_makes_up_for_all_that_were_missed(serve, tmp_path):
    killed = serve(SETTINGS)
    killed.wait(lambda: killed.runs(types=["FAILED"]), "run")
    assert "inbox: no such file or folder: ingest fails until it exists" in killed.log.read_text()
    assert "nobody is notified of failures: notify: Unable to find block document named desk" in killed.log.read_text()
    told = "nobody was told through custom-webhook/desk: ValueError"  # which follows the end of the run
    killed.wait(lambda: told in killed.log.read_text(), "line")
    killed.kill()
    time.sleep(7)
    (tmp_path / "inbox").mkdir()
    again = dt.datetime.now(dt.UTC).isoformat()
    served = serve(SETTINGS)
    both = {True, False}  # one that makes up for the missed ones, and one of the schedule
    served.wait(lambda: {run["auto_scheduled"] for run in served.runs(types=["COMPLETED"])} == both, "run")
    runs = served.runs(types=["COMPLETED"])
    assert sum(not run["auto_scheduled"] for run in runs) == 1
    assert not [run for run in runs if run["auto_scheduled"] and run["expected_start_time"] < again]
    assert not [run for run in served.runs(types=["RUNNING", "PENDING"]) if run["expected_start_time"] < again]
    code = served.end(signal.SIGTERM)
    assert code == ("cut off" in served.log.read_text()) and "Warning" not in served.log.read_text()


def test_without_settings_it_says_how_to_write_them(tmp_path):
    result = subprocess.run([COMMAND, "serve"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "cablelake.toml: there are no settings here: write the file" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_settings_that_make_no_sense_are_one_line(tmp_path):
    (tmp_path / "cablelake.toml").write_text('[ingest]\nsources = ["inbox"]\ncron = "noon"\n')
    result = subprocess.run([COMMAND, "serve"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "cablelake.toml: ingest.cron: 'noon' is not a cron expression" in result.stderr
    assert len(result.stderr.splitlines()) == 1
