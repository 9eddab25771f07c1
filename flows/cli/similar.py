"""`cablelake similar`: the cables most similar to one, and why."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from flows.cli.options import lake_option
from flows.cli.output import printable
from flows.cli.search import print_cable


@click.command()
@click.argument("cable_id", metavar="ID")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 50), help="Number of cables to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, one line per cable.")
@lake_option
def similar(cable_id: str, limit: int, as_json: bool, lake: str) -> int:
    """Show the cables most similar to one, and why.

    Similar are cables whose text is nearly the same, that cite each other or the same cables, that are in the same
    thread, that share TAGS, the rarer the better, or that have words of the subject in common.
    """
    from warehouse.search_hits import Passage
    from warehouse.similar import similar_to

    found = similar_to(lake, cable_id, limit)
    if as_json:
        for each in found:
            print(json.dumps(asdict(each), ensure_ascii=False, default=printable))
        return 0
    if not found:
        print("no cable is similar")
        return 0
    for each in found:
        date = str(each.date) if each.date else ""
        head = each.cable_id, date, each.post or "", f"likeness {each.likeness:.2f}"
        print_cable(head, (Passage(each.subject or ""), Passage("; ".join(each.reasons))))
    return 0
