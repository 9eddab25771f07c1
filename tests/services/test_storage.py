"""A lake with its data in an S3 store, its catalog beside the user or in Postgres: every command, many writers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connection import LakeError
from warehouse.place import Place
from warehouse.turn import turn

SECRETS = (b"hush-4-the-store", b"hush-4-the-catalog")
COMMAND = Path(sys.executable).with_name("cablelake")


@pytest.fixture
def prefix(tmp_path):
    """An s3:// prefix of this test's own."""
    return f"s3://cables/{tmp_path.name}/lake"


def ok(done, code=0):
    assert done.returncode == code, done.stdout + done.stderr
    return done


def rows(run, sql):
    return json.loads(ok(run("sql", sql, "--format", "json")).stdout)


def test_a_lake_is_named_by_the_address_of_its_data(run, prefix, telegrams, services, tmp_path):
    ok(run("ingest", telegrams, "--lake", prefix))
    assert not list(tmp_path.glob("lake/data/**/*.parquet"))
    assert any(file.path.endswith(".parquet") for file in listed(services, prefix))
    # the folder beside the user is called like the prefix, and is enough to name the lake from then on
    assert rows(run, "SELECT count(*) AS n FROM cables") == [{"n": 3}]
    assert "nothing new" in ok(run("ingest", telegrams)).stdout.lower()
    # without its catalog the data are not taken for a new lake's
    (tmp_path / "lake" / "catalog.sqlite").rename(tmp_path / "kept")
    refused = run("ingest", telegrams, "--lake", prefix)
    assert refused.returncode == 1 and "whose catalog is not here" in refused.stderr
    (tmp_path / "kept").rename(tmp_path / "lake" / "catalog.sqlite")
    ok(run("check"))


def listed(services, prefix):
    from pyarrow import fs

    return services.files.get_file_info(fs.FileSelector(prefix.removeprefix("s3://"), recursive=True))


def test_every_command_on_a_lake_in_postgres_and_s3(run, run_flow, prefix, database, telegrams, tmp_path):
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "lake.toml").write_text(f'catalog = "{database}"\ndata = "{prefix}"\n')
    (telegrams / "list.txt").write_text("eggs, milk and a new umbrella\n")
    ok(run_flow("ingest", telegrams), 3)
    assert not (tmp_path / "lake" / "catalog.sqlite").exists()
    assert rows(run, "SELECT count(*) AS n FROM cables") == [{"n": 3}]
    assert json.loads(ok(run("status", "--json")).stdout)["unaccounted"] == 0
    ok(run("check"))
    ok(run_flow("reparse", "--all"))
    ok(run_flow("maintain", "--grace-days", "0", "--keep-days", "0"))
    (tmp_path / "lake" / "warehouse.duckdb").unlink()
    ok(run_flow("publish"))
    assert "07QUITO301" in ok(run("search", "growers")).stdout
    ok(run("export", "--raw", "raw"))
    kept = {path.read_bytes() for path in (tmp_path / "raw").rglob("*") if path.is_file()}
    assert {path.read_bytes() for path in telegrams.iterdir()} <= kept


@pytest.mark.campaign
def test_writers_on_several_machines_take_turns(run, services, prefix, database, telegram, tmp_path):
    """Each with a folder of its own, as on machines of their own: only the catalog can keep them apart."""
    hosts = [tmp_path / name for name in ("one", "two", "three")]
    for number, host in enumerate(hosts):
        (host / "in").mkdir(parents=True)
        (host / "lake").mkdir()
        (host / "lake" / "lake.toml").write_text(f'catalog = "{database}"\ndata = "{prefix}"\n')
        for serial in range(1 + 10 * number, 21 + 10 * number):  # half of them also the next one's
            (host / "in" / f"{serial}.txt").write_text(telegram(serial))
    runs = [
        subprocess.Popen(
            [COMMAND, "ingest", "in"], cwd=host, env=services.environment, stderr=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL,
        )
        for host in hosts
    ]  # fmt: skip
    told = [one.communicate(timeout=240)[1] for one in runs]
    assert [one.returncode for one in runs] == [0, 0, 0], told
    assert any("waiting for another run that writes to the lake: 127.0.0.1, since" in errors for errors in told)
    ok(run("publish", "--lake", hosts[0] / "lake"))
    (found,) = json.loads(
        ok(run("sql", "SELECT count(*) AS n, count(DISTINCT cable_id) AS ids FROM cables", "--format", "json",
               "--lake", hosts[0] / "lake")).stdout
    )  # fmt: skip
    assert found == {"n": 40, "ids": 40}
    (totals,) = json.loads(
        ok(run("sql", "SELECT sum(documents) AS came, sum(parsed) AS parsed FROM runs", "--format", "json",
               "--lake", hosts[0] / "lake")).stdout
    )  # fmt: skip
    assert {name: int(value) for name, value in totals.items()} == {"came": 60, "parsed": 40}
    ok(run("check", "--lake", hosts[0] / "lake"))


def test_a_turn_is_waited_for_no_longer_than_told(services, database, tmp_path, monkeypatch):
    for name, value in services.environment.items():
        monkeypatch.setenv(name, value)
    place, told = Place(tmp_path / "lake", catalog=database), []
    with turn(place, told.append):
        refused = pytest.raises(LakeError, match="another run still writes to the lake after 0.01 minutes")
        with refused, turn(place, told.append, 0.6):
            pass
        assert len(told) == 1
    with turn(place, told.append, 0.6):
        assert len(told) == 1


def test_wrong_secrets_are_one_line_that_tells_none(run, run_flow, prefix, database, telegrams, tmp_path, services):
    refused = run_flow("ingest", telegrams, "--lake", prefix, AWS_SECRET_ACCESS_KEY="mistaken-secret")
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    assert "access denied: look at AWS_ACCESS_KEY_ID" in refused.stderr
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "lake.toml").write_text(f'catalog = "{database}"\ndata = "{prefix}"\n')
    denied = run("ingest", telegrams, "--lake", folder, PGPASSWORD="mistaken-password")
    assert denied.returncode == 1 and denied.stderr.count("\n") == 1
    assert "password authentication failed" in denied.stderr
    for file in [*folder.rglob("*"), *tmp_path.rglob("lake/**/*")]:
        told = file.read_bytes() if file.is_file() else b""
        assert not any(secret in told for secret in (b"mistaken-", *SECRETS))
    assert "mistaken-" not in refused.stderr + refused.stdout + denied.stderr + denied.stdout
