"""SQLMesh with the published file attached: one model per table and view, which selects all of its rows."""

from functools import cache
from pathlib import Path

from rows import answer
from sqlmesh import Context
from sqlmesh.core.config import Config, GatewayConfig, ModelDefaultsConfig
from sqlmesh.core.config.connection import DuckDBAttachOptions, DuckDBConnectionConfig


@cache
def planned(warehouse, folder, tables):
    project = Path(folder)
    (project / "models").mkdir()
    for name, columns in tables:
        listed = ", ".join(f'"{column}"' for column in columns)
        (project / "models" / f"{name}.sql").write_text(
            f'MODEL (name main."{name}", kind FULL);\nSELECT {listed} FROM warehouse.main."{name}"'
        )
    attached = {
        "mesh": str(project / "mesh.duckdb"),
        "warehouse": DuckDBAttachOptions(type="duckdb", path=warehouse, read_only=True),
    }
    gateway = GatewayConfig(connection=DuckDBConnectionConfig(catalogs=attached))
    config = Config(
        gateways={"": gateway}, model_defaults=ModelDefaultsConfig(dialect="duckdb"), disable_anonymized_analytics=True
    )
    context = Context(paths=folder, config=config)
    context.plan(auto_apply=True, no_prompts=True)
    return context


def read(job, name):
    tables = tuple((table, tuple(c for c, _ in asked["columns"])) for table, asked in job["tables"].items())
    context = planned(job["warehouse"], job["folder"], tables)
    columns = ", ".join(f'"{column}"' for column, _ in job["tables"][name]["columns"])
    return context.engine_adapter.fetchall(f'SELECT {columns} FROM mesh.main."{name}"')


answer(read)
