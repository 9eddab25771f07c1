"""Whether a lake fed by small daily runs stays as quick and small as one that was loaded at once.

`python -m benchmarks.daily [RUNS] [CABLES]` feeds a lake by so many runs (365) of so many cables each (100), in the
order of their dates, with maintenance after every seventh and the last one. Days pass by setting back the times that
catalog and files bear, so that maintenance keeps what its retention and time of grace ask for. It loads another lake
with all of them in one run; and prints, for each, the files, the bytes, and the least time of five of every view read
on the lake, with the ratios. The figures go into benchmarks/figures.json under "daily".
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from benchmarks.corpus.stream import stream
from benchmarks.speed import store
from benchmarks.warehouse import view_time
from pipeline import steps
from pipeline.plan import make_plan
from pipeline.staging import stage_shard
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.views import views

RUNS, CABLES = 365, 100
WEEK = 7
_BEGAN = dt.datetime(2026, 1, 1)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    cables = int(sys.argv[2]) if len(sys.argv) > 2 else CABLES
    folder = Path(tempfile.mkdtemp(prefix="cablelake-daily-"))
    try:
        deliveries = write(folder / "inbox", runs, cables)
        feed(folder / "fed", deliveries)
        with Lake.open(folder / "whole") as lake:
            load(lake, deliveries, 0)
        found = {name: measure(folder / name) for name in ("fed", "whole")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    slowdown = {name: found["fed"]["views"][name] / time for name, time in found["whole"]["views"].items()}
    figures = {
        "runs": runs,
        "cables": cables,
        "files": [found[name]["files"] for name in found],
        "megabytes": [round(found[name]["bytes"] / 1e6, 1) for name in found],
        "times_size": round(found["fed"]["bytes"] / found["whole"]["bytes"], 2),
        "seconds_of_all_views": [round(sum(found[name]["views"].values()), 2) for name in found],
        "times_view_median": round(statistics.median(slowdown.values()), 2),
        "times_view_worst": round(max(slowdown.values()), 2),
    }
    for name, value in figures.items():
        print(f"{name}: {value}")
    store("daily", figures)


def write(folder: Path, runs: int, cables: int) -> list[Path]:
    """A cables.csv for each run."""
    folder.mkdir()
    documents = stream("cables-csv", runs * cables)
    paths = []
    for number in range(runs):
        paths.append(folder / f"{number:03}.csv")
        paths[-1].write_bytes(b"".join(one.data for one in itertools.islice(documents, cables)))
    return paths


def feed(place: Path, deliveries: list[Path], week: int = WEEK) -> None:
    """A run a delivery and day, each in a lake opened anew as a scheduled one does."""
    began = time.monotonic()
    for number, delivery in enumerate(deliveries, 1):
        with Lake.open(place) as lake:
            load(lake, [delivery], number)
            if number % week == 0 or number == len(deliveries):
                maintain(lake)
                print(f"{number} runs, {time.monotonic() - began:.0f} s", flush=True)
        pass_a_day(place)


def pass_a_day(place: Path) -> None:
    """Make a lake that is not open a day older, by all that its catalog and files say of times."""
    with closing(sqlite3.connect(place / "catalog.sqlite", isolation_level=None)) as catalog:
        for table, column in (
            ("ducklake_snapshot", "snapshot_time"),
            ("ducklake_files_scheduled_for_deletion", "schedule_start"),
        ):
            earlier = f"datetime(substr({column}, 1, 19), '-1 day') || '+00'"
            catalog.execute(f"UPDATE {table} SET {column} = {earlier}")  # noqa: S608  constant names
    for path in (place / "data").rglob("*.parquet"):
        times = path.stat()
        os.utime(path, (times.st_atime, times.st_mtime - 86_400))


def load(lake: Lake, deliveries: Iterable[Path], number: int) -> None:
    """Take files into a lake in one run, without Prefect."""
    started = _BEGAN + dt.timedelta(days=number)
    plan = make_plan(lake, [str(path) for path in deliveries], f"run-{number:03}", started)
    staged = [stage_shard(job) for job in plan.jobs]
    steps.commit_run(lake, plan, staged)
    shutil.rmtree(plan.jobs[0].plan.parent)


def measure(place: Path) -> dict[str, dict[str, float] | float]:
    """Files and bytes of a lake's data, and seconds of each view on it."""
    data = [path.stat().st_size for path in (place / "data").rglob("*.parquet")]
    with Lake.open(place, read_only=True) as lake:
        times = {view.name: min(view_time(lake.connection, view.name)[0] for _ in range(5)) for view in views()}
    return {"files": len(data), "bytes": sum(data), "views": times}


if __name__ == "__main__":
    main()
