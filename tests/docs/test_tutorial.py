"""The commands of README.md and docs/tutorial.md, run as they are printed."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from flows.cli import run
from tests.other_engine import KEPT

ROOT = Path(__file__).parents[2]
TEXT = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md"))


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


# the dashboard stays until it is interrupted; `make run` is what CI runs
COMMANDS = [
    line for line in "".join(blocks("sh")).splitlines() if line.startswith("cablelake ") and "dashboard" not in line
]


@pytest.fixture(scope="module")
def with_topics(folder, tmp_path_factory):
    """The folder of the lake, as `make run` leaves it, with topics."""
    if KEPT:
        return folder
    made = shutil.copytree(folder, tmp_path_factory.mktemp("topics") / "docs", symlinks=True)
    assert run(["topics", "train", "--lake", str(made / "lake")]) == 0
    return made


@pytest.fixture(autouse=True)
def in_the_folder_of_the_lake(with_topics, monkeypatch):
    monkeypatch.chdir(with_topics)
    monkeypatch.delenv("CABLELAKE_LAKE", raising=False)


@pytest.mark.parametrize("line", dict.fromkeys(COMMANDS))
def test_command(line, capsys):
    if KEPT and "topic" in line:
        pytest.skip("the kept lake has no topics")
    told = run(shlex.split(line, comments=True)[1:])
    shown = capsys.readouterr().out
    assert told == 0 and shown.strip() and not re.search(r"^0 (rows|cables)", shown, re.MULTILINE)


@pytest.mark.parametrize("statement", blocks("sql"))
def test_statement(statement, capsys):
    assert run(["sql", statement]) == 0
    assert re.search(r"^[1-9]\d* rows?$", capsys.readouterr().out, re.MULTILINE)
