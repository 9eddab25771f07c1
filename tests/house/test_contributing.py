"""The worked examples of docs/contributing.md, made in a copy of the tree as they are printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
FOLDERS = ("flows", "transforms", "schemas", "warehouse", "dashboards", "benchmarks", "tests", "docs", "sample")
# an example that builds on another
AFTER = {"A dashboard page": ["A view"]}

SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", TEXT, re.MULTILINE))
BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<file>[^"]+)")?\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.fixture
def tree(tmp_path):
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def make(tree, section):
    """Write the files and apply the differences of a section; its commands."""
    commands = []
    for block in BLOCK.finditer(section):
        if block["file"]:
            assert not (tree / block["file"]).exists()
            (tree / block["file"]).write_text(block["code"], encoding="utf-8")
        elif block["language"] == "diff":
            # sizes of the hunks are recounted per file, and their places found by the lines around them
            for change in re.findall(r"^--- a/(?:(?!^--- a/).*\n)*", block["code"], re.MULTILINE):
                run(tree, ["git", "apply", "--recount"], input=change)
        elif block["language"] == "sh":
            commands += block["code"].splitlines()
    return commands


def run(tree, command, **given):
    environment = {**os.environ, "PYTHONPATH": str(tree), "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=300, **given)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("title", SECTIONS)
def test_a_worked_example(tree, title):
    for earlier in AFTER.get(title, []):
        make(tree, SECTIONS[earlier])
    commands = make(tree, SECTIONS[title])
    assert commands
    for command in commands:
        arguments = re.findall(r'"([^"]*)"|(\S+)', command)
        name, *rest = [quoted or plain for quoted, plain in arguments]
        module = [] if name == "python" else ["-m", name]
        run(tree, [sys.executable, *module, *rest])
    files = [str(tree / block["file"]) for block in BLOCK.finditer(SECTIONS[title]) if block["file"]]
    if files:
        run(tree, [sys.executable, "-m", "ruff", "check", *(name for name in files if name.endswith(".py"))])
