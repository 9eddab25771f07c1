"""ducklakepy on the lake."""

from ducklakepy import DuckLakeCatalog
from rows import answer


def read(job, name):
    lake = job["lake"]
    with DuckLakeCatalog("lake", url=f"sqlite:///{lake}/catalog.sqlite", data_path=f"{lake}/data/") as catalog:
        table = catalog.load_table(f"main.{name}").to_arrow()
    columns = [table.column(column).to_pylist() for column, _ in job["tables"][name]["columns"]]
    return zip(*columns, strict=True)


answer(read)
