"""How `cablelake serve` ends: once per lake, by either signal, telling what it cut off, and with its server alive."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.writer_lock import write_lock
from tests.serving import COMMAND
from warehouse.place import Place

pytestmark = pytest.mark.campaign

SETTINGS = 'lake = "lake"\n[ingest]\nsources = ["inbox"]\nevery_seconds = 2\nsettle_seconds = 0\n'


def processes(folder):
    """Processes whose command line or environment names a folder: their numbers and command lines."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (path / "environ").read_bytes():
                found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def waiting_run(served, tmp_path):
    """Wait until a run of the service waits for the lake's lock, which the caller holds."""
    served.wait(lambda: "waiting for another run that writes" in served.log.read_text(), "run that waits")
    (run,) = served.runs(types=["RUNNING"])
    return run["name"]


def listener(port):
    """Listen on a port of this machine as soon as nobody else does."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_the_end_cuts_off_is_reported(serve, write_telegrams, tmp_path, number):
    write_telegrams(tmp_path / "inbox")
    with write_lock(Place.of(tmp_path / "lake"), print):
        served = serve(SETTINGS)
        name = waiting_run(served, tmp_path)
        assert served.end(number) == 1
    told = served.log.read_text()
    assert f"ended, and cut off: ingest {name}; the lake is as it was before" in told
    assert "Traceback" not in told and "Warning" not in told
    assert not processes(tmp_path)

    again = serve(SETTINGS)
    again.wait(lambda: again.runs(types=["COMPLETED"]), "run")
    assert not any(deployment["paused"] for deployment in again.all("deployments"))
    assert [run["name"] for run in again.runs(types=["CRASHED"])] == [name]


def test_a_second_service_of_a_lake_says_so_and_ends(serve, tmp_path):
    (tmp_path / "inbox").mkdir()
    served = serve(SETTINGS)
    served.wait(lambda: served.runs(types=["COMPLETED"]), "run")
    second = subprocess.run([COMMAND, "serve", "--port", "0"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert (
        second.stderr == f"cablelake: {tmp_path}/lake: cablelake serve runs for this lake already: end that one first\n"
    )
    done = len(served.runs(types=["COMPLETED"]))
    served.wait(lambda: len(served.runs(types=["COMPLETED"])) > done, "further run")
    code = served.end()
    assert code == ("cut off" in served.log.read_text())


def test_started_in_the_background_of_a_script_it_ends_by_sigint(serve, tmp_path):
    (tmp_path / "inbox").mkdir()
    served = serve(SETTINGS, started_by=["sh", "-c", '"$@" & echo $! > pid; wait', "sh"])
    served.wait(lambda: served.runs(types=["COMPLETED"]), "run")
    number = int((tmp_path / "pid").read_text())
    ignored = re.search(r"SigIgn:\s*(\w+)", Path(f"/proc/{number}/status").read_text())
    assert ignored and not int(ignored[1], 16) & 1 << (signal.SIGINT - 1)
    os.kill(number, signal.SIGINT)
    served.wait_for_end()
    assert "Traceback" not in served.log.read_text()
    assert not processes(tmp_path)


def test_a_server_that_dies_is_started_again(serve, write_telegrams, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    served = serve(SETTINGS)
    served.wait(lambda: served.runs(types=["COMPLETED"]), "run")
    (server,) = (number for number, line in processes(tmp_path).items() if "-m flows.server" in line)
    os.kill(server, signal.SIGKILL)
    served.wait(lambda: "the Prefect server ended (signal 9): starting it again" in served.log.read_text(), "line")
    before = time.time()
    served.wait(lambda: len(served.runs(types=["COMPLETED"])) > 1 and served.runs(types=["COMPLETED"]), "server")
    (inbox / "late.txt").write_text("no telegram at all\n")
    served.wait(lambda: "1 documents = 0 parsed + 1 quarantined" in served.log.read_text(), "run after the restart")
    assert time.time() - before < 240  # it used to do nothing for five minutes, and then end
    assert "Traceback" not in served.log.read_text()
    code = served.end(signal.SIGTERM)
    assert code == ("cut off" in served.log.read_text())


def test_a_server_that_cannot_be_started_again_ends_the_service_in_one_line(serve, tmp_path):
    (tmp_path / "inbox").mkdir()
    served = serve(SETTINGS.replace("every_seconds = 2\n", ""))
    served.wait(lambda: "runs are shown at" in served.log.read_text(), "service")
    (server,) = (number for number, line in processes(tmp_path).items() if "-m flows.server" in line)
    served.process.send_signal(signal.SIGSTOP)  # it must not be quicker to take the port
    os.kill(server, signal.SIGKILL)
    with listener(served.port):
        served.process.send_signal(signal.SIGCONT)
        assert served.wait_for_end() == 1
    ended, why = served.log.read_text().splitlines()[-2:]
    assert ended.endswith("the Prefect server ended (signal 9): starting it again")
    assert why == (
        f"cablelake: the Prefect server did not start: port {served.port} on this machine: Address already in use"
    )
    assert "Traceback" not in served.log.read_text()
    assert not processes(tmp_path)
