"""DuckDB with its extension `ducklake` on the lake itself."""

import importlib.resources
from functools import cache

import duckdb
from rows import answer


@cache
def attached(lake):
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    for name in ("sqlite_scanner", "ducklake"):
        files = importlib.resources.files(f"duckdb_extension_{name}")
        path = files / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        connection.execute(f"LOAD '{path}'")
    connection.execute(f"ATTACH 'ducklake:sqlite:{lake}/catalog.sqlite' AS lake (READ_ONLY)")
    connection.execute("USE lake")
    return connection


def read(job, name):
    return attached(job["lake"]).execute(job["tables"][name]["sql"]).fetchall()


answer(read)
