"""The key of notification blocks, kept out of the database that holds them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flows.credential import encryption_key

_VARIABLE = "PREFECT_SERVER_ENCRYPTION_KEY"
_OWN_DATABASE = "PREFECT_API_DATABASE_CONNECTION_URL"


def keep_apart(home: Path, say: Callable[[str], None]) -> None:
    """Make the server that is about to start in `home` use a key that is not in its database.

    By default, Prefect keeps block and key there together. What the user has set in the environment stays.
    """
    if _VARIABLE in os.environ or _OWN_DATABASE in os.environ:
        return
    try:
        key = encryption_key()
        for name in move_key(home / "prefect.db", key):
            say(f"notification block {name}: its key is not on this machine: create the block again")
    except OSError as error:
        say(
            f"{error.filename}: {error.strerror}: the key of the notification block stays beside it in Prefect's "
            f"database: set XDG_CONFIG_HOME to a folder that can be written, or {_VARIABLE}"
        )
    except sqlite3.Error as error:
        say(f"{home / 'prefect.db'}: the key of the notification block stays beside it: {error}")
    else:
        os.environ[_VARIABLE] = key


def move_key(database: Path, key: str) -> list[str]:
    """Encrypt the blocks of a Prefect database with `key` and remove the database's own key.

    Blocks that neither key decrypts are removed, because with them Prefect can neither show nor replace any block;
    their names are returned.
    """
    if not database.is_file():
        return []
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

    lost = []
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA secure_delete = on")
        # a database whose server never got to create its tables has none
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'configuration'").fetchone():
            return []
        held = connection.execute("SELECT value FROM configuration WHERE key = 'ENCRYPTION_KEY'").fetchone()
        keys = [key, *([json.loads(held[0])["fernet_key"]] if held else [])]
        ring = MultiFernet([Fernet(each) for each in keys])
        for block_id, name, data in connection.execute("SELECT id, name, data FROM block_document").fetchall():
            try:
                anew = json.dumps(ring.rotate(json.loads(data)).decode())
                connection.execute("UPDATE block_document SET data = ? WHERE id = ?", [anew, block_id])
            except InvalidToken:
                connection.execute("DELETE FROM block_document WHERE id = ?", [block_id])
                lost.append(name)
        connection.execute("DELETE FROM configuration WHERE key = 'ENCRYPTION_KEY'")
    return lost
