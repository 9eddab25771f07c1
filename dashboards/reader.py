"""Read-only access to the published warehouse file, always the newest one."""

from __future__ import annotations

import os
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.connection import LakeError, literal
from warehouse.masking import masked_copy

if TYPE_CHECKING:
    import pandas as pd

VARIABLE = "CABLELAKE_WAREHOUSE"
MASK = "CABLELAKE_MASK_PROTECTED"

_KEPT = 400


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


def rows(sql: str, parameters: tuple[Any, ...] = ()) -> pd.DataFrame:
    """Rows of a query on the newest warehouse file, kept until another is published: not to be changed by a caller."""
    return _ANSWERS.of(snapshot(), sql, parameters)


class _Answers:
    """What was asked of one warehouse file, and its answers: a question is put once, however many ask it at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: Snapshot | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._answers: OrderedDict[tuple[str, tuple[Any, ...]], Future[pd.DataFrame]] = OrderedDict()

    def of(self, seen: Snapshot, sql: str, parameters: tuple[Any, ...]) -> pd.DataFrame:
        with self._lock:
            if seen != self._seen or self._connection is None:
                # the old connection lives on in the cursors of those who still read from it
                self._connection, self._seen = _connect(seen.path), seen
                self._answers.clear()
            answer = self._answers.get((sql, parameters))
            if is_new := answer is None:
                answer = self._answers[sql, parameters] = Future()
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
            self._answers.move_to_end((sql, parameters))
            cursor = self._connection.cursor() if is_new else None
        if cursor is not None:
            self._put(cursor, sql, parameters, answer, seen.path)
        return answer.result()

    def _put(
        self,
        cursor: duckdb.DuckDBPyConnection,
        sql: str,
        parameters: tuple[Any, ...],
        answer: Future[pd.DataFrame],
        path: str,
    ) -> None:
        try:
            with cursor:
                cursor.execute("USE warehouse")
                answer.set_result(cursor.execute(sql, list(parameters)).df())
        except BaseException as error:
            with self._lock:
                if self._answers.get((sql, parameters)) is answer:
                    del self._answers[sql, parameters]
            answer.set_exception(_told(error, path))


_ANSWERS = _Answers()


def _connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection that can write nothing and read no other file.

    The file is attached to a database in memory: two connections to one path would share the file that was there when
    the first was opened, however often it has been replaced since.
    """
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {literal(path)} AS warehouse (READ_ONLY)")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise _told(error, path) from error
    return connection


def _told(error: BaseException, path: str) -> BaseException:
    """What the reader of a page can mend, in one line; any other error as it is."""
    if not isinstance(error, duckdb.IOException | duckdb.CatalogException | duckdb.BinderException):
        return error
    told = WarehouseError(f"{path}: {str(error).splitlines()[0]}; a newer warehouse is written by: cablelake publish")
    told.__cause__ = error
    return told
