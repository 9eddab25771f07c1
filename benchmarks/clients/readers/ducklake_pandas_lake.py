"""ducklake-dataframe on the lake, in its pandas form."""

import ducklake_pandas
from rows import answer


def read(job, name):
    columns = [column for column, _ in job["tables"][name]["columns"]]
    frame = ducklake_pandas.read_ducklake(f"{job['lake']}/catalog.sqlite", name)
    return frame[columns].itertuples(index=False, name=None)


answer(read)
