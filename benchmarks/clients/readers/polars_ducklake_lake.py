"""polars-ducklake on the lake."""

import polars_ducklake
from rows import answer


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    frame = polars_ducklake.scan_ducklake(f"sqlite:///{job['lake']}/catalog.sqlite", name)
    return frame.select(columns).collect().rows()


answer(read)
