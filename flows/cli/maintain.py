"""`cablelake maintain`: merge small files, remove old snapshots and what only they need."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

import click

from flows.cli.options import lake_option, wait_option


@click.command()
@click.option(
    "--keep-days", default=30.0, show_default=True, type=click.FloatRange(0), help="Days of earlier states to keep."
)
@click.option(
    "--grace-days", default=1.0, show_default=True, type=click.FloatRange(0),
    help="Days to keep files that are no longer needed, for queries still reading them.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@wait_option
@lake_option
def maintain(keep_days: float, grace_days: float, as_json: bool, lake: str) -> int:
    """Merge small files and remove what is no longer needed.

    Earlier states of the lake can be queried as far back as --keep-days. Safe while others read;
    other writers wait.
    """
    from pipeline.progress import say
    from pipeline.writer_lock import write_lock
    from warehouse.lake import Lake, Place
    from warehouse.maintenance import maintain as work

    place = Place.of(lake)
    with Lake.open(place, read_only=True):  # do not create a lake here
        pass
    with write_lock(place, say), Lake.open(place) as opened:
        done = work(opened, dt.timedelta(days=keep_days), dt.timedelta(days=grace_days))
    if as_json:
        print(json.dumps(asdict(done)))
        return 0
    print(f"data files   {done.files_before:,} before, {done.files_after:,} after")
    print(f"megabytes    {done.bytes_before / 1e6:,.1f} before, {done.bytes_after / 1e6:,.1f} after")
    print(f"snapshots    {done.snapshots_expired:,} expired")
    print(f"removed      {done.files_removed:,} files no longer needed")
    if done.rights_changed:
        print(f"rights       {done.rights_changed:,} files and folders are now only for those who may use the lake")
    return 0
