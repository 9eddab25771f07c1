"""Statements that try to get out of the published file: none reads, writes or attaches anything else."""

import duckdb
import pytest

from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.query import run_sql

REFUSED = """
SELECT getenv('HOME')
FROM read_text('secret.csv')
FROM read_text('file://{folder}/secret.csv')
FROM read_blob('{folder}/secret.csv')
FROM read_csv('secret.csv')
FROM read_json('secret.csv')
FROM sniff_csv('secret.csv')
FROM parquet_metadata('secret.csv')
FROM query_table('secret.csv')
FROM query('COPY (SELECT 1) TO ''out.csv''')
FROM read_duckdb('other.duckdb', table_name = 't')
FROM glob('/*')
FROM 'http://127.0.0.1:1/x.csv'
FROM duckdb_secrets()
FROM which_secret('s3://bucket', 's3')
FROM sqlite_scan('lake/catalog.sqlite', 'ducklake_metadata')
FROM 'secret.csv'
FROM read_text('/proc/self/environ')
FROM read_csv('/dev/stdin')
FROM read_ndjson_objects('secret.csv')
FROM parquet_bloom_probe('secret.csv', 'a', 1)
FROM place
SELECT 1::POINTER
FROM pandas_scan(1)
SUMMARIZE FROM 'secret.csv'
SET VARIABLE x = (SELECT content FROM read_text('secret.csv'))
SELECT current_setting('s3_secret_access_key')
COPY (SELECT 1) TO '/dev/stdout'
COPY (SELECT 1 AS a) TO 'out' (FORMAT parquet, PARTITION_BY (a))
COPY FROM DATABASE warehouse TO memory
COPY (SELECT 1) TO 'out.csv'
COPY tag_codes FROM 'secret.csv'
PREPARE p AS COPY (SELECT 1) TO 'out.csv'
SELECT 1; COPY (SELECT 1) TO 'out.csv'
EXPLAIN ANALYZE COPY (SELECT 1) TO 'out.csv'
EXPORT DATABASE 'out'
IMPORT DATABASE 'out'
ATTACH 'new.duckdb' AS n
ATTACH ':memory:' AS n
ATTACH 'other.duckdb' AS o (READ_ONLY)
ATTACH 'http://127.0.0.1:1/x.duckdb' AS h
ATTACH 'lake/catalog.sqlite' AS c (TYPE sqlite)
ATTACH 'ducklake:sqlite:lake/catalog.sqlite' AS d
ATTACH 'lake/warehouse.duckdb' AS w (READ_WRITE); CREATE TABLE w.x (a INTEGER)
DETACH warehouse
INSTALL httpfs
INSTALL spatial FROM 'http://127.0.0.1:1'
LOAD sqlite
LOAD '{folder}/evil.duckdb_extension'
UPDATE EXTENSIONS
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
SET enable_external_access = true
SET GLOBAL enable_external_access = true
PRAGMA enable_external_access = true
RESET enable_external_access
SET lock_configuration = false
SET temp_directory = '{folder}/t'
SET memory_limit = '1TB'
SET extension_directory = '{folder}/e'
SET secret_directory = '{folder}/s'
SET custom_extension_repository = 'http://127.0.0.1:1'
SET allowed_directories = ['/']
SET profiling_output = '{folder}/p.json'
PRAGMA profile_output = '{folder}/p.json'
SET log_query_path = '{folder}/q.log'
CREATE TABLE x (a INTEGER)
CREATE MACRO f(a) AS a
CREATE VIEW v AS SELECT 1
CREATE TEMP VIEW v AS FROM read_text('secret.csv')
INSERT INTO cables SELECT * FROM cables
UPDATE cables SET post = 'X'
DELETE FROM cables
TRUNCATE cables
DROP VIEW tag_frequencies
ALTER TABLE cables ADD COLUMN x INTEGER
BEGIN; DROP TABLE cables; COMMIT
""".strip().splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a published lake and files that SQL must not see."""
    folder = tmp_path_factory.mktemp("sql")
    with Lake.open(folder / "lake") as lake:
        publish(lake)
    (folder / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(str(folder / "other.duckdb")) as other:
        other.execute("CREATE TABLE t AS SELECT 1 AS a")
    return folder


def files(folder):
    """All files, without what SQLite keeps beside a catalog that somebody reads, or has not closed."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {path: path.read_bytes() for path in found}


@pytest.mark.parametrize("statement", REFUSED)
def test_refused_in_one_line(folder, monkeypatch, statement):
    monkeypatch.chdir(folder)
    before = files(folder)
    with pytest.raises(LakeError) as caught:
        run_sql(folder / "lake", statement.format(folder=folder))
    assert "\n" not in str(caught.value)
    assert files(folder) == before


@pytest.mark.parametrize("statement", ["CHECKPOINT", "FORCE CHECKPOINT", "VACUUM", "ANALYZE", "SELECT write_log('x')"])
def test_taken_but_writes_nothing(folder, monkeypatch, statement):
    monkeypatch.chdir(folder)
    before = files(folder)
    run_sql(folder / "lake", statement)
    assert files(folder) == before
