"""The written documents say what the definitions say."""

from pathlib import Path

import pytest

from schemas.derived import arrow_schema
from schemas.dictionary import data_dictionary
from schemas.tables import TABLES
from warehouse.catalogue import catalogue

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "write", "module"),
    [("data-dictionary.md", data_dictionary, "schemas.dictionary"), ("views.md", catalogue, "warehouse.catalogue")],
)
def test_the_documents_are_up_to_date(name, write, module):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == write() + "\n", f"run `python -m {module} docs/{name}`"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_is_well_defined(table):
    names = table.column_names
    assert len(set(names)) == len(names)
    assert {*table.key, *table.required, *table.partition_by} <= set(names)
    assert all(column in names and other in TABLES for column, other in table.references)
    assert all(column.description for column in table.columns)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_column_is_called_a_partition_key_if_the_files_of_its_table_are_in_folders_by_it(table):
    called = {column.name for column in table.columns if "partition key" in table.meaning(column)}
    assert called == set(table.partition_by)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_arrow_schema_has_the_columns_of_the_table(table):
    schema = arrow_schema(table)
    assert schema.names == list(table.column_names)
    assert [field.nullable for field in schema] == [name not in table.required for name in table.column_names]
