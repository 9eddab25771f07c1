"""ducklake-dataframe on the lake, in its Polars form."""

import ducklake_polars
from rows import answer


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    return ducklake_polars.read_ducklake(f"{job['lake']}/catalog.sqlite", name).select(columns).rows()


answer(read)
