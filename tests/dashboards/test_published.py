"""The pages read the newest warehouse file, write nothing, and say in one line what is wrong."""

import duckdb
import pytest

from dashboards.published import Published, WarehouseError


def store(path, value):
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE told AS SELECT ? AS value", [value])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    store(path, "old")
    return path


def test_a_newly_published_file_is_read(file, tmp_path):
    published = Published(file)
    assert published.rows("FROM told").first == {"value": "old"}
    seen = published.snapshot()
    store(tmp_path / "next.duckdb", "new")
    (tmp_path / "next.duckdb").replace(file)
    assert published.snapshot().name != seen.name
    assert published.rows("FROM told").first == {"value": "new"}


def test_parameters_are_values(file):
    assert not len(Published(file).rows("FROM told WHERE value = ?", "' OR 1 = 1 --"))


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE t (i INTEGER)", "COPY told TO 'out.csv'", "FROM read_text('/etc/hostname')"]
)
def test_nothing_is_written_and_no_other_file_read(file, statement):
    with pytest.raises(duckdb.Error):
        Published(file).rows(statement)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(WarehouseError, match="no warehouse at .*none.duckdb; run: cablelake ingest") as error:
        Published(tmp_path / "none.duckdb").snapshot()
    assert "\n" not in str(error.value)


def test_a_file_without_the_view_is_one_line(file):
    with pytest.raises(WarehouseError, match="topic_timelines") as error:
        Published(file).rows("FROM topic_timelines")
    assert "\n" not in str(error.value)
