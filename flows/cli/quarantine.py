"""`cablelake quarantine`: what could not be taken in, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from flows.cli.options import lake_option, wait_option
from flows.cli.output import print_rows, printable, readable
from pipeline.terminal import shown

if TYPE_CHECKING:
    import datetime as dt

    from warehouse.lake import Lake

_BYTES_SHOWN = 800


@click.group()
def quarantine() -> None:
    """Look at what could not be read, or try it again."""


@quarantine.command("list")
@click.option("--all", "replayed", is_flag=True, help="Also list documents that have been parsed since.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, one line per document.")
@lake_option
def list_(replayed: bool, as_json: bool, lake: str) -> int:
    """List the documents in quarantine with their reasons."""
    from warehouse.lake import Lake
    from warehouse.query import quarantine_list

    with Lake.open(lake, read_only=True) as opened:
        found = quarantine_list(opened, replayed=replayed)
    if as_json:
        for row in found:
            print(json.dumps(row, ensure_ascii=False, default=printable))
    elif found:
        rows = [(row["document_id"][:12], row["stage"], row["reason"], row["detail"]) for row in found]
        print_rows(f"{len(found):,} in quarantine", ("document", "stage", "reason", "detail"), rows)
    else:
        print("nothing in quarantine")
    return 0


@quarantine.command()
@click.argument("document_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the bytes in hexadecimal.")
@lake_option
def show(document_id: str, as_json: bool, lake: str) -> int:
    """Show one document in quarantine: its source, the reason, and how it begins.

    DOCUMENT_ID may be shortened.
    """
    from warehouse.lake import Lake
    from warehouse.query import quarantine_show

    with Lake.open(lake, read_only=True) as opened:
        found = quarantine_show(opened, document_id)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, default=printable))
        return 0
    beginning = (found.pop("raw") or b"")[:_BYTES_SHOWN]
    for name, value in found.items():
        if value is not None and value != "":
            print(f"{name.replace('_', ' '):<14}{readable(value)}")
    if beginning:
        print(f"begins with\n{shown(beginning.decode('utf-8', 'replace'))}")
    return 0


@quarantine.command()
@click.argument("document_ids", nargs=-1, metavar="[DOCUMENT_ID]...")
@click.option("--reason", default="", metavar="REASON", help="Only documents rejected for this reason.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@wait_option
@lake_option
def replay(document_ids: tuple[str, ...], reason: str, as_json: bool, lake: str) -> int:
    """Parse documents in quarantine again with the current parser.

    Replays all of them unless you name some or give a reason. What can be read now moves into the lake's tables, once;
    the rest stays. The exit code is 3 if some stay.
    """
    from flows.cli.reparse import tell, writing
    from pipeline import reparse as again
    from warehouse.query import quarantine_show

    def work(opened: Lake, run_id: str, now: dt.datetime) -> again.Reparsed:
        named = [quarantine_show(opened, document_id)["document_id"] for document_id in document_ids]
        return again.replay(opened, run_id, now, named, reason)

    done = writing(lake, work)
    tell(done, as_json)
    return 3 if done.waiting else 0
