"""`cablelake quarantine`: what could not be taken in, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
    """Look at what could not be read, try it again, or dismiss it."""


@quarantine.command("list")
@click.option("--all", "closed", is_flag=True, help="Also list documents that have been parsed or settled since.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, one line per document.")
@lake_option
def list_(closed: bool, as_json: bool, lake: str) -> int:
    """List the documents in quarantine with their reasons."""
    from warehouse.lake import Lake
    from warehouse.query import quarantine_list

    with Lake.open(lake, read_only=True) as opened:
        found = quarantine_list(opened, closed=closed)
    if as_json:
        for row in found:
            print(json.dumps(row, ensure_ascii=False, default=printable))
    elif found:
        rows = [(row["document_id"][:12], row["stage"], row["reason"], _state(row), row["detail"]) for row in found]
        if closed:
            print_rows(f"{len(found):,} rejected", ("document", "stage", "reason", "state", "detail"), rows)
        else:
            open_ones = [(document, stage, reason, detail) for document, stage, reason, _, detail in rows]
            print_rows(f"{len(found):,} in quarantine", ("document", "stage", "reason", "detail"), open_ones)
    else:
        print("nothing in quarantine")
    return 0


def _state(row: dict[str, Any]) -> str:
    if row["replayed_at"]:
        return "parsed"
    if row["settled_at"]:
        return f"{row['settled_as']}: {row['note']}"
    return "waits"


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

    Replays all that wait unless you name some or give a reason. What can be read now moves into the lake's tables,
    once; the rest stays. The exit code is 3 if some stay.
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


@quarantine.command()
@click.argument("document_ids", nargs=-1, required=True, metavar="DOCUMENT_ID...")
@click.option("--reason", default="", metavar="TEXT", help="Why nobody needs the documents; kept in the lake.")
@click.option("--undo", is_flag=True, help="Put settled documents back among those that wait.")
@wait_option
@lake_option
def dismiss(document_ids: tuple[str, ...], reason: str, undo: bool, lake: str) -> int:
    """Settle documents that nobody needs any more.

    They no longer count as being in quarantine; their bytes, the reason and the counts of the run that rejected them
    stay. The ids may be shortened.
    """
    from flows.cli.reparse import changing
    from pipeline.publish import publish_all
    from warehouse.quarantine import dismiss as settle
    from warehouse.quarantine import reopen
    from warehouse.query import quarantine_show

    if undo == bool(reason.strip()):
        raise click.UsageError("give a --reason, or --undo")
    with changing(lake) as opened:
        named = [quarantine_show(opened, document_id)["document_id"] for document_id in document_ids]
        if undo:
            reopen(opened, named)
        else:
            settle(opened, named, reason.strip())
        publish_all(opened)
    print(f"{len(set(named)):,} {'wait again' if undo else 'dismissed'}")
    return 0
