"""The published file: complete, readable without extensions, replaced whole."""

# ruff: noqa: S608

import subprocess
import sys

import duckdb
import pytest

from schemas.tables import TABLES
from warehouse.connection import LakeError
from warehouse.publish import publish, published_snapshot
from warehouse.views import only_published, views


@pytest.fixture
def filled(lake, deliver, cable, reject):
    deliver(
        cable("06TOKYO1", date="2006-05-01", post="TOKYO", classification="CONFIDENTIAL", tags=["ETRD"],
              references=["06PARIS2"]),
        reject(b"milk"),
    )  # fmt: skip
    return lake


def test_every_table_and_view_is_in_the_file(filled):
    path = publish(filled)
    assert path == filled.place.warehouse
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in (*TABLES, *(view.name for view in views())):
            there = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            assert name in only_published() or there == filled.count(name), name
        columns = [row[0] for row in connection.execute("DESCRIBE documents").fetchall()]
        assert "raw" not in columns and "bytes" in columns


def test_it_opens_in_a_plain_duckdb_without_extensions(filled):
    path = publish(filled)
    code = f"""
import duckdb
with duckdb.connect({str(path)!r}, read_only=True, config={{"autoload_known_extensions": "false"}}) as connection:
    print(connection.execute("FROM tag_frequencies").fetchall()[0][0])
    print(connection.execute('SELECT target FROM "references"').fetchall()[0][0])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.split() == ["ETRD", "06PARIS2"]


def test_no_lambda_is_in_the_file(filled):
    """Files that DuckDB 1.2 can read keep its old arrow, and DuckDB 2.0 imports no view or macro with one."""
    with duckdb.connect(str(publish(filled)), read_only=True) as connection:
        statements = connection.execute("""
            SELECT sql FROM duckdb_views() WHERE NOT internal
            UNION ALL SELECT macro_definition FROM duckdb_functions() WHERE NOT internal
        """).fetchall()
    assert len(statements) > 20
    assert not [sql for (sql,) in statements if "->" in sql or "lambda" in sql]


def test_tables_columns_and_views_say_what_they_are(filled):
    with duckdb.connect(str(publish(filled)), read_only=True) as connection:
        query = "SELECT count(*) FROM duckdb_{0}s() WHERE {1} AND comment IS NULL"
        assert connection.execute(query.format("table", "true")).fetchone() == (0,)
        assert connection.execute(query.format("view", "NOT internal")).fetchone() == (0,)
        assert connection.execute(query.format("column", "table_name = 'cables'")).fetchone() == (0,)
        query = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''"
        assert connection.execute(query).fetchall() == []


def test_a_reader_keeps_the_file_it_has_open(filled, deliver, cable):
    path = publish(filled)
    with duckdb.connect(str(path), read_only=True) as reader:
        deliver(cable("06TOKYO2"))
        publish(filled)
        assert reader.execute("SELECT count(*) FROM cables").fetchone() == (1,)
        with duckdb.connect(str(path), read_only=True) as another:  # of the same process: shares the open file
            assert another.execute("SELECT count(*) FROM cables").fetchone() == (1,)
    with duckdb.connect(str(path), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM cables").fetchone() == (2,)
    assert list(path.parent.glob(".publish-*")) == []


def test_nothing_is_written_where_nothing_is_new(filled):
    path = publish(filled)
    before = path.stat().st_ino
    assert publish(filled).stat().st_ino == before
    assert published_snapshot(path) == filled.snapshot()


@pytest.mark.parametrize("left", [0, 8192])
def test_a_damaged_file_is_made_anew(filled, left):
    path = publish(filled)
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    publish(filled)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cables").fetchone() == (filled.count("cables"),)


def test_an_empty_lake_can_be_published(lake):
    with duckdb.connect(str(publish(lake)), read_only=True) as connection:
        for view in views():
            assert connection.execute(f'SELECT count(*) FROM "{view.name}"').fetchone() == (0,), view.name


def test_a_place_that_cannot_be_written_is_one_clear_line(filled, tmp_path):
    with pytest.raises(LakeError, match="cannot publish") as caught:
        publish(filled, tmp_path / "nowhere" / "x.duckdb")
    assert "\n" not in str(caught.value)
