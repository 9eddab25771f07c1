"""The clients that are tried, and what each of them reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Part = Literal["warehouse", "lake", "files"]

_NEWEST_WITH_LAKES = ("duckdb==1.5.5", "duckdb-extension-ducklake==1.5.5", "duckdb-extension-sqlite-scanner==1.5.5")


@dataclass(frozen=True, slots=True)
class Client:
    """A client: the script in `readers/` that reads with it, the part of a lake it reads, and the packages it needs.

    `runtime` says whose packages these are. `shown` are those whose versions the page names. `macros` if it can ask
    the macros of the published file.
    """

    name: str
    script: str
    part: Part
    packages: tuple[str, ...]
    shown: tuple[str, ...]
    runtime: Literal["python", "node"] = "python"
    macros: bool = field(default=True, kw_only=True)
    note: str = field(default="", kw_only=True)

    @property
    def environment(self) -> str:
        """Name of its environment: clients with the same packages share one."""
        words = "-".join(self.packages).lower()
        return "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in words)


def _engine(version: str) -> tuple[Client, ...]:
    packages = (f"duckdb=={version}" if version else "duckdb",)
    name = f"DuckDB {version or 'newest'}"
    ways = (
        ("", "duckdb_warehouse.py"),
        (": EXPORT as Parquet, IMPORT", "duckdb_import_parquet.py"),
        (": EXPORT, IMPORT", "duckdb_import.py"),
    )
    return tuple(Client(f"{name}{way}", script, "warehouse", packages, ("duckdb",)) for way, script in ways)


def _sqlalchemy(version: str, *packages: str) -> tuple[Client, ...]:
    packages, shown = ("duckdb-engine", *packages), ("sqlalchemy", "duckdb-engine", "duckdb")
    return (
        Client(f"SQLAlchemy {version}: SQL", "sqlalchemy_warehouse.py", "warehouse", packages, shown),
        Client(
            f"SQLAlchemy {version}: reflection",
            "sqlalchemy_reflection.py",
            "warehouse",
            packages,
            shown,
            macros=False,
        ),
    )


def _ibis(engine: str, package: str) -> Client:
    packages, shown = ("ibis-framework[duckdb]", package), ("ibis-framework", "duckdb")
    return Client(f"ibis, DuckDB {engine}", "ibis_warehouse.py", "warehouse", packages, shown)


def _ducklake_dataframe(form: str, script: str, polars: str, shown: str) -> Client:
    packages = ("ducklake-dataframe", "pandas", polars)
    return Client(f"ducklake-dataframe: {form}", script, "lake", packages, ("ducklake-dataframe", shown))


CLIENTS = (
    *(client for version in ("1.2.2", "1.3.2", "1.4.5", "1.5.5", "") for client in _engine(version)),
    Client("node-api", "duckdb_node.mjs", "warehouse", ("@duckdb/node-api",), ("@duckdb/node-api",), "node"),
    Client(
        "duckdb-wasm in node", "duckdb_wasm.mjs", "warehouse",
        ("@duckdb/duckdb-wasm", "apache-arrow"), ("@duckdb/duckdb-wasm",), "node",
    ),
    _ibis("1", "duckdb<2"),
    _ibis("newest", "duckdb"),
    Client(
        "dbt", "dbt_warehouse.py", "warehouse", ("dbt-duckdb", "dbt-core<1.12"), ("dbt-duckdb", "dbt-core", "duckdb"),
        macros=False, note="dbt-core 1.12 needs a parser that it downloads while it is installed, so 1.11 was tried",
    ),
    Client("SQLMesh", "sqlmesh_warehouse.py", "warehouse", ("sqlmesh",), ("sqlmesh", "duckdb"), macros=False),
    Client(
        "JupySQL", "jupysql_warehouse.py", "warehouse", ("jupysql", "duckdb-engine", "ipython"),
        ("jupysql", "duckdb-engine", "sqlalchemy", "duckdb"),
    ),
    *_sqlalchemy("2.0.50", "sqlalchemy==2.0.50", "duckdb<2"),
    *_sqlalchemy("newest"),
    Client("DuckDB with ducklake", "duckdb_lake.py", "lake", _NEWEST_WITH_LAKES, ("duckdb",)),
    Client("pyducklake", "pyducklake_lake.py", "lake", ("pyducklake", *_NEWEST_WITH_LAKES), ("pyducklake", "duckdb")),
    Client("ducklakepy", "ducklakepy_lake.py", "lake", ("ducklakepy",), ("ducklakepy",)),
    Client("polars-ducklake", "polars_ducklake_lake.py", "lake", ("polars-ducklake",), ("polars-ducklake", "polars")),
    _ducklake_dataframe("Polars 1", "ducklake_polars_lake.py", "polars<2", "polars"),
    _ducklake_dataframe("Polars newest", "ducklake_polars_lake.py", "polars", "polars"),
    _ducklake_dataframe("pandas", "ducklake_pandas_lake.py", "polars", "pandas"),
    Client("DuckDB", "duckdb_files.py", "files", ("duckdb",), ("duckdb",)),
    Client("Polars", "polars_files.py", "files", ("polars",), ("polars",)),
    Client("pyarrow.dataset", "pyarrow_files.py", "files", ("pyarrow",), ("pyarrow",)),
    Client("pandas", "pandas_files.py", "files", ("pandas", "pyarrow"), ("pandas", "pyarrow")),
    Client("Dask", "dask_files.py", "files", ("dask[dataframe]",), ("dask", "pandas", "pyarrow")),
)  # fmt: skip

NOT_TRIED = (
    (
        "R's arrow",
        "no package of it was to be had. It reads with the same C++ library as `pyarrow.dataset`; the documented line "
        "tells it, as is the default there, to take no columns from the names of folders",
    ),
)
