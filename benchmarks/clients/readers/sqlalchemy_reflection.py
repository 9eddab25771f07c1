"""SQLAlchemy with duckdb-engine on the published file, tables and views as it reflects them."""

from rows import answer
from sqlalchemy import MetaData, NullPool, Table, create_engine, select


def read(job, name):
    engine = create_engine(f"duckdb:///{job['warehouse']}", connect_args={"read_only": True}, poolclass=NullPool)
    columns = [column for column, _ in job["tables"][name]["columns"]]
    with engine.connect() as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        return [tuple(row) for row in connection.execute(select(*(table.c[column] for column in columns)))]


answer(read)
