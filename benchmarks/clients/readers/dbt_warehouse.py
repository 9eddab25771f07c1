"""dbt-duckdb with the published file attached: one model per table and view, which selects all of its rows."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb
from rows import answer


@cache
def built(warehouse, folder, tables):
    project = Path(folder)
    (project / "models").mkdir()
    for name in tables:
        (project / "models" / f"{name}.sql").write_text(f'SELECT * FROM warehouse.main."{name}"')
    (project / "dbt_project.yml").write_text(
        json.dumps({"name": "cables", "profile": "cables", "models": {"cables": {"+materialized": "table"}}})
    )
    target = {
        "type": "duckdb",
        "path": str(project / "dbt.duckdb"),
        "attach": [{"path": warehouse, "alias": "warehouse", "read_only": True}],
    }
    (project / "profiles.yml").write_text(json.dumps({"cables": {"target": "dev", "outputs": {"dev": target}}}))
    options = ["--project-dir", folder, "--profiles-dir", folder, "--quiet", "--no-send-anonymous-usage-stats"]
    done = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "run", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return duckdb.connect(str(project / "dbt.duckdb"), read_only=True), done.stdout


def read(job, name):
    connection, said = built(job["warehouse"], job["folder"], tuple(job["tables"]))
    try:
        return connection.execute(job["tables"][name]["sql"]).fetchall()
    except duckdb.CatalogException as error:
        raise RuntimeError(said) from error


answer(read)
