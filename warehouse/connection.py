"""DuckDB connections: extensions by path from the installed wheels, bounded memory, no network."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb


class LakeError(Exception):
    """A problem with the lake that its user can fix; the message is one line that says what and how."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What a connection may use. `memory_limit` as DuckDB reads it ("1GB"); 0 threads means one per core."""

    memory_limit: str = "1GB"
    threads: int = 0
    temp_directory: Path | None = None


def connect(*extensions: str, resources: Resources | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the named extensions loaded.

    Times are UTC. Nothing is read from the user's home or downloaded. Extensions from outside cablelake's environment
    must be signed.
    """
    resources = resources or Resources()
    connection = duckdb.connect(
        config={
            # to check the signature of a file is to hash all of it: 0.1 s for each of these, which pip has checked
            "allow_unsigned_extensions": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": resources.memory_limit,
            "preserve_insertion_order": "false",
        }
    )
    connection.execute("SET enable_progress_bar = false")
    if resources.threads:
        connection.execute(f"SET threads = {int(resources.threads)}")
    if resources.temp_directory:
        connection.execute("SET temp_directory = ?", [str(resources.temp_directory)])
    for name in extensions:
        connection.execute(f"LOAD {literal(extension_path(name))}")
    connection.execute("SET allow_unsigned_extensions = false")  # it cannot be turned on again
    return connection


def extension_path(name: str) -> str:
    """Path of a DuckDB extension inside its installed wheel; its version must be the engine's."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    package = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
    if spec is None or spec.origin is None:
        raise LakeError(f"the DuckDB extension {name} is not installed: pip install {package}")
    path = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not path.is_file():
        raise LakeError(f"the DuckDB extension {name} does not fit DuckDB {duckdb.__version__}: pip install {package}")
    return str(path)


def literal(text: str) -> str:
    """A string as a SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def identifiers(names: Iterable[str]) -> str:
    """Names as a list of quoted SQL identifiers."""
    return ", ".join(map(identifier, names))


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit everything done within it as a whole, or nothing."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has already ended the transaction
            connection.execute("ROLLBACK")
        raise
