"""The commands of docs/tutorial.md, run as they are printed."""

import re
import shlex
from pathlib import Path

import pytest

from flows.cli import run

TEXT = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
LINES = "".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)).splitlines()
# the dashboard stays until it is interrupted; the first lines are run by CI
COMMANDS = [line for line in LINES if line.startswith("cablelake ") and "dashboard" not in line]


@pytest.mark.parametrize("line", COMMANDS)
def test_command(folder, line, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.delenv("CABLELAKE_LAKE", raising=False)
    assert run(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().out.strip()
