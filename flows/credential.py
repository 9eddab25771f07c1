"""Secrets that only the user who runs cablelake can read: a Prefect server's password, the key of its blocks."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_CREDENTIAL = "credential"
_USER = "cablelake"
_KEY = Path("cablelake", "notification.key")


def server_credential(home: Path) -> str:
    """The credential (user:password) of the server that keeps its files in `home`, made on first use.

    All requests to the server except health checks must give it. Raises OSError.
    """
    return _kept(home / _CREDENTIAL, lambda: f"{_USER}:{secrets.token_urlsafe(32)}")


def known_credential(home: Path) -> str:
    """The credential kept in `home`; "" if there is none that this user can read."""
    try:
        return (home / _CREDENTIAL).read_text("ascii").strip()
    except OSError:
        return ""


def encryption_key() -> str:
    """The key that the server encrypts notification blocks with, made on first use.

    It is kept in the user's configuration folder, so that a copy of the lake does not hold block and key together.
    Raises OSError.
    """
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    return _kept(folder / _KEY, lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Read a secret from its file. A missing file is created: readable only by its owner, and never half written."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # its mode is 0600
        written = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{make()}\n")
            with suppress(FileExistsError):  # another process made one in the meantime: use that
                path.hardlink_to(written)
        finally:
            written.unlink()
    return path.read_text("ascii").strip()
