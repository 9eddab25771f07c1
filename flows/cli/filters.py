"""Options that narrow a search: the filters that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from warehouse.lake import Lake
    from warehouse.search import Filters


@dataclass(frozen=True, slots=True)
class Given:
    """The filters as a user gave them; `since` and `until` are days as yyyymmdd."""

    posts: tuple[str, ...]
    countries: tuple[str, ...]
    tags: tuple[str, ...]
    levels: tuple[str, ...]
    since: int | None
    until: int | None

    def __bool__(self) -> bool:
        return any((self.posts, self.countries, self.tags, self.levels, self.since, self.until))

    def read(self, lake: Lake) -> Filters:
        """The filters of a search. Raises LakeError or UsageError for a name that the lake does not know."""
        from warehouse.search import Filters, known_tags, posts_named

        return Filters(
            posts=posts_named(lake, self.posts, self.countries),
            tags=known_tags(lake, self.tags),
            classifications=levels_named(lake, self.levels),
            since=self.since,
            until=self.until,
        )

    def options(self) -> list[str]:
        """The options that give these filters, without the dates."""
        named = {"post": self.posts, "country": self.countries, "tag": self.tags, "classification": self.levels}
        return [word for name, values in named.items() for value in values for word in (f"--{name}", value)]


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--post, --country, --tag, --classification, --from and --to; the command gets them as `given`."""

    @wraps(command)
    def with_filters(
        *,
        posts: tuple[str, ...],
        countries: tuple[str, ...],
        tags: tuple[str, ...],
        levels: tuple[str, ...],
        since: int | None,
        until: int | None,
        **others: Any,
    ) -> Any:
        if since and until and since > until:
            raise click.UsageError("--from is after --to: no day is between them")
        return command(given=Given(posts, countries, tags, levels, since, until), **others)

    found: Callable[..., Any] = with_filters
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


def levels_named(lake: Lake, levels: Iterable[str]) -> tuple[str, ...]:
    """Levels in capitals. Raises UsageError for one that does not exist."""
    known = [
        row[0] for row in lake.connection.execute("SELECT classification FROM classifications ORDER BY rank").fetchall()
    ]
    for level in levels:
        if level.upper() not in known:
            raise click.UsageError(f"--classification {level}: the levels are {', '.join(known)}")
    return tuple(level.upper() for level in levels)


def _day(_: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """The day of --from; for --to, the last day of the given period."""
    from warehouse.search import day

    try:
        return day(value, last=option.name == "until") if value is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_OPTIONS = (
    click.option(
        "--post", "posts", multiple=True, metavar="POST", help="Sent by this post: code or name; may be repeated."
    ),
    click.option(
        "--country", "countries", multiple=True, metavar="COUNTRY", help="Sent by a post there: code or name."
    ),
    click.option(
        "--tag", "tags", multiple=True, metavar="TAG", help="With this TAGS entry; if repeated, with all of them."
    ),
    click.option("--classification", "levels", multiple=True, metavar="LEVEL", help="Of this level; may be repeated."),
    click.option(
        "--from", "since", callback=_day, metavar="DATE", help="First year, month or day: 2006, 2006-05 or 2006-05-12."
    ),
    click.option("--to", "until", callback=_day, metavar="DATE", help="Last year, month or day, inclusive."),
)
