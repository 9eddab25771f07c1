"""Texts of the cables that a search found, to cut snippets from; the index does not store them again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import duckdb

from warehouse.connection import LakeError
from warehouse.dataset import FOLDER, NULL
from warehouse.place import Place
from warehouse.query import open_warehouse

_PUBLISHED = "SELECT cable_id, body FROM texts WHERE cable_id IN (SELECT unnest(?))"
_IN_FILES = "SELECT cable_id, body FROM read_parquet(?) WHERE cable_id IN (SELECT unnest(?))"


def bodies(place: Place, cables: Iterable[tuple[str, int | None, str]]) -> dict[str, str]:
    """Bodies of cables by id; `cables` are given as id, year and post.

    They come from the plain data set, which has small files per year and post, or from the published file if the lake
    keeps no data set. A cable without a text is left out.
    """
    wanted = list(cables)
    ids = [cable_id for cable_id, _, _ in wanted]
    folder = place.folder / FOLDER / "texts"
    try:
        if folder.is_dir():
            files = sorted({str(file) for _, year, post in wanted for file in _files(folder, year, post)})
            return _read(ids, files) if files else {}
        with open_warehouse(place) as connection:
            return dict(connection.execute(_PUBLISHED, [ids]).fetchall())
    except (LakeError, duckdb.Error):  # being replaced at this moment: hits are shown without snippets
        return {}


def _files(folder: Path, year: int | None, post: str) -> Iterable[Path]:
    by_year = folder / f"year={year or NULL}"
    by_post = f"post={quote(post, safe='') or NULL}"
    yield from by_year.glob(f"{by_post}/*.parquet")
    yield from by_year.glob(f"month=*/{by_post}/*.parquet")  # in a lake by month


def _read(ids: list[str], files: list[str]) -> dict[str, str]:
    with duckdb.connect() as connection:
        return dict(connection.execute(_IN_FILES, [files, ids]).fetchall())
