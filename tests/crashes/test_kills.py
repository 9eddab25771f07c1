"""SIGKILL at any moment loses nothing, doubles nothing, and no reader notices.

A few kills by default; `make campaign KILLS=1000` for many. The seed is printed; SEED=... repeats a campaign.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.crashes.readers import readers
from warehouse.checks import run_checks
from warehouse.lake import Lake
from warehouse.query import status

pytestmark = pytest.mark.campaign

COMMAND = Path(sys.executable).with_name("cablelake")
KILLS = int(os.environ.get("CABLELAKE_KILLS", "8"))
SEED = int(os.environ.get("CABLELAKE_KILLS_SEED") or random.SystemRandom().randrange(1, 10**6))

# what is killed, and the longest it is left alone, in seconds
WORK = {
    "ingest": (("ingest", "inbox"), 7.0),
    "reparse": (("reparse", "--all"), 5.0),
    "maintain": (("maintain", "--keep-days", "0", "--grace-days", "0.01"), 3.0),
    "publish": (("publish",), 2.0),
    "replay": (("quarantine", "replay"), 2.5),
    "site": (("publish", "--site", "site", "--cables", "20"), 8.0),
    "export": (("export", "cables", "cables.parquet"), 3.0),
    "serve": (("serve", "--port", "0"), 20.0),
}
SETTINGS = """
[ingest]
sources = ["inbox"]
every_seconds = 2
settle_seconds = 0
[maintain]
every_seconds = 5
"""
_MARK = "CABLELAKE_TEST_KILLED"  # in the environment of what is killed, and so of all its children


def run(folder, environment, *arguments):
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def kill(folder, environment, arguments, seconds):
    """Start a command and kill it with all its children after so many seconds; return whether it was alive."""
    process = subprocess.Popen(
        [COMMAND, *arguments],
        cwd=folder,
        env={**environment, _MARK: str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    was_alive = process.poll() is None
    while found := list(_marked(folder)):
        for number in found:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.poll()
    process.wait()
    return was_alive


def kill_often(folder, environments, watching, more, tell):
    """Kill runs of every kind until a reader complains; return how many of each kind were alive when killed.

    Of the environments, the first names no server; `more` delivers telegrams.
    """
    chance = random.Random(SEED)
    killed = dict.fromkeys(WORK, 0)
    for number in range(KILLS):
        name = "ingest" if number % 3 == 0 else chance.choice(list(WORK))
        arguments, longest = WORK[name]
        if name in ("ingest", "serve"):
            more()
        environment = environments[0] if name == "serve" else chance.choice(environments)
        killed[name] += kill(folder, environment, arguments, chance.uniform(0.2, longest))
        if complaints := complaints_of(watching):
            tell(f"kill {number + 1} ({name}): {complaints[:3]}")
            break
        if number % 50 == 49:
            tell(f"{number + 1} of {KILLS}")
    return killed


def counted(counts):
    """A total with its parts: 3 (ingest 2, publish 1)."""
    return f"{sum(counts.values())} ({', '.join(f'{name} {count}' for name, count in counts.items())})"


def complaints_of(watching):
    return [complaint for reader in watching for complaint in reader.complaints]


def _marked(folder):
    mark = f"{_MARK}={folder}\0".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                yield int(path.parent.name)
        except OSError:
            continue


def test_kills_at_any_moment(tmp_path, telegram, environment, prefect, capsys):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "list.txt").write_text("eggs, milk and a new umbrella\n")
    (tmp_path / "cablelake.toml").write_text(SETTINGS)
    serials = 0

    def more():
        nonlocal serials
        for _ in range(20):
            serials += 1
            (inbox / f"{serials}.txt").write_text(telegram(serials))

    def tell(line):
        with capsys.disabled():
            print(f"\n{line}", end="", flush=True)

    tell(f"{KILLS} kills, seed {SEED}")
    more()
    assert run(tmp_path, environment, "ingest", "inbox").returncode == 3
    for name in ("site", "export"):  # something to read from the start
        assert run(tmp_path, environment, *WORK[name][0]).returncode == 0
    watching = readers(tmp_path)
    for reader in watching:
        reader.start()
    killed = kill_often(tmp_path, (environment, prefect), watching, more, tell)
    last = run(tmp_path, environment, "ingest", "inbox")
    published = run(tmp_path, environment, "publish")
    for reader in watching:
        reader.end()

    complaints = complaints_of(watching)
    with Lake.open(tmp_path / "lake", read_only=True) as lake:
        about = status(lake)
        cables, double = lake.connection.execute(
            "SELECT count(DISTINCT cable_id), count(*) - count(DISTINCT cable_id) FROM cables"
        ).fetchone()
        broken = [result.check.name for result in run_checks(lake, thorough=True) if result.failed]
    reads = {reader.kind: reader.reads for reader in watching}
    tell(
        f"kills {counted(killed)} of {KILLS}, reads {counted(reads)}, "
        f"lost {serials - cables}, double {double}, half-read {len(complaints)}, seed {SEED}"
    )
    assert not complaints, complaints[:3]
    assert last.returncode in (0, 3), last.stderr
    assert published.returncode == 0, published.stderr
    assert all(reads.values())
    assert (about.documents, about.parsed, about.quarantined, about.unaccounted) == (serials + 1, serials, 1, 0)
    assert (cables, double, broken) == (serials, 0, [])
    with duckdb.connect(str(tmp_path / "lake" / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cables").fetchone() == (serials,)
    found = run(tmp_path, environment, "search", "growers", "--json", "--limit", "1")
    assert found.returncode == 0, found.stderr
    left = [path.name for path in (tmp_path / "lake").iterdir() if path.name.startswith(".publish-")]
    assert not left and not list((tmp_path / "lake").glob("staging/*"))
