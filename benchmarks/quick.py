"""`make bench-quick`: where a change made things slower, in about a minute; a report, never a failure.

Every step works on the same few cables within one process and is given as CPU time beside that of DuckDB copying the
same cables.csv, which hardly depends on what else the machine does. `--keep` makes the figures the ones to compare
with (benchmarks/figures.json, "quick").
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.corpus.stream import write_table
from benchmarks.measure import copy, machine
from benchmarks.speed import store
from benchmarks.speed_page import FIGURES
from pipeline.discover import Piece, Shard
from pipeline.reading import batches, documents, read_cables
from pipeline.staging import Job, stage_shard
from warehouse.checks import run_checks
from warehouse.commit import Run, commit
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.search_index import update

CABLES = 1_500
SLOWER = 1.25  # differences below this are noise

Made = TypeVar("Made")
_RECEIVED = dt.datetime(2026, 1, 1)


def measure(folder: Path) -> dict[str, float]:
    """CPU seconds of each step."""
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Made]) -> Made:
        started = time.process_time()
        made = work()
        seconds[name] = time.process_time() - started
        return made

    folder.mkdir()
    table = folder / "cables.csv"
    write_table(table, CABLES)
    seconds["copy"] = copy(table, folder / "copy.parquet", threads=1, times=5).cpu
    shard = Shard(0, (Piece("cables.csv", str(table)),), table.stat().st_size)
    raw = timed("read", lambda: list(documents(shard.pieces)))
    timed("parse", lambda: [read_cables(batch) for batch in batches(raw)])
    staged = timed("stage", lambda: stage_shard(Job(shard.save(folder), folder / "staged", "run", _RECEIVED)).folder)
    with Lake.open(folder / "lake") as lake:
        timed("commit", lambda: commit(lake, Run("run", _RECEIVED), [staged]))
        timed("publish", lambda: publish(lake))
        timed("index", lambda: update(lake))
        timed("check", lambda: run_checks(lake))
    return seconds


def compare(ratios: dict[str, float], before: dict[str, float]) -> list[str]:
    """A line a step: its ratio to the copy now and then, and what got slower."""
    lines = []
    for name, ratio in ratios.items():
        then = before.get(name)
        change = ratio / then if then else 1.0
        verdict = "slower" if change > SLOWER else "faster" if change < 1 / SLOWER else "as before"
        lines.append(f"{name:10} {ratio:8.2f} times the copy, was {then or 0:8.2f}: {verdict} ({change:.2f})")
    return lines


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="cablelake-bench-"))
    try:
        times = 3 if "--keep" in sys.argv else 1
        found = [measure(folder / str(n)) for n in range(times)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = {name: statistics.median(one[name] for one in found) for name in found[0]}
    ratios = {name: round(value / seconds["copy"], 2) for name, value in seconds.items() if name != "copy"}
    stored = json.loads(FIGURES.read_text("utf-8")).get("quick", {}) if FIGURES.is_file() else {}
    print(f"{CABLES:,} cables, copied in {seconds['copy']:.3f} s of CPU time")
    print("\n".join(compare(ratios, stored.get("times_copy_cpu", {}))))
    if "--keep" in sys.argv:
        store("quick", {"machine": machine(), "cables": CABLES, "times_copy_cpu": ratios})


if __name__ == "__main__":
    main()
