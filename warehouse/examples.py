"""A page that shows what each view answers: an example query and its first rows.

`python -m warehouse.examples WAREHOUSE docs/view-examples.md` rewrites it from the published file of a lake that holds
the bundled sample.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse.views import SqlFile, views

_ROWS = 4
_WIDTH = 40


def examples(warehouse: Path) -> str:
    """Every view with an example query and its first rows in a published file, as Markdown."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return "\n".join(_lines(connection))


def query(view: SqlFile) -> str:
    """The example in a view's header; without one, a query for the view's first rows."""
    return view.example or f"FROM {view.name} LIMIT {_ROWS}"


def _lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield "# What the views answer"
    yield ""
    yield (
        "Written by `make docs` from the bundled sample, whose cables are invented; do not edit.\nOf longer answers "
        "the first rows are shown, of long values the beginning. What the columns mean is in [views.md](views.md)."
    )
    for view in sorted(views(), key=lambda view: view.name):
        found = connection.execute(query(view))
        columns = [column[0] for column in found.description]
        rows = found.fetchmany(_ROWS)
        yield from ("", f"## {view.name}", "", view.comment, "", "```sql", query(view), "```", "")
        if not rows:
            yield "No rows: the sample holds nothing of the kind."
            continue
        yield f"| {' | '.join(columns)} |"
        yield "|---" * len(columns) + "|"
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = " ".join(str(value).split())
    shown = text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
    return shown.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(examples(Path(sys.argv[1])) + "\n", encoding="utf-8")
