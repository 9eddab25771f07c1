"""The plain data set beside the lake: `parquet/<table>/year=.../post=.../*.parquet`, exactly the current rows.

In a lake by month there are folders `month=...` between those of year and post.

Any Parquet reader can use it, without DuckLake. Its files are hard links to the lake's own data files if these hold no
deleted rows and exactly the columns of the table. Files that cannot be linked, because they are in an S3 store or on
another disk, are copied. Files that DuckLake merged, and folders with deleted rows, are rewritten. Both are done
once: the next data set links to the same files while the lake's stay the same. The folder `parquet` is a symbolic link
to the data set of one snapshot; each publish replaces it with a complete new one.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from schemas.tables import TABLES, Table
from warehouse.catch_up import Snapshot
from warehouse.connection import LakeError, identifier, identifiers, literal
from warehouse.folder_groups import in_groups
from warehouse.lake import METADATA, NAME, Lake, one_line
from warehouse.place import Place
from warehouse.s3 import SCHEME, Store, explain, is_s3

FOLDER = "parquet"
_MARKER = "snapshot.txt"
NULL = "__HIVE_DEFAULT_PARTITION__"

# Folders and merged files of a table that are rewritten one by one. If there are more, the whole table is rewritten.
_MOST_REWRITTEN = 200

# Files that are copied at the same time. A store answers a request in tens of milliseconds, and most files are small.
_COPIED_AT_ONCE = 16

# Where to copy a file from (a path or an s3:// address), and the path to copy it to.
_Copy = tuple[str, Path]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of the lake, its path or s3:// address, and its folder below the table's.

    `state` names the file and the file of its deleted rows, if it has one. `is_whole`: it has no deleted rows and all
    present columns of its table. `is_merged`: it also has columns of DuckLake's own.
    """

    path: str
    folder: Path
    state: str
    is_whole: bool
    is_merged: bool


def write_dataset(lake: Lake) -> Path | None:
    """Bring the data set up to the newest snapshot; return its folder, or None if the lake keeps none.

    A lake keeps none if `lake.toml` says `dataset = "off"`; one written before is removed, because it would no longer
    be brought up to date. Raises LakeError if there is not enough room, or the folder cannot be written, or the store
    cannot be read.
    """
    place = lake.place
    target = place.folder / FOLDER
    if not place.keeps_dataset:
        _remove(target)
        return None
    now = Snapshot.newest(lake)
    if _shown(target) == now:
        return target
    built = place.folder / f".{FOLDER}-{now.number}-{now.time:%Y%m%dT%H%M%S}"
    half = built.with_name(f"{built.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        files = _data_files(lake)
        copies: list[_Copy] = []
        for table in TABLES.values():
            copies += _write_table(lake, table, files[table.name], half / table.name, target / table.name)
        _copy_files(copies)
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


def _remove(target: Path) -> None:
    if _shown(target) is None:
        return
    try:
        if target.is_symlink():
            target.unlink()
        else:
            shutil.rmtree(target)
        for old in target.parent.glob(f".{FOLDER}-*"):
            shutil.rmtree(old)
    except OSError as error:
        raise LakeError(f"{target}: cannot remove the data set: {one_line(error)}") from error


def _put_in_place(target: Path, built: Path) -> None:
    """Make `target` a link to `built`. The previous data set stays for its readers until the next publish."""
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


def _write_table(lake: Lake, table: Table, files: Sequence[DataFile], folder: Path, before: Path) -> list[_Copy]:
    """Write the files of a table below `folder`, except those returned, which remain to be copied.

    `before` is the table's folder in the present data set.
    """
    folders = table.folders(lake.grain)
    if not files or not all(_is_divided_by(folders, file.folder) for file in files):
        _rewrite(lake, table, folder, "true")
        return []
    held = defaultdict[Path, list[DataFile]](list)
    for file in files:
        held[file.folder].append(file)
    stale, merged, copies = _link_table(table, held, folder, before)
    if len(stale) + len(merged) > _MOST_REWRITTEN:
        stale, merged, copies = list(held), [], []
        shutil.rmtree(folder, ignore_errors=True)
        _rewrite(lake, table, folder, "true")
    elif stale:
        _rewrite(lake, table, folder, " OR ".join(f"({_condition(below)})" for below in sorted(stale)))
    for file in merged:
        _rewrite_merged(lake, table, file, folder)
    for below in stale:
        stem = _stem(table, held[below])
        for number, path in enumerate(sorted((folder / below).glob("current*.parquet")), 1):
            path.rename(path.with_name(f"{stem}-{number}.parquet"))
    return copies


def _link_table(
    table: Table, held: Mapping[Path, Sequence[DataFile]], folder: Path, before: Path
) -> tuple[list[Path], list[DataFile], list[_Copy]]:
    """Link to what exists of a table.

    Returns the folders that have to be rewritten, the merged files in other folders that have to be, and the files that
    have to be copied.
    """
    stale, merged, copies = list[Path](), list[DataFile](), list[_Copy]()
    for below, files in held.items():
        shown = before / below
        if all(file.is_whole and not file.is_merged for file in files):
            copies += _link([file.path for file in files], folder / below, shown)
        elif written := _written(table, files, shown):
            copies += _link(written, folder / below, shown)
        elif all(file.is_whole for file in files):
            again = {file: _written(table, [file], shown) for file in files if file.is_merged}
            linked = [file.path for file in files if not file.is_merged]
            copies += _link([*linked, *chain.from_iterable(again.values())], folder / below, shown)
            merged += [file for file, written in again.items() if not written]
        else:
            stale.append(below)
    return stale, merged, copies


def _written(table: Table, files: Sequence[DataFile], before: Path) -> list[str]:
    """The files of a folder of the present data set to which the rows of some files of the lake were rewritten."""
    return [str(path) for path in before.glob(f"{_stem(table, files)}-*.parquet")]


def _rewrite_merged(lake: Lake, table: Table, file: DataFile, folder: Path) -> None:
    """Copy the table's own columns of a file without deleted rows."""
    target = folder / file.folder / f"{_stem(table, [file])}-1.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    source = f"read_parquet({literal(file.path)}, hive_partitioning = false)"
    _copy(lake, f"SELECT {identifiers(table.column_names)} FROM {source}", target)


def _stem(table: Table, files: Sequence[DataFile]) -> str:
    """How the names of rewritten files begin: unchanged while the rows of the folder and the columns are unchanged."""
    states = "\0".join((*table.column_names, *sorted(file.state for file in files)))
    return f"rows-{hashlib.sha256(states.encode()).hexdigest()[:32]}"


def _data_files(lake: Lake) -> dict[str, list[DataFile]]:
    """The data files of each table at the newest snapshot."""
    rows = lake.connection.execute(f"""
        WITH columns AS (
            SELECT table_id, max(begin_snapshot) AS added
            FROM {METADATA}.ducklake_column WHERE end_snapshot IS NULL GROUP BY table_id
        )
        SELECT t.table_name, if(f.path_is_relative, {literal(lake.place.data_path)} || s.path || t.path, ''), f.path,
            concat_ws(' ', f.path, d.path),
            d.path IS NULL AND f.begin_snapshot >= columns.added,
            -- DuckLake keeps the snapshot or the id of each row in files that it merged or rewrote
            f.partial_max IS NOT NULL OR f.row_id_start IS NULL
        FROM {METADATA}.ducklake_data_file f
        JOIN {METADATA}.ducklake_table t USING (table_id)
        JOIN {METADATA}.ducklake_schema s USING (schema_id)
        JOIN columns USING (table_id)
        LEFT JOIN (SELECT data_file_id, path FROM {METADATA}.ducklake_delete_file WHERE end_snapshot IS NULL) d
            USING (data_file_id)
        WHERE f.end_snapshot IS NULL AND t.end_snapshot IS NULL
    """).fetchall()
    files = defaultdict[str, list[DataFile]](list)
    for table, top, path, state, is_whole, is_merged in rows:
        below = Path(path).parent if top else Path()
        files[table].append(DataFile(top + path, below, state, is_whole and bool(top), is_merged))
    return files


def _is_divided_by(columns: Sequence[str], folder: Path) -> bool:
    """Whether a folder is by some columns; earlier versions divided tables otherwise."""
    return tuple(part.partition("=")[0] for part in folder.parts) == columns


def _condition(folder: Path) -> str:
    """SQL for the rows that belong in a folder of a table."""
    terms = ["true"]
    for part in folder.parts:
        name, _, value = part.partition("=")
        terms.append(f"{identifier(name)} " + ("IS NULL" if value == NULL else f"= {literal(unquote(value))}"))
    return " AND ".join(terms)


def _rewrite(lake: Lake, table: Table, folder: Path, condition: str) -> None:
    """Write rows of a table into new files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    columns, folders = identifiers(table.column_names), table.folders(lake.grain)
    rows, by = f"SELECT {columns} FROM {NAME}.{identifier(table.name)} WHERE ({condition})", identifiers(folders)
    if not folders or not lake.connection.execute(f"SELECT 1 FROM ({rows}) LIMIT 1").fetchone():
        _copy(lake, rows, folder / "current.parquet")
        return
    options = f", PARTITION_BY ({by}), WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN 'current-{{uuid}}', APPEND"
    for part in in_groups(lake.connection, rows, folders):
        _copy(lake, part, folder, options)


def _copy(lake: Lake, rows: str, target: Path, options: str = "") -> None:
    lake.connection.execute(f"COPY ({rows}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd{options})")


def _link(sources: Iterable[str], folder: Path, before: Path) -> list[_Copy]:
    """Link to files, or to the copies of them in a folder of the present data set; what has to be copied instead."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for source in sources:
        target = folder / Path(source).name
        kept = before / target.name
        if not (_is_linked(source, target) or _is_linked(kept, target)):
            copies.append((str(kept) if kept.is_file() else source, target))
    return copies


def _is_linked(source: str | Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:  # in a store, on another disk, or on a file system without hard links
        return False
    return True


def _copy_files(copies: Sequence[_Copy]) -> None:
    if not copies:
        return
    store = Store.of_environment().files() if any(is_s3(source) for source, _ in copies) else None
    with ThreadPoolExecutor(_COPIED_AT_ONCE) as pool:
        for _ in pool.map(lambda copy: _copy_file(store, *copy), copies):
            pass


def _copy_file(store: Any, source: str, target: Path) -> None:
    if not is_s3(source):
        shutil.copyfile(source, target)
        return
    from pyarrow import fs

    try:
        fs.copy_files(source.removeprefix(SCHEME), str(target), store, fs.LocalFileSystem())
    except OSError as error:
        raise OSError(f"{source}: {explain(str(error))}") from error
