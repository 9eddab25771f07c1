"""Dask on the plain data set."""

import dask
import dask.dataframe as dd
from rows import answer

dask.config.set(scheduler="synchronous")


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    frame = dd.read_parquet(f"{job['lake']}/parquet/{name}", dataset={"partitioning": None}).compute()
    return frame[columns].itertuples(index=False, name=None)


answer(read)
