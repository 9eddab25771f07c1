"""DuckDB on the plain data set."""

import duckdb
from rows import answer


def read(job, name):
    columns = ", ".join(f'"{column}"' for column, _ in job["tables"][name]["columns"])
    return duckdb.sql(f"SELECT {columns} FROM '{job['lake']}/parquet/{name}/**/*.parquet'").fetchall()


answer(read)
