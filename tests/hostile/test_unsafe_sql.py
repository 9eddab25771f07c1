"""`cablelake sql --unsafe` reads and writes other files, but by no statement and through no link the lake's own."""

import os

import duckdb
import pytest

from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.query import run_sql

ALLOWED = """
COPY (SELECT 1 AS a) TO 'out.csv'
COPY (SELECT 1 AS a) TO 'secret.csv'
COPY (SELECT 1 AS a) TO '{folder}/out.parquet' (FORMAT parquet)
COPY (SELECT 1 AS a) TO 'parts' (FORMAT parquet, PARTITION_BY (a), WRITE_PARTITION_COLUMNS)
COPY (SELECT 1 AS a) TO 'it''s.csv'
COPY tag_codes TO 'file.csv'; FROM 'file.csv'
CREATE TABLE memory.mine AS FROM read_csv('secret.csv'); FROM memory.mine
ATTACH 'new.duckdb' AS n; CREATE TABLE n.codes AS FROM tag_codes; CHECKPOINT n; FROM n.codes
ATTACH 'other.duckdb' AS o; INSERT INTO o.t VALUES (2); FROM o.t
EXPORT DATABASE 'exported'
FROM read_csv('*.csv', union_by_name => true)
FROM 'inbox/*.csv'
SELECT count(*) FROM documents WHERE raw IS NOT NULL
SELECT snapshot_id FROM lake.snapshots()
FROM cables AT (VERSION => 1)
FROM ducklake_table_info('lake')
PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)
EXPLAIN FROM cables
""".strip().splitlines()

REFUSED = """
COPY (SELECT 1) TO 'lake/warehouse.duckdb'
COPY (SELECT 1) TO '{folder}/lake/catalog.sqlite'
COPY (SELECT 1) TO 'inbox/../lake/warehouse.duckdb'
COPY (SELECT 1) TO 'lake/new.csv'
COPY (SELECT 1) TO 'lake/parquet/new.csv'
COPY (SELECT 1) TO 'link/warehouse.duckdb'
COPY (SELECT 1) TO 'linked/inner/warehouse.duckdb'
COPY (SELECT 1) TO ('lake/' || 'warehouse.duckdb')
COPY (SELECT 1) TO (chr(108) || 'ake/warehouse.duckdb')
COPY (SELECT 1) TO $$lake/warehouse.duckdb$$
COPY (SELECT 1) TO E'lake\\x2Fwarehouse.duckdb'
COPY (SELECT 1) TO "lake/warehouse.duckdb"
COPY (SELECT 1 AS a) TO 'lake' (FORMAT parquet, PARTITION_BY (a), OVERWRITE)
COPY (SELECT 1 AS a) TO '.' (FORMAT parquet, PARTITION_BY (a), OVERWRITE)
COPY (SELECT 1 AS a) TO '{folder}' (FORMAT parquet, PER_THREAD_OUTPUT, OVERWRITE)
COPY (SELECT 1 AS a) TO 'linked' (FORMAT parquet, PARTITION_BY (a), OVERWRITE)
COPY (SELECT 1 AS a) TO 'inbox/o.csv'; COPY (SELECT 1) TO 'lake/catalog.sqlite'
EXPLAIN ANALYZE COPY (SELECT 1) TO 'lake/warehouse.duckdb'
PREPARE p AS COPY (SELECT 1) TO 'lake/warehouse.duckdb'; EXECUTE p
EXPORT DATABASE 'lake'
EXPORT DATABASE 'lake/data'
EXPORT DATABASE '.'
IMPORT DATABASE 'script'
ATTACH 'lake/warehouse.duckdb' AS w; CREATE TABLE w.x (a INTEGER)
ATTACH 'file-link' AS w; CREATE TABLE w.x (a INTEGER)
ATTACH 'hard-link' AS w; CREATE TABLE w.x (a INTEGER)
ATTACH 'lake/catalog.sqlite' AS c (TYPE sqlite)
ATTACH 'ducklake:sqlite:lake/catalog.sqlite' AS d
ATTACH 'lake/new.duckdb' AS n
DELETE FROM cables
CREATE TABLE x AS SELECT 1
UPDATE documents SET source = ''
FROM sqlite_query('__ducklake_metadata_lake', 'DELETE FROM ducklake_snapshot RETURNING *')
FROM "sqlite_query"('__ducklake_metadata_lake', 'DELETE FROM ducklake_snapshot RETURNING *')
SELECT * FROM (FROM system.main.sqlite_query('__ducklake_metadata_lake', 'DELETE FROM ducklake_snapshot RETURNING *'))
FROM sqlite_attach('lake/catalog.sqlite')
FROM ducklake_cleanup_old_files('lake', cleanup_all => true)
CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)
SELECT (SELECT count(*) FROM ducklake_delete_orphaned_files('lake', cleanup_all => true))
WITH a AS (FROM ducklake_merge_adjacent_files('lake')) FROM a
FROM query('FROM ducklake_cleanup_old_files(''lake'', cleanup_all => true)')
FROM json_execute_serialized_sql('x')
SET temp_directory = 'lake/t'
SET enable_external_access = true
SET allowed_directories = ['lake/']
PRAGMA profile_output = 'lake/p.json'
INSTALL httpfs
LOAD sqlite_scanner
CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
""".strip().splitlines()


@pytest.fixture(scope="module")
def beside_a_lake(tmp_path_factory):
    """A folder with a published lake, other files, and links into the lake."""
    folder = tmp_path_factory.mktemp("unsafe")
    with Lake.open(folder / "lake") as lake:
        publish(lake)
        orphan = folder / "lake" / "data" / "main" / "cables" / "ducklake-orphan.parquet"
        orphan.parent.mkdir(parents=True, exist_ok=True)
        orphan.write_bytes(b"left by a run that was killed")
    (folder / "secret.csv").write_text("a\n1\n")
    for name in ("inbox", "script", "linked"):
        (folder / name).mkdir()
    (folder / "inbox" / "a.csv").write_text("a\n1\n")
    (folder / "script" / "schema.sql").write_text("COPY (SELECT 1) TO 'lake/warehouse.duckdb';")
    (folder / "script" / "load.sql").write_text("")
    (folder / "link").symlink_to("lake")
    (folder / "linked" / "inner").symlink_to("../lake")
    (folder / "file-link").symlink_to("lake/warehouse.duckdb")
    os.link(folder / "lake" / "warehouse.duckdb", folder / "hard-link")
    with duckdb.connect(str(folder / "other.duckdb")) as other:
        other.execute("CREATE TABLE t AS SELECT 1 AS a")
    return folder


@pytest.fixture
def folder(beside_a_lake, monkeypatch):
    monkeypatch.chdir(beside_a_lake)
    return beside_a_lake


def contents(folder):
    """Files of the lake, without what SQLite keeps beside a catalog that is being read."""
    files = (path for path in (folder / "lake").rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path: path.read_bytes() for path in files if not path.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("statement", REFUSED)
def test_the_lake_is_never_written(folder, statement):
    before = contents(folder)
    with pytest.raises(LakeError) as caught:
        run_sql(folder / "lake", statement.format(folder=folder), unsafe=True)
    assert "\n" not in str(caught.value)
    assert contents(folder) == before


@pytest.mark.parametrize("statement", ALLOWED)
def test_other_files_are_read_and_written(folder, statement):
    before = contents(folder)
    run_sql(folder / "lake", statement.format(folder=folder), unsafe=True)
    assert contents(folder) == before


def test_what_is_written_is_there(folder):
    run_sql(folder / "lake", "COPY (SELECT 42 AS a) TO 'out.csv'", unsafe=True)
    assert (folder / "out.csv").read_text() == "a\n42\n"
    run_sql(folder / "lake", "COPY (SELECT 43 AS a) TO 'out.csv'", unsafe=True)
    assert (folder / "out.csv").read_text() == "a\n43\n"


def test_the_refusal_names_the_file(folder):
    with pytest.raises(LakeError, match="of the lake, or with links into it: link/warehouse.duckdb"):
        run_sql(folder / "lake", "COPY (SELECT 1) TO 'link/warehouse.duckdb'", unsafe=True)
