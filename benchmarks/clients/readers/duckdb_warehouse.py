"""DuckDB of any version on the published file."""

import duckdb
from rows import answer


def read(job, name):
    with duckdb.connect(job["warehouse"], read_only=True) as connection:
        return connection.execute(job["tables"][name]["sql"]).fetchall()


answer(read)
