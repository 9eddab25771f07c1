"""The clients that the development environment holds, on the lake of the sample: every row of every table and view.

`make clients` tries many more, each in an environment of its own.
"""

import datetime as dt
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.clients.lakes import SAMPLE, Expected, expected, second_delivery
from benchmarks.clients.matrix import CLIENTS, Client
from benchmarks.clients.page import Trial, page
from benchmarks.clients.readers.rows import row_texts
from benchmarks.clients.trial import Environment, Outcome, attempt, difference
from pipeline.publish import publish_all
from tests.loading import NOW, load
from warehouse.lake import Lake

pytestmark = [pytest.mark.campaign, pytest.mark.usefixtures("with_pandas")]

HERE = (
    "duckdb_warehouse.py", "duckdb_import_parquet.py", "duckdb_lake.py", "duckdb_files.py", "polars_files.py",
    "pyarrow_files.py", "pandas_files.py", "dask_files.py",
)  # fmt: skip


@pytest.fixture(scope="session", params=["year", "month"])
def delivered(request, sample, made_once):
    """A lake with two deliveries, the second of which supersedes documents of the first; and what is in it."""
    lake = made_once(f"clients-{request.param}", partial(deliver, sample, request.param)) / "lake"
    with Lake.open(lake):  # its catalog names the folder that it is in now
        return lake, expected(lake)


def deliver(sample, grain, folder):
    if grain == "year":
        shutil.copytree(sample / "lake", folder / "lake", symlinks=True)
    else:
        (folder / "lake").mkdir()
        (folder / "lake" / "lake.toml").write_text(f'grain = "{grain}"\n')
        with Lake.open(folder / "lake") as lake:
            load(lake, [SAMPLE])
    second = second_delivery(folder / "lake", folder / "second")
    with Lake.open(folder / "lake") as lake:
        load(lake, [second], "second", NOW + dt.timedelta(days=1))
        publish_all(lake)


@pytest.mark.parametrize("script", HERE)
def test_clients_read_every_row(delivered, script, tmp_path):
    lake, rows = delivered
    client = next(client for client in CLIENTS if client.script == script)
    environment = Environment(Path(sys.executable), tmp_path)
    outcome = attempt(client, environment, lake, rows[client.part])
    assert outcome.asked >= 20
    assert outcome.wrong == {}


def test_the_published_file_has_the_rows_of_the_lake(delivered):
    _, rows = delivered
    for name, table in rows["lake"].items():
        if name == "documents":  # without their bytes
            continue
        expected = table.rows
        if table.columns[-1][0] == "month":  # which only names folders
            expected = sorted(row.rpartition(" | ")[0] for row in expected)
        assert rows["warehouse"][name].rows == expected, name


def test_a_client_that_reads_dead_rows_is_found_out(delivered, tmp_path):
    lake, rows = delivered
    script = tmp_path / "all_files.py"
    script.write_text(
        "import duckdb\nfrom rows import answer\n"
        "def read(job, name):\n"
        "    columns = ', '.join(f'\"{column}\"' for column, _ in job['tables'][name]['columns'])\n"
        "    return duckdb.sql(f\"SELECT {columns} FROM '{job['lake']}/data/main/{name}/**/*.parquet'\").fetchall()\n"
        "answer(read)\n"
    )
    client = Client("all files", str(script), "lake", (), ())
    environment = Environment(Path(sys.executable), tmp_path)
    outcome = attempt(client, environment, lake, {"cables": rows["lake"]["cables"]})
    assert "rows for" in outcome.wrong["cables"] or "Error" in outcome.wrong["cables"]


def test_rows_are_compared_by_value_not_by_form():
    types = {"BIGINT": 7, "DOUBLE": 0.1, "DATE": dt.date(2006, 5, 1), "VARCHAR[]": ["SIPDIS"], "BLOB": b"\xff"}
    row = tuple(types.values())
    kinds = list(types)
    as_others_have_it = (7.0, 0.1 + 1e-17, dt.datetime(2006, 5, 1), ("SIPDIS",), bytearray(b"\xff"))
    assert row_texts([row], kinds) == row_texts([as_others_have_it], kinds)
    assert row_texts([("", None)], ["VARCHAR", "VARCHAR"]) != row_texts([(None, "")], ["VARCHAR", "VARCHAR"])


def test_differences_are_reported():
    table = Expected(
        "", (("cable_id", "VARCHAR"), ("serial", "BIGINT")), row_texts([("A", 1), ("B", 2)], ["VARCHAR", "BIGINT"])
    )

    def told(*rows):
        return difference(table, {"rows": row_texts(rows, ["VARCHAR", "BIGINT"])})

    assert told(("B", 2), ("A", 1)) == ""
    assert told(("A", 1), ("A", 1), ("B", 2)) == "3 rows for 2"
    assert told(("A", 1), ("B", 3)) == "1 of 2 rows differ, for example 3 for 2"
    assert difference(table, {"error": "no such table"}) == "no such table"


def test_the_page_shows_who_was_wrong_and_why():
    right, wrong = Client("Right", "", "files", (), ("a",)), Client("Wrong", "", "files", (), ("b",))
    shown = page(
        [
            Trial(right, {"a": "1.0"}, {"one ingest": Outcome(2, {})}),
            Trial(wrong, {"b": "2.0"}, {"one ingest": Outcome(2, {"cables": "3 rows for 2", "tags": "9 rows for 7"})}),
            Trial(Client("Absent", "", "files", (), ()), not_tried="no node"),
        ],
        dt.date(2026, 1, 2),
    )
    assert "| Right | a 1.0 | all 2 right |" in shown
    assert "| Wrong | b 2.0 | **2 of 2 wrong** |" in shown
    assert "| Absent |  | not tried: no node |" in shown
    assert "- Wrong, `cables`, `tags`, first after one ingest: ``3 rows for 2``" in shown
