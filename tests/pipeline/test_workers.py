"""Retries and worker processes."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from pipeline import retry

PARENT = """
import sys, time
from pipeline.workers import workers
if __name__ == "__main__":
    with workers(1 << 30) as pool:
        print(*{pool.submit(__import__("os").getpid).result() for _ in range(8)}, flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (OSError(errno.EIO, "Input/output error"), True),
        (OSError(errno.ESTALE, "Stale file handle"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (PermissionError(errno.EACCES, "Permission denied"), False),
        (ValueError("a defect"), False),
    ],
)
def test_only_errors_that_may_pass_are_tried_again(error, again, monkeypatch):
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    calls, said = [], []

    def fail():
        calls.append(error)
        raise error

    with pytest.raises(type(error)):
        retry.call(fail, said.append)
    assert len(calls) == (retry.ATTEMPTS if again else 1)
    assert all("trying again" in line for line in said) and bool(said) is again


@pytest.mark.skipif((os.cpu_count() or 1) == 1, reason="one core needs no worker processes")
def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    (tmp_path / "parent.py").write_text(PARENT)
    parent = subprocess.Popen([sys.executable, tmp_path / "parent.py"], stdout=subprocess.PIPE)
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert pids
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(is_running(pid) for pid in pids):
        time.sleep(0.1)
    assert not any(is_running(pid) for pid in pids)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return not status.startswith("Z")
