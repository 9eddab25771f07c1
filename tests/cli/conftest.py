"""The installed command, and a Prefect server that the tests share so that not each one waits for its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.temporary_server import TemporaryServer

COMMAND = Path(sys.executable).with_name("cablelake")

TELEGRAM = """VZCZCXYZ0000
PP RUEHC
DE RUEHQT #{serial:04}/01 0441430
ZNY CCCCC ZZH
P 131430Z FEB 07
FM AMEMBASSY QUITO
TO SECSTATE WASHDC PRIORITY {serial:04}
BT
C O N F I D E N T I A L QUITO {serial:06}

SIPDIS

E.O. 12958: DECL: 02/13/2017
TAGS: PGOV, ECON, EC
SUBJECT: THE FLOWER GROWERS AND THE {serial}TH ROUND OF TALKS

REF: QUITO 301

Classified By: Ambassador Imogen Fairweather for reasons 1.4 (b) and (d).

1. (C) SUMMARY: The growers expect an agreement in spring. END SUMMARY.

2. (U) They said so in so many words on February 12.
FAIRWEATHER
"""


def telegram(serial):
    return TELEGRAM.format(serial=serial)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Environment naming a Prefect server that runs for all tests."""
    home = tmp_path_factory.mktemp("prefect")
    environment = {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        with TemporaryServer(home) as running:
            running.wait()
            yield {**environment, "PREFECT_API_URL": running.url}
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def run(tmp_path):
    """Run the command in an empty folder: arguments, text for standard input, more environment."""
    work = tmp_path / "work"
    work.mkdir()

    def command(*arguments, stdin="", env=None):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=work,
            env={**kept, **(env or {}), "HOME": str(tmp_path)},
            timeout=120,
        )

    return command


@pytest.fixture
def ingest(run, server):
    """Run an ingest on the shared server."""
    return lambda *arguments, **options: run("ingest", *arguments, env=server, **options)


@pytest.fixture
def telegrams(tmp_path):
    """A folder of three telegrams."""
    folder = tmp_path / "telegrams"
    folder.mkdir()
    for serial in (301, 302, 303):
        (folder / f"07QUITO{serial}.txt").write_text(telegram(serial))
    return folder
