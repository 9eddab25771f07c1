"""`cablelake reparse`: read the lake's own documents again with the present parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from flows.cli.options import lake_option, wait_option
from flows.cli.output import print_rows

if TYPE_CHECKING:
    import datetime as dt

    from pipeline.reparse import Reparsed
    from warehouse.lake import Lake

_SHORT = 40


@click.command()
@click.argument("cable_ids", nargs=-1, metavar="[CABLE_ID]...")
@click.option("--post", "posts", multiple=True, metavar="POST", help="Cables of this post (may be repeated).")
@click.option("--year", "years", multiple=True, type=int, metavar="YEAR", help="Cables of this year.")
@click.option("--all", "everything", is_flag=True, help="Every cable of the lake.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@wait_option
@lake_option
def reparse(
    cable_ids: tuple[str, ...],
    posts: tuple[str, ...],
    years: tuple[int, ...],
    everything: bool,
    as_json: bool,
    lake: str,
) -> int:
    """Parse the documents of the lake again.

    The command reports which fields changed. The source files are not needed: the lake keeps every document as
    received. Readers see the old tables until it is done.
    """
    from pipeline import reparse as again
    from pipeline.progress import say
    from transforms.fields.cable_id import canonical

    if everything == bool(cable_ids or posts or years):
        raise click.UsageError("name cables, a --post or a --year, or give --all")
    cable_ids = tuple(canonical(named).value.value or named for named in cable_ids)
    selection = again.Selection(cable_ids, tuple(post.upper() for post in posts), years)
    done = writing(lake, lambda opened, run_id, now: again.reparse(opened, selection, run_id, now, say))
    tell(done, as_json)
    return 0


def writing(lake: str, work: Callable[[Lake, str, dt.datetime], Reparsed]) -> Reparsed:
    """Do work that changes a lake, as its only writer, and publish the result."""
    import uuid

    from pipeline.plan import new_run_id, utc_now
    from pipeline.progress import say
    from pipeline.publish import publish_all
    from pipeline.topics import place_in_topics

    now = utc_now()
    with changing(lake) as opened:
        done = work(opened, new_run_id(now, uuid.uuid4().hex), now)
        if done.counts.documents:
            place_in_topics(opened, say)
            publish_all(opened)
    return done


@contextmanager
def changing(lake: str) -> Iterator[Lake]:
    """An existing lake, open for its only writer."""
    from pipeline.progress import say
    from pipeline.writer_lock import write_lock
    from warehouse.lake import Lake, Place

    place = Place.of(lake)
    with Lake.open(place, read_only=True):  # do not create a lake here
        pass
    with write_lock(place, say), Lake.open(place) as opened:
        yield opened


def tell(done: Reparsed, as_json: bool) -> None:
    """The result for people or for machines."""
    from pipeline.report import sentence

    if as_json:
        print(json.dumps({**asdict(done), "counts": done.counts._asdict()}, ensure_ascii=False))
        return
    if done.counts.documents:
        print(f"run {done.run_id}: {sentence(done.counts)}")
    if not (done.waiting or done.counts.documents):
        print("nothing in quarantine that could be tried again")
    elif done.waiting:
        print(f"{done.waiting:,} tried, which cannot be read and stay in quarantine")
    if done.changes:
        rows = [
            (change.field, change.documents, cable_id, _short(before), _short(after))
            for change in done.changes
            for cable_id, before, after in change.examples[:1]
        ]
        print_rows("Fields that changed", ("field", "documents", "for example", "before", "after"), rows)
    elif done.counts.documents:
        print("no field changed")


def _short(value: str | None) -> str:
    text = " ".join((value or "").split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
