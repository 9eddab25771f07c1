"""The installed command, in a process of its own or in this one, and a Prefect server that the tests share."""

import contextlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from flows import cli
from flows.server import Server

COMMAND = Path(sys.executable).with_name("cablelake")


@pytest.fixture(scope="session")
def server(tmp_path_factory, prefect_home):
    """Environment naming a Prefect server that runs for all tests."""
    home = prefect_home(tmp_path_factory.mktemp("server") / "prefect")
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in quiet.items():
            patch.setenv(name, value)
        with Server(home) as running:
            patch.undo()  # only the server inherits them, not the tests after this one
            running.wait()
            yield {"PREFECT_HOME": str(home), **quiet, **running.environment}


def command(work, *arguments, stdin=b"", env=None, cwd=None):
    """Run the command in a folder: arguments, bytes for standard input, more environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        cwd=cwd or work,
        env={**kept, **(env or {}), "HOME": str(work)},
        timeout=120,
    )


def called(work, *arguments, stdin=b""):
    """Call the command in a folder, within this process: what `command` gives, without the second it takes to start."""
    given = io.TextIOWrapper(io.BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode()), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.chdir(work),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "stdin", given)
        code = cli.run([*map(str, arguments)])
    return subprocess.CompletedProcess(arguments, code, out.buffer.getvalue(), err.buffer.getvalue())


@pytest.fixture
def work(tmp_path):
    """An empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def run(work):
    """Run the command in an empty folder."""
    return partial(command, work)


@pytest.fixture
def call(work):
    """Call the command in that folder, within this process."""
    return partial(called, work)


@pytest.fixture
def ingest(run):
    """Run an ingest."""
    return lambda *arguments, **options: run("ingest", *arguments, **options)


class Made(NamedTuple):
    """A folder with a lake in it, what the ingest said, and two ways to run commands on it."""

    folder: Path
    result: subprocess.CompletedProcess
    run: Callable
    call: Callable


@pytest.fixture(scope="session")
def made(write_telegrams, tmp_path_factory):
    """A lake of three telegrams, and of five files that are none."""
    folder = tmp_path_factory.mktemp("made")
    telegrams = write_telegrams(folder / "telegrams")
    (telegrams / "empty.txt").write_bytes(b"")
    (telegrams / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (telegrams / "list.txt").write_text("eggs, milk and a new umbrella\n")
    (telegrams / "gone.txt").symlink_to(folder / "gone")
    with tarfile.open(folder / "whole.tar.gz", "w:gz") as packed:
        packed.add(telegrams / "07QUITO301.txt", "07QUITO301.txt")
    (telegrams / "cut.tar.gz").write_bytes((folder / "whole.tar.gz").read_bytes()[:-40])
    return Made(folder, command(folder, "ingest", "telegrams"), partial(command, folder), partial(called, folder))
