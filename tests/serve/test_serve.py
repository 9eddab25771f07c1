"""Flows on a schedule, on a real Prefect server which `cablelake serve` starts for itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from warehouse.lake import Lake

COMMAND = Path(sys.executable).with_name("cablelake")
PATIENCE = 120  # seconds; a busy machine starts Prefect slowly


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Served:
    """A running `cablelake serve`."""

    def __init__(self, folder, settings):
        (folder / "cablelake.toml").write_text(settings)
        self.port = free_port()
        self.log = folder / "serve.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--port", str(self.port)],
                cwd=folder,
                stdout=log,
                stderr=log,
                env={**kept, "HOME": str(folder)},
                start_new_session=True,
            )

    def runs(self, **states):
        """Flow runs in a state, as the server shows them."""
        body = json.dumps({"flow_runs": {"state": {"type": {"any_": list(states["types"])}}}}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/flow_runs/filter", body, {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except OSError:
            return []

    def wait(self, wanted, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := wanted():
                return found
            time.sleep(0.5)
        raise AssertionError(f"no {what}: {self.log.read_text()}")

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(settings):
        started.append(Served(tmp_path, settings))
        return started[-1]

    yield start
    for served in started:
        served.kill()


SETTINGS = """
lake = "lake"

[ingest]
sources = ["inbox"]
every_seconds = 2
settle_seconds = 1
"""


def test_a_schedule_takes_in_what_lies_in_the_inbox(serve, write_telegrams, tmp_path, telegram):
    inbox = write_telegrams(tmp_path / "inbox")
    served = serve(SETTINGS)
    run = served.wait(lambda: served.runs(types=["COMPLETED"]), "run")[0]
    assert run["auto_scheduled"] and run["state"]["message"].startswith("3 documents = 3 parsed")

    # the same name with other words is a new version; both are kept
    (inbox / "07QUITO301.txt").write_text(telegram(301).replace("in spring", "in summer"))

    def versions():
        with Lake.open(tmp_path / "lake", read_only=True) as lake:
            return lake.count("documents") == 4 and lake.count("cables") == 3

    served.wait(versions, "second version")
    assert not served.runs(types=["FAILED", "CRASHED"])
    assert served.end() in (0, 130)
    assert "Traceback" not in served.log.read_text()


def test_where_there_are_no_settings_it_says_how_to_write_them(tmp_path):
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
