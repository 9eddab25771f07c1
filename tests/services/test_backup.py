"""The backup that docs/storage.md describes: dump of the catalog, then copy of the data; restored elsewhere."""

import subprocess
from pathlib import Path

from pyarrow import fs


def program(name):
    """The newest of a program of Postgres: older ones refuse a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found[-1] if found else name


def test_a_dump_and_a_copy_make_the_same_lake(run, services, database, telegrams, tmp_path):
    prefix = f"s3://cables/{tmp_path.name}/lake"
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "lake.toml").write_text(f'catalog = "{database}"\ndata = "{prefix}"\n')
    assert run("ingest", telegrams).returncode == 0
    server = database.removeprefix("postgres:").split(maxsplit=1)
    name = server[0].removeprefix("dbname=")
    access = ["--host=127.0.0.1", f"--port={services.postgres_port}", "--username=clerk"]

    def call(command, *arguments):
        subprocess.run(
            [program(command), *access, *arguments], cwd=tmp_path, env=services.environment, check=True, timeout=60
        )

    call("pg_dump", "--format=custom", "--file=catalog.dump", name)
    source, target = (f"{where.removeprefix('s3://')}" for where in (prefix, f"{prefix}-again"))
    fs.copy_files(source, target, services.files, services.files)
    call("createdb", f"{name}_again")
    call("pg_restore", f"--dbname={name}_again", "catalog.dump")
    # the original is gone
    services.files.delete_dir(source)
    call("dropdb", name)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "lake.toml").write_text(
        f'catalog = "postgres:dbname={name}_again {server[1]}"\ndata = "{prefix}-again"\n'
    )
    checked = run("check", "--lake", "again")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert run("publish", "--lake", "again").returncode == 0
    told = run("sql", "SELECT count(*) FROM cables", "--lake", "again", "--format", "csv")
    assert told.stdout.split()[-1] == "3"
    exported = run("export", "--raw", "moved", "--lake", "again")
    assert exported.returncode == 0, exported.stderr
    # the way from one kind of lake to another
    moved = run("ingest", "moved", "--lake", "moved-lake")
    assert moved.returncode == 0, moved.stderr
    told = run("sql", "SELECT count(*) FROM cables", "--lake", "moved-lake", "--format", "csv")
    assert told.stdout.split()[-1] == "3"
