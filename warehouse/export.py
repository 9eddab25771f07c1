"""Export from the lake: documents as received, tables and views as files."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import duckdb

from warehouse.connection import LakeError, identifier, literal
from warehouse.documents import documents
from warehouse.lake import NAME, Lake, one_line
from warehouse.masking import masked_copy
from warehouse.publish import publish
from warehouse.views import only_published

Format = Literal["csv", "parquet", "json", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "json", "xlsx")
_OPTIONS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd", "json": "FORMAT json"}

# spreadsheets take a text that begins like this for a formula, which may run programs and reach the network
FORMULA = r"[=+\-@\t\r]"
_APOSTROPHE = r"'\1"
_OF_CABLE = "document_id IN (SELECT document_id FROM cable_versions WHERE cable_id = ?)"


def export_documents(lake: Lake, folder: Path, cable_id: str = "") -> int:
    """Write documents byte for byte into a folder, one file each, named by document id; return how many."""
    number = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents(lake, *(_OF_CABLE, [cable_id]) if cable_id else ()):
            (folder / document.document_id).write_bytes(document.raw)
            number += 1
    except FileExistsError as error:
        raise LakeError(f"{folder}: not a folder: give a folder for the documents") from error
    except OSError as error:
        raise LakeError(f"{folder}: cannot export: {error.strerror or error}") from error
    if cable_id and not number:
        raise LakeError(f"{cable_id}: no such cable in the lake")
    return number


def export_table(lake: Lake, name: str, target: Path, form: Format | None = None, *, exact: bool = False) -> int:
    """Write a table or view to a file, in the format of its extension unless one is given; return the number of rows.

    The file appears when it is complete. Lists in CSV and Excel are separated by `|`. In CSV, a text that a spreadsheet
    would take for a formula gets an apostrophe in front, unless `exact`. What only the published file has is read from
    there.
    """
    if name in only_published():
        with duckdb.connect(str(publish(lake)), read_only=True) as connection:
            return _export(connection, lake.place.warehouse.stem, name, target, form, exact)
    return _export(lake.connection, NAME, name, target, form, exact)


def export_masked(lake: Lake, name: str, target: Path, form: Format | None = None, *, exact: bool = False) -> int:
    """Like export_table, but with the names masked that cables ask to protect (see warehouse.masking)."""
    with tempfile.TemporaryDirectory() as folder:
        copy = masked_copy(publish(lake), Path(folder) / "masked.duckdb")
        with duckdb.connect(str(copy), read_only=True) as connection:
            return _export(connection, copy.stem, name, target, form, exact)


def _export(
    connection: duckdb.DuckDBPyConnection, database: str, name: str, target: Path, form: Format | None, exact: bool
) -> int:
    form = form or _format_of(target)
    if not target.parent.is_dir():
        raise LakeError(f"{target}: no folder {target.parent}: make it first")
    columns = _columns(connection, database, name)
    try:
        with appearing(target) as half:
            return _write(connection, _listing(columns, name, form, exact), half, form, name)
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{target}: cannot export {name}: {one_line(error)}") from error


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A file to write to, which replaces `target` when it is complete, and is removed if it never is."""
    half = target.with_name(f".{target.name}.part")
    try:
        yield half
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _write(connection: duckdb.DuckDBPyConnection, query: str, target: Path, form: Format, name: str) -> int:
    if form == "xlsx":
        from warehouse.spreadsheet import write_workbook  # takes a quarter of a second to import

        return write_workbook(connection.execute(query), target, name)
    row = connection.execute(f"COPY ({query}) TO {literal(str(target))} ({_OPTIONS[form]})").fetchone()
    return int(row[0]) if row else 0


def _listing(columns: list[tuple[str, str]], name: str, form: Format, exact: bool) -> str:
    listed = (f"{_value(column, kind, form, exact)} AS {identifier(column)}" for column, kind in columns)
    return f"SELECT {', '.join(listed)} FROM {identifier(name)}"  # noqa: S608


def _value(column: str, kind: str, form: Format, exact: bool) -> str:
    is_list = form in ("csv", "xlsx") and kind.endswith("[]")
    value = f"array_to_string({identifier(column)}, '|')" if is_list else identifier(column)
    if form != "csv" or exact or not (is_list or kind == "VARCHAR"):
        return value
    return f"regexp_replace({value}, {literal(f'^({FORMULA})')}, {literal(_APOSTROPHE)})"


def without_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if re.match(FORMULA, text) else text


def _format_of(target: Path) -> Format:
    for form in FORMATS:
        if target.suffix == f".{form}":
            return form
    raise LakeError(f"{target}: unknown format: end the name in {', '.join(f'.{form}' for form in FORMATS)}")


def _columns(connection: duckdb.DuckDBPyConnection, database: str, name: str) -> list[tuple[str, str]]:
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = ? AND table_name = ? "
        "ORDER BY column_index",
        [database, name],
    ).fetchall()
    if not columns:
        raise LakeError(f'{name}: no such table or view: see `cablelake sql "show tables"`')
    return columns
