#!/usr/bin/env bash
# DuckLake of DuckDB 1.5.5 writes a column of its own, _ducklake_internal_snapshot_id, into the files that
# ducklake_merge_adjacent_files makes of files from several snapshots. DuckLake hides it, but a reader that is given the
# data files themselves meets it in some files and not in others: Polars 2.1.0 refuses to scan them together.
# Seen: "one file: boat, port; merged: boat, port, _ducklake_internal_snapshot_id; both scanned by polars: SchemaError".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 duckdb-extension-ducklake==1.5.5 \
  duckdb-extension-sqlite-scanner==1.5.5 polars==2.1.0
cat > "$folder/merge.py" <<'PY'
import importlib.util
import sys
from pathlib import Path

import duckdb
import polars

folder = Path(sys.argv[1])
connection = duckdb.connect()
for name in ("sqlite_scanner", "ducklake"):
    wheel = Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
    connection.execute(f"LOAD '{wheel}/extensions/v{duckdb.__version__}/{name}.duckdb_extension'")
connection.execute(f"ATTACH 'ducklake:sqlite:{folder}/boats.sqlite' AS lake (DATA_PATH '{folder}/data/')")
connection.execute("USE lake")
connection.execute("CALL lake.set_option('data_inlining_row_limit', 0)")
connection.execute("CREATE TABLE boats (boat VARCHAR, port INTEGER)")
connection.execute("ALTER TABLE boats SET PARTITIONED BY (port)")
for boat, port in (("Ada", 1), ("Bea", 1), ("Cora", 2)):
    connection.execute("INSERT INTO boats VALUES (?, ?)", [boat, port])
connection.execute("CALL ducklake_merge_adjacent_files('lake')")
current = [name for (name,) in connection.execute("SELECT data_file FROM ducklake_list_files('lake', 'boats')").fetchall()]
columns = {}
for file in current:
    names = connection.execute("SELECT name FROM parquet_schema(?) WHERE num_children IS NULL", [file]).fetchall()
    columns["port=1" in file] = [name for (name,) in names]
try:
    polars.scan_parquet(current, hive_partitioning=False).collect()
    outcome = "read"
except polars.exceptions.PolarsError as error:
    outcome = type(error).__name__
print(
    f"duckdb {duckdb.__version__}, polars {polars.__version__}: one file: {', '.join(columns[False])}; "
    f"merged: {', '.join(columns[True])}; both scanned by polars: {outcome}"
)
extra = set(columns[True]) - set(columns[False])
sys.exit(not any(name.startswith("_ducklake_internal") for name in extra) or outcome == "read")
PY
"$folder/venv/bin/python" "$folder/merge.py" "$folder"
