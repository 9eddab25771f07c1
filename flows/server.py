"""A Prefect server on loopback, for users who have set up none: for one run, or as long as flows are served.

Prefect can start one by itself, but imports the whole server into the client first, which doubles the wait. Here it
starts beside the client's own import, and it ends with its client however that ends: it watches its standard input.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from types import TracebackType

from pipeline.errors import UserError

_SERVICES = ("SCHEDULER", "LATE_RUNS", "TRIGGERS")
_LASTING = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "true" for name in _SERVICES}
_TEMPORARY = {"PREFECT__SERVER_EPHEMERAL": "1"}
_START_SECONDS = 180
_LEAST_SPACE = 2 << 20


class ServerError(UserError):
    """The server did not start; the message is one line for the user."""


class Server:
    """A server process. Entering the context starts it and gives its address in `url`; `wait` until it answers.

    Started without a context it lasts as long as its client. With `schedules` it starts runs that are due, on a given
    port, and has its pages for people.
    """

    def __init__(self, home: Path, *, port: int = 0, schedules: bool = False) -> None:
        self._log = home / "server.log"
        self._port = port
        self._schedules = schedules
        self.url = ""

    def __enter__(self) -> Server:
        return self.start()

    def start(self) -> Server:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self._port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={
                    **os.environ,
                    "PREFECT_HOME": str(self._log.parent),
                    "PREFECT__SERVER_FINAL": "1",
                    **(_LASTING if self._schedules else _TEMPORARY),
                },
                start_new_session=True,  # Ctrl-C is the client's, who still reports to the server
            )
        assert self._process.stdout
        port = self._process.stdout.readline().decode().strip()
        if not port:
            raise ServerError(f"the Prefect server did not start: {self._reason()}")
        self.url = f"http://127.0.0.1:{port}/api"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def wait(self) -> None:
        """Wait until the server answers. Raises ServerError if it does not."""
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=_START_SECONDS):
                    return
            except OSError:
                time.sleep(0.1)
        raise ServerError(f"the Prefect server did not start: {self._reason()}")

    def _reason(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        if shutil.disk_usage(self._log.parent).free < _LEAST_SPACE:
            return f"no space left for {self._log.parent}"
        return lines[-1] if lines else f"it said nothing in {_START_SECONDS} seconds"


def serve(port: int) -> None:
    """Serve the Prefect API on a loopback port (0: any), told on standard output, until standard input ends."""
    import uvicorn

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        sys.exit(f"port {port} on this machine: {os.strerror(error.errno or 0)}")
    listener.listen(64)
    port = listener.getsockname()[1]
    os.environ["PREFECT_UI_API_URL"] = f"http://127.0.0.1:{port}/api"
    print(port, flush=True)
    threading.Thread(target=_end_with_client, daemon=True).start()
    config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[listener])


def _end_with_client() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
