#!/usr/bin/env bash
# DuckLake of DuckDB 1.5.5 with a SQLite catalog: COMMIT asks the catalog for the table's path once per data file, so a
# partitioned insert of N folders sends N such queries in one transaction (0.7 ms each on the machine where it was seen;
# with a DuckDB file as the catalog, the commit of 1,000 files took 0.02 s instead of 0.7 s).
# Seen: "10 files: 10 queries for the path, 200 files: 200 queries for the path".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 duckdb-extension-ducklake==1.5.5 \
  duckdb-extension-sqlite-scanner==1.5.5
cat > "$folder/commit.py" <<'PY'
import importlib.util
import sys
from pathlib import Path

import duckdb

folder, files = Path(sys.argv[1]), int(sys.argv[2])
connection = duckdb.connect(config={"threads": 1})
for name in ("sqlite_scanner", "ducklake"):
    wheel = Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
    connection.execute(f"LOAD '{wheel}/extensions/v{duckdb.__version__}/{name}.duckdb_extension'")
connection.execute(f"ATTACH 'ducklake:sqlite:{folder}/{files}.sqlite' AS lake (DATA_PATH '{folder}/{files}/')")
connection.execute("USE lake")
connection.execute("CREATE TABLE boats (boat VARCHAR, port INTEGER)")
connection.execute("ALTER TABLE boats SET PARTITIONED BY (port)")
connection.execute("CALL lake.set_option('data_inlining_row_limit', 0)")
connection.execute("BEGIN")
connection.execute(f"INSERT INTO boats SELECT 'Ada', i FROM range({files}) s(i)")
connection.execute("SET sqlite_debug_show_queries = true")
connection.execute("COMMIT")
PY
count() {
  "$folder/venv/bin/python" "$folder/commit.py" "$folder" "$1" 2>&1 |
    grep -c '^SELECT "schema_id", "table_id", "path", "path_is_relative" FROM "ducklake_table"' || true
}
few=$(count 10)
many=$(count 200)
echo "duckdb 1.5.5: 10 files: $few queries for the path, 200 files: $many queries for the path"
[ "$((many - few))" -eq 190 ]
