#!/usr/bin/env bash
# A DuckDB file of a storage version that DuckDB 1.2 can read keeps a list comprehension, and a lambda, of a view or a
# macro as the arrow of old. Once the file has been opened again, DuckDB 2.0 still answers the view, and EXPORT DATABASE
# writes the arrow down, but IMPORT DATABASE of the same version refuses it as deprecated syntax. So a file that 1.2 can
# read and 2.0 can copy has neither; `a || if(b, [c], [])` and regexp_replace often say the same.
# Seen with 2.0.1: v1.2.0 [([2, 3],)] in the file, written with an arrow, BinderException at the import; v1.3.0 the same
# rows in both, written with `lambda`. With 1.5.5 the arrow is imported.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/export.py" <<'PY'
import sys
import tempfile
from pathlib import Path

import duckdb


def carried_over(storage: str) -> tuple[str, str, str]:
    """Rows of a view in a file that was opened again, how the export writes it, and its rows or the error there."""
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    with duckdb.connect() as first:
        first.execute(f"ATTACH '{folder}/file.duckdb' AS file (STORAGE_VERSION '{storage}'); USE file")
        first.execute("CREATE VIEW asked AS SELECT [n + 1 FOR n IN [1, 2]] AS more")
    with duckdb.connect(f"{folder}/file.duckdb", read_only=True) as again:
        rows = str(again.execute("FROM asked").fetchall())
        again.execute(f"EXPORT DATABASE '{folder}/out'")
    written = "arrow" if "->" in Path(folder, "out", "schema.sql").read_text() else "lambda"
    with duckdb.connect() as other:
        try:
            other.execute(f"IMPORT DATABASE '{folder}/out'")
            return rows, written, str(other.execute("FROM asked").fetchall())
        except duckdb.Error as error:
            return rows, written, type(error).__name__


for storage, written in (("v1.2.0", "arrow"), ("v1.3.0", "lambda")):
    outcome = carried_over(storage)
    print(f"duckdb {duckdb.__version__}, storage {storage}: {outcome[0]}, written as {outcome[1]}, imported {outcome[2]}")
    fails = duckdb.__version__ == "2.0.1" and written == "arrow"
    if outcome != ("[([2, 3],)]", written, "BinderException" if fails else "[([2, 3],)]"):
        sys.exit("that is not what was seen before")
PY
for version in 1.5.5 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "duckdb==$version"
  "$folder/$version/bin/python" "$folder/export.py" "$folder"
done
