"""`cablelake serve`: the flows on a schedule, until interrupted."""

from __future__ import annotations

import os
from pathlib import Path

import click

from flows import environment, notification_key
from flows.server import Server

_FILE = "cablelake.toml"


@click.command()
@click.argument("settings", type=click.Path(path_type=Path), default=_FILE, metavar="[SETTINGS]")
@click.option("--port", default=4200, show_default=True, type=click.IntRange(0, 65535), help="Port of the server.")
def serve(settings: Path, port: int) -> int:
    """Run ingest, publish, maintain and check on schedule.

    The timetables are in SETTINGS (default: cablelake.toml in the current folder). The Prefect server that
    PREFECT_API_URL names shows the runs; if none is named, the command starts one that listens on this machine only.
    It serves until interrupted.
    """
    from flows.settings import Settings
    from pipeline import discover
    from pipeline.progress import say
    from pipeline.waiting import WAIT_MINUTES
    from warehouse.place import Place

    loaded = Settings.load(settings)
    for source in loaded.ingest.sources:
        try:
            discover.require([source])
        except discover.SourceError as error:
            say(f"{error}: ingest fails until it exists")
    if loaded.wait_minutes is not None:
        os.environ[WAIT_MINUTES] = str(loaded.wait_minutes)  # the runs are processes of this one
    if loaded.catalog or loaded.data:
        Place(Path(loaded.lake), loaded.catalog, loaded.data).write_down()
    if not environment.prepare(Place.of(loaded.lake).folder):
        home = Path(os.environ["PREFECT_HOME"])
        notification_key.keep_apart(home, say)
        print("starting a Prefect server ...", flush=True)
        # not ended before this process does: Prefect's threads talk to it to the last
        server = Server(home, port=port, schedules=True).start()
        os.environ.update(server.environment)
        server.wait()
    from flows import deployments

    where = os.environ["PREFECT_API_URL"].removesuffix("/api")
    print(f"serving {loaded.lake}, runs are shown at {where} (interrupt to end)", flush=True)
    deployments.serve(loaded)
    return 0
