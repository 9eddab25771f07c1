"""`cablelake ingest`: run an ingest, directly or as a Prefect flow, and report what was taken in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from flows import environment
from flows.cli.options import format_option, lake_option, room_option, sources_argument, wait_option
from flows.server import Server
from transforms.document import Format

if TYPE_CHECKING:
    from pipeline.ingest import Request
    from pipeline.report import Report


@click.command()
@sources_argument
@wait_option
@room_option
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
@click.option("--address", default="", metavar="URI", help="Address of the cluster's scheduler: tcp://host:8786.")
@click.option(
    "--prefect", "with_prefect", is_flag=True, help="Record the run on a Prefect server; start one if none is named."
)
def ingest(
    sources: tuple[str, ...],
    lake: str,
    form: Format | None,
    as_json: bool,
    runner: str,
    address: str,
    with_prefect: bool,
) -> int:
    """Ingest documents into the lake.

    The run then publishes the warehouse file, indexes the texts for search, and checks the lake.

    SOURCE is a file, folder (with everything below it), quoted glob, archive, or - for standard input. A document
    that the lake already holds is not added again; a document that cannot be read goes to quarantine with the reason.

    The run is a Prefect flow if PREFECT_API_URL or the active Prefect profile names a server, or with --prefect.
    """
    from flows.cli import summary
    from pipeline.ingest import Request

    if (runner == "dask") != bool(address):
        raise click.UsageError("--runner dask and --address tcp://host:port go together")
    report, is_recorded = _run(Request(sources, lake, form, address=address), with_prefect)
    if as_json:
        summary.print_json(report)
    else:
        summary.show(report, is_recorded=is_recorded)
    if report.failed:
        return 1
    return 3 if report.counts.quarantined else 0


def _run(request: Request, with_prefect: bool) -> tuple[Report, bool]:
    """The report of a run, and whether a Prefect server has recorded it."""
    from pipeline.discover import require
    from pipeline.ingest import ingest as directly
    from warehouse.lake import Place, check_place

    place = Place.of(request.lake)
    has_server = environment.prepare(place.folder)
    if not (has_server or with_prefect):
        return directly(request), False
    # a user's mistake is neither a run to record nor worth starting a server for
    require(request.sources)
    check_place(place)
    if has_server:
        return _flow(request), True
    with Server(Path(os.environ["PREFECT_HOME"])) as server:
        os.environ.update(server.environment)
        import flows.ingest  # noqa: F401  (takes as long as starting the server)

        server.wait()
        return _flow(request), True


def _flow(request: Request) -> Report:
    from prefect.logging.handlers import APILogHandler

    from flows.ingest import ingest as flow
    from pipeline.report import Report

    try:
        state = flow(list(request.sources), request.lake, request.form, address=request.address, return_state=True)
        report = cast(Any, state).result(raise_on_failure=False)
        if isinstance(report, Report):
            return report
        raise report
    finally:
        APILogHandler().flush()
