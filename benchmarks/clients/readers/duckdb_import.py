"""DuckDB of any version on a database into which it imported what it exported from the published file."""

import shutil
from functools import cache

import duckdb
from rows import answer


@cache
def imported(warehouse, folder, options):
    exported = f"{folder}/exported"
    shutil.rmtree(exported, ignore_errors=True)
    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute(f"EXPORT DATABASE '{exported}'{options}")
    connection = duckdb.connect()
    connection.execute(f"IMPORT DATABASE '{exported}'")
    return connection


def reader(options):
    def read(job, name):
        return imported(job["warehouse"], job["folder"], options).execute(job["tables"][name]["sql"]).fetchall()

    return read


if __name__ == "__main__":
    answer(reader(""))
