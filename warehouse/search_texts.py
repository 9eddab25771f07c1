"""Texts of the cables that a search found, to cut snippets from; the index does not store them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeAlias
from urllib.parse import quote

import duckdb

from warehouse.connection import LakeError
from warehouse.dataset import FOLDER, NULL
from warehouse.place import Place
from warehouse.query import open_warehouse

# for each table: rows of an id and a text, from the table or from files of it
_STATEMENTS = {
    "paragraphs": """SELECT cable_id, string_agg(concat_ws(e'\n\n', heading, text), e'\n\n' ORDER BY ordinal)
FROM {source} WHERE cable_id IN (SELECT unnest($ids)) GROUP BY cable_id""",
    "texts": "SELECT cable_id, body FROM {source} WHERE cable_id IN (SELECT unnest($ids)) AND body IS NOT NULL",
}


Found: TypeAlias = tuple[str, int | None, str]  # id, year and post of a cable


class Texts:
    """Reads texts from the plain data set, which has small files per year and post.

    They come from the published file if the lake keeps no data set.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = Lock()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect()

    def prose(self, cables: Iterable[Found]) -> Mapping[str, str]:
        """The paragraphs of cables by id; a cable without any is left out."""
        return self._read("paragraphs", list(cables))

    def bodies(self, cables: Iterable[Found]) -> Mapping[str, str]:
        """The bodies of cables by id, with the lines of the header that are in them; one without text is left out."""
        return self._read("texts", list(cables))

    def _read(self, table: str, cables: Sequence[Found]) -> dict[str, str]:
        statement, ids = _STATEMENTS[table], [cable_id for cable_id, _, _ in cables]
        try:
            folder = self._place.folder / FOLDER / table
            if not folder.is_dir():
                with open_warehouse(self._place) as connection:
                    return dict(connection.execute(statement.format(source=table), {"ids": ids}).fetchall())
            files = sorted({str(file) for _, year, post in cables for file in _files(folder, year, post)})
            return self._in_files(statement, {"ids": ids, "files": files}) if files else {}
        except (LakeError, duckdb.Error):  # being replaced at this moment: hits are shown without snippets
            return {}

    def _in_files(self, statement: str, parameters: Mapping[str, list[str]]) -> dict[str, str]:
        with self._lock:
            cursor = self._connection.cursor()
        with cursor:
            source = "read_parquet($files, hive_partitioning = false)"
            return dict(cursor.execute(statement.format(source=source), parameters).fetchall())


def _files(folder: Path, year: int | None, post: str) -> Iterable[Path]:
    by_year = folder / f"year={year or NULL}"
    by_post = f"post={quote(post, safe='') or NULL}"
    yield from by_year.glob(f"{by_post}/*.parquet")
    yield from by_year.glob(f"month=*/{by_post}/*.parquet")  # in a lake by month
