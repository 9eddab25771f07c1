"""The commands of README.md and docs/tutorial.md, run as they are printed."""

import re
import shlex
from pathlib import Path

import pytest

from flows.cli import run

ROOT = Path(__file__).parents[2]
TEXT = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md"))


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


# the dashboard stays until it is interrupted; `make run` is what CI runs
COMMANDS = [
    line for line in "".join(blocks("sh")).splitlines() if line.startswith("cablelake ") and "dashboard" not in line
]


@pytest.fixture(autouse=True)
def in_the_folder_of_the_lake(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.delenv("CABLELAKE_LAKE", raising=False)


@pytest.mark.parametrize("line", dict.fromkeys(COMMANDS))
def test_command(line, capsys):
    told = run(shlex.split(line, comments=True)[1:])
    shown = capsys.readouterr().out
    assert told == 0 and shown.strip() and not re.search(r"^0 (rows|cables)", shown, re.MULTILINE)


@pytest.mark.parametrize("statement", blocks("sql"))
def test_statement(statement, capsys):
    assert run(["sql", statement]) == 0
    assert re.search(r"^[1-9]\d* rows?$", capsys.readouterr().out, re.MULTILINE)
