"""The data dictionary: every table and column in words, written from their definitions.

`python -m schemas.dictionary docs/data-dictionary.md` rewrites the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from schemas.columns import Column
from schemas.derived import sql_type
from schemas.tables import (
    DERIVED_TABLES,
    DIMENSION_TABLES,
    LEDGER_TABLES,
    PARSED_TABLES,
    PROPERTIES,
    TOPIC_TABLES,
    Table,
)

_GROUPS = (
    ("Cables", "What was read in the current document of each cable.", PARSED_TABLES),
    (
        "Topics",
        "What the texts are about; empty until `cablelake topics train` has run.",
        TOPIC_TABLES,
    ),
    ("Ledger", "Every document as received, and what became of it.", (*LEDGER_TABLES, PROPERTIES)),
    (
        "Texts",
        "What is counted and compared in the texts when a lake is published; in `warehouse.duckdb` only.",
        DERIVED_TABLES,
    ),
    ("Vocabularies", "The words of the field, loaded from `schemas/seeds`.", DIMENSION_TABLES),
)


def data_dictionary() -> str:
    """The data dictionary as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written by `python -m schemas.dictionary docs/data-dictionary.md` from `schemas/`; do not edit."
    yield ""
    yield "The same words are comments in the lake and in `warehouse.duckdb`: `SELECT * FROM duckdb_columns()`."
    yield "Times are UTC. `references` is a word of SQL: put it in double quotes. `documents.raw` and `month` are"
    yield "in the lake and its plain Parquet files only. In a lake by month, files by `year`, `post` are by `year`,"
    yield "`month`, `post`."
    for title, meaning, tables in _GROUPS:
        yield from ("", f"## {title}", "", meaning)
        for table in tables:
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"### {table.name}", "", f"A row is {table.row}.", "")
    facts = [f"Key: {_code(table.key)}."]
    if table.partition_by:
        facts.append(f"Files by {_code(table.partition_by)}.")
    facts += [f"`{column}` is in `{other}`." for column, other in table.references]
    yield " ".join(facts)
    yield from ("", "| column | type | null | meaning | unit | source |", "|---|---|---|---|---|---|")
    for column in table.columns:
        yield _row(table, column)


def _row(table: Table, column: Column) -> str:
    null = "no" if column.name in table.required else "yes"
    cells = (f"`{column.name}`", sql_type(column), null, table.meaning(column), column.unit, column.source)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary() + "\n", encoding="utf-8")
