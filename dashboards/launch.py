"""Start the dashboard: a Streamlit server on this machine only."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from dashboards.reader import MASK, VARIABLE

LOOPBACK = "127.0.0.1"


class DashboardError(Exception):
    """The dashboard cannot start; the message is one line that says what to do."""


def command(port: int = 8501, *, headless: bool = True) -> list[str]:
    """Command line of the server: loopback only, no statistics sent anywhere, no question asked at the first start."""
    options = {
        "server.address": LOOPBACK,
        "server.port": str(port),
        "server.headless": str(headless).lower(),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "viewer",
        # white is legible on it; a theme without a side would be light whatever the reader prefers
        "theme.light.primaryColor": "#0072B2",
        "theme.dark.primaryColor": "#0072B2",
        # captions are this at six tenths
        "theme.light.textColor": "#101010",
        "theme.headingFontSizes": "2.4rem,1.5rem,1rem",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "dashboards.server", *flags]


def require(warehouse: Path, port: int) -> None:
    """Raise DashboardError where Streamlit is not installed, the file is not there, or the port is taken."""
    if importlib.util.find_spec("streamlit") is None:
        raise DashboardError("the dashboard needs Streamlit: pip install 'cablelake[dashboard]'")
    if not warehouse.is_file():
        raise DashboardError(f"no warehouse at {warehouse}; run: cablelake ingest SOURCE, or cablelake publish")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that has just ended does not count
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise DashboardError(f"port {port}: {error.strerror}: choose another one with --port") from error


def launch(warehouse: Path, port: int = 8501, *, headless: bool = True, mask: bool = False) -> NoReturn:
    """Become the server of `warehouse`: signals reach it, and nothing is left running behind it.

    With `mask` it shows a copy in which the names that cables ask to protect are masked.
    Raises DashboardError where it cannot start.
    """
    require(warehouse, port)
    server = command(port, headless=headless)
    os.execve(server[0], server, {**os.environ, VARIABLE: str(warehouse.absolute()), MASK: str(int(mask))})
