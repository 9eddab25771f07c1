"""A Prefect server on loopback for users who have not set one up: for one run, or as long as flows are served.

Prefect can start one itself, but first imports the whole server into the client, which doubles the wait. Here it starts
while the client is importing, and it ends with its client however that ends: it watches its standard input.
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
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from flows.credential import server_credential
from pipeline.errors import UserError, one_line

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_SERVICES = ("SCHEDULER", "LATE_RUNS", "TRIGGERS")
_LASTING = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "true" for name in _SERVICES}
_TEMPORARY = {"PREFECT__SERVER_EPHEMERAL": "1"}
_START_SECONDS = 180
_LEAST_SPACE = 2 << 20
_NAMES = ("127.0.0.1", "localhost")  # hosts that are this machine


class ServerError(UserError):
    """The server did not start; the message is one line for the user."""


class Server:
    """A server process. Entering the context starts it and sets its address in `url`; `wait` until it answers.

    It answers only clients that give the credential kept in `home`; `environment` is what a client needs. Started
    without a context, it lasts as long as its client. With `schedules` it starts runs that are due, uses a given port,
    and has its pages for people.
    """

    def __init__(self, home: Path, *, port: int = 0, schedules: bool = False) -> None:
        self._log = home / "server.log"
        self._port = port
        self._schedules = schedules
        self.url = ""
        self._credential = ""

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables with which Prefect's clients use this server."""
        return {"PREFECT_API_URL": self.url, "PREFECT_API_AUTH_STRING": self._credential}

    def __enter__(self) -> Server:
        return self.start()

    def start(self) -> Server:
        home = self._log.parent
        if "?" in str(home):  # the address of a SQLite database ends there
            raise ServerError(f"{home}: Prefect cannot keep its database in a path with a ?: rename the folder")
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._credential = server_credential(home)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self._port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={
                    **os.environ,
                    "PREFECT_HOME": str(home),
                    "PREFECT_SERVER_API_AUTH_STRING": self._credential,
                    "PREFECT__SERVER_FINAL": "1",
                    **(_LASTING if self._schedules else _TEMPORARY),
                },
                start_new_session=True,  # Ctrl-C is for the client, which still reports to the server
            )
        assert self._process.stdout
        port = self._process.stdout.readline().decode().strip()
        if not port:
            raise ServerError(f"the Prefect server did not start: {self._reason()}")
        self._port = int(port)
        self.url = f"http://127.0.0.1:{port}/api"
        return self

    def keep_up(self) -> None:
        """Restart the server whenever it ends before this process does, and say so.

        If it does not start, say why and end this process: its runs end at their next failed request.
        """
        threading.Thread(target=self._keep_up, daemon=True).start()

    def _keep_up(self) -> None:
        from pipeline.progress import say

        while True:
            code = self._process.wait()
            say(f"the Prefect server ended ({_how(code)}): starting it again")
            try:
                self.start().wait()
            except (OSError, ServerError) as error:
                say(f"cablelake: {one_line(str(error))}")
                os._exit(1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()  # it ends with its standard input

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


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def serve(port: int) -> None:
    """Serve the Prefect API on a loopback port (0: any), printed on standard output, until standard input ends."""
    import uvicorn

    class LastingServer(uvicorn.Server):
        """Ignore signals: systemd sends them to every process of a service, whose runs still report here."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            pass

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        sys.exit(f"port {port} on this machine: {os.strerror(error.errno or 0)}")
    listener.listen(64)
    port = listener.getsockname()[1]
    origins = [f"http://{name}:{port}" for name in _NAMES]
    os.environ["PREFECT_UI_API_URL"] = f"{origins[0]}/api"
    os.environ["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] = ",".join(origins)
    print(port, flush=True)
    threading.Thread(target=_end_with_client, daemon=True).start()
    config = uvicorn.Config(partial(_app, origins), factory=True, log_level="error", lifespan="on")
    LastingServer(config).run(sockets=[listener])


def _app(origins: Sequence[str]) -> ASGIApp:
    """Prefect's server; it refuses requests for other host names, and requests made by pages of other sites.

    Prefect checks neither: its CORS setting only decides whether a page may read the answer.
    """
    from prefect.server.api.server import create_app
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import PlainTextResponse

    prefect = create_app()
    allowed = {origin.encode() for origin in origins}

    async def own_origins(scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope.get("headers", ())).get(b"origin")
        if origin is None or origin in allowed:
            await prefect(scope, receive, send)
        else:
            await PlainTextResponse("Invalid origin header", status_code=403)(scope, receive, send)

    return TrustedHostMiddleware(own_origins, allowed_hosts=_NAMES)


def _end_with_client() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
