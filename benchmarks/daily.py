"""Whether a lake fed by small daily runs for a year stays as quick and small as one that was loaded at once.

`python -m benchmarks.daily [DAYS] [CABLES]` lets an inbox grow for so many days (365) by so many cables a day (40), in
the order of their dates, and runs a whole ingest of the inbox each day: parse, commit, publish, index, check. As in
real life, some days bring nothing, some files come again under another name, some cables come corrected or late, and
some files are cut off and come whole later. Maintenance with its defaults follows every seventh day and the last. Days
pass by setting back the times in the catalog and of the files, so that maintenance keeps what its retention and grace
ask for.

Another lake takes the same inbox in one run. Printed are the processor seconds of a run, the data files and the bytes
of each part of the lake, by quarter; then files, bytes, and the least time of five of every view of both lakes. The
figures go into benchmarks/figures.json under "daily".
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.stream import stream
from benchmarks.speed import store
from benchmarks.warehouse import view_time
from pipeline import steps
from pipeline.ingest import Request, ingest
from pipeline.plan import make_plan
from pipeline.staging import stage_shard
from pipeline.writer_lock import write_lock
from warehouse.lake import Lake, Place
from warehouse.maintenance import maintain
from warehouse.views import only_published, views

DAYS, CABLES = 365, 40
WEEK, QUARTER = 7, 91
_BEGAN = dt.datetime(2026, 1, 1)
_SEED = 20261130
# how often a day is of a kind
_NONE, _REPEATED, _CORRECTED, _LATE, _CUT_OFF = 0.15, 0.1, 0.1, 0.1, 0.05


def main() -> None:
    days = int(sys.argv[1]) if len(sys.argv) > 1 else DAYS
    cables = int(sys.argv[2]) if len(sys.argv) > 2 else CABLES
    folder = Path(tempfile.mkdtemp(prefix="cablelake-daily-"))
    try:
        curve = feed(folder / "fed", folder / "inbox", year(days, cables))
        processor_seconds()
        ingest(Request((str(folder / "inbox"),), str(folder / "whole")), tell=_silent)
        at_once = processor_seconds()
        found = {name: measure(folder / name) for name in ("fed", "whole")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    slowdown = {name: found["fed"].views[name] / time for name, time in found["whole"].views.items()}
    figures = {
        "days": days,
        "cables": cables,
        "quarters": curve,
        "processor_seconds_at_once": round(at_once, 1),
        "cables_in_each": [found[name].cables for name in found],
        "files": [found[name].files for name in found],
        "megabytes": [round(found[name].bytes / 1e6, 1) for name in found],
        "times_size": round(found["fed"].bytes / found["whole"].bytes, 2),
        "seconds_of_all_views": [round(sum(found[name].views.values()), 2) for name in found],
        "times_view_median": round(statistics.median(slowdown.values()), 2),
        "times_view_worst": round(max(slowdown.values()), 2),
    }
    for name, value in figures.items():
        print(f"{name}: {value}")
    store("daily", figures)


def _silent(line: str) -> None:
    """Take no notice of what a run says."""


Delivery = dict[str, bytes]


def year(days: int, cables: int) -> Iterator[Delivery]:
    """The files of each day, a cables.csv each, by name."""
    chance = random.Random(_SEED)
    rows = (document.data for document in stream("cables-csv", days * cables))
    sent: list[bytes] = []
    waiting: dict[int, Delivery] = {}
    for day in range(days):
        files = waiting.pop(day, {})
        if chance.random() < _NONE:
            yield files
            continue
        new = list(itertools.islice(rows, cables))
        if chance.random() < _LATE:
            later = day + chance.randint(3, 40)
            waiting.setdefault(later, {})[f"{day:03}-late.csv"] = b"".join(new[::2])
            new = new[1::2]
        whole = b"".join(new)
        if chance.random() < _CUT_OFF:
            waiting.setdefault(day + 2, {})[f"{day:03}-whole.csv"] = whole
            whole = whole[: len(whole) * 2 // 3]
        files[f"{day:03}.csv"] = whole
        if sent and chance.random() < _REPEATED:
            files[f"{day:03}-again.csv"] = chance.choice(sent)
        if sent and chance.random() < _CORRECTED:
            files[f"{day:03}-corrected.csv"] = _corrected(chance.choice(sent))
        sent.append(b"".join(new))
        yield files


def _corrected(table: bytes) -> bytes:
    """The first row of a table with a line added to its text."""
    row = table[: table.index(b'"\n') + 2]
    return row.removesuffix(b'"\n') + b'\nCORRECTED COPY"\n'


def feed(place: Path, inbox: Path, days: Iterable[Delivery], week: int = WEEK) -> list[dict[str, object]]:
    """Ingest an inbox that grows by the files of a day, every day; return what each quarter was like."""
    inbox.mkdir()
    temporary = _entries(Path(tempfile.gettempdir()))
    curve: list[dict[str, object]] = []
    seconds: list[float] = []
    number = 0
    for number, files in enumerate(days, 1):
        for name, data in files.items():
            (inbox / name).write_bytes(data)
        processor_seconds()
        ingest(Request((str(inbox),), str(place)), tell=_silent)
        seconds.append(processor_seconds())
        if number % week == 0:
            _maintain(place)
        pass_a_day(place)
        if number % QUARTER == 0:
            curve.append(_described(place, seconds, len(_entries(Path(tempfile.gettempdir())) - temporary)))
            print(curve[-1], flush=True)
            seconds = []
    if number % week:
        _maintain(place)
        pass_a_day(place)
    return curve


def _described(place: Path, seconds: list[float], left_behind: int) -> dict[str, object]:
    sizes = {
        "data": _bytes((place / "data").rglob("*.parquet")),
        "catalog": _bytes(place.glob("catalog.sqlite*")),
        "warehouse": _bytes([place / "warehouse.duckdb"]),
        "search": _bytes((place / "search").rglob("*")),
        "staging": _bytes((place / "staging").rglob("*")),
    }
    return {
        "processor_seconds_median": round(statistics.median(seconds), 2),
        "processor_seconds_most": round(max(seconds), 2),
        "data_files": sum(1 for _ in (place / "data").rglob("*.parquet")),
        "megabytes": {name: round(size / 1e6, 1) for name, size in sizes.items()},
        "left_in_temp": left_behind,
    }


def _maintain(place: Path) -> None:
    with write_lock(Place.of(str(place)), _silent), Lake.open(place) as lake:
        maintain(lake)


def _entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _bytes(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _processor_clock() -> Callable[[], float]:
    """A function that gives the processor seconds of this process and its ended children since its last call."""
    last = 0.0

    def elapsed() -> float:
        nonlocal last
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        now = sum(usage.ru_utime + usage.ru_stime for usage in used)
        passed, last = now - last, now
        return passed

    return elapsed


processor_seconds = _processor_clock()


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
    """Take files into a lake in one run, without publishing."""
    started = _BEGAN + dt.timedelta(days=number)
    plan = make_plan(lake, [str(path) for path in deliveries], f"run-{number:03}", started)
    staged = [stage_shard(job) for job in plan.jobs]
    steps.commit_run(lake, plan, staged)
    shutil.rmtree(plan.jobs[0].plan.parent)


@dataclass(frozen=True, slots=True)
class Measured:
    """A lake's cables, data files and their bytes, and seconds of each view on it."""

    cables: int
    files: int
    bytes: int
    views: dict[str, float]


def measure(place: Path) -> Measured:
    """Measure a lake, each view five times."""
    data = [path.stat().st_size for path in (place / "data").rglob("*.parquet")]
    with Lake.open(place, read_only=True) as lake:
        names = [view.name for view in views() if view.name not in only_published()]
        times = {name: min(view_time(lake.connection, name)[0] for _ in range(5)) for name in names}
        return Measured(lake.count("cables"), len(data), sum(data), times)


if __name__ == "__main__":
    main()
