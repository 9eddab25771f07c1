#!/usr/bin/env bash
# DuckDB 1.5.5 imports pandas, if it is installed, at the first statement with a parameter, to learn whether the value is a
# missing value of pandas: a program that uses neither data frames nor pandas takes several times as long to start.
# Statements without parameters do not import it.
# Seen: "duckdb 1.5.5, pandas 2.3.3: pandas imported after SELECT 1: False, after SELECT ?: True".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 pandas==2.3.3
"$folder/venv/bin/python" - <<'PY'
import sys
import time
from importlib.metadata import version

import duckdb

connection = duckdb.connect()
connection.execute("SELECT 1").fetchall()
plain = "pandas" in sys.modules
start = time.process_time()
connection.execute("SELECT ?", [1]).fetchall()
seconds = time.process_time() - start
with_parameter = "pandas" in sys.modules
print(
    f"duckdb {duckdb.__version__}, pandas {version('pandas')}: pandas imported after SELECT 1: {plain}, "
    f"after SELECT ?: {with_parameter} ({seconds:.2f} s of CPU time)"
)
sys.exit((plain, with_parameter) != (False, True))
PY
