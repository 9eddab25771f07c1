#!/usr/bin/env bash
# ibis-framework 12.0.0 accepts DuckDB 2.0.1 (its duckdb extra sets no upper bound), and expressions execute to pandas;
# but to_pyarrow() raises AttributeError, because DuckDB 2.0 no longer has the method fetch_arrow_table that ibis calls.
# Seen: "duckdb 1.5.5: 3 rows, duckdb 2.0.1: AttributeError".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/arrow.py" <<'PY'
import ibis

connection = ibis.duckdb.connect()
try:
    print(f"{connection.sql('SELECT * FROM range(3)').to_pyarrow().num_rows} rows")
except AttributeError as error:
    print(type(error).__name__)
PY
outcome() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" install --quiet --disable-pip-version-check "duckdb==$1" "ibis-framework[duckdb]==12.0.0"
  "$folder/$1/bin/python" -W ignore "$folder/arrow.py"
}
old=$(outcome 1.5.5)
new=$(outcome 2.0.1)
echo "ibis-framework 12.0.0: duckdb 1.5.5: $old, duckdb 2.0.1: $new"
[ "$old" = "3 rows" ] && [ "$new" = AttributeError ]
