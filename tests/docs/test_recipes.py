"""The recipes of docs/recipes.md, run as they are printed."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

TEXT = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("with_pandas")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_python(folder, code):
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert re.search(r"DAKAR|ECON|2010", done.stdout)


@pytest.mark.parametrize("code", blocks("ipython"))
def test_notebook(folder, code):
    cells = [new_code_cell(cell) for cell in code.strip().split("\n\n")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    where = {"metadata": {"path": str(folder)}}
    done = NotebookClient(new_notebook(cells=cells, metadata=kernel), timeout=120, resources=where).execute()
    shown = [output["data"]["text/html"] for cell in done.cells for output in cell.outputs]
    assert len(shown) == 2 and all("MOSCOW" in table for table in shown)


@pytest.mark.parametrize("line", [line for code in blocks("sh") for line in code.strip().splitlines()])
def test_commands(folder, line):
    name, *arguments = line.split()
    done = subprocess.run(
        [Path(sys.executable).with_name(name), *arguments], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert (folder / arguments[-1]).stat().st_size


@pytest.mark.parametrize("statement", blocks("sql"))
def test_sql(folder, statement):
    with duckdb.connect(str(folder / "lake" / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute(statement).fetchall()
