"""docs/performance.md from benchmarks/figures.json and the hand-written part below it (benchmarks/performance.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
FIGURES = _HERE / "figures.json"
PAGE = _HERE.parent / "docs" / "performance.md"
EXPLANATION = _HERE / "performance.md"

_STEPS = ("discover", "parse", "commit", "publish", "search", "check", "all")


def write_page() -> None:
    """Write the page anew."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    PAGE.write_text(page(figures), encoding="utf-8")


def page(figures: dict[str, Any]) -> str:
    """The page's text: figures of the last whole measurement, then what they mean."""
    full = figures["full"]
    machine = full["machine"]
    more = full.get("more", {}).get("cables", 0)
    runs = {name: label.format(more=more) for name, label in _RUNS.items() if name in full}
    parts = [
        "# Performance",
        "",
        "Written by `make bench` from benchmarks/figures.json; the end, which explains them, is written by hand.",
        "`make bench-quick` shows what has become slower since these figures were measured.",
        "",
        f"Measured with {full['cables']:,} invented cables: {full['megabytes']:,.0f} MB of cables.csv, with the posts,",
        "years and lengths of the 1966-2010 release. The machine: "
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB of memory,",
        f"Python {machine['python']}, DuckDB {machine['duckdb']}; its load by other work before this began was "
        f"{machine['load_before']}. Where that is not near 0,",
        "wall times say little, CPU times and ratios more.",
        "",
        "## Ingest, beside copying the same data",
        "",
        f"DuckDB copies this cables.csv as it is to zstd Parquet in {full['copy']['seconds']} s "
        f"({full['copy']['cpu_seconds']} s of CPU time, {full['copy']['megabytes_per_second']} MB/s).",
        "",
        *_table(
            ("run", "seconds", "CPU seconds", "CPU ms a cable", "times the copy", "the same in CPU time", "peak MB"),
            (_row(full, name, label) for name, label in runs.items()),
        ),
        "",
        "Seconds of each step, as the runs report them:",
        "",
        *_table(
            ("run", *_STEPS),
            (
                (label, *(full[name]["steps"].get(step, "") for step in _STEPS))
                for name, label in runs.items()
                if "steps" in full[name]
            ),
        ),
        "",
        "## Forms",
        "",
        *_table(
            ("form", "MB of telegram text", "CPU seconds", "CPU seconds a MB", "seconds of parsing"),
            (
                (name, f["text_megabytes"], f["cpu_seconds"], f["cpu_per_text_megabyte"], f["steps"].get("parse", ""))
                for name, f in full.get("formats", {}).items()
            ),
        ),
        "",
        *(_queries(full["queries"]) if "queries" in full else ()),
        EXPLANATION.read_text("utf-8").strip(),
        "",
    ]
    return "\n".join(parts)


def _queries(found: dict[str, Any]) -> list[str]:
    on_lake = found["headlines_on_the_lake_ms"]
    shown = {**found["slowest_ms"], **found["headlines_ms"]}
    return [
        "## Queries",
        "",
        f"Of {found['views']} views on `warehouse.duckdb`, read whole, the median takes {found['median_ms']} ms.",
        "The slowest and the headline views:",
        "",
        *_table(
            ("view", "ms on warehouse.duckdb", "ms on the lake"),
            ((name, ms, on_lake.get(name, "")) for name, ms in shown.items()),
        ),
        "",
    ]


_RUNS = {
    "ingest": "all cables, into a new lake",
    "nothing_new": "the same again: nothing new",
    "more": "{more:,} more cables into that lake",
    "a_tenth": "a tenth of the cables, new lake",
    "a_tenth_on_one_core": "the same on one core",
    "nothing_new_in_1300_files": "nothing new in 1,300 files",
}


def _row(full: dict[str, Any], name: str, label: str) -> Sequence[Any]:
    run = full[name]
    return (
        label, run["seconds"], run["cpu_seconds"], run["cpu_ms_per_cable"], run.get("times_copy", ""),
        run.get("times_copy_cpu", ""), run["peak_mb"],
    )  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]


if __name__ == "__main__":
    write_page()
