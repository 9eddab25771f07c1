"""The lake in the states in which clients read it, and the rows that they should find."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.clients.matrix import Part
from benchmarks.clients.readers.rows import row_texts
from schemas.tables import TABLES
from warehouse.connection import identifier
from warehouse.lake import Lake

SAMPLE = Path(__file__).parents[2] / "sample" / "cables"
_CHANGED = 150
_SOME_DOCUMENTS_QUARANTINED = 3

# the macros of the published file, asked about what the sample holds
_MACROS = {
    "cable(id)": "FROM cable((SELECT min(cable_id) FROM cables WHERE post = 'DAKAR'))",
    "thread_of(id)": "FROM thread_of((SELECT min(cable_id) FROM thread_members))",
    "similar_to(id)": "FROM similar_to((SELECT min(cable_id) FROM cables WHERE post = 'DAKAR'))",
    "mentions(term)": "FROM mentions('government')",
    "word_trend(term)": "FROM word_trend('government')",
    "timeline(tag)": "FROM timeline('ECON')",
    "between(a, b)": """FROM "between"('DAKAR', 'MOSCOW')""",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A table, view or macro: how to ask for it, the names and types of its columns, and its rows as sorted texts."""

    sql: str
    columns: tuple[tuple[str, str], ...]
    rows: list[str]


def states(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and folder of the lake in each state; the next one follows when its readers are done."""
    lake = folder / "lake"
    _cablelake("ingest", str(SAMPLE), "--lake", str(lake))
    yield "one ingest", lake
    _cablelake("ingest", str(second_delivery(lake, folder / "second")), "--lake", str(lake))
    yield "a second delivery", lake
    _cablelake("maintain", "--keep-days", "0", "--grace-days", "0", "--lake", str(lake))
    yield "maintain", lake
    moved = lake.rename(folder / "moved")
    _cablelake("maintain", "--lake", str(moved))
    yield "a move", moved


def second_delivery(lake: Path, folder: Path) -> Path:
    """Later copies of telegrams of a lake, with a sentence more; they supersede what the lake holds."""
    folder.mkdir()
    with Lake.open(lake, read_only=True) as opened:
        rows = opened.connection.execute(
            "SELECT c.cable_id, d.raw FROM cables c JOIN documents d USING (document_id) "
            "WHERE c.format = 'telegram' AND NOT c.is_partial ORDER BY hash(c.cable_id) LIMIT ?",
            [_CHANGED],
        ).fetchall()
    for cable_id, raw in rows:
        (folder / f"{cable_id}.txt").write_bytes(
            raw.rstrip() + b"\nA later copy of this telegram ends with this line.\n"
        )
    return folder


def expected(lake: Path) -> dict[Part, dict[str, Expected]]:
    """What is in each part of the lake, as the engine of this version of cablelake reads it."""
    with Lake.open(lake, read_only=True) as opened:
        tables = {name: _read(opened.connection, f"FROM {identifier(name)}") for name in TABLES}
    with duckdb.connect(str(lake / "warehouse.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal "
            "ORDER BY ALL"
        ).fetchall()
        asked = {name: f"FROM {identifier(name)}" for (name,) in names} | _MACROS
        published = {name: _read(connection, sql) for name, sql in asked.items()}
    return {"warehouse": published, "lake": tables, "files": tables}


def _read(connection: duckdb.DuckDBPyConnection, source: str) -> Expected:
    shape = connection.execute(f"DESCRIBE {source}").fetchall()
    columns = tuple((name, kind) for name, kind, *_ in shape)
    sql = f"SELECT {', '.join(identifier(name) for name, _ in columns)} {source}"
    rows = row_texts(connection.execute(sql).fetchall(), [kind for _, kind in columns])
    return Expected(sql, columns, rows)


def _cablelake(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("cablelake")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, _SOME_DOCUMENTS_QUARANTINED):
        raise RuntimeError(f"cablelake {arguments[0]}: {done.stderr.strip()}")
