"""A static copy of the main pages: files that open from a folder, with no server and nothing fetched from the net."""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards import opening, overview
from dashboards.figures import Drawing, Figure, look
from dashboards.reader import MASK, VARIABLE, rows
from dashboards.reading import escaped, printed

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 200
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_STYLE = """
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --quiet: #5c5c5c; --line: #d8d8d8; --link: #0060a0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #14161a; --quiet: #a8a8a8; --line: #444; --link: #7cc4f4; }
}
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 64rem; padding: 1rem; overflow-wrap: anywhere; }
a { color: var(--link); } nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; border-bottom: 1px solid var(--line);
  padding-bottom: .6rem; } nav [aria-current] { font-weight: 700; color: var(--ink); text-decoration: none; }
section { margin: 2.2rem 0; } h2 { font-size: 1.25rem; margin-bottom: .2rem; } .note, footer { color: var(--quiet); }
.chart { width: 100%; } .rows { overflow: auto; max-height: 24rem; border: 1px solid var(--line); }
table { border-collapse: collapse; font-size: .88rem; } th, td { text-align: left; padding: .25rem .6rem;
  border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
td bdi { display: inline-block; max-width: 34rem; overflow-wrap: break-word; }
pre { white-space: pre-wrap; font-size: .85rem; }
dl { display: flex; flex-wrap: wrap; gap: 1rem 3rem; } dt { color: var(--quiet); } dd { margin: 0; font-size: 1.8rem; }
"""
_DRAW = """
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
for (const place of document.querySelectorAll('.chart')) {
  const spec = JSON.parse(place.nextElementSibling.textContent);
  spec.config = JSON.parse(document.getElementById(dark ? 'dark' : 'light').textContent);
  vegaEmbed(place, spec, {renderer: 'svg', actions: false, tooltip: {sanitize: String}, ast: false});
}
"""


def write_site(warehouse: Path, folder: Path, *, mask: bool = False) -> Path:
    """Write the pages of a warehouse file into a folder, one file each; returns the page to open first.

    Pages that are there are replaced. With `mask`, the names that cables ask to protect are masked.
    Raises LakeError or OSError where it cannot be written, WarehouseError where the file cannot be read.
    """
    from vl_convert import javascript_bundle

    (folder / "data").mkdir(parents=True, exist_ok=True)
    # a block keeps the names of the bundle to itself; what pages use it puts into the window
    (folder / "charts.js").write_text("{" + javascript_bundle("window.vegaEmbed = vegaEmbed;") + "}", encoding="utf-8")
    with _reading(warehouse, mask):
        pages = opening.pages()
        for name, title, figures in pages:
            text = _page(name, title, figures, [(name, title) for name, title, _ in pages], folder)
            (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder / "index.html"


@contextmanager
def _reading(warehouse: Path, mask: bool) -> Iterator[None]:
    """Let the reader show this file for a while, or a masked copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        if mask:
            from warehouse.masking import masked_copy

            warehouse = masked_copy(warehouse, Path(folder) / "warehouse.duckdb")
        before = {name: os.environ.get(name) for name in (VARIABLE, MASK)}
        os.environ.update({VARIABLE: str(warehouse), MASK: "0"})
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


def _page(name: str, title: str, figures: list[Figure], pages: list[tuple[str, str]], folder: Path) -> str:
    links = "".join(
        f'<a href="{page}.html"{" aria-current=page" if page == name else ""}>{html.escape(label)}</a>'
        for page, label in pages
    )
    totals = _totals() if name == "index" else ""
    shown = "".join(_figure(figure, rows(figure.sql), folder) for figure in figures)
    looks = "".join(
        f'<script type="application/json" id="{name}">{_inert(look(dark=dark))}</script>'
        for name, dark in (("light", False), ("dark", True))
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}: cablelake</title><style>{_STYLE}</style></head>
<body><nav>{links}</nav><main><h1>{html.escape(title)}</h1>{totals}{shown}</main>
<footer>Written by cablelake. The statements run in DuckDB on warehouse.duckdb.</footer>
{looks}<script src="charts.js"></script><script>{_DRAW}</script></body></html>
"""


def _totals() -> str:
    found = rows(overview.totals(opening.EVERY)).iloc[0]
    facts = {"Cables": f"{found['cables']:,}", "Posts": f"{found['posts']:,}"}
    if found["cables"] and printed(found["first_date"]):
        facts["From"], facts["To"] = printed(found["first_date"]), printed(found["last_date"])
    return f"<dl>{''.join(f'<div><dt>{k}</dt><dd>{v}</dd></div>' for k, v in facts.items())}</dl>"


def _figure(figure: Figure, found: pd.DataFrame, folder: Path) -> str:
    note = f'<p class="note">{html.escape(figure.note)}</p>' if figure.note else ""
    listed = _table(found)
    if found.empty:
        body, listed = "<p>Nothing to show.</p>", ""
    elif figure.draw:
        body = (
            f'<div class="chart" role="img" aria-label="{escaped(figure.described(found))}"></div>'
            f'<script type="application/json">{_specification(figure.draw(found))}</script>'
        )
    else:
        body, listed = listed, ""
    found.to_csv(folder / "data" / f"{figure.name}.csv", index=False)
    return (
        f'<section id="{figure.name}"><h2>{html.escape(figure.title)}</h2>{note}{body}'
        f"<details><summary>SQL and data</summary><pre>{html.escape(figure.sql)}</pre>"
        f'<p><a href="data/{figure.name}.csv" download>Rows as CSV</a></p>{listed}</details></section>'
    )


def _table(found: pd.DataFrame) -> str:
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in found.columns)
    lines = "".join(
        f"<tr>{''.join(map(_datum, found.columns, row))}</tr>" for row in found.head(_ROWS).itertuples(index=False)
    )
    more = f"<p>The first {_ROWS} of {len(found):,} rows; all are in the CSV.</p>" if len(found) > _ROWS else ""
    return f'<div class="rows" tabindex="0"><table><tr>{head}</tr>{lines}</table></div>{more}'


def _datum(name: str, value: object) -> str:
    return f"<td><bdi>{escaped(printed(value, name))}</bdi></td>"


def _specification(drawing: Drawing) -> str:
    values = json.loads(drawing.rows.to_json(orient="records", date_format="iso"))
    # as Streamlit does: legends and axes are part of the height
    size = {"width": "container", "autosize": {"type": "fit", "contains": "padding"}}
    return _inert({"$schema": _SCHEMA, "data": {"values": values}, **size, **drawing.chart})


def _inert(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value).replace("<", "\\u003c")
