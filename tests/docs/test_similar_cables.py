"""The examples of docs/similar-cables.md, run as they are printed."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb

TEXT = (Path(__file__).parents[2] / "docs" / "similar-cables.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_sql(folder):
    with duckdb.connect(str(folder / "lake" / "warehouse.duckdb"), read_only=True) as warehouse:
        for statements in blocks("sql"):
            for statement in statements.split(";"):
                warehouse.execute(statement).fetchall()


def test_python(folder):
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("TAGS") >= 4
