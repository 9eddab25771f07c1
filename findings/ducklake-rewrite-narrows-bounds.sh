#!/usr/bin/env bash
# DuckLake of DuckDB 1.5.5: ducklake_rewrite_data_files, which writes files anew without their deleted rows, takes the
# least and greatest values of the rows that remain for those of the table. Earlier snapshots still hold the deleted
# rows, but a filter on such a value then finds none of them; the same filter on an expression finds them.
# Seen: "before the rewrite: 1 and 1; after it: 0 and 1; least and greatest name: Ada and Cora, then Ada and Bea".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 duckdb-extension-ducklake==1.5.5 \
  duckdb-extension-sqlite-scanner==1.5.5
cat > "$folder/rewrite.py" <<'PY'
import importlib.util
import sys
from pathlib import Path

import duckdb

folder = Path(sys.argv[1])
connection = duckdb.connect()
for name in ("sqlite_scanner", "ducklake"):
    wheel = Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
    connection.execute(f"LOAD '{wheel}/extensions/v{duckdb.__version__}/{name}.duckdb_extension'")
connection.execute(f"ATTACH 'ducklake:sqlite:{folder}/boats.sqlite' AS lake (DATA_PATH '{folder}/data/')")
connection.execute("USE lake")
connection.execute("CALL lake.set_option('data_inlining_row_limit', 0)")
connection.execute("CREATE TABLE boats (boat VARCHAR)")
connection.execute("INSERT INTO boats VALUES ('Ada'), ('Bea'), ('Cora')")
(snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone()
connection.execute("DELETE FROM boats WHERE boat = 'Cora'")


def found():
    """Rows of the earlier snapshot, found by the column and by an expression."""
    earlier = f"SELECT count(*) FROM boats AT (VERSION => {snapshot})"
    return tuple(
        connection.execute(f"{earlier} WHERE {column} = 'Cora'").fetchone()[0] for column in ("boat", "boat || ''")
    )


def bounds():
    rows = "SELECT min_value, max_value FROM __ducklake_metadata_lake.ducklake_table_column_stats"
    return " and ".join(connection.execute(rows).fetchone())


before, wide = found(), bounds()
connection.execute("CALL ducklake_rewrite_data_files('lake', 'boats', delete_threshold => 0.1)")
after, narrow = found(), bounds()
print(
    f"duckdb {duckdb.__version__}: before the rewrite: {before[0]} and {before[1]}; after it: {after[0]} and {after[1]}; "
    f"least and greatest name: {wide}, then {narrow}"
)
sys.exit((before, after) != ((1, 1), (0, 1)))
PY
"$folder/venv/bin/python" "$folder/rewrite.py" "$folder"
