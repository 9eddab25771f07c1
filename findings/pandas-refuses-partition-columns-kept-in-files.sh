#!/usr/bin/env bash
# pandas 2.3.3 with pyarrow 26.0.0, on folders that DuckDB 1.5.5 wrote: if the partition columns are kept inside the files
# (WRITE_PARTITION_COLUMNS, which other readers want), `pandas.read_parquet(folder)` raises, because the engine takes the
# values in folder names for a dictionary of int32 and the file has int64. With `partitioning=None` it reads the columns of
# the files, and with `pyarrow.dataset.dataset(folder)` it works either way.
# Seen: "read_parquet(folder): ArrowTypeError; partitioning=None: 2 rows; dataset: 2 rows".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 pandas==2.3.3 pyarrow==26.0.0
"$folder/venv/bin/python" - "$folder/boats" <<'PY'
import sys

import duckdb
import pandas
import pyarrow
import pyarrow.dataset

folder = sys.argv[1]
duckdb.sql(
    f"COPY (SELECT * FROM (VALUES (1998, 'Ada'), (1999, 'Bo')) t(year, boat)) TO '{folder}' "
    "(FORMAT parquet, PARTITION_BY (year), WRITE_PARTITION_COLUMNS true)"
)
try:
    plain = f"{len(pandas.read_parquet(folder))} rows"
except pyarrow.ArrowException as error:
    plain = type(error).__name__
files = len(pandas.read_parquet(folder, partitioning=None))
dataset = pyarrow.dataset.dataset(folder).to_table().num_rows
print(f"pandas {pandas.__version__}, pyarrow {pyarrow.__version__}, duckdb {duckdb.__version__}")
print(f"read_parquet(folder): {plain}; partitioning=None: {files} rows; dataset: {dataset} rows")
assert (plain, files, dataset) == ("ArrowTypeError", 2, 2)
PY
