"""Opening lakes: what is there, what is missing, what is wrong."""

import shutil
import sqlite3
import threading
from contextlib import closing

import duckdb
import pytest

from schemas.tables import SCHEMA_VERSION, TABLES
from warehouse.connection import LakeError, connect, extension_path
from warehouse.lake import Lake, Place


def problem(place, **options):
    with pytest.raises(LakeError) as caught:
        Lake.open(place, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_new_lake_has_every_table_and_the_vocabularies(lake):
    for name in TABLES:
        assert lake.count(name) >= 0
    assert lake.count("posts") > 300
    assert lake.count("routing_indicators") > 1000


def test_opening_again_changes_nothing(lake):
    before = lake.snapshot()
    with Lake.open(lake.place) as again:
        assert again.snapshot() == before


def test_reading_needs_a_lake(tmp_path):
    assert "no lake here" in problem(tmp_path / "nothing", read_only=True)
    assert not (tmp_path / "nothing").exists()


def test_a_file_is_not_a_lake(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "not a folder" in problem(tmp_path / "file")


def test_a_file_that_is_not_a_catalog(tmp_path):
    (tmp_path / "catalog.sqlite").write_text("this is no database" * 100)
    assert "cannot open the lake" in problem(tmp_path)


def test_a_lost_catalog_is_not_replaced_by_an_empty_one(lake):
    lake.close()
    (lake.place.folder / "catalog.sqlite").unlink()
    assert "catalog.sqlite is missing" in problem(lake.place.folder)


def test_an_unwritable_place(tmp_path):
    assert "cannot write" in problem("/proc/lake")
    assert "cannot write" in problem(tmp_path / ("x" * 300))


def test_a_foreign_address():
    assert "folder" in problem("ftp://example.org/lake")


def test_a_newer_lake_is_left_alone(lake):
    newer = [str(SCHEMA_VERSION + 1)]
    lake.connection.execute("UPDATE lake_properties SET value = ? WHERE key = 'schema_version'", newer)
    assert "upgrade cablelake" in problem(lake.place)


def test_a_lake_without_later_columns_gets_them(lake, deliver, cable):
    deliver(cable("06TOKYO1"))
    lake.connection.execute("ALTER TABLE runs DROP COLUMN unchanged")
    lake.connection.execute("DROP TABLE distribution")
    lake.connection.execute("DELETE FROM lake_properties WHERE key = 'tables'")
    with Lake.open(lake.place) as again:
        assert again.connection.execute("SELECT documents, unchanged FROM runs").fetchall() == [(1, None)]
        assert again.count("distribution") == 0


def test_a_moved_lake_is_the_same_lake(lake, tmp_path, deliver, cable):
    deliver(*(cable(f"06TOKYO{n}", date="2006-05-01", post="TOKYO") for n in range(30)))
    lake.close()
    moved = shutil.move(lake.place.folder, tmp_path / "else where's")
    with Lake.open(moved) as again:
        assert again.count("texts") == 30
    with Lake.open(moved, read_only=True) as reader:
        assert reader.count("post_activity") == 1


def test_a_lake_is_read_where_it_cannot_be_written(lake, deliver, cable):
    deliver(cable("06TOKYO1"))
    lake.close()
    for path in [*lake.place.folder.rglob("*"), lake.place.folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with Lake.open(lake.place, read_only=True) as reader:
        assert reader.count("cables") == 1


def test_readers_do_not_wait_for_a_commit(lake, deliver, cable):
    deliver(cable("06TOKYO1", b"one"))
    with closing(sqlite3.connect(lake.place.catalog_file, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("CREATE TABLE half_committed (number)")
        with Lake.open(lake.place, read_only=True) as reader:
            assert reader.count("cables") == 1
        writer.execute("ROLLBACK")


def test_many_readers_meet_no_locked_catalog_while_a_writer_commits(lake, deliver, cable):
    deliver(cable("06TOKYO1"))
    ended, troubles, reads = threading.Event(), [], []

    def read():
        while not ended.wait(0.02):
            try:
                with Lake.open(lake.place, read_only=True) as reader:
                    cables, versions = reader.count("cables"), reader.count("cable_versions")
                    reads.append(versions >= cables)
            except (duckdb.Error, LakeError) as error:
                troubles.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(2, 6):
            deliver(cable(f"06TOKYO{number}"))
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    assert not troubles
    assert len(reads) > 4 and all(reads)


def test_data_may_lie_elsewhere(tmp_path, stage, cable):
    place = Place(tmp_path / "here", data=str(tmp_path / "there") + "/")
    with Lake.open(place) as lake:
        assert lake.count("cables") == 0
    assert (tmp_path / "there" / "main").is_dir()


@pytest.mark.parametrize(
    "catalog",
    [
        "postgres:dbname=cables password=hush",
        "postgres:dbname=cables PASSWORD = 'hush'",
        "postgres:postgresql://clerk:hush@example.org/cables",
        "postgres:postgresql://example.org/cables?user=clerk&password=hush",
    ],
)
def test_a_password_in_the_catalog_is_refused_and_not_repeated(catalog, tmp_path):
    with pytest.raises(LakeError, match="PGPASSWORD") as refused:
        Place(tmp_path, catalog=catalog)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("catalog", ["", "postgres:dbname=cables host=x", "postgres:postgresql://clerk@x:5432/cables"])
def test_a_catalog_without_password_is_taken(catalog, tmp_path):
    assert Place(tmp_path, catalog=catalog).catalog == catalog


def test_extensions_come_from_the_installed_wheels(monkeypatch):
    assert "site-packages" in extension_path("ducklake")
    with pytest.raises(LakeError, match="pip install duckdb-extension-nothing=="):
        extension_path("nothing")
    monkeypatch.setattr(duckdb, "__version__", "0.0.1")
    with pytest.raises(LakeError, match="does not fit DuckDB"):
        extension_path("ducklake")


def test_an_extension_from_elsewhere_must_be_signed(tmp_path):
    altered = tmp_path / "httpfs.duckdb_extension"
    shutil.copyfile(extension_path("httpfs"), altered)
    with altered.open("r+b") as file:
        file.write(b"altered")
    connection = connect("sqlite_scanner")
    with pytest.raises(duckdb.IOException, match="signature is either missing or invalid"):
        connection.execute(f"LOAD '{altered}'")
    with pytest.raises(duckdb.InvalidInputException, match="Cannot change allow_unsigned_extensions"):
        connection.execute("SET allow_unsigned_extensions = true")


def test_connections_do_not_fetch_extensions():
    connection = connect()
    assert connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)
