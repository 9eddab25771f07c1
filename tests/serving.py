"""A `cablelake serve` that runs, and what its server shows."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from pathlib import Path

COMMAND = Path(sys.executable).with_name("cablelake")
PATIENCE = 240  # seconds; a busy machine starts Prefect slowly


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Served:
    """A running `cablelake serve`."""

    def __init__(self, folder, settings, started_by=(), **environment):
        (folder / "cablelake.toml").write_text(settings)
        self.port = free_port()
        self.log = folder / "serve.log"
        self.credential = folder / "lake" / "prefect" / "credential"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*started_by, COMMAND, "serve", "--port", str(self.port)],
                cwd=folder,
                stdout=log,
                stderr=log,
                env={**kept, "HOME": str(folder), **environment},
                start_new_session=True,
            )

    def runs(self, **states):
        """Flow runs in a state, as the server shows them."""
        body = json.dumps({"flow_runs": {"state": {"type": {"any_": list(states["types"])}}}}).encode()
        try:
            return json.loads(self.ask("flow_runs/filter", body))
        except OSError:
            return []

    def all(self, what):
        """Everything of a kind that the server knows."""
        return json.loads(self.ask(f"{what}/filter", b"{}"))

    def ask(self, route, body=None, **headers):
        """What the server's API answers on a route to whoever has the credential; raises OSError."""
        credential = self.credential.read_bytes().strip()
        known = {"content-type": "application/json", "authorization": f"Basic {b64encode(credential).decode()}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/{route}", body, known | headers)
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.read()

    def is_open(self, address):
        """Whether the server takes connections on an address of this machine."""
        with socket.socket() as caller:
            return caller.connect_ex((address, self.port)) == 0

    def wait(self, wanted, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := wanted():
                return found
            time.sleep(0.5)
        raise AssertionError(f"no {what}: {self.log.read_text()}")

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.wait_for_end()

    def wait_for_end(self):
        return self.process.wait(120)

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
