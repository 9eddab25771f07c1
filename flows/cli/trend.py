"""`cablelake trend`: count the cables that mention words, month by month or year by year."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from flows.cli.filters import Given, filter_options
from flows.cli.options import exact_option, lake_option
from flows.cli.output import print_rows
from flows.cli.query import print_arrow
from flows.cli.search import SearchCommand, opened_index, typed

if TYPE_CHECKING:
    from schemas.tables import Grain
    from warehouse.search_trend import Period, Trend

# several words without any sign or operator of a query
_PLAIN = re.compile(r'(?!-)[^\s"“”„‟«»＂():-]+(?:\s+(?!(?:AND|OR|NOT)\b|-)[^\s"“”„‟«»＂():]+)+')


@click.command(cls=SearchCommand)
@click.argument("terms", nargs=-1, required=True, metavar="TERM...")
@click.option("--by", type=click.Choice(("month", "year")), default="month", show_default=True, help="Period to count.")
@filter_options
@click.option("--format", "form", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@exact_option
@lake_option
def trend(terms: tuple[str, ...], by: Grain, given: Given, form: str, exact: bool, lake: str) -> int:
    """Count cables that mention a word, per month or year.

    Each TERM, a word or a phrase, is counted on its own, in subjects and texts, beside all cables of the same months
    that pass the filters.

    \b
    yellowcake         the word                 "enriched uranium"   the phrase
    'uran*'            words starting with it   'beef AND pork'      both words
    'beef OR pork'     either                   'subject:beef'       in the subject

    A TERM of several plain words is a phrase; any other means what it means to `cablelake search`, which lists the
    cables. A month without any cable is a gap: it has no count. A month with cables, none of which mentions the term,
    counts 0.
    """
    import pyarrow as pa

    from warehouse.lake import Lake
    from warehouse.search import QueryError
    from warehouse.search_trend import word_trends

    queries = list(dict.fromkeys(query_of(term) for term in typed(terms)))
    with Lake.open(lake, read_only=True) as opened:
        filters = given.read(opened)
        index = opened_index(opened)
    try:
        found = word_trends(index, queries, filters, by=by)
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    if form == "table":
        _print(found, by, given)
    else:
        print_arrow(pa.Table.from_pylist(list(_records(found, by, given)), schema=_schema()), form, exact=exact)
    return 0


def query_of(term: str) -> str:
    """A term as a query of a search: several plain words are a phrase, since the shell took the quotes away.

    >>> query_of("enriched uranium"), query_of("beef OR pork"), query_of("uran*")
    ('"enriched uranium"', 'beef OR pork', 'uran*')
    """
    return f'"{term.strip()}"' if _PLAIN.fullmatch(term.strip()) else term


def _print(found: Sequence[Trend], by: Grain, given: Given) -> None:
    columns = [by, "cables", *(heading for one in found for heading in (one.term, "percent"))]
    rows: list[list[Any]] = []
    for is_gap, group in groupby(zip(*(one.periods for one in found), strict=True), lambda row: not row[0].traffic):
        listed = list(group)
        if is_gap:
            first, last = (_named(row[0].start, by) for row in (listed[0], listed[-1]))
            rows.append([first if first == last else f"{first} to {last}", *[None] * (len(columns) - 1)])
        else:
            rows += [_row(row, by) for row in listed]
    print_rows("", columns, rows, unbroken=(by,))
    for one in found:
        undated = f", and {one.undated:,} without a date" if one.undated else ""
        print(f"{one.term}: {one.cables:,} of {sum(period.traffic for period in one.periods):,} cables{undated}")
        most = max(one.periods, key=lambda period: period.cables or 0, default=None)
        if most and most.cables:
            print(f"  most in {_named(most.start, by)}, listed by: {_search(one, most, by, given)}")


def _row(row: Sequence[Period], by: Grain) -> list[Any]:
    counts = [(period.cables, round(100 * (period.share or 0.0), 2)) for period in row]
    return [_named(row[0].start, by), row[0].traffic, *(value for pair in counts for value in pair)]


def _records(found: Sequence[Trend], by: Grain, given: Given) -> Iterator[dict[str, Any]]:
    for one in found:
        for period in one.periods:
            yield {
                "term": one.term,
                "period": _named(period.start, by),
                "cables": period.cables,
                "traffic": period.traffic,
                "share": period.share,
                "search": _search(one, period, by, given) if period.cables else None,
            }


def _schema() -> Any:
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    return pa.schema(
        {"term": text, "period": text, "cables": number, "traffic": number, "share": pa.float64(), "search": text}
    )


def _search(one: Trend, period: Period, by: Grain, given: Given) -> str:
    """The command that lists the cables of a period: the dates of the filters narrow it further."""
    from warehouse.search_trend import end_of

    first, last = period.start, end_of(period.start, by)
    since = _day(given.since) if given.since and given.since > int(f"{first:%Y%m%d}") else _named(first, by)
    until = _day(given.until) if given.until and given.until < int(f"{last:%Y%m%d}") else _named(first, by)
    return shlex.join(["cablelake", "search", one.term, *given.options(), *_lake(), "--from", since, "--to", until])


def _lake() -> list[str]:
    """The option of the lake, if it was given as one."""
    context = click.get_current_context()
    is_given = context.get_parameter_source("lake") is click.core.ParameterSource.COMMANDLINE
    return ["--lake", context.params["lake"]] if is_given else []


def _day(number: int) -> str:
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _named(start: dt.date, by: Grain) -> str:
    from warehouse.search_trend import name_of

    return name_of(start, by)
