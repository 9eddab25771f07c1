"""Read-only access to the published warehouse file, always the newest one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.connection import LakeError
from warehouse.masking import masked_copy

if TYPE_CHECKING:
    import pandas as pd

VARIABLE = "CABLELAKE_WAREHOUSE"
MASK = "CABLELAKE_MASK_PROTECTED"

# One query at a time, each on a connection of its own: while any connection to a path is open, DuckDB answers from
# the file that was there when the first was opened, however often it has been replaced since.
_ONE_AT_A_TIME = Lock()


class WarehouseError(Exception):
    """The warehouse file cannot be read; the message is one line for the reader of the page."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published warehouse file, told apart from the one that replaces it."""

    path: str
    inode: int
    modified_ns: int


def warehouse_path() -> Path:
    """The file to show: from the environment, else that of the default lake."""
    return Path(os.environ.get(VARIABLE) or "lake/warehouse.duckdb").absolute()


def masked() -> bool:
    """Whether names that a cable asks to protect are to be masked."""
    return os.environ.get(MASK) == "1"


def _shown(path: Path) -> Path:
    """The file that is read: the published one, or its masked copy beside it, made anew when another is published."""
    return masked_copy(path, path.with_name("warehouse-masked.duckdb")) if masked() else path


def snapshot() -> Snapshot:
    """The file as it is now; raises WarehouseError where there is none."""
    path = warehouse_path()
    try:
        path.stat()
        found = (path := _shown(path)).stat()
    except LakeError as error:
        raise WarehouseError(str(error)) from error
    except OSError:
        raise WarehouseError(f"no warehouse at {path}; run: cablelake ingest SOURCE, or cablelake publish") from None
    return Snapshot(str(path), found.st_ino, found.st_mtime_ns)


def query(sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
    """Rows of a query on the newest warehouse file. The connection can write nothing and read no other file."""
    with _ONE_AT_A_TIME:
        path = str(_shown(warehouse_path()))
        try:
            with duckdb.connect(path, read_only=True, config={"enable_external_access": "false"}) as connection:
                return connection.execute(sql, list(parameters)).df()
        except (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException) as error:
            reason = str(error).splitlines()[0]
            raise WarehouseError(f"{path}: {reason}; a newer warehouse is written by: cablelake publish") from error
