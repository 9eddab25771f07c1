"""Parse on a Dask cluster that is already running: shards go out, staged tables come back.

The cluster's workers only parse. They need the same version of cablelake, access to the sources, and either the store
that holds the lake's data or its folder, but no Prefect server and no catalog. If the lake's data are in a store, a
worker leaves the tables of a shard below `staging/` there, and they are fetched and removed; `maintain` clears what a
killed run left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import socket
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import transforms
from pipeline.errors import UserError, WorkerLostError
from pipeline.s3_objects import store
from pipeline.shards import Shard
from pipeline.staging import Job, Staged, stage_shard
from warehouse.lake import Place
from warehouse.s3 import SCHEME, is_s3

_PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that has been joined. `size` is how many shards it parses at a time."""

    executor: Executor
    size: int
    place: Place

    def stage(self, job: Job, last_attempt: bool, seconds: float) -> Staged:
        """Have a worker stage a shard within this many seconds; otherwise like `stage_shard`.

        Raises WorkerLostError if one worker after another dies over it.
        """
        if done := Staged.of(job):
            return done
        if not self.place.is_in_store:
            return self._result(seconds, stage_in_folder, job, last_attempt)
        there = f"{self.place.data_path}staging/{job.run_id}/{job.plan.stem}"
        text = job.plan.read_text("ascii")
        staged = self._result(seconds, stage_in_store, text, there, job.run_id, job.received_at, last_attempt)
        return _fetch(staged, there, job)

    def _result(self, seconds: float, function: Any, *arguments: Any) -> Staged:
        from distributed import KilledWorker

        try:
            result: Staged = self.executor.submit(function, *arguments).result(seconds)
        except KilledWorker as error:
            raise WorkerLostError("several workers of the cluster died over one shard: run it again") from error
        return result


@contextmanager
def joined(address: str, place: Place) -> Iterator[Cluster | None]:
    """The cluster whose scheduler is at an address (tcp://host:port); None without an address.

    Raises UserError if it cannot be reached, has no workers, or one of them has another version of cablelake.
    """
    if not address:
        yield None
        return
    try:
        from distributed import Client as _Client
        from distributed.comm.addressing import get_address_host_port as _host_and_port
    except ImportError:
        raise UserError("the runner dask needs a package more: pip install 'cablelake[dask]'") from None
    connect: Any = _Client  # distributed has no type annotations
    try:
        _host_and_port(address)  # a client of an address that is none is closed only after a minute
        client = connect(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"{address}: no Dask scheduler can be reached there: {type(error).__name__}") from error
    with client:
        _require_same_version(client, address)
        yield Cluster(client.get_executor(), sum(client.ncores().values()), place)


def _require_same_version(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
        versions = client.run(parser_version)
    except TimeoutError as error:
        raise UserError(f"{address}: the cluster has no workers: start some with `dask worker {address}`") from error
    except ImportError as error:
        raise UserError(f"{address}: a worker has no cablelake: install the same version there: {error}") from error
    ours = parser_version()
    for worker, theirs in versions.items():
        if theirs != ours:
            raise UserError(f"{worker}: this worker has another version of cablelake: install the same everywhere")


def parser_version() -> str:
    """The version of cablelake in this process, and a digest of the code that parses cables."""
    digest = hashlib.sha256()
    for path in sorted(Path(transforms.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return f"{version('cablelake')} {digest.hexdigest()}"


def stage_in_folder(job: Job, last_attempt: bool) -> Staged:
    """On a worker, stage a shard in the lake's folder, which must be visible there."""
    if not job.plan.is_file():
        raise UserError(
            f"{job.plan}: not seen on {socket.gethostname()}: workers need the lake's folder, or its data on S3"
        )
    _require_sources(Shard.load(job.plan))
    return stage_shard(job, last_attempt)


def stage_in_store(planned: str, there: str, run_id: str, received_at: dt.datetime, last_attempt: bool) -> Staged:
    """On a worker, stage a shard and leave its tables at an s3:// prefix."""
    from pyarrow import fs

    with tempfile.TemporaryDirectory(prefix="cablelake-") as name:
        plan = Path(name, "plan.json")
        plan.write_text(planned, "ascii")
        _require_sources(Shard.load(plan))
        staged = stage_shard(Job(plan, Path(name, "tables"), run_id, received_at), last_attempt)
        with store(there) as files:
            for table in staged.folder.glob("*.parquet"):
                target = f"{there.removeprefix(SCHEME)}/{table.name}"
                fs.copy_files(str(table), target, fs.LocalFileSystem(), files)
    return staged


def _require_sources(shard: Shard) -> None:
    """Check that this worker sees all files: one that only it cannot see must end the run, not go to quarantine."""
    for piece in shard.pieces:
        if not piece.problem and not is_s3(piece.path) and not Path(piece.path).exists():
            raise UserError(f"{piece.name}: not seen on {socket.gethostname()}: give sources that all workers see")


def _fetch(staged: Staged, there: str, job: Job) -> Staged:
    from pyarrow import fs

    shutil.rmtree(job.folder, ignore_errors=True)
    job.folder.mkdir(parents=True)
    with store(there) as files:
        for info in files.get_file_info(fs.FileSelector(there.removeprefix(SCHEME), allow_not_found=True)):
            if info.base_name.endswith(".parquet"):
                fs.copy_files(info.path, str(job.folder / info.base_name), files, fs.LocalFileSystem())
                files.delete_file(info.path)
    fetched = replace(staged, folder=job.folder)
    fetched.save(job.plan)
    return fetched
