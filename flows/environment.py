"""Set where Prefect keeps its files and how much it logs, before it is imported."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from flows.credential import known_credential

_DEFAULTS = {
    # nothing leaves the machine
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # the command prints the result; the run's log is on the server
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    # a server for a single run does not run schedules
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}


def prepare(lake: Path) -> bool:
    """Keep Prefect quiet and its files under the lake; return whether the user has a server of their own.

    What the user has set in the environment, or as PREFECT_API_URL in the active Prefect profile, stays. A server that
    PREFECT_API_URL names on this machine may be that of `cablelake serve`, whose credential the lake keeps.
    """
    has_server = "PREFECT_API_URL" in os.environ or _profile_names_server()
    if not has_server:
        os.environ.setdefault("PREFECT_HOME", str(lake / "prefect"))
    elif _is_loopback(os.environ.get("PREFECT_API_URL", "")) and (credential := known_credential(lake / "prefect")):
        os.environ.setdefault("PREFECT_API_AUTH_STRING", credential)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    return has_server


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost")


def _profile_names_server() -> bool:
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        stored = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    active = os.environ.get("PREFECT_PROFILE") or stored.get("active", "")
    return "PREFECT_API_URL" in stored.get("profiles", {}).get(active, {})
