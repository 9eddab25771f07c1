"""`cablelake search`: find cables by their words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.padding import Padding
from rich.text import Text

from flows.cli.filters import Given, filter_options, levels_named
from flows.cli.options import lake_option
from flows.cli.output import console_of

if TYPE_CHECKING:
    from warehouse.lake import Lake
    from warehouse.search import Found, Passage, SearchIndex

# what moves the cursor, changes colours or changes the direction of a line; the text of a cable may contain any of them
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


# an argument such as -wheat or -"human rights"; a leading NUL keeps click from reading it as an option
_EXCLUDED = re.compile(r"-(?=[^-\s]{2}|[^\x00-\x7f\s])")
_WORD = "\x00"
_NAMED = re.compile(r'\b(post|tag|level)s?:\s*(?:"([^"]*)"|([^\s()"*?]+)(?![*?]))')


class SearchCommand(click.Command):
    """A command whose arguments may begin with a dash: -wheat excludes a word, while -h and --post are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"{_WORD}{arg}" if _EXCLUDED.match(arg) else arg for arg in args])


def typed(words: tuple[str, ...]) -> list[str]:
    """The arguments of a SearchCommand as they were typed."""
    return [word.removeprefix(_WORD) for word in words]


@click.command(cls=SearchCommand)
@click.argument("words", nargs=-1)
@filter_options
@click.option("--newest", is_flag=True, help="Sort by date, newest first.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="Number of cables to show."
)
@click.option("--offset", default=0, type=click.IntRange(0, 10_000_000), help="Number of cables to skip.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, one line per cable.")
@click.option("--rebuild", is_flag=True, help="Rebuild the search index first.")
@lake_option
def search(
    words: tuple[str, ...],
    given: Given,
    newest: bool,
    limit: int,
    offset: int,
    as_json: bool,
    rebuild: bool,
    lake: str,
) -> int:
    """Find cables by words, best match first.

    Searches subjects and texts.

    \b
    beef audit         both words               'beef OR pork'   either
    '"beef audit"'     the phrase               beef -pork       without
    'audit*'           words starting with it   subject:beef     in the subject
    '"beef aud*"'      the phrase, unfinished   '(a OR b) c'     grouped
    'be?f'             any letter for the ?     06TOKYO2609      the cable of this id
    post:tokyo         sent by this post        tag:PREL         with this TAGS entry

    With filters and no words, lists all cables that match, newest first. Posts and countries widen the search; every
    other filter narrows it.
    """
    from warehouse.lake import Lake
    from warehouse.search import QueryError

    query = " ".join(typed(words))
    if not (query.strip() or given or rebuild):
        raise click.UsageError("give words to search for, or a filter")
    with Lake.open(lake, read_only=True) as opened:
        filters = given.read(opened)
        index = opened_index(opened, rebuild=rebuild)
        advice = list(_advice(opened, query))
    if not (query.strip() or given):
        print(f"{len(index):,} cables in the search index")
        return 0
    try:
        found = index.search(query, filters, limit=limit, offset=offset, sort="newest" if newest else "best")
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        for hit in found.hits:
            print(json.dumps(asdict(hit), ensure_ascii=False))
    else:
        _print(found, offset)
        for line in advice if not found.total else ():
            print(line)
    return 0


def opened_index(lake: Lake, *, rebuild: bool = False) -> SearchIndex:
    """The search index, updated if possible; if not, say on standard error what it lacks."""
    from warehouse.connection import LakeError
    from warehouse.search import SearchIndex
    from warehouse.search_index import update

    held = SearchIndex.open(lake.place)
    if rebuild or held is None or held.snapshot != lake.snapshot():
        if rebuild or held is None:
            _tell(f"building the search index of {lake.count('cables'):,} cables")
        try:
            done = update(lake, rebuild=rebuild, wait=rebuild or held is None)
            why = "" if done else "another run is bringing it up to date"
        except LakeError as error:
            if rebuild or held is None:
                raise
            why = str(error)
        if why and held:
            _tell(f"the search index shows snapshot {held.snapshot:,} of the lake, not {lake.snapshot():,}: {why}")
        held = SearchIndex.open(lake.place)
    if held is None:
        raise LakeError(f"{lake.place.folder}: no search index can be read: run `cablelake search --rebuild`")
    return held


def _tell(line: str) -> None:
    print(f"cablelake: {line}", file=sys.stderr)


def _advice(lake: Lake, query: str) -> Iterator[str]:
    """A line with the nearest known names per post, TAGS entry and level in a query that the lake does not know."""
    from warehouse.connection import LakeError
    from warehouse.search import known_tags, posts_named

    for field, quoted, word in _NAMED.findall(query):
        name = quoted or word
        try:
            if field == "post":
                posts_named(lake, [name])
            elif field == "level":
                levels_named(lake, [name])
            else:
                known_tags(lake, [name])
        except LakeError as error:
            yield str(error)
        except click.UsageError as error:
            yield error.message.removeprefix("--")


def _print(found: Found, offset: int) -> None:
    for hit in found.hits:
        print_cable((hit.cable_id, hit.date, hit.post, hit.classification), (hit.subject, hit.snippet))
    print(_sentence(found, offset))


def print_cable(head: Iterable[str], passages: Iterable[Passage]) -> None:
    """Print a cable as a paragraph: a line with what is known of `head`, then passages below it."""
    terminal, console = sys.stdout.isatty(), console_of()
    about = "  ".join(safe(value) for value in head if value)
    console.print(Text(about, style="bold" if terminal else ""))
    for passage in passages:
        if passage.text.strip():
            console.print(Padding(marked(passage, terminal), (0, 0, 0, 2), expand=False))
    console.print()


def _sentence(found: Found, offset: int) -> str:
    total = f"{found.total:,} {'cable' if found.total == 1 else 'cables'}"
    if not found.hits:
        return f"{total} found" if not found.total else f"{total} found, all before --offset {offset}"
    if len(found.hits) == found.total:
        return f"{total} found"
    return f"{offset + 1:,} to {offset + len(found.hits):,} of {total} found"


def marked(passage: Passage, terminal: bool) -> Text:
    """A passage with its hits bold on a terminal, between asterisks elsewhere; control characters are spelled out."""
    text, at = Text(), 0
    for start, end in passage.marks:
        text.append(safe(passage.text[at:start]))
        hit = safe(passage.text[start:end])
        text.append(hit if terminal else f"*{hit}*", style="bold yellow" if terminal else "")
        at = end
    return text.append(safe(passage.text[at:]))


def safe(text: str) -> str:
    """Text for a terminal: control characters as escapes that can be read."""
    return _CONTROL.sub(lambda match: ascii(match[0])[1:-1], text)
