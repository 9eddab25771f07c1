"""The plain data set of a lake whose data are in a store: copies, each fetched once."""

import datetime as dt

import duckdb
import pytest

from pipeline.publish import publish_all
from schemas.tables import TABLES
from tests.loading import NOW, load
from warehouse.connection import identifier
from warehouse.dataset import FOLDER, write_dataset
from warehouse.lake import Lake, LakeError, Place
from warehouse.maintenance import maintain
from warehouse.search_texts import Texts

NO_TIME = dt.timedelta(0)


@pytest.fixture
def place(services, tmp_path, monkeypatch):
    """A lake with data in the store."""
    for name, value in services.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    return Place(tmp_path / "lake", data=f"s3://cables/{tmp_path.name}/lake")


def deliver(lake, folder, number, telegrams):
    """Ingest some texts as the run of a number, and publish."""
    folder = folder / f"in-{number}"
    folder.mkdir()
    for name, text in telegrams.items():
        (folder / f"{name}.txt").write_text(text)
    load(lake, [folder], f"run-{number}", NOW + dt.timedelta(days=number))
    publish_all(lake)


def differences(lake):
    """Tables whose rows in the data set are not those of the lake."""
    found = []
    for name, table in TABLES.items():
        rows = []
        for connection, source in (
            (lake.connection, identifier(name)),
            (duckdb.connect(), f"'{lake.place.folder / FOLDER / name}/**/*.parquet'"),
        ):
            columns = ", ".join(map(identifier, table.column_names))
            rows.append(sorted(connection.execute(f"SELECT {columns} FROM {source}").fetchall(), key=repr))  # noqa: S608
        if rows[0] != rows[1]:
            found.append(name)
    return found


def copies(lake):
    """Inodes of the files of the data set that are copies of files of the lake, by path."""
    folder = (lake.place.folder / FOLDER).resolve()
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("ducklake-*.parquet")}


def test_rows_are_the_lakes_and_files_are_fetched_once(place, telegram, tmp_path):
    lima = telegram(303).replace("QUITO", "LIMA")
    with Lake.open(place) as lake:
        deliver(lake, tmp_path, 1, {"301": telegram(301), "302": telegram(302), "303": lima})
        assert differences(lake) == []
        first = copies(lake)
        assert {path.split("/")[0] for path in first} >= {"cables", "texts", "paragraphs", "documents", "tags"}

        deliver(lake, tmp_path, 2, {"301": telegram(301).replace("in spring", "in summer"), "304": telegram(304)})
        assert differences(lake) == []
        second = copies(lake)
        kept = first.keys() & second.keys()
        assert any("post=LIMA" in path for path in kept) and any(path.startswith("documents/") for path in kept)
        assert {path: second[path] for path in kept} == {path: first[path] for path in kept}
        assert not any(path.startswith("texts/") and "post=QUITO" in path for path in kept)
        quito = [(f"07QUITO{serial}", 2007, "QUITO") for serial in (301, 304)]
        found = Texts(place).bodies(quito)
        assert "in summer" in found["07QUITO301"] and "in spring" in found["07QUITO304"]

        maintain(lake, NO_TIME, NO_TIME)
        publish_all(lake)
        assert differences(lake) == []


def test_a_data_set_that_is_turned_off_is_removed(place, telegram, tmp_path):
    with Lake.open(place) as lake:
        deliver(lake, tmp_path, 1, {"301": telegram(301)})
        assert (place.folder / FOLDER).is_symlink()
        settings = place.folder / "lake.toml"
        settings.write_text(settings.read_text() + 'dataset = "off"\n')
        deliver(lake, tmp_path, 2, {"302": telegram(302)})
    assert not list(place.folder.glob(f"*{FOLDER}*"))
    assert "in spring" in Texts(place).bodies([("07QUITO302", 2007, "QUITO")])["07QUITO302"]


def test_a_file_that_cannot_be_fetched_is_one_line(place, telegram, tmp_path, monkeypatch):
    with Lake.open(place) as lake:
        deliver(lake, tmp_path, 1, {"301": telegram(301)})
        (place.folder / FOLDER).unlink()
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mistaken-secret")
        with pytest.raises(LakeError, match=r"cannot write the data set: s3://.*: access denied") as refused:
            write_dataset(lake)
    assert "\n" not in str(refused.value)
    assert "mistaken" not in str(refused.value)
