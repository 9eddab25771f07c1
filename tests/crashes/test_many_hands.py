"""Several runs on one lake at once: one after the other, said so, nothing lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.errors import UserError
from pipeline.waiting import WAIT_MINUTES
from pipeline.writer_lock import write_lock
from warehouse.checks import run_checks
from warehouse.lake import Lake, Place

pytestmark = pytest.mark.campaign

COMMAND = Path(sys.executable).with_name("cablelake")


def test_two_ingests_and_a_maintenance_at_once(tmp_path, telegram, environment):
    for name, serials in (("one", range(1, 41)), ("two", range(31, 71))):
        (tmp_path / name).mkdir()
        for serial in serials:
            (tmp_path / name / f"{serial}.txt").write_text(telegram(serial))

    def start(*arguments):
        return subprocess.Popen(
            [COMMAND, *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    assert start("ingest", "one/1.txt").wait(120) == 0
    runs = [
        start("ingest", "one"),
        start("ingest", "two"),
        start("maintain", "--grace-days", "0"),
        start("ingest", "one"),
    ]
    outputs = [run.communicate(timeout=180) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0, 0], outputs
    assert any("waiting for another run that writes to" in errors for _, errors in outputs)
    with Lake.open(tmp_path / "lake", read_only=True) as lake:
        assert lake.count("documents") == lake.count("cables") == 70
        assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]
        total = lake.connection.execute("SELECT sum(parsed), sum(documents) FROM runs").fetchone()
        assert total == (70, 1 + 40 + 40 + 40)


@pytest.mark.parametrize("command", [("ingest", "telegrams"), ("maintain",), ("reparse", "--all")])
def test_a_run_waits_no_longer_than_it_was_told(tmp_path, telegrams, environment, command):
    with Lake.open(tmp_path / "lake"), FileLock(tmp_path / "lake" / "writer.lock"):
        done = subprocess.run(
            [COMMAND, *command, "--wait-minutes", "0.01"],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "another run still writes to the lake after 0.01 minutes" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("told", ["soon", "-1", "nan"])
def test_a_time_to_wait_that_is_not_a_number(tmp_path, monkeypatch, told):
    monkeypatch.setenv(WAIT_MINUTES, told)
    with pytest.raises(UserError, match=f"{WAIT_MINUTES}: '{told}' is not"), write_lock(Place(tmp_path), print):
        pass
