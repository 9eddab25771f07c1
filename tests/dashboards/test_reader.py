"""The dashboard reads the newest warehouse, writes nothing, and says in one line what is wrong."""

import duckdb
import pytest

from dashboards.reader import VARIABLE, WarehouseError, rows, snapshot


def store(path, value):
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE told AS SELECT ? AS value", [value])


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "warehouse.duckdb"
    store(path, "old")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_a_newly_published_file_is_read(file, tmp_path):
    assert rows("FROM told")["value"].tolist() == ["old"]
    seen = snapshot()
    store(tmp_path / "next.duckdb", "new")
    (tmp_path / "next.duckdb").replace(file)
    assert snapshot() != seen
    assert rows("FROM told")["value"].tolist() == ["new"]


def test_parameters_are_values(file):
    assert rows("FROM told WHERE value = ?", ("' OR 1 = 1 --",)).empty


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE t (i INTEGER)", "COPY told TO 'out.csv'", "FROM read_text('/etc/hostname')"]
)
def test_nothing_is_written_and_no_other_file_read(file, statement):
    with pytest.raises(duckdb.Error):
        rows(statement)


def test_a_missing_file_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.duckdb"))
    with pytest.raises(WarehouseError, match="no warehouse at .*none.duckdb; run: cablelake ingest") as error:
        snapshot()
    assert "\n" not in str(error.value)


def test_a_file_without_the_view_is_one_line(file):
    with pytest.raises(WarehouseError, match="topic_timelines") as error:
        rows("FROM topic_timelines")
    assert "\n" not in str(error.value)
