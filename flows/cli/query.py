"""`cablelake sql`, `status` and `check`: what is in the lake, and whether it is sound."""

from __future__ import annotations

import csv
import json
import shlex
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import exact_option, lake_option
from flows.cli.output import console_of, print_rows, printable, readable

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.checks import Result

_RUNS_SHOWN = 10
_ROOM_FOR_IDS = 120  # characters of a line


# a query may begin with a comment, as the files of the views do
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", metavar="QUERY|-")
@click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="")
@click.option("--format", "form", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@exact_option
@click.option("--unsafe", is_flag=True, help="Let the query read and write other files, but never the lake's own.")
@lake_option
def sql(query: str, more: tuple[str, ...], form: str, exact: bool, unsafe: bool, lake: str) -> int:
    """Run SQL on the lake and print the result.

    With -, the query is read from standard input. If there are several statements, the result of the last is printed.

    The lake cannot be changed, and other files cannot be read unless --unsafe is given. With it, a query may read any
    file, and a statement such as COPY or ATTACH may use the files that it names in quotes. The data dictionary lists
    the tables and views; "references" is an SQL keyword, so put it in quotes.

    In CSV, text that begins with =, +, - or @ gets a leading apostrophe, so that no spreadsheet runs it as a formula.
    """
    from warehouse.lake import Lake
    from warehouse.query import run_sql

    for word in more:
        if word.startswith("-"):
            raise click.NoSuchOption(word)
        raise click.UsageError(f"one query, not several: put it into quotes ({word} is outside the quotes)")
    if query == "-":
        query = sys.stdin.read()
    if not query.strip():
        raise click.UsageError("the query is empty")
    if query.startswith("-") and len(query.split()) == 1:
        raise click.NoSuchOption(query)
    with Lake.open(lake, read_only=True) as opened:
        print_arrow(run_sql(opened, query, unsafe=unsafe), form, exact=exact)
    return 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the whole ledger as JSON.")
@lake_option
def status(as_json: bool, lake: str) -> int:
    """Show the runs of the lake and where every document is."""
    from warehouse.lake import Lake
    from warehouse.query import status as read_status

    with Lake.open(lake, read_only=True) as opened:
        found = read_status(opened)
        place = opened.place
    if as_json:
        print(json.dumps({"lake": str(place.folder), **asdict(found)}, ensure_ascii=False, default=printable))
        return 0
    print(f"lake {place.folder}, snapshot {found.snapshot:,}")
    settled = f" + {found.settled:,} settled" if found.settled else ""
    print(f"{found.documents:,} documents = {found.parsed:,} parsed + {found.quarantined:,} in quarantine{settled}")
    print(f"{found.cables:,} cables")
    if found.unaccounted:
        print(
            f"{found.unaccounted:,} documents are not accounted for: run `cablelake check --lake {shlex.quote(lake)}`"
        )
    columns: tuple[str, ...] = ("started_at", "status", "documents", "parsed", "quarantined", "duplicates")
    if console_of().width >= _ROOM_FOR_IDS:
        columns = ("run_id", *columns)
    shown = [[run[column] for column in columns] for run in found.runs[:_RUNS_SHOWN]]
    older = len(found.runs) - len(shown)
    print_rows(f"Runs, newest first{f' ({older:,} older ones: --json)' if older else ''}", columns, shown)
    if found.reasons:
        print_rows("In quarantine", ("stage", "reason", "documents"), found.reasons)
    return 0


@click.command()
@click.option("--thorough", is_flag=True, help="Also read every byte of the documents.")
@click.option("--json", "as_json", is_flag=True, help="Print every result as JSON.")
@lake_option
def check(thorough: bool, as_json: bool, lake: str) -> int:
    """Check the lake's data.

    The exit code is 1 if a rule of severity fail is broken.
    """
    from warehouse.checks import run_checks
    from warehouse.lake import Lake

    with Lake.open(lake, read_only=True) as opened:
        results = run_checks(opened, thorough=thorough)
    if as_json:
        print(json.dumps([_check_json(result) for result in results], ensure_ascii=False, default=printable))
    else:
        broken = [result for result in results if result.rows]
        if broken:
            rows = [(r.check.name, r.check.severity, r.rows, r.check.rule, _example(r)) for r in broken]
            print_rows("Rules broken", ("check", "severity", "rows", "rule", "for example"), rows)
        print(f"{len(results):,} checks, {sum(r.failed for r in results):,} failed, "
              f"{sum(not r.failed for r in broken):,} warned")  # fmt: skip
    return 1 if any(result.failed for result in results) else 0


def _check_json(result: Result) -> dict[str, Any]:
    about = result.check
    return {
        "check": about.name,
        "severity": about.severity,
        "rule": about.rule,
        "rows": result.rows,
        "examples": result.examples,
    }


def _example(result: Result) -> str:
    return ", ".join(f"{name} {readable(value)}" for name, value in result.examples[0].items())


def print_arrow(found: pa.Table, form: str, *, exact: bool = False) -> None:
    """Rows as a table, as CSV with a head line (lists joined by |), or as a JSON array with a row per line.

    CSV holds no formulas, unless `exact`.
    """
    if form == "table":
        print_rows("", found.column_names, _rows(found), list_if_wide=True)
        print(f"{found.num_rows:,} {'row' if found.num_rows == 1 else 'rows'}")
    elif form == "csv":
        from warehouse.export import without_formula

        text = str if exact else without_formula
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(map(text, found.column_names))
        cells = ([_csv_cell(value) for value in row] for row in _rows(found))
        writer.writerows([text(cell) if isinstance(cell, str) else cell for cell in row] for row in cells)
    else:
        lines = (json.dumps(dict(zip(found.column_names, row, strict=True)), ensure_ascii=False, default=printable)
                 for row in _rows(found))  # fmt: skip
        print("[", end="")
        print(*lines, sep=",\n ", end="]\n")


def _rows(found: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in found.to_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list):
        return "|".join(str(printable(item)) for item in value)
    return printable(value)
