"""pandas on the plain data set."""

import pandas as pd
from rows import answer


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    frame = pd.read_parquet(f"{job['lake']}/parquet/{name}", partitioning=None)
    return frame[columns].itertuples(index=False, name=None)


answer(read)
