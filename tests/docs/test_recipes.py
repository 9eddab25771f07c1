"""The recipes of docs/recipes.md, run as they are printed."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

TEXT = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_python(folder, code):
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert re.search(r"QUITO|ECON|2007", done.stdout)


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
