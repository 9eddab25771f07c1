"""What a command costs: wall time, CPU time and peak memory of it and all processes it starts; and the yardstick."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import threading
import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall and CPU time, and the most memory (MB) that all processes held together at one time."""

    wall: float
    cpu: float
    memory: float
    output: str = ""


def run(arguments: Sequence[str], environment: dict[str, str] | None = None, cores: Set[int] = frozenset()) -> Cost:
    """Run a command to its end, on certain cores where they are given. Raises RuntimeError where it fails.

    Exit code 3 (something was quarantined) is no failure.
    """
    started = time.monotonic()
    # what compiles its imports anew at each start is not what users have
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    process = subprocess.Popen(  # noqa: S603  commands of this package
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=pin,  # noqa: PLW1509
        env={**inherited, **(environment or {})},
    )  # fmt: skip
    watcher = _Watcher(process.pid)
    watcher.start()
    before = os.times()
    output, errors = process.communicate()
    after = os.times()
    wall = time.monotonic() - started
    watcher.join()
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(arguments)}: exit code {process.returncode}: {errors.strip()[-2000:]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Cost(wall, cpu, watcher.peak / 1e6, output)


def copy(table: Path, target: Path, threads: int = 2, times: int = 3) -> Cost:
    """The yardstick: DuckDB reads the rows of a cables.csv and writes them as they are to zstd Parquet; the median.

    In this process, so that starting one does not count.
    """
    found = [_copy(table, target, threads) for _ in range(times)]
    return Cost(statistics.median(wall for wall, _ in found), statistics.median(cpu for _, cpu in found), 0)


def _copy(table: Path, target: Path, threads: int) -> tuple[float, float]:
    columns = dict.fromkeys("abcdefgh", "VARCHAR")
    with duckdb.connect(config={"threads": str(threads)}) as connection:
        wall, cpu = time.monotonic(), time.process_time()
        connection.execute(
            f"""
            COPY (
                FROM read_csv(?, header=false, auto_detect=false, delim=',', quote='"', escape='\\', columns={columns})
            ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
            """,  # constant but for the path
            [str(table)],
        )
        return time.monotonic() - wall, time.process_time() - cpu


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    model = platform.processor()
    memory = 0
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    for line in Path("/proc/meminfo").read_text("utf-8").splitlines():
        if line.startswith("MemTotal"):
            memory = round(int(line.split()[1]) / 1e6)
    return {
        "processor": model,
        "cores": os.cpu_count() or 1,
        "memory_gb": memory,
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "load_before": round(os.getloadavg()[0], 1),
    }


class _Watcher(threading.Thread):
    """Looks every fifth of a second how much memory a process and its descendants hold; shared pages count once."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.peak = 0

    def run(self) -> None:
        while held := sum(map(_held, _family(self._process))):
            self.peak = max(self.peak, held)
            time.sleep(0.2)


def _family(process: int) -> list[int]:
    """A process and its descendants."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text("ascii").split())
            except OSError:
                continue
    return found


def _held(process: int) -> int:
    """Bytes of memory of a process, shared pages divided among those who share them; 0 where it has ended."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
