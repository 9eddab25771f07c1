"""Rows for many folders are written within a limit of memory, one file per folder."""

import pytest

from warehouse.connection import Resources, connect
from warehouse.folder_groups import in_groups

COLUMNS = ", ".join(f"'value {number}' AS column_{number}" for number in range(40))


@pytest.mark.campaign
@pytest.mark.parametrize(("folders", "rows"), [(600, 1), (300, 1000), (450, 5)])
def test_many_folders_fit_into_memory(tmp_path, folders, rows):
    """At once they would need 1000, 500 and 690 MB."""
    select = f"""
        SELECT if(i < {rows}, NULL, i // {rows} % 7) AS year, if(i < {rows}, NULL, i // {rows}) AS post, {COLUMNS}
        FROM range({folders * rows}) t(i) ORDER BY hash(i)
    """  # noqa: S608 (numbers)
    options = "FORMAT parquet, PARTITION_BY (year, post), WRITE_PARTITION_COLUMNS true, APPEND"
    with connect(resources=Resources("400MB", 1)) as connection:
        # two threads may each begin a file for the folder at which one's rows end and the other's begin
        for part in in_groups(connection, select, ("year", "post")):
            connection.execute(f"COPY ({part}) TO '{tmp_path}' ({options})")
        files = f"read_parquet('{tmp_path}/**/*.parquet', hive_partitioning = false)"
        assert connection.execute(f"SELECT count(*) FROM (FROM ({select}) EXCEPT ALL FROM {files})").fetchone() == (0,)  # noqa: S608
        assert connection.execute(f"SELECT count(*) FROM {files}").fetchone() == (folders * rows,)  # noqa: S608
    assert len(list(tmp_path.rglob("*.parquet"))) == folders


def test_more_text_than_memory_is_written_in_the_order_of_its_folders(tmp_path):
    """600 MB of text, most of it in folders that are sorted together, some in one that is too large for that."""
    select = """
        SELECT if(i % 2 = 0, 1970, 1971 + i % 37) AS year, repeat(md5(i::VARCHAR), 64) AS text
        FROM range(300_000) t(i)
    """
    with connect(resources=Resources("500MB", 1, tmp_path)) as connection:
        connection.execute(f"COPY ({select}) TO '{tmp_path}/rows.parquet' (COMPRESSION lz4)")
        rows = f"FROM '{tmp_path}/rows.parquet'"
        for part in in_groups(connection, rows, ("year",)):
            connection.execute(f"COPY ({part}) TO '{tmp_path}/by_year' (FORMAT parquet, PARTITION_BY (year), APPEND)")
        files = f"read_parquet('{tmp_path}/by_year/**/*.parquet')"
        written = "SELECT year, count(*), bit_xor(hash(text)) FROM {} GROUP BY year ORDER BY year"
        expected = connection.execute(written.format(f"({rows})")).fetchall()
        assert connection.execute(written.format(files)).fetchall() == expected
    assert len(list(tmp_path.glob("by_year/**/*.parquet"))) == len(expected)


def test_rows_without_folders_are_left_as_they_are():
    with connect() as connection:
        assert list(in_groups(connection, "SELECT 1", ())) == ["FROM (SELECT 1)"]
