"""Start the server of the pages, on this machine only."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from pathlib import Path

LOOPBACK = "127.0.0.1"


class DashboardError(Exception):
    """The dashboard cannot start; the message is one line that says what to do."""


def require(warehouse: Path, port: int) -> None:
    """Raise DashboardError if the file is missing or the port is taken."""
    if not warehouse.is_file():
        raise DashboardError(f"no warehouse at {warehouse}; run: cablelake ingest SOURCE, or cablelake publish")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the port of a server that has just ended is free
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise DashboardError(f"port {port}: {error.strerror}: choose another one with --port") from error


def serve(
    warehouse: Path, port: int = 8501, *, open_browser: bool = False, mask: bool = False, has_sql: bool = False
) -> None:
    """Serve the pages of `warehouse` until interrupted.

    With `mask`, pages show a copy in which the names that cables ask to protect are masked; with `has_sql`, a page
    answers queries. Raises DashboardError if the server cannot start.
    """
    require(warehouse, port)
    import uvicorn

    from dashboards.app import make_app
    from dashboards.published import Published

    app = make_app(Published(warehouse, mask=mask), has_sql=has_sql)
    config = uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", server_header=False, lifespan="on")
    if open_browser:
        webbrowser.open(f"http://{LOOPBACK}:{port}/")
    # uvicorn raises the interrupt again after a clean shutdown
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
