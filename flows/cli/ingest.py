"""`cablelake ingest`: runs the flow and tells what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from flows import environment
from flows.cli.options import format_option, lake_option, sources_argument, wait_option
from flows.server import Server
from transforms.document import Format

if TYPE_CHECKING:
    from flows.report import Report


@click.command()
@sources_argument
@wait_option
@lake_option
@format_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--runner",
    type=click.Choice(("local", "dask")),
    default="local",
    show_default=True,
    help="Parse on this machine, or on the Dask cluster at --address.",
)
@click.option("--address", default="", metavar="URI", help="Scheduler of that cluster: tcp://host:8786.")
def ingest(sources: tuple[str, ...], lake: str, form: Format | None, as_json: bool, runner: str, address: str) -> int:
    """Take documents into the lake.

    The warehouse file is then published, the texts are indexed for search, and the lake is checked.

    SOURCE is a file, folder (with all below it), quoted glob, archive, or - for standard input. What is in the lake
    already is not taken twice; what cannot be read goes to quarantine with its reason.
    """
    from flows.cli import summary

    if (runner == "dask") != bool(address):
        raise click.UsageError("--runner dask and --address tcp://host:port go together")
    report = _run(sources, lake, form, address)
    if as_json:
        summary.print_json(report)
    else:
        summary.show(report)
    if report.failed:
        return 1
    return 3 if report.counts.quarantined else 0


def _run(sources: tuple[str, ...], lake: str, form: Format | None, address: str) -> Report:
    """Run the flow on the user's Prefect server, or on one that lives as long as the run.

    Where nothing has changed and the user has no server that would show the run, none is started.
    """
    from flows import intake, steps
    from flows.progress import say
    from warehouse.lake import Place, check_place

    intake.require(sources)
    place = Place.of(lake)
    check_place(place)
    if environment.prepare(place.folder):
        return _flow(sources, lake, form, address)
    report = steps.unchanged_run(place, sources, say)
    return report or _with_temporary_server(sources, lake, form, address)


def _with_temporary_server(sources: tuple[str, ...], lake: str, form: Format | None, address: str) -> Report:
    from flows.progress import say

    with Server(Path(os.environ["PREFECT_HOME"])) as server:
        say("starting a temporary Prefect server (set PREFECT_API_URL to use a lasting one) ...")
        os.environ["PREFECT_API_URL"] = server.url
        import flows.ingest  # noqa: F401  (takes as long as the server takes to start)

        server.wait()
        return _flow(sources, lake, form, address)


def _flow(sources: tuple[str, ...], lake: str, form: Format | None, address: str) -> Report:
    from prefect.logging.handlers import APILogHandler

    from flows.ingest import ingest as flow
    from flows.report import Report

    try:
        state = flow(list(sources), lake, form, address=address, return_state=True)
        report = cast(Any, state).result(raise_on_failure=False)
        if isinstance(report, Report):
            return report
        raise report
    finally:
        APILogHandler().flush()
