"""Users' SQL reads the lake and nothing else."""

# ruff: noqa: S608

import sqlite3

import duckdb
import pytest

from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.query import known_sources, quarantine_list, quarantine_show, run_sql, status


@pytest.fixture
def reader(lake, deliver, cable, reject):
    deliver(cable("06TOKYO1", date="2006-05-01", post="TOKYO"), reject(b"milk"), cable("06TOKYO1", redactions=2))
    publish(lake)
    with Lake.open(lake.place, read_only=True) as reader:
        yield reader


def test_a_select_gives_an_arrow_table(reader):
    assert run_sql(reader, "SELECT cable_id, year FROM cables").to_pylist() == [{"cable_id": "06TOKYO1", "year": 2006}]
    assert run_sql(reader, 'DESCRIBE "references"').num_rows > 5
    assert run_sql(reader, "SHOW TABLES").num_rows > 20
    assert run_sql(reader, "FROM post_activity").column("cables").to_pylist() == [1]


def test_an_error_is_one_line(reader):
    with pytest.raises(LakeError, match="cabels does not exist.*cables") as caught:
        run_sql(reader, "SELECT *\nFROM cabels")
    assert "\n" not in str(caught.value)


def test_a_file_that_lacks_newer_tables_has_to_be_published_again(reader):
    with pytest.raises(LakeError) as caught:
        run_sql(reader, "FROM near_duplicate")
    assert "cablelake publish" not in str(caught.value)
    for older in ("DELETE FROM lake_properties WHERE key = 'tables'", "DROP TABLE lake_properties"):
        with duckdb.connect(str(reader.place.warehouse)) as connection:
            connection.execute(f"DROP TABLE IF EXISTS near_duplicates; {older}")
        with pytest.raises(LakeError, match="written by an earlier cablelake: run `cablelake publish`"):
            run_sql(reader, "FROM near_duplicates")


def test_it_can_neither_write_nor_read_files(reader, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE t AS SELECT 1")
    other.close()
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".sqlite-journal")
    before = {path: path.read_bytes() for path in files}
    data = next(path for path in files if path.suffix == ".parquet")
    catalog, warehouse = tmp_path / "lake" / "catalog.sqlite", tmp_path / "lake" / "warehouse.duckdb"
    forbidden = [
        "DELETE FROM cables",
        "INSERT INTO cables SELECT * FROM cables",
        "UPDATE cables SET post = 'X'",
        "DROP TABLE cables",
        "CREATE TABLE x (a INTEGER)",
        "CREATE OR REPLACE VIEW tag_frequencies AS SELECT 1",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"COPY (SELECT 1) TO '{data}' (FORMAT parquet)",
        f"COPY (SELECT 1) TO '{catalog}' (FORMAT csv)",
        f"COPY (SELECT 1) TO '{catalog.parent}/data/x.csv'",
        f"EXPLAIN ANALYZE COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"EXPORT DATABASE '{tmp_path}/out'",
        f"FROM '{tmp_path}/secret.csv'",
        f"FROM read_text('{tmp_path}/secret.csv')",
        f"FROM glob('{tmp_path}/*')",
        f"FROM sqlite_scan('{tmp_path}/other.sqlite', 't')",
        f"ATTACH '{tmp_path}/other.sqlite' AS other (TYPE sqlite)",
        f"ATTACH '{tmp_path}/new.duckdb' AS new",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        f"FROM read_parquet('{data}')",
        f"COPY (SELECT 1) TO '{warehouse}' (FORMAT csv)",
        "LOAD sqlite_scanner",
    ]
    for statement in forbidden:
        with pytest.raises(LakeError):
            run_sql(reader, statement)
    now = {path: path.read_bytes() for path in tmp_path.rglob("*") if path in before}
    assert now == before
    assert {path.name for path in tmp_path.iterdir()} == {"lake", "shard-1", "secret.csv", "other.sqlite"}


def test_unsafe_reads_files_but_does_not_write_the_lake(reader, tmp_path):
    (tmp_path / "mine.csv").write_text("cable_id\n06TOKYO1\n")
    joined = run_sql(reader, f"FROM cables JOIN '{tmp_path}/mine.csv' USING (cable_id)", unsafe=True)
    assert joined.num_rows == 1
    assert run_sql(reader, "SELECT sum(octet_length(raw)) AS n FROM documents", unsafe=True).to_pylist()[0]["n"] > 4
    with pytest.raises(LakeError, match="read-?only"):
        run_sql(reader, "DELETE FROM cables", unsafe=True)


def test_without_a_published_file_the_way_out_is_said(lake, tmp_path):
    with pytest.raises(LakeError, match="cablelake publish"):
        run_sql(lake, "SELECT 1")
    with pytest.raises(LakeError, match="cablelake ingest"):
        run_sql(tmp_path / "nowhere", "SELECT 1")
    lake.place.warehouse.write_bytes(b"torn" * 5000)
    with pytest.raises(LakeError, match="cannot be opened"):
        run_sql(lake, "SELECT 1")


def test_the_status_adds_up(reader):
    found = status(reader)
    assert (found.documents, found.parsed, found.quarantined, found.cables, found.unaccounted) == (3, 2, 1, 1, 0)
    assert found.reasons == (("detect", "not_a_cable", 1),)
    assert [(run["run_id"], run["documents"], run["status"]) for run in found.runs] == [("run-1", 3, "quarantined")]


def test_the_quarantine_is_listed_and_shown(reader, reject):
    [row] = quarantine_list(reader)
    assert (row["reason"], row["bytes"]) == ("not_a_cable", 4)
    assert quarantine_show(reader, row["document_id"][:8])["raw"] == b"milk"
    with pytest.raises(LakeError, match="no such document"):
        quarantine_show(reader, "zz")
    assert known_sources(reader) == {}


def test_a_keyword_as_the_name_of_a_table_is_explained(reader):
    with pytest.raises(LakeError, match='keyword: write the name of the table in double quotes, "references"'):
        run_sql(reader, "FROM references")
