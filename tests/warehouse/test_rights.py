"""Who may use the files of a lake: its owner alone, or a group that `lake.toml` names."""

import grp
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from warehouse.connection import LakeError
from warehouse.place import Place

COMMAND = Path(sys.executable).with_name("cablelake")
OTHERS = stat.S_IRWXG | stat.S_IRWXO

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")

# what a member of the group tries, in the lake's folder
MEMBER = """
import os, pwd, sys
os.setgroups([])
os.setgid(int(sys.argv[1]))
os.setuid(pwd.getpwnam("nobody").pw_uid)
for name in sys.argv[2:]:
    for flags in (os.O_RDONLY, os.O_RDWR):
        try:
            os.close(os.open(name, flags))
            print(name, "may", "read" if flags == os.O_RDONLY else "write")
        except PermissionError:
            pass
try:
    open("new", "w").close()
    print("may create")
except PermissionError:
    pass
"""


@pytest.fixture
def cablelake(tmp_path, telegrams):
    """Run the command as a user whose umask lets everybody read."""

    def run(*arguments):
        done = subprocess.run(
            [COMMAND, *map(str, arguments)], env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, umask=0o022
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    return run


@pytest.fixture
def folder():
    """A folder that every user can reach, as the temporary folders of pytest cannot be."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def paths(lake):
    return [path for path in (lake, *lake.rglob("*")) if not path.is_symlink()]


def open_to_others(lake):
    return [str(path) for path in paths(lake) if path.stat().st_mode & OTHERS]


@pytest.mark.campaign
def test_all_that_is_created_is_for_the_owner_alone(cablelake, telegrams, telegram, tmp_path):
    lake = tmp_path / "lake"
    cablelake("ingest", telegrams, "--lake", lake, "--prefect")
    (telegrams / "new.txt").write_text(telegram(304))
    cablelake("ingest", telegrams, "--lake", lake)
    cablelake("search", "--rebuild", "--lake", lake)
    cablelake("export", "cables", tmp_path / "cables.csv", "--lake", lake)
    assert len(paths(lake)) > 50 and (lake / "prefect" / "prefect.db").exists()
    assert not open_to_others(lake)
    assert not (tmp_path / "cables.csv").stat().st_mode & OTHERS


def test_maintenance_tightens_an_older_lake_and_says_so(cablelake, telegrams, tmp_path):
    lake = tmp_path / "lake"
    cablelake("ingest", telegrams, "--lake", lake)
    assert "rights" not in cablelake("maintain", "--lake", lake)
    for path in paths(lake):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (lake / "writer.lock").chmod(0o666)
    number = len({path.stat().st_ino for path in paths(lake)})  # the plain data set links to files of the lake
    said = re.search(r"rights +(\d+) files and folders are now only for those", cablelake("maintain", "--lake", lake))
    assert said and int(said[1]) >= number  # and what SQLite keeps beside a catalog that is open
    assert not open_to_others(lake)
    (lake / "writer.lock").chmod(0o666)
    assert json.loads(cablelake("maintain", "--lake", lake, "--json"))["rights_changed"] == 1


def attempts(lake, group):
    """What a member of a group may do with the files of a lake."""
    names = (
        "warehouse.duckdb",
        "catalog.sqlite",
        "writer.lock",
        ".publish.lock",
        "search/current",
        "prefect/prefect.db",
    )
    index = next((lake / "search").glob("index-*")) / "meta.json"
    data = next((lake / "data").rglob("*.parquet"))
    done = subprocess.run(
        [sys.executable, "-c", MEMBER, str(group), *names, index.relative_to(lake), data.relative_to(lake)],
        cwd=lake,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {line.replace(str(index.relative_to(lake)), "index").replace(str(data.relative_to(lake)), "data")
            for line in done.stdout.splitlines()}  # fmt: skip


@pytest.mark.campaign
@as_root
def test_a_group_may_read_or_write_what_lake_toml_says(cablelake, telegrams, telegram, folder):
    group = grp.getgrnam("nogroup")
    lake = folder / "lake"
    lake.mkdir()
    settings = lake / "lake.toml"
    settings.write_text('readers = "nogroup"\n')
    cablelake("ingest", telegrams, "--lake", lake, "--prefect")
    shared = {"warehouse.duckdb", "catalog.sqlite", "search/current", "index", "data"}
    assert attempts(lake, group.gr_gid) == {f"{name} may read" for name in shared}

    # nobody but the owner again
    settings.write_text("")
    cablelake("maintain", "--lake", lake)
    assert not attempts(lake, group.gr_gid) and not open_to_others(lake)

    settings.write_text('writers = "nogroup"\n')
    cablelake("maintain", "--lake", lake)
    (telegrams / "new.txt").write_text(telegram(304))
    cablelake("ingest", telegrams, "--lake", lake)
    written = {f"{name} may {what}" for name in {*shared, "writer.lock", ".publish.lock"} for what in ("read", "write")}
    assert attempts(lake, group.gr_gid) == {*written, "may create"}
    assert all(path.stat().st_mode & 0o020 for path in paths(lake) if path.is_dir() and path.name != "prefect")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('readers = "no-such-group"', "lake.toml: readers: no group is called no-such-group"),
        ('readers = "a"\nwriters = "b"', "lake.toml: give readers or writers, not both"),
    ],
)
def test_a_group_that_makes_no_sense_is_reported(tmp_path, settings, message):
    (tmp_path / "lake.toml").write_text(settings)
    with pytest.raises(LakeError, match=message):
        Place.of(tmp_path).rights  # noqa: B018


def test_where_the_data_are_is_noted_beside_the_group(tmp_path):
    (tmp_path / "lake.toml").write_text('dataset = "off"\n')
    Place(tmp_path, data="s3://bucket/cables").write_down()
    assert Place.of(tmp_path).data == "s3://bucket/cables"
    assert 'dataset = "off"' in (tmp_path / "lake.toml").read_text()
