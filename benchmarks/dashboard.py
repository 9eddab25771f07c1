"""How long readers of the pages wait, for one at a time and for ten at once.

`python -m benchmarks.dashboard FILE` serves the lake of a warehouse file (benchmarks.warehouse makes one of the size of
the 1966-2010 release, without a search index) and prints, in milliseconds, for every kind of page: until its first
content, on a server that has not shown it yet (new: no answer is kept for these filters), until its end, and both when
it is asked for again; then the 95th percentile of the first content with ten readers, each on pages of its own choice.
"""

from __future__ import annotations

import random
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.browser.browser import serving

READERS, EACH = 10, 30


class Waited(NamedTuple):
    """Milliseconds until the first content and until the end."""

    first: float
    whole: float


def ask(address: str) -> Waited:
    start = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        answer.read(1)
        first = time.perf_counter() - start
        answer.read()
    return Waited(1000 * first, 1000 * (time.perf_counter() - start))


def kinds(warehouse: Path) -> dict[str, list[str]]:
    """For each kind of page some addresses."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def listed(sql: str) -> list[str]:
            return [str(value) for (value,) in connection.execute(sql).fetchall()]

        cables = listed("SELECT cable_id FROM cables USING SAMPLE reservoir(40 ROWS) REPEATABLE (7)")
        posts = listed("SELECT post FROM cables GROUP BY post ORDER BY count(*) DESC LIMIT 20")
        tags = listed("SELECT tag FROM tag_frequencies WHERE kind <> 'person' ORDER BY cables DESC LIMIT 20")
        threads = listed("SELECT thread_id FROM threads WHERE cables < 100 LIMIT 10")
    found = {name or "overview": [name, *(f"{name}?post={post}" for post in posts)]
             for name in ("", "topics", "posts", "secrecy", "network", "trust", "cables")}  # fmt: skip
    if (warehouse.parent / "search").is_dir():
        words = ("minister", "%22human+r*%22", "gas+transit", "embassy+-minister", "trade+OR+visa", "report*")
        found["search"] = [f"cables?q={word}&post={post}" for post in posts[:4] for word in words]
        found["search"] += [f"cables?q={word}" for word in words]
    things = (("cable", cables), ("post", posts), ("tag", tags), ("thread", threads))
    return found | {kind: [f"{kind}/{name}" for name in names] for kind, names in things if names}


def main(warehouse: Path) -> None:
    pages = kinds(warehouse)
    with serving(warehouse) as server:
        time.sleep(8)  # until it has the pages without a filter ready
        print(f"{'page':10} {'new, first':>12} {'whole':>8} {'again, first':>13} {'whole':>8}   medians in ms")
        for kind, addresses in pages.items():
            rounds = [[ask(f"{server}/{address}") for address in addresses[:12]] for _ in range(2)]
            middle = [sorted(values)[len(values) // 2] for found in rounds for values in zip(*found, strict=True)]
            print(f"{kind:10} {middle[0]:12.0f} {middle[1]:8.0f} {middle[2]:13.0f} {middle[3]:8.0f}", flush=True)
        every = [address for addresses in pages.values() for address in addresses]

        def read(reader: int) -> list[float]:
            chosen = random.Random(reader).choices(every, k=EACH)
            return [ask(f"{server}/{address}").first for address in chosen]

        with ThreadPoolExecutor(READERS) as pool:
            waited = sorted(first for found in pool.map(read, range(READERS)) for first in found)
        print(f"{READERS} readers at once: first content after {waited[len(waited) // 2]:.0f} ms, "
              f"95th percentile {waited[len(waited) * 95 // 100]:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
