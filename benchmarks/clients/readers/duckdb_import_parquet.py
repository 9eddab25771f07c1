"""As duckdb_import.py, with Parquet files in between instead of CSV."""

from duckdb_import import reader
from rows import answer

answer(reader(" (FORMAT parquet)"))
