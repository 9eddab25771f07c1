"""Shards parsed on a Dask cluster of two worker processes, sources and data in a store, the catalog in Postgres."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.lake import Lake, Place

CABLES = int(os.environ.get("CABLELAKE_CLUSTER_CABLES", "6000"))  # six megabytes: a few shards


@pytest.fixture
def source(services, tmp_path, telegram):
    """A cables.csv in the store."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for serial in range(1, CABLES + 1):
        header, body = telegram(serial).split("BT\n")
        writer.writerow(
            (serial, "2/13/2007 14:30", f"07QUITO{serial}", "Embassy Quito", "CONFIDENTIAL", "", header, body)
        )
    address = f"s3://cables/{tmp_path.name}/in/cables.csv"
    with services.files.open_output_stream(address.removeprefix("s3://")) as stream:
        stream.write(table.getvalue().encode())
    return address


def rows(place, monkeypatch, services):
    """Everything in a lake but what says when it was written."""
    for name, value in services.environment.items():
        if name.startswith(("AWS_", "PG")):
            monkeypatch.setenv(name, value)
    found = {}
    with Lake.open(place, read_only=True) as lake:
        for table in ("documents", "cable_versions", "texts", "paragraphs", "addressees", "tags", "references",
                      "people", "findings", "quarantine", "deliveries"):  # fmt: skip
            columns = [row[0] for row in lake.connection.execute(f'DESCRIBE "{table}"').fetchall()]
            kept = ", ".join(f'"{name}"' for name in columns if name not in ("run_id", "received_at"))
            found[table] = lake.connection.execute(
                f'SELECT count(*), bit_xor(hash(({kept}))), sum(hash(({kept})) % 1000003) FROM "{table}"'  # noqa: S608
            ).fetchone()
    return found


@pytest.mark.campaign
def test_the_same_lake_as_by_a_local_run_though_a_worker_is_killed(
    run, source, cluster, database, services, prefect, tmp_path, monkeypatch
):
    from distributed import Client

    address, workers = cluster
    prefix = f"s3://cables/{tmp_path.name}/lake"
    there = Place(tmp_path / "there", database, prefix)
    there.write_down()
    command = [Path(sys.executable).with_name("cablelake"), "ingest", source, "--lake", there.folder]
    going = subprocess.Popen(
        [*command, "--runner", "dask", "--address", address],
        cwd=tmp_path, env=services.environment | prefect, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with Client(address, set_as_default=False) as client:
        deadline = time.monotonic() + 120
        victim = None
        while victim is None and going.poll() is None and time.monotonic() < deadline:
            at_work = client.processing()
            names = {key: info["name"] for key, info in client.scheduler_info(n_workers=-1)["workers"].items()}
            victim = next((names[key] for key, tasks in at_work.items() if tasks and key in names), None)
            time.sleep(0.02)
        assert victim, going.communicate()
        workers[victim].send_signal(signal.SIGKILL)
    out, errors = going.communicate(timeout=240)
    assert going.returncode == 0, out + errors
    done = run("ingest", source, "--lake", "local")
    assert done.returncode == 0, done.stderr
    ours, theirs = rows(tmp_path / "local", monkeypatch, services), rows(there, monkeypatch, services)
    assert ours == theirs and ours["cable_versions"][0] == CABLES
    left = [file.path for file in listed(services, prefix) if "/staging/" in file.path]
    assert not [path for path in left if path.endswith(".parquet")]


def listed(services, prefix):
    from pyarrow import fs

    return services.files.get_file_info(fs.FileSelector(prefix.removeprefix("s3://"), recursive=True))


def test_a_cluster_that_is_not_there(run, telegrams):
    refused = run("ingest", telegrams, "--runner", "dask", "--address", "nowhere:1:2")
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    assert "no Dask scheduler can be reached there" in refused.stderr
    assert run("ingest", telegrams, "--runner", "dask").returncode == 2
