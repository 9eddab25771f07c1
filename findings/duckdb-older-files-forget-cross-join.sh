#!/usr/bin/env bash
# A DuckDB file keeps the SQL of views and table macros as a parsed tree. In the storage versions that older engines can
# read, the default among them, the tree knows no CROSS JOIN: once the file has been opened again, `a CROSS JOIN b LEFT
# JOIN c ON c.n = a.n` is written as `a , b LEFT JOIN c ON c.n = a.n`. Queries still work. But a comma binds less tightly
# than JOIN, so the exported statement joins on a table outside its join, and IMPORT DATABASE refuses it. A file of
# storage version 1.5 keeps CROSS JOIN; `JOIN b ON true` means the same and survives in all.
# Seen with 1.5.5: default and v1.2.0 with CROSS JOIN [(1, 1)] in the file, NotImplementedException at the import; v1.5.0,
# or JOIN b ON true, [(1, 1)] at both. With 2.0.1 [(1, 1)] everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/export.py" <<'PY'
import sys
import tempfile

import duckdb


def carried_over(storage: str, join: str) -> tuple[str, str]:
    """Rows of a view in a file that was opened again, and of the same view exported and imported, or the error."""
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    option = "" if storage == "default" else f"(STORAGE_VERSION '{storage}')"
    with duckdb.connect() as first:
        first.execute(f"ATTACH '{folder}/file.duckdb' AS file {option}; USE file")
        first.execute("CREATE TABLE a AS SELECT 1 AS n; CREATE TABLE b AS SELECT 2 AS x; CREATE TABLE c AS SELECT 1 AS n")
        first.execute(f"CREATE VIEW asked AS SELECT a.n, c.n AS m FROM a {join} LEFT JOIN c ON c.n = a.n")
    with duckdb.connect(f"{folder}/file.duckdb", read_only=True) as again:
        rows = str(again.execute("FROM asked").fetchall())
        again.execute(f"EXPORT DATABASE '{folder}/out'")
    with duckdb.connect() as other:
        try:
            other.execute(f"IMPORT DATABASE '{folder}/out'")
            return rows, str(other.execute("FROM asked").fetchall())
        except duckdb.Error as error:
            return rows, type(error).__name__


for storage in ("default", "v1.2.0", "v1.5.0"):
    for join in ("CROSS JOIN b", "JOIN b ON true"):
        outcome = carried_over(storage, join)
        print(f"duckdb {duckdb.__version__}, storage {storage}, {join}: {outcome[0]}, imported {outcome[1]}")
        fails = duckdb.__version__ == "1.5.5" and storage != "v1.5.0" and join == "CROSS JOIN b"
        imported = "NotImplementedException" if fails else "[(1, 1)]"
        if outcome != ("[(1, 1)]", imported):
            sys.exit("that is not what was seen before")
PY
for version in 1.5.5 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "duckdb==$version"
  "$folder/$version/bin/python" "$folder/export.py" "$folder"
done
