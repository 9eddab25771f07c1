"""Disks that are full, read-only, moved or damaged: one clear line, and nothing lost."""

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.campaign

COMMAND = Path(sys.executable).with_name("cablelake")


@pytest.fixture
def cablelake(tmp_path, environment):
    """Run the command in a folder."""

    def run(*arguments, code=0):
        done = subprocess.run(
            [COMMAND, *map(str, arguments)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=180
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes, and a way to make it larger."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(*options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)], capture_output=True
        ).returncode

    if shutil.which("mount") is None or mount("size=8m"):
        pytest.skip("no right to mount a small disk here")
    yield folder, lambda size: mount("remount", f"size={size}")
    subprocess.run(["umount", str(folder)], check=True)


def documents(cablelake, lake):
    return cablelake(
        "sql", "--unsafe", "SELECT count(*) FROM documents", "--format", "csv", "--lake", lake
    ).stdout.split()[-1]


@pytest.fixture
def big_inbox(tmp_path, telegram):
    """Sixty telegrams of random words, 14 MB in all."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    words = [str(number) for number in range(40_000)]
    for serial in range(1, 61):
        random.Random(serial).shuffle(words)
        (inbox / f"{serial}.txt").write_text(telegram(serial).replace("growers expect", " ".join(words)))
    return inbox


def test_a_full_disk_is_one_line_and_the_next_run_finishes(cablelake, small_disk, big_inbox):
    disk, enlarge = small_disk
    lake = disk / "lake"
    failed = cablelake("ingest", big_inbox, "--lake", lake, "--no-room-check", code=1)
    told, error = failed.stderr.splitlines()
    assert re.fullmatch(rf"{lake}: this run needs about \d+ MB, and the disk at {disk} has \d MB left", told)
    assert f"cablelake: {lake}: no space left: the disk at {disk} has " in error
    enlarge("400m")
    cablelake("ingest", big_inbox, "--lake", lake)
    assert documents(cablelake, lake) == "60"
    cablelake("check", "--lake", lake)


def test_a_run_for_which_there_is_certainly_no_room_is_refused_before_it_begins(cablelake, small_disk, big_inbox):
    disk, enlarge = small_disk
    lake = disk / "lake"
    refused = cablelake("ingest", big_inbox, "--lake", lake, code=1)
    assert re.fullmatch(
        rf"cablelake: {lake}: not begun: this run needs at least 1\d MB, most likely \d+ MB, and the disk at {disk} "
        r"has \d MB left: make room, or go on all the same with --no-room-check or CABLELAKE_NO_ROOM_CHECK=1\n",
        refused.stderr,
    )
    assert documents(cablelake, lake) == "0" and not list(lake.rglob("staging/*/*/*.parquet"))
    enlarge("400m")
    assert "not begun" not in cablelake("ingest", big_inbox, "--lake", lake).stderr
    assert documents(cablelake, lake) == "60"


def test_what_the_lake_knows_by_name_is_not_counted_as_certain(cablelake, small_disk, big_inbox):
    disk, enlarge = small_disk
    enlarge("400m")
    lake = disk / "lake"
    cablelake("ingest", big_inbox, "--lake", lake)
    for path in big_inbox.iterdir():
        path.touch()
    used = shutil.disk_usage(disk).used
    enlarge(used + (lake / "warehouse.duckdb").stat().st_size + 8_000_000)
    assert "60 duplicates" in cablelake("ingest", big_inbox, "--lake", lake).stdout


def test_a_lake_on_a_read_only_disk_can_be_read(cablelake, small_disk, telegrams):
    disk, remount = small_disk
    remount("100m")
    lake = disk / "lake"
    cablelake("ingest", telegrams, "--lake", lake)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        assert documents(cablelake, lake) == "3"
        cablelake("status", "--lake", lake)
        cablelake("check", "--lake", lake)
        cablelake("search", "growers", "--lake", lake)
        failed = cablelake("ingest", telegrams, "--lake", lake, code=1)
        assert "Read-only file system" in failed.stderr and len(failed.stderr.splitlines()) == 1
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def test_a_lake_that_was_moved_or_copied_still_works(cablelake, telegrams, telegram, tmp_path):
    cablelake("ingest", telegrams, "--lake", "first")
    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    (tmp_path / "elsewhere").mkdir()
    shutil.move(tmp_path / "first", tmp_path / "elsewhere" / "moved")
    (telegrams / "new.txt").write_text(telegram(304))
    for lake in ("copy", "elsewhere/moved"):
        cablelake("check", "--lake", lake)
        assert "1 parsed" in cablelake("ingest", telegrams, "--lake", lake).stdout
        assert documents(cablelake, lake) == "4"
        cablelake("maintain", "--keep-days", "0", "--grace-days", "0", "--lake", lake)
        cablelake("check", "--lake", lake)


def test_a_data_file_that_was_cut_off_or_lost_is_named(cablelake, telegrams, tmp_path):
    cablelake("ingest", telegrams, "--lake", "lake")
    file = next((tmp_path / "lake" / "data").rglob("documents/**/*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert file.name in cablelake("check", "--lake", "lake", code=1).stderr
    file.unlink()
    assert file.name in cablelake("check", "--lake", "lake", code=1).stderr
    file.write_bytes(whole)
    cablelake("check", "--lake", "lake")


def test_files_that_a_crash_left_uncommitted_do_no_harm(cablelake, telegrams, tmp_path):
    cablelake("ingest", telegrams, "--lake", "lake")
    data = tmp_path / "lake" / "data" / "main" / "cables"
    (data / "ducklake-00000000-half.parquet").write_bytes(b"PAR1 cut off")
    staging = tmp_path / "lake" / "staging" / "dead"
    staging.mkdir(parents=True)
    (staging / "cables.parquet").write_bytes(b"")
    cablelake("check", "--lake", "lake")
    cablelake("ingest", telegrams, "--lake", "lake")
    assert not staging.exists()
    assert documents(cablelake, "lake") == "3"
