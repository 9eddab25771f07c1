"""`make bench`: what ingest, publishing and queries cost beside copying the same data.

`python -m benchmarks.speed [CABLES] [FOLDER]` writes invented cables into FOLDER, measures, and puts the figures into
benchmarks/figures.json under "full" and docs/performance.md in order. The yardstick is DuckDB copying the same
cables.csv to zstd Parquet as it is; it is measured beside each ingest, so that ratios hold on a busy machine as well.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.corpus.stream import write_archive, write_folder, write_table
from benchmarks.measure import Cost, copy, machine, run
from benchmarks.speed_page import FIGURES, write_page
from benchmarks.warehouse import view_time, view_times
from warehouse.lake import Lake

CABLES = 25_000
NEW = 1_000  # fewer where that is more than a fifth of the lake
FILES = 1_300
_NEW_SERIALS = 60_000  # beyond those of the release, so that no cable comes twice
HEADLINES = ("tag_frequencies", "classification_counts", "topic_timelines")

Figures = dict[str, Any]


def main() -> None:
    cables = int(sys.argv[1]) if len(sys.argv) > 1 else CABLES
    keep = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    folder = keep or Path(tempfile.mkdtemp(prefix="cablelake-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(folder, cables)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        write_page()


def store(name: str, figures: Figures) -> None:
    """Put figures beside the others in benchmarks/figures.json."""
    stored = json.loads(FIGURES.read_text("utf-8")) if FIGURES.is_file() else {}
    stored[name] = figures
    FIGURES.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path, cables: int) -> None:
    """All figures of one size, each told and stored when it is there."""
    table, lake = folder / "cables.csv", folder / "lake"
    figures: Figures = {"machine": machine(), "cables": cables}

    def tell(name: str, value: Any) -> None:
        figures[name] = value
        store("full", figures)
        print(f"{time.strftime('%H:%M:%S')} {name}: {json.dumps(value)}", flush=True)

    megabytes = write_table(table, cables) / 1e6
    tell("megabytes", round(megabytes, 1))
    yardstick = copy(table, folder / "copy.parquet")
    tell(
        "copy",
        {
            "seconds": round(yardstick.wall, 2),
            "cpu_seconds": round(yardstick.cpu, 2),
            "megabytes_per_second": round(megabytes / yardstick.wall, 1),
        },
    )
    whole = ingest(lake, table)
    tell("ingest", {**_shown(whole, cables, yardstick), "steps": _steps(whole)})
    tell("nothing_new", _shown(ingest(lake, table), cables, yardstick))
    more = folder / "more.csv"
    new = min(NEW, cables // 5)
    write_table(more, new, seed=2, first_serial=_NEW_SERIALS)
    added = ingest(lake, more)
    tell("more", {**_shown(added, new), "cables": new, "steps": _steps(added)})
    tell("queries", queries(lake))
    shutil.rmtree(lake)

    tenth = folder / "tenth.csv"
    write_table(tenth, cables // 10)
    small = ingest(lake, tenth)
    tell("a_tenth", {**_shown(small, cables // 10, copy(tenth, folder / "copy.parquet")), "steps": _steps(small)})
    shutil.rmtree(lake)
    one_core = ingest(lake, tenth, cores={0})
    tell("a_tenth_on_one_core", {**_shown(one_core, cables // 10), "steps": _steps(one_core)})
    shutil.rmtree(lake)

    tell("formats", formats(folder, cables // 10, small))
    few = folder / "few"
    write_folder(few, "telegram", FILES)
    ingest(lake, few)
    tell("nothing_new_in_1300_files", _shown(ingest(lake, few), FILES))


def ingest(lake: Path, source: Path, cores: set[int] | None = None) -> Cost:
    """The whole command, a temporary Prefect server included."""
    command = [sys.executable, "-m", "flows.cli", "ingest", str(source), "--lake", str(lake), "--json"]
    return run(command, cores=cores or set())


def formats(folder: Path, cables: int, table: Cost) -> Figures:
    """Seconds of parsing a megabyte of telegram text in each form, beside those of cables.csv."""
    found: Figures = {}
    lake = folder / "formats"
    sources = {
        "wikileaks-html in a tar": folder / "pages.tar",
        "telegram files": folder / "texts",
        "nara in a tar": folder / "nara.tar",
    }
    write_archive(sources["wikileaks-html in a tar"], "wikileaks-html", cables)
    write_folder(sources["telegram files"], "telegram", cables)
    write_archive(sources["nara in a tar"], "nara", cables)
    shutil.rmtree(lake, ignore_errors=True)
    for name, source in {"cables-csv": folder / "tenth.csv", **sources}.items():
        cost = ingest(lake, source)
        with duckdb.connect(str(lake / "warehouse.duckdb"), read_only=True) as connection:
            ((size,),) = connection.execute("SELECT sum(strlen(header) + strlen(body)) / 1e6 FROM texts").fetchall()
        found[name] = {**_shown(cost, cables), "text_megabytes": round(size, 1), "steps": _steps(cost)}
        found[name]["cpu_per_text_megabyte"] = round(cost.cpu / size, 3)
        shutil.rmtree(lake)
    return found


def queries(lake: Path) -> Figures:
    """Milliseconds of every view on the published file, and of the headline views on the lake."""
    published = {name: round(seconds * 1000, 1) for name, (seconds, _) in view_times(lake / "warehouse.duckdb").items()}
    with Lake.open(lake, read_only=True) as opened:
        on_lake = {name: round(view_time(opened.connection, name)[0] * 1000, 1) for name in HEADLINES}
    slowest = sorted(published.items(), key=lambda item: -item[1])[:5]
    return {
        "views": len(published),
        "median_ms": round(statistics.median(published.values()), 1),
        "slowest_ms": dict(slowest),
        "headlines_ms": {name: published[name] for name in HEADLINES},
        "headlines_on_the_lake_ms": on_lake,
    }


def _shown(cost: Cost, cables: int, yardstick: Cost | None = None) -> Figures:
    shown: Figures = {
        "seconds": round(cost.wall, 2),
        "cpu_seconds": round(cost.cpu, 2),
        "peak_mb": round(cost.memory),
        "cpu_ms_per_cable": round(cost.cpu / cables * 1000, 3),
    }
    if yardstick:
        shown["times_copy"] = round(cost.wall / yardstick.wall, 2)
        shown["times_copy_cpu"] = round(cost.cpu / yardstick.cpu, 2)
    return shown


def _steps(cost: Cost) -> dict[str, float]:
    """Seconds of each step as the run itself reports them."""
    return {name: round(seconds, 2) for name, seconds in json.loads(cost.output)["seconds"].items()}


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).parents[1]))
    main()
