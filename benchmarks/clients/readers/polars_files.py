"""Polars on the plain data set."""

import polars as pl
from rows import answer


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    return pl.scan_parquet(f"{job['lake']}/parquet/{name}/**/*.parquet").select(columns).collect().rows()


answer(read)
