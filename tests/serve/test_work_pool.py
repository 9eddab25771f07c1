"""prefect.yaml on a real server, its runs taken by a real worker."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.server import Server
from warehouse.lake import Lake, LakeError

pytestmark = pytest.mark.campaign

PREFECT = Path(sys.executable).with_name("prefect")
YAML = Path(__file__).parents[2] / "prefect.yaml"
PATIENCE = 120


def test_a_worker_takes_the_runs_of_the_schedule(tmp_path, prefect_home, write_telegrams):
    write_telegrams(tmp_path / "inbox")
    text = (
        YAML.read_text()
        .replace('cron: "*/15 * * * *"', "interval: 5")
        .replace("settle_seconds: 30", "settle_seconds: 0")
    )
    (tmp_path / "prefect.yaml").write_text(text)
    lake = tmp_path / "lake"
    with Server(prefect_home(tmp_path / "prefect"), schedules=True) as server:
        server.wait()
        environment = {
            **os.environ,
            **server.environment,
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "CABLELAKE_LAKE": str(lake),
            "CABLELAKE_INBOX": str(tmp_path / "inbox"),
        }

        def prefect(*arguments):
            done = subprocess.run(
                [PREFECT, "--no-prompt", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout + done.stderr

        prefect("work-pool", "create", "cablelake", "--type", "process")
        prefect("deploy", "--all")
        with (tmp_path / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [PREFECT, "worker", "start", "--pool", "cablelake", "--limit", "1"],
                cwd=tmp_path,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and cables(lake) < 3:
                time.sleep(1)
        finally:
            worker.kill()
            worker.wait()
    assert cables(lake) == 3, (tmp_path / "worker.log").read_text()


def cables(lake):
    try:
        with Lake.open(lake, read_only=True) as opened:
            return opened.count("cables")
    except LakeError:
        return 0
