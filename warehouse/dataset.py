"""The plain data set beside the lake: `parquet/<table>/year=.../post=.../*.parquet`, exactly the current rows.

Any Parquet reader can use it, without DuckLake. Its files are hard links to the lake's own data files if these hold no
deleted rows and have all columns; other folders are written anew. On a file system without hard links they are copies.
The folder `parquet` is a symbolic link to the data set of one snapshot; each publish puts a whole new one in its place.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import duckdb

from schemas.tables import TABLES, Table
from warehouse.catch_up import Snapshot
from warehouse.connection import LakeError, identifier, identifiers, literal
from warehouse.lake import NAME, Lake, one_line
from warehouse.place import Place

FOLDER = "parquet"
_MARKER = "snapshot.txt"
_METADATA = f"__ducklake_metadata_{NAME}"
NULL = "__HIVE_DEFAULT_PARTITION__"

# Folders with deleted rows that are written anew one by one. If there are more, the whole table is: `maintain` then
# removes the deleted rows from the lake's own files.
_MOST_REWRITTEN = 200


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of the lake, and its folder below the table's.

    `is_plain` if it can be used as it is: it has no deleted rows, and all present columns of its table.
    """

    path: Path
    folder: Path
    is_plain: bool


def write_dataset(lake: Lake) -> Path | None:
    """Bring the data set up to the newest snapshot; its folder, or None if the lake keeps none.

    A lake keeps none if its data are in an S3 store, or if `lake.toml` says `dataset = "off"`. Raises LakeError if
    there is no room or no right to write.
    """
    place = lake.place
    if not place.keeps_dataset:
        return None
    target, now = place.folder / FOLDER, Snapshot.newest(lake)
    if _shown(target) == now:
        return target
    built = place.folder / f".{FOLDER}-{now.number}-{now.time:%Y%m%dT%H%M%S}"
    half = built.with_name(f"{built.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        files = _data_files(lake)
        for table in TABLES.values():
            _write_table(lake, table, files[table.name], half / table.name)
        (half / _MARKER).write_text(f"{now.number} {now.time.isoformat()}\n", "ascii")
        shutil.rmtree(built, ignore_errors=True)
        half.rename(built)
        _put_in_place(target, built)
    except (duckdb.Error, OSError) as error:
        shutil.rmtree(half, ignore_errors=True)
        raise LakeError(f"{target}: cannot write the data set: {one_line(error)}") from error
    return target


def dataset_snapshot(place: Place) -> int | None:
    """Number of the snapshot that the data set of a lake shows; None if the lake has no data set."""
    shown = _shown(place.folder / FOLDER)
    return shown.number if shown else None


def _shown(target: Path) -> Snapshot | None:
    try:
        number, time = (target / _MARKER).read_text("ascii").split()
        return Snapshot(int(number), dt.datetime.fromisoformat(time))
    except (OSError, ValueError):
        return None


def _put_in_place(target: Path, built: Path) -> None:
    """Make `target` a link to `built`. The data set it led to before stays until the next time, for its readers."""
    before = target.readlink().name if target.is_symlink() else ""
    if target.is_dir() and not target.is_symlink():  # copied with the lake by a program that follows links
        shutil.rmtree(target)
    link = target.with_name(f".{target.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(built.name)
    link.replace(target)
    for old in target.parent.glob(f".{FOLDER}-*"):
        if old.name not in (built.name, before):
            shutil.rmtree(old, ignore_errors=True)


def _write_table(lake: Lake, table: Table, files: Sequence[DataFile], folder: Path) -> None:
    stale = {file.folder for file in files if not file.is_plain}
    if not files or len(stale) > _MOST_REWRITTEN or not all(_is_partition(table, file.folder) for file in files):
        _rewrite(lake, table, folder, "true")
        return
    for file in files:
        if file.folder not in stale:
            (folder / file.folder).mkdir(parents=True, exist_ok=True)
            _link(file.path, folder / file.folder / file.path.name)
    if stale:
        _rewrite(lake, table, folder, " OR ".join(f"({_condition(below)})" for below in sorted(stale)))


def _data_files(lake: Lake) -> dict[str, list[DataFile]]:
    """The data files of each table at the newest snapshot."""
    rows = lake.connection.execute(f"""
        WITH columns AS (
            SELECT table_id, max(begin_snapshot) AS added
            FROM {_METADATA}.ducklake_column WHERE end_snapshot IS NULL GROUP BY table_id
        )
        SELECT t.table_name, if(f.path_is_relative, {literal(lake.place.data_path)} || s.path || t.path, ''), f.path,
            d.data_file_id IS NULL AND f.begin_snapshot >= columns.added
        FROM {_METADATA}.ducklake_data_file f
        JOIN {_METADATA}.ducklake_table t USING (table_id)
        JOIN {_METADATA}.ducklake_schema s USING (schema_id)
        JOIN columns USING (table_id)
        LEFT JOIN (SELECT data_file_id FROM {_METADATA}.ducklake_delete_file WHERE end_snapshot IS NULL) d
            USING (data_file_id)
        WHERE f.end_snapshot IS NULL AND t.end_snapshot IS NULL
    """).fetchall()
    files = defaultdict[str, list[DataFile]](list)
    for table, top, path, is_plain in rows:
        files[table].append(DataFile(Path(top + path), Path(path).parent if top else Path(), is_plain and bool(top)))
    return files


def _is_partition(table: Table, folder: Path) -> bool:
    """Whether a folder is one that the table is declared to be divided into; earlier versions divided otherwise."""
    return tuple(part.partition("=")[0] for part in folder.parts) == table.partition_by


def _condition(folder: Path) -> str:
    """SQL for the rows that belong into a folder of a table."""
    terms = ["true"]
    for part in folder.parts:
        name, _, value = part.partition("=")
        terms.append(f"{identifier(name)} " + ("IS NULL" if value == NULL else f"= {literal(unquote(value))}"))
    return " AND ".join(terms)


def _rewrite(lake: Lake, table: Table, folder: Path, condition: str) -> None:
    """Write rows of a table into new files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    columns, by = identifiers(table.column_names), identifiers(table.partition_by)
    rows = f"SELECT {columns} FROM {NAME}.{identifier(table.name)} WHERE {condition}"
    if by and lake.connection.execute(f"SELECT 1 FROM ({rows}) LIMIT 1").fetchone():
        rows, target = f"{rows} ORDER BY {by}", folder
        options = f", PARTITION_BY ({by}), WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN 'current-{{uuid}}', APPEND"
    else:
        target, options = folder / "current.parquet", ""
    lake.connection.execute(f"COPY ({rows}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd{options})")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(source, target)
