"""JupySQL's magic on the published file."""

from functools import cache

from IPython.core.interactiveshell import InteractiveShell
from rows import answer
from sqlalchemy import create_engine


@cache
def shell(warehouse):
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "sql")
    for setting in ("displaylimit = 1", "feedback = 0", "displaycon = False", "named_parameters = 'disabled'"):
        shell.run_line_magic("config", f"SqlMagic.{setting}")
    shell.user_ns["engine"] = create_engine(f"duckdb:///{warehouse}", connect_args={"read_only": True})
    shell.run_line_magic("sql", "engine")
    return shell


def read(job, name):
    return [tuple(row) for row in shell(job["warehouse"]).run_cell_magic("sql", "", job["tables"][name]["sql"])]


answer(read)
