"""The catalogue of views, written from their headers.

`python -m warehouse.catalogue docs/views.md` rewrites the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from schemas.derived import sql_columns
from schemas.tables import DERIVED_TABLES, PROPERTIES, TABLES
from warehouse.connection import identifier
from warehouse.views import create_views, views


def catalogue() -> str:
    """Every view as Markdown: what its rows are, and its columns with their types and meanings."""
    with duckdb.connect() as connection:
        for table in (PROPERTIES, *TABLES.values(), *DERIVED_TABLES):
            connection.execute(f"CREATE TABLE {identifier(table.name)} (\n{sql_columns(table)}\n)")
        create_views(connection, keep=True)
        return "\n".join(_lines(connection))


def _lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield "# Views"
    yield ""
    yield "Written by `python -m warehouse.catalogue docs/views.md` from `warehouse/views/*.sql`; do not edit."
    yield ""
    yield 'Query them in `warehouse.duckdb`, which has them all: `duckdb warehouse.duckdb "from tag_frequencies"`.'
    for view in sorted(views(), key=lambda view: view.name):
        yield from ("", f"## {view.name}", "", view.comment, "")
        for note in view.notes:
            yield from (note, "")
        if view.example:
            yield from ("```sql", view.example, "```", "")
        if view.is_kept:
            yield from ("Kept as a table in `warehouse.duckdb`.", "")
        described = connection.execute(f"DESCRIBE {identifier(view.name)}").fetchall()
        meanings = view.meanings(name for name, *_ in described)
        yield from ("| column | type | meaning |", "|---|---|---|")
        for name, kind, *_ in described:
            yield f"| `{name}` | {kind} | {meanings[name]} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(catalogue() + "\n", encoding="utf-8")
