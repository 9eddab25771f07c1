"""`cablelake serve`: the flows on a schedule, until interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows import environment, notification_key
from flows.ending import Ending
from flows.server import Server
from pipeline.errors import UserError

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.rights import Rights

_LOCK = "serve.lock"
_FILE = "cablelake.toml"


@click.command()
@click.argument("settings", type=click.Path(path_type=Path), default=_FILE, metavar="[SETTINGS]")
@click.option("--port", default=4200, show_default=True, type=click.IntRange(0, 65535), help="Port of the server.")
def serve(settings: Path, port: int) -> int:
    """Run ingests and upkeep of the lake on schedule.

    The timetables are in SETTINGS (default: cablelake.toml in the current folder). The Prefect server that
    PREFECT_API_URL names shows the runs; if none is named, the command starts one that listens on this machine only.
    It serves until interrupted.
    """
    ending = Ending()
    ending.begin()
    from flows.settings import Settings
    from pipeline import discover
    from pipeline.progress import say
    from pipeline.variables import NO_ROOM_CHECK
    from pipeline.waiting import WAIT_MINUTES
    from warehouse.place import Place

    loaded = Settings.load(settings)
    for source in loaded.ingest.sources:
        try:
            discover.require([source])
        except discover.SourceError as error:
            say(f"{error}: ingest fails until it exists")
    if loaded.wait_minutes is not None:
        os.environ[WAIT_MINUTES] = str(loaded.wait_minutes)  # the runs are child processes of this one
    if not loaded.room_check:
        os.environ[NO_ROOM_CHECK] = "1"
    if loaded.catalog or loaded.data:
        Place(Path(loaded.lake), loaded.catalog, loaded.data).write_down()
    place = Place.of(loaded.lake)
    with _alone(place.folder, place.rights):
        return _serve(loaded, port, place.folder, ending)


def _serve(settings: Settings, port: int, lake: Path, ending: Ending) -> int:
    from pipeline.progress import say

    if not environment.prepare(lake):
        home = Path(os.environ["PREFECT_HOME"])
        notification_key.keep_apart(home, say)
        print("starting a Prefect server ...", flush=True)
        # it must outlive this process: Prefect's threads talk to it until the end
        server = Server(home, port=port, schedules=True).start()
        os.environ.update(server.environment)
        server.wait()
        server.keep_up()
    from flows import deployments

    where = os.environ["PREFECT_API_URL"].removesuffix("/api")
    print(f"serving {settings.lake}, runs are shown at {where} (interrupt to end)", flush=True)
    cut_off = deployments.serve(settings, ending)
    if cut_off:
        say(f"ended, and cut off: {', '.join(cut_off)}; the lake is as it was before, and the next run makes up for it")
    return 1 if cut_off else 0


@contextmanager
def _alone(lake: Path, rights: Rights) -> Iterator[None]:
    """Be the only service of a lake: a second one would end the runs of the first. Raises UserError."""
    from filelock import FileLock, Timeout

    lock = FileLock(lake / _LOCK, mode=rights.lock_mode)
    try:
        with rights.creating(lake):
            lock.acquire(timeout=0)
    except Timeout as error:
        raise UserError(f"{lake}: cablelake serve runs for this lake already: end that one first") from error
    except OSError as error:
        raise UserError(f"{lake}: cannot write to the lake: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
