"""Start the dashboard: a Streamlit server on this machine only."""

from __future__ import annotations

import importlib.util
import os
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


def require(warehouse: Path) -> None:
    """Raise DashboardError where Streamlit is not installed or the file is not there."""
    if importlib.util.find_spec("streamlit") is None:
        raise DashboardError("the dashboard needs Streamlit: pip install 'cablelake[dashboard]'")
    if not warehouse.is_file():
        raise DashboardError(f"no warehouse at {warehouse}; run: cablelake ingest SOURCE, or cablelake publish")


def launch(warehouse: Path, port: int = 8501, *, headless: bool = True, mask: bool = False) -> NoReturn:
    """Become the server of `warehouse`: signals reach it, and nothing is left running behind it.

    With `mask` it shows a copy in which the names that cables ask to protect are masked.
    Raises DashboardError where it cannot start.
    """
    require(warehouse)
    server = command(port, headless=headless)
    os.execve(server[0], server, {**os.environ, VARIABLE: str(warehouse.absolute()), MASK: str(int(mask))})
