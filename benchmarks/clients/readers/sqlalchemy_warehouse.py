"""SQLAlchemy with duckdb-engine on the published file, as SQL text."""

from rows import answer
from sqlalchemy import NullPool, create_engine, text


def read(job, name):
    engine = create_engine(f"duckdb:///{job['warehouse']}", connect_args={"read_only": True}, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(job["tables"][name]["sql"]))]


answer(read)
