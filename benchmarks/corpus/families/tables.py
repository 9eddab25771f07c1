"""The rows of cables.csv as other programs save them: other delimiters, quotes, times, orders and formats."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus.carriers import page_classification
from benchmarks.corpus.facts import Facts, truth
from benchmarks.corpus.families.file import File, telegrams
from benchmarks.corpus.telegram import choose_style, print_cable

ROWS = 4
NAMES = ("id", "date", "refid", "origin", "classification", "references", "header", "body")
TIMES = {
    "american": "{0.month}/{0.day}/{0:%Y} {0.hour}:{0:%M}",
    "iso": "{:%Y-%m-%d %H:%M:%S}",
    "dots": "{:%d.%m.%Y %H:%M}",
}

Row = dict[str, str]


def files(seed: int) -> Iterator[File]:
    """One file of each shape, four rows in each."""
    drawn = telegrams(2002, 2009, ROWS * len(SHAPES), seed + 1, "stories")
    rng = random.Random(f"{seed} tables")
    for name, (write, times) in SHAPES.items():
        made = [_row(number, next(drawn), times, rng) for number in range(1, ROWS + 1)]
        yield File(f"tables/{name}", write([row for row, _ in made]), tuple(values for _, values in made))


def _row(number: int, facts: Facts, times: str, rng: random.Random) -> tuple[Row, dict[str, Any]]:
    printed = print_cable(facts, choose_style(facts, rng, disturbed=False, damaged_level=False), rng)
    references = "|".join(reference.target for reference in facts.references if reference.target)
    row = dict(
        zip(
            NAMES,
            (
                str(number),
                TIMES[times].format(facts.sent),
                facts.cable_id,
                facts.station.origin,
                page_classification(facts),
                references,
                printed.header,
                printed.body,
            ),
            strict=True,
        )
    )
    values = truth(facts, "cables-csv", **printed.changed)
    return row, values | {
        "created_at": f"{facts.sent:%Y-%m-%dT%H:%M}:00Z",
        "created_precision": "minute",
        "source_id": str(number),
    }


def _semicolons(rows: list[Row]) -> bytes:
    """As a spreadsheet saves it: quotes only where needed, semicolons, no names."""
    return _csv([list(row.values()) for row in rows], delimiter=";")


def _of_pandas(rows: list[Row]) -> bytes:
    """A line of names, and the number of each row before it."""
    numbered = [[str(number), *row.values()] for number, row in enumerate(rows)]
    return _csv([["", *NAMES], *numbered])


def _tabs(rows: list[Row]) -> bytes:
    """Tabs, the columns in another order with their names."""
    order = ("refid", "body", "header", "date", "classification", "origin", "references", "id")
    return _csv([list(order), *([row[name] for name in order] for row in rows)], delimiter="\t")


def _json_lines(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _parquet(rows: list[Row]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def _csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


# file -> what writes it, and the form of its times
SHAPES = {
    "semicolons.csv": (_semicolons, "dots"),
    "pandas.csv": (_of_pandas, "iso"),
    "tabs.tsv": (_tabs, "american"),
    "rows.jsonl": (_json_lines, "iso"),
    "rows.parquet": (_parquet, "iso"),
}
