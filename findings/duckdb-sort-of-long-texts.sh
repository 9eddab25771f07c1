#!/usr/bin/env bash
# DuckDB 1.5.5 and 2.0.1 cannot sort more text than their memory limit if the texts are long, though they spill to disk:
# 600 MB in rows of 2,048 characters fail within 500 MB ("failed to pin block"), with any sort key. The same bytes in rows
# of 256 characters are sorted, rows that need no sort are written, and DuckDB 1.3.2 sorts both. Smaller row groups and
# preserve_insertion_order = false do not help. Parts that each fit into memory do.
# Seen: 1.3.2 "long rows sorted: written; short rows sorted: written; long rows unsorted: written"; 1.5.5 and 2.0.1 the
# same but for "long rows sorted: Out of Memory Error".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/sort.py" <<'PY'
import sys
import tempfile

import duckdb


def write(length: int, order: str) -> str:
    """Write 600 MB of text in rows of a length to a table, within 500 MB of memory; the outcome."""
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    config = {"memory_limit": "500MB", "threads": "2", "temp_directory": folder}
    connection = duckdb.connect(f"{folder}/rows.duckdb", config=config)
    rows = f"SELECT i % 37 AS key, repeat(md5(i::VARCHAR), {length // 32}) AS text FROM range({600_000_000 // length}) t(i)"
    try:
        connection.execute(f"CREATE TABLE written AS {rows} {order}")
    except duckdb.OutOfMemoryException as error:
        return str(error).partition(":")[0]
    return "written"


seen = write(2048, "ORDER BY key"), write(256, "ORDER BY key"), write(2048, "")
print(f"duckdb {duckdb.__version__}: long rows sorted: {seen[0]}; short rows sorted: {seen[1]}; long rows unsorted: {seen[2]}")
expected = "written" if duckdb.__version__ == "1.3.2" else "Out of Memory Error"
sys.exit(seen != (expected, "written", "written"))
PY
for version in 1.3.2 1.5.5 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "duckdb==$version"
  "$folder/$version/bin/python" "$folder/sort.py" "$folder"
done
