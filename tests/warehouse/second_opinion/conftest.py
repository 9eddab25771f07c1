"""The views against a second computation, without SQL: Polars and plain Python over the rows of the lake's tables.

Each view has a test of its name, which computes its rows from what the view's header says.
"""

import shutil
from typing import Any, NamedTuple

import duckdb
import pytest

from pipeline import reparse
from schemas.tables import TABLES
from tests.loading import NOW, load
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.topics.train import train

Row = dict[str, Any]


def comparable(value):
    """A float without the noise of its last digits; a list as a tuple."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return tuple(value) if isinstance(value, list) else value


def ordered(rows):
    return sorted((tuple(map(comparable, row)) for row in rows), key=str)


class Both(NamedTuple):
    """The published file, and the rows of the lake's tables by name."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, list[Row]]

    def agree(self, view, columns, computed):
        """Hold some columns of a view against computed rows, in any order."""
        shown = ", ".join(f'"{name}"' for name in columns.split())
        found = self.connection.execute(f"SELECT {shown} FROM {view}").fetchall()  # noqa: S608 (names from here)
        assert ordered(found) == ordered(computed)

    @property
    def cables(self):
        """The cables by their ids."""
        return {row["cable_id"]: row for row in self.tables["cables"]}

    @property
    def edges(self):
        """Pairs of citing and cited ids."""
        cited = {(row["cable_id"], row["target"]) for row in self.tables["references"] if row["target"]}
        return {pair for pair in cited if pair[0] in self.cables}


def ingest(folder, source):
    with Lake.open(folder / "lake") as lake:
        load(lake, [source])
        reparse.join_sections(lake, "run", NOW)
        train(lake)
        publish(lake)


def with_topics(folder, lake):
    shutil.copytree(lake, folder / "lake", symlinks=True)
    with Lake.open(folder / "lake") as copy:
        train(copy)
        publish(copy)


@pytest.fixture(scope="package", params=["sample", "pages"])
def both(request, made_once):
    if request.param == "pages":
        source = request.getfixturevalue("shared") / "cables" / "wikileaks-html.tar.gz"
        folder = made_once("pages", lambda folder: ingest(folder, source))
    else:
        lake = request.getfixturevalue("sample") / "lake"
        folder = made_once("sample-with-topics", lambda folder: with_topics(folder, lake))
    path = folder / "lake" / "warehouse.duckdb"
    with Lake.open(folder / "lake", read_only=True) as lake:
        tables = {}
        for name in TABLES:
            found = lake.connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            names = [column[0] for column in found.description]
            kept = [number for number, column in enumerate(names) if column not in ("raw", "header")]
            tables[name] = [{names[number]: row[number] for number in kept} for row in found.fetchall()]
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Both(connection, tables)
