#!/usr/bin/env bash
# duckdb-engine 0.17.0 asks only for SQLAlchemy 1.3 or later, so pip installs 2.0.58 beside it; reflection of a table then
# fails on DuckDB 1.5.5, which does not know the type REGCLASS that SQLAlchemy's PostgreSQL dialect casts to. Plain SQL
# works. With SQLAlchemy 2.0.50 reflection works too.
# Seen: "sqlalchemy 2.0.50: reflected, 2.0.58: CatalogException, plain SQL works with both".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/reflect.py" <<'PY'
import sqlalchemy
from sqlalchemy import MetaData, Table, create_engine, text

engine = create_engine("duckdb:///:memory:")
with engine.connect() as connection:
    connection.execute(text("CREATE TABLE boats (boat VARCHAR)"))
    connection.execute(text("INSERT INTO boats VALUES ('Ada')"))
    assert connection.execute(text("SELECT boat FROM boats")).scalar() == "Ada"
    try:
        print("reflected" if list(Table("boats", MetaData(), autoload_with=connection).columns.keys()) == ["boat"] else "?")
    except sqlalchemy.exc.DBAPIError as error:
        print(type(error.orig).__name__)
PY
outcome() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 duckdb-engine==0.17.0 "sqlalchemy==$1"
  "$folder/$1/bin/python" -W ignore "$folder/reflect.py"
}
before=$(outcome 2.0.50)
after=$(outcome 2.0.58)
echo "duckdb 1.5.5, duckdb-engine 0.17.0: sqlalchemy 2.0.50: $before, 2.0.58: $after, plain SQL works with both"
[ "$before" = reflected ] && [ "$after" != reflected ]
