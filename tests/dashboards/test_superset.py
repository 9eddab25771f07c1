"""The Superset assets: whole, of this warehouse, and (where a Superset is named) imported and asked for numbers.

CABLELAKE_SUPERSET names the program `superset` of an environment of its own, see docs/bi-tools.md.
"""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import duckdb
import pytest
import yaml

from dashboards.superset.bundle import ASSETS, bundle

PROGRAM = os.environ.get("CABLELAKE_SUPERSET", "")
ASK = """
import json
from superset.app import create_app
app = create_app()
with app.app_context():
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    found = {}
    for table in db.session.query(SqlaTable).all():
        asked = {"metrics": [m.metric_name for m in table.metrics], "columns": [], "groupby": [], "filter": [],
                 "is_timeseries": False, "granularity": None, "from_dttm": None, "to_dttm": None, "extras": {}}
        found[table.table_name] = [int(v) for v in table.query(asked).df.iloc[0]]
    boards = [[d.slug, len(d.slices)] for d in db.session.query(Dashboard).all()]
    print("ANSWER" + json.dumps([found, boards]))
"""


def load(folder):
    return [yaml.safe_load(path.read_text()) for path in sorted((ASSETS / folder).rglob("*.yaml"))]


def test_assets_fit_together_and_fit_the_warehouse(warehouse):
    identities = {
        asset["uuid"] for folder in ("databases", "datasets", "charts", "dashboards") for asset in load(folder)
    }
    datasets = load("datasets")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for dataset in datasets:
            columns = connection.table(dataset["table_name"]).columns
            assert {column["column_name"] for column in dataset["columns"]} <= set(columns), dataset["table_name"]
    charts = load("charts")
    assert {chart["dataset_uuid"] for chart in charts} <= {dataset["uuid"] for dataset in datasets}
    placed = [
        part["meta"] for part in load("dashboards")[0]["position"].values() if str(part).startswith("{'type': 'CHART")
    ]
    assert {part["uuid"] for part in placed} == {chart["uuid"] for chart in charts}
    assert len(identities) == 2 + len(datasets) + len(charts)


def test_the_bundle_names_the_warehouse(warehouse, tmp_path):
    with zipfile.ZipFile(bundle(warehouse, tmp_path / "assets.zip")) as packed:
        database = yaml.safe_load(packed.read("cablelake/databases/cablelake.yaml"))
    assert database["sqlalchemy_uri"] == f"duckdb:///{warehouse}"
    assert database["extra"]["engine_params"]["connect_args"]["read_only"]
    with pytest.raises(FileNotFoundError):
        bundle(tmp_path / "none.duckdb", tmp_path / "assets.zip")


@pytest.mark.skipif(not PROGRAM, reason="CABLELAKE_SUPERSET does not name a superset program")
def test_superset_imports_the_assets_and_tells_the_numbers_of_the_views(warehouse, tmp_path):
    config = tmp_path / "superset_config.py"
    config.write_text(
        f"SECRET_KEY = {'x' * 40!r}\nSQLALCHEMY_DATABASE_URI = 'sqlite:///{tmp_path}/superset.db'\n"
        "PREVENT_UNSAFE_DB_CONNECTIONS = False\n"
    )
    environment = {**os.environ, "SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset"}

    def call(*arguments):
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    names = {"username": "admin", "firstname": "A", "lastname": "B", "email": "a@example.org", "password": "secret"}
    person = [part for name, value in names.items() for part in (f"--{name}", value)]
    call(PROGRAM, "db", "upgrade")
    call(PROGRAM, "fab", "create-admin", *person)
    call(PROGRAM, "init")
    for _ in range(2):  # the second import makes no second charts
        packed = bundle(warehouse, tmp_path / "assets.zip")
        call(PROGRAM, "import-dashboards", "--path", str(packed), "--username", "admin")
    answer = call(str(Path(PROGRAM).with_name("python")), "-c", ASK)
    found, boards = json.loads(answer.split("ANSWER")[1])
    assert boards == [["cablelake", 7]]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for dataset in load("datasets"):
            sums = ", ".join(metric["expression"] for metric in dataset["metrics"])
            expected = connection.table(dataset["table_name"]).aggregate(sums).fetchone()
            assert found[dataset["table_name"]] == list(expected), dataset["table_name"]
