"""The lines of docs/lake.md for readers of the plain data set, run as they are printed."""

import contextlib
import importlib
import re
from pathlib import Path

import duckdb
import pytest

TEXT = (Path(__file__).parents[2] / "docs" / "lake.md").read_text(encoding="utf-8")
LINES = dict(re.findall(r"^\| (\w+) \| `(.*parquet/cables.*)` \|$", TEXT, re.MULTILINE))


@pytest.fixture(scope="module")
def cables(folder):
    with duckdb.connect(str(folder / "lake" / "warehouse.duckdb"), read_only=True) as warehouse:
        return sorted(warehouse.execute("SELECT cable_id, year, post FROM cables").fetchall(), key=str)


def rows(found):
    if hasattr(found, "collect"):  # of Polars, not read yet
        found = found.collect()
    if hasattr(found, "to_pandas"):
        found = found.to_pandas()
    columns = found[["cable_id", "year", "post"]].astype(object)
    return sorted(columns.where(columns.notna(), None).itertuples(index=False, name=None), key=str)


def test_every_reader_has_a_line():
    assert list(LINES) == ["DuckDB", "Polars", "pyarrow", "pandas", "Dask", "R"]


@pytest.mark.filterwarnings("default::DeprecationWarning")  # Dask 2026.8 calls what pandas 3.1 deprecates
@pytest.mark.parametrize("reader", ["Polars", "pyarrow", "pandas", "Dask"])
def test_python(folder, cables, reader):
    for name in ("dask.dataframe", "pyarrow.dataset"):  # so that they are attributes of their packages
        importlib.import_module(name)
    names = {"pl": "polars", "dask": "dask", "pandas": "pandas", "pyarrow": "pyarrow"}
    with contextlib.chdir(folder):
        found = eval(LINES[reader], {name: importlib.import_module(module) for name, module in names.items()})
        assert [(c, int(y) if y is not None else None, p) for c, y, p in rows(found)] == cables


def test_duckdb(folder, cables):
    with contextlib.chdir(folder):
        found = duckdb.sql(LINES["DuckDB"]).select("cable_id", "year", "post").fetchall()
        assert sorted(found, key=str) == cables
