"""SIGKILL at any moment loses nothing, doubles nothing, and no reader notices.

A few kills by default; CABLELAKE_KILLS=200 for a campaign, CABLELAKE_KILLS_SEED to repeat one.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from warehouse.checks import run_checks
from warehouse.lake import Lake
from warehouse.query import status

pytestmark = pytest.mark.campaign

COMMAND = Path(sys.executable).with_name("cablelake")
KILLS = int(os.environ.get("CABLELAKE_KILLS", "6"))
SEED = int(os.environ.get("CABLELAKE_KILLS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)

# what is killed, and the longest it is left alone, in seconds
WORK = {
    "ingest": (("ingest", "inbox"), 7.0),
    "reparse": (("reparse", "--all"), 5.0),
    "maintain": (("maintain", "--keep-days", "0", "--grace-days", "0.01"), 3.0),
    "publish": (("publish",), 2.0),
    "replay": (("quarantine", "replay"), 2.5),
}


def run(folder, environment, *arguments):
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def kill(folder, environment, arguments, seconds):
    process = subprocess.Popen(
        [COMMAND, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    was_alive = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL) if was_alive else None
    process.wait()
    return was_alive


class Reader(threading.Thread):
    """Reads lake and warehouse all the time; what does not fit together is a complaint."""

    def __init__(self, lake):
        super().__init__(daemon=True)
        self.lake = lake
        self.ended = threading.Event()
        self.complaints = []
        self.reads = 0

    def run(self):
        while not self.ended.is_set():
            try:
                with Lake.open(self.lake, read_only=True) as lake:
                    self.look(lake.connection, "lake")
                with duckdb.connect(str(self.lake / "warehouse.duckdb"), read_only=True) as connection:
                    self.look(connection, "warehouse")
                self.reads += 1
            except Exception as error:
                self.complaints.append(f"{type(error).__name__}: {error}")

    def look(self, connection, where):
        found = connection.execute("""
            SELECT
                (SELECT count(*) FROM documents)
                    - (SELECT count(*) FROM cable_versions)
                    - (SELECT count(*) FROM quarantine WHERE replayed_at IS NULL),
                (SELECT count(*) FROM cables) - (SELECT count(*) FROM texts),
                (SELECT count(*) FROM cables) - (SELECT count(*) FROM cable_versions WHERE is_current),
                (SELECT count(*) FROM paragraphs ANTI JOIN cables USING (cable_id))
        """).fetchone()
        if found != (0, 0, 0, 0):
            self.complaints.append(f"{where}: {found}")


def test_kills_at_any_moment(tmp_path, telegram, environment, prefect):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "list.txt").write_text("eggs, milk and a new umbrella\n")
    serials = 0

    def more():
        nonlocal serials
        for _ in range(20):
            serials += 1
            (inbox / f"{serials}.txt").write_text(telegram(serials))

    more()
    assert run(tmp_path, environment, "ingest", "inbox").returncode == 3
    chance = random.Random(SEED)
    reader = Reader(tmp_path / "lake")
    reader.start()
    killed = 0
    for number in range(KILLS):
        name = "ingest" if number % 3 == 0 else chance.choice(list(WORK))
        arguments, longest = WORK[name]
        if name == "ingest":
            more()
        killed += kill(tmp_path, chance.choice((environment, prefect)), arguments, chance.uniform(0.2, longest))
        assert not reader.complaints, (SEED, number, name, reader.complaints[:3])
    last = run(tmp_path, environment, "ingest", "inbox")
    assert last.returncode in (0, 3), last.stderr
    published = run(tmp_path, environment, "publish")
    assert published.returncode == 0, published.stderr
    reader.ended.set()
    reader.join(60)

    assert reader.reads and not reader.complaints, (SEED, reader.complaints[:3])
    with Lake.open(tmp_path / "lake", read_only=True) as lake:
        about = status(lake)
        assert (about.documents, about.parsed, about.quarantined, about.unaccounted) == (serials + 1, serials, 1, 0)
        assert not [result.check.name for result in run_checks(lake, thorough=True) if result.failed]
    with duckdb.connect(str(tmp_path / "lake" / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cables").fetchone() == (serials,)
    found = run(tmp_path, environment, "search", "growers", "--json", "--limit", "1")
    assert found.returncode == 0, found.stderr
    left = [path.name for path in (tmp_path / "lake").iterdir() if path.name.startswith(".publish-")]
    assert not left and not list((tmp_path / "lake").glob("staging/*"))
    print(f"{killed} of {KILLS} killed, {reader.reads} reads, seed {SEED}")
