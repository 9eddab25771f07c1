#!/usr/bin/env bash
# DuckDB 1.5.5 in Python: while one connection to a file is open, connect() to the same path gives the old database,
# even if another file was put in its place by a rename (as a program does that publishes a new version). Only when the
# last connection of the process is closed does connect() open the new file. A pool that closes each connection, such as
# SQLAlchemy's NullPool, is no help if something else in the process keeps one open.
# Seen: "one connection open: 'old', none open: 'new'".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5
cat > "$folder/replaced.py" <<'PY'
import os
import sys

import duckdb

folder = sys.argv[1]


def write(name: str, word: str) -> str:
    path = os.path.join(folder, name)
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE boats AS SELECT ? AS word", [word])
    return path


def read() -> str:
    with duckdb.connect(published, read_only=True) as connection:
        return connection.execute("SELECT word FROM boats").fetchone()[0]


published = write("boats.duckdb", "old")
held = duckdb.connect(published, read_only=True)
os.replace(write("next.duckdb", "new"), published)
while_open = read()
held.close()
after = read()
print(f"duckdb {duckdb.__version__}: one connection open: {while_open!r}, none open: {after!r}")
sys.exit((while_open, after) != ("old", "new"))
PY
"$folder/venv/bin/python" "$folder/replaced.py" "$folder"
