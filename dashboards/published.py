"""Read-only access to the published warehouse file, always the newest one."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from warehouse.connection import LakeError, literal
from warehouse.masking import masked_copy

Row = dict[str, Any]

_KEPT = 400  # answers kept for later readers
_LARGEST_KEPT = 5_000  # rows


class WarehouseError(Exception):
    """The warehouse file cannot be read; the message is one line for the reader of the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query. Readers share them: do not change them."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Row]:
        for row in self.values:
            yield dict(zip(self.columns, row, strict=True))

    @property
    def first(self) -> Row:
        """The first row; empty if there is none."""
        return next(iter(self), {})


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A published warehouse file, distinguishable from the one that replaces it."""

    path: str
    inode: int
    modified_ns: int

    @property
    def name(self) -> str:
        """A short name that no other published file has, for entity tags."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class Published:
    """The warehouse file at a path. Every query reads the file that is there now.

    With `mask`, queries read a copy in which the names that cables ask to protect are masked; the copy is remade
    whenever another file is published. Answers are kept until then, and a query that several readers send at the same
    time runs once.
    """

    def __init__(self, path: Path, *, mask: bool = False, masked_at: Path | None = None) -> None:
        self.path = path.absolute()
        self.mask = mask
        self._masked_at = masked_at or self.path.with_name("warehouse-masked.duckdb")
        self._lock = Lock()
        self._seen: PublishedFile | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._idle: list[duckdb.DuckDBPyConnection] = []  # cursors of it that wait for the next query
        self._answers: OrderedDict[str, Future[Answer]] = OrderedDict()

    def snapshot(self) -> PublishedFile:
        """The file as it is now; raises WarehouseError if there is none."""
        path = self.path
        try:
            path.stat()
            if self.mask:
                path = masked_copy(path, self._masked_at)
            found = path.stat()
        except LakeError as error:
            raise WarehouseError(str(error)) from error
        except OSError:
            raise WarehouseError(
                f"no warehouse at {path}; run: cablelake ingest SOURCE, or cablelake publish"
            ) from None
        return PublishedFile(str(path), found.st_ino, found.st_mtime_ns)

    def rows(self, sql: str, *parameters: Any) -> Answer:
        """The rows of a query. Raises WarehouseError if the file cannot answer it.

        A query with parameters is about one thing, and its answer is not kept.
        """
        seen = self.snapshot()
        with self._lock:
            if seen != self._seen or self._connection is None:
                # the old connection lives on in the cursors that still read from it
                self._connection, self._seen, self._idle = connect(seen.path), seen, []
                self._answers.clear()
            answer = None if parameters else self._answers.get(sql)
            idle, cursor = self._idle, None
            if answer is None:
                answer = Future()
                cursor = idle.pop() if idle else _cursor(self._connection)
            if not parameters:
                self._answers[sql] = answer
                self._answers.move_to_end(sql)
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
        if cursor is not None:
            self._ask(cursor, sql, parameters, answer)
            idle.append(cursor)
        return answer.result()

    def _ask(
        self, cursor: duckdb.DuckDBPyConnection, sql: str, parameters: tuple[Any, ...], answer: Future[Answer]
    ) -> None:
        try:
            found = cursor.execute(sql, list(parameters))
            columns = tuple(column[0] for column in found.description or ())
            answer.set_result(Answer(columns, tuple(found.fetchall())))
            if len(answer.result()) > _LARGEST_KEPT:
                self._forget(sql, answer)
        except BaseException as error:
            self._forget(sql, answer)
            answer.set_exception(_explained(error, self.path))

    def _forget(self, sql: str, answer: Future[Answer]) -> None:
        with self._lock:
            if self._answers.get(sql) is answer:
                del self._answers[sql]


def connect(path: str, limits: Mapping[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that can write nothing and read no other file; `limits` are further settings.

    The file is attached to a database in memory: two connections to one path would share the file that was there when
    the first was opened, however often it has been replaced since.
    """
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {literal(path)} AS warehouse (READ_ONLY)")
        for name, value in (limits or {}).items():
            connection.execute(f"SET {name} = {literal(value)}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise _explained(error, Path(path)) from error
    return connection


def _cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor whose queries name the tables of the warehouse as they are."""
    cursor = connection.cursor()
    cursor.execute("USE warehouse")
    return cursor


def _explained(error: BaseException, path: Path) -> BaseException:
    """A one-line WarehouseError if the reader of the page can fix it; any other error unchanged."""
    if not isinstance(error, duckdb.IOException | duckdb.CatalogException | duckdb.BinderException):
        return error
    line = str(error).splitlines()[0]
    explained = WarehouseError(f"{path}: {line}; cablelake publish writes a newer warehouse")
    explained.__cause__ = error
    return explained
