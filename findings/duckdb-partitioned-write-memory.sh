#!/usr/bin/env bash
# DuckDB 1.5.5 runs out of memory on a partitioned write that is far smaller than its limit: rows wait for their folder in
# buffers that it cannot spill, and by default a folder's rows wait until there are 524,288 of them, even if the rows come
# in the order of the folders. 220,000 short rows of 40 columns for 1,100 folders need more than 1 GB. The setting
# partitioned_write_flush_threshold = 2048 makes do with a quarter of that. It does not help if each folder gets one row:
# 2,048 rows are always handled together, and each column of each of their folders takes some 42 kB.
# Seen with a limit of 1 GB: "1100 folders of 200 rows: default Out of Memory Error, flushed at 2048 written; 1500 folders
# of 1 row: flushed at 2048 Out of Memory Error; 400 folders at a time: written".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5
cat > "$folder/write.py" <<'PY'
import sys
import tempfile

import duckdb

COLUMNS = ", ".join(f"'value {number}' AS column_{number}" for number in range(40))


def write(first: int, last: int, rows: int, flush: int | None) -> str:
    """Write rows for the folders from `first` up to `last`, in their order; the outcome."""
    config = {"memory_limit": "1GB", "threads": "2", "temp_directory": tempfile.mkdtemp(dir=sys.argv[1])}
    connection = duckdb.connect(config=config)
    if flush:
        connection.execute(f"SET partitioned_write_flush_threshold = {flush}")
    select = f"SELECT i // {rows} AS folder, {COLUMNS} FROM range({first * rows}, {last * rows}) t(i) ORDER BY folder"
    target = tempfile.mkdtemp(dir=sys.argv[1])
    try:
        connection.execute(f"COPY ({select}) TO '{target}' (FORMAT parquet, PARTITION_BY (folder))")
    except duckdb.OutOfMemoryException as error:
        return str(error).partition(":")[0]
    return "written"


dense = write(0, 1100, 200, None), write(0, 1100, 200, 2048)
sparse = write(0, 1500, 1, 2048)
halves = {write(0, 400, 1, 2048), write(400, 800, 1, 2048)}
print(
    f"duckdb {duckdb.__version__}: 1100 folders of 200 rows: default {dense[0]}, flushed at 2048 {dense[1]}; "
    f"1500 folders of 1 row: flushed at 2048 {sparse}; 400 folders at a time: {', '.join(halves)}"
)
sys.exit((*dense, sparse, *halves) != ("Out of Memory Error", "written", "Out of Memory Error", "written"))
PY
"$folder/venv/bin/python" "$folder/write.py" "$folder"
