"""What `cablelake sql --unsafe` may do with other files, without ever writing the lake's own.

A plain query runs on the lake itself; a statement is one if the parser finds nothing but SELECT and table functions
that only read. Any other statement runs on a copy of the published file, in an engine that opens only the files that it
names as string literals, and none of those that are in the lake, by whatever links. Anything not known to be harmless
is refused.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from warehouse.place import Place

_READING = frozenset({
    "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_json_objects", "read_json_objects_auto",
    "read_ndjson", "read_ndjson_auto", "read_ndjson_objects", "read_parquet", "parquet_scan", "parquet_metadata",
    "parquet_file_metadata", "parquet_kv_metadata", "parquet_schema", "read_text", "read_blob", "sniff_csv", "glob",
    "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary",
    "duckdb_columns", "duckdb_databases", "duckdb_functions", "duckdb_settings", "duckdb_tables", "duckdb_views",
    "ducklake_current_snapshot", "ducklake_list_files", "ducklake_options", "ducklake_settings", "ducklake_snapshots",
    "ducklake_table_changes", "ducklake_table_deletions", "ducklake_table_info", "ducklake_table_insertions",
    # the same functions as macros of the lake, as in lake.snapshots()
    "current_snapshot", "options", "settings", "snapshots", "table_changes", "table_deletions", "table_info",
    "table_insertions",
})  # fmt: skip
_USING = re.compile(r"\b(copy|export|import|attach)\b", re.IGNORECASE)
_WILD = frozenset("*?[")

# what DuckDB writes beside a file before renaming it, and what it keeps beside a database
_BEFORE = ("tmp_",)
_AFTER = (".wal", ".wal.checkpoint", ".wal.recovery", ".tmp")


def uses_files(sql: str) -> bool:
    """Whether a statement is or contains one that uses files by itself: COPY, EXPORT, IMPORT or ATTACH."""
    return any(
        statement.type != duckdb.StatementType.SELECT and _USING.search(statement.query)
        for statement in duckdb.extract_statements(sql)
    )


def only_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether all statements are queries that cannot write anything; `connection` knows the macros they may use."""
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    parsed = json.loads(row[0]) if row else {"error": True}
    if parsed["error"]:  # among others, because it holds another kind of statement
        return False
    macros = connection.execute("SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro'")
    allowed = _READING.union(name for (name,) in macros.fetchall())
    return all(name in allowed for name in _table_functions(parsed["statements"]))


def _table_functions(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _table_functions(part)
    elif isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield str(node["function"].get("function_name", "")).lower()
        yield from _table_functions(list(node.values()))


@dataclass(slots=True)
class OtherFiles:
    """Files and folders that statements may use, and the literals that name something in the lake."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @classmethod
    def named_in(cls, sql: str, place: Place) -> OtherFiles:
        """What the string literals of statements name, each compared with the lake's folders."""
        found = cls()
        roots = [Path(os.path.realpath(path)) for path in place.local_paths]
        for literal in dict.fromkeys(_literals(sql)):
            if literal and "\0" not in literal and "://" not in literal:
                found._add(literal, roots)
        return found

    def _add(self, literal: str, roots: list[Path]) -> None:
        path = Path(literal).expanduser().absolute()
        if wild := [n for n, part in enumerate(path.parts) if _WILD & set(part)]:
            path = Path(*path.parts[: wild[0]])
        real = Path(os.path.realpath(path))
        if any(real.is_relative_to(root) for root in roots) or _is_linked_to(real, roots):
            self.refused.append(literal)
        elif any(root.is_relative_to(real) for root in roots):  # a folder that contains the lake
            if wild:
                self.refused.append(literal)
        elif real.is_dir() and _leads_elsewhere(real, roots):
            self.refused.append(literal)
        else:
            self._allow(path, is_folder=not real.is_file())

    def _allow(self, path: Path, *, is_folder: bool) -> None:
        self.files.append(str(path))
        if is_folder:
            self.folders.append(f"{path}/")
        beside = [*(f"{sign}{path.name}" for sign in _BEFORE), *(f"{path.name}{sign}" for sign in _AFTER)]
        self.files.extend(str(path.with_name(name)) for name in beside if path.name)


def _is_linked_to(file: Path, roots: Iterable[Path]) -> bool:
    """Whether a file is one of the lake's under another name (a hard link)."""
    try:
        found = file.stat()
    except OSError:
        return False
    if not file.is_file() or found.st_nlink == 1:
        return False
    ours = (path for root in roots for path in (root.rglob("*") if root.is_dir() else [root]))
    return any(path.is_file() and path.samefile(file) for path in ours)


def _leads_elsewhere(folder: Path, roots: Iterable[Path]) -> bool:
    """Whether links in a folder may lead into the lake: those to other folders, and those to its files."""
    for below, folders, files in os.walk(folder):
        for name in folders:
            if Path(below, name).is_symlink():
                return True
        for name in files:
            path = Path(below, name)
            if path.is_symlink() and any(Path(os.path.realpath(path)).is_relative_to(root) for root in roots):
                return True
    return False


def _literals(sql: str) -> Iterator[str]:
    """String literals in plain quotes."""
    for start, kind in duckdb.tokenize(sql):
        if kind == duckdb.token_type.string_const and sql.encode()[start : start + 1] == b"'":
            text = sql.encode()[start + 1 :].decode(errors="replace")
            yield _until_quote(text)


def _until_quote(text: str) -> str:
    parts = text.replace("''", "\0").partition("'")
    return parts[0].replace("\0", "'")
