"""The plain data set beside the lake: `parquet/<table>/year=.../post=.../*.parquet`, exactly the current rows.

Any Parquet reader can use it, without DuckLake. Its files are hard links to the lake's own data files if these hold no
deleted rows and exactly the columns of the table. Files that DuckLake merged, and folders with deleted rows, are
rewritten once: the next data set links to the same files while the lake's stay the same. On a file system without hard
links all files are copies. The folder `parquet` is a symbolic link to the data set of one snapshot; each publish
replaces it with a complete new one.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import duckdb

from schemas.tables import TABLES, Table
from warehouse.catch_up import Snapshot
from warehouse.connection import LakeError, identifier, identifiers, literal
from warehouse.lake import METADATA, NAME, Lake, one_line
from warehouse.place import Place

FOLDER = "parquet"
_MARKER = "snapshot.txt"
NULL = "__HIVE_DEFAULT_PARTITION__"

# Folders and merged files of a table that are rewritten one by one. If there are more, the whole table is rewritten.
_MOST_REWRITTEN = 200


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of the lake, and its folder below the table's.

    `state` names the file and the file of its deleted rows, if it has one. `is_whole`: it has no deleted rows and all
    present columns of its table. `is_merged`: it also has columns of DuckLake's own.
    """

    path: Path
    folder: Path
    state: str
    is_whole: bool
    is_merged: bool


def write_dataset(lake: Lake) -> Path | None:
    """Bring the data set up to the newest snapshot; return its folder, or None if the lake keeps none.

    A lake keeps none if its data are in an S3 store, or if `lake.toml` says `dataset = "off"`. Raises LakeError if
    there is not enough room or the folder cannot be written.
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
            _write_table(lake, table, files[table.name], half / table.name, target / table.name)
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


def _write_table(lake: Lake, table: Table, files: Sequence[DataFile], folder: Path, before: Path) -> None:
    """Write the files of a table below `folder`; `before` is the table's folder in the present data set."""
    if not files or not all(_is_partition(table, file.folder) for file in files):
        _rewrite(lake, table, folder, "true")
        return
    held = defaultdict[Path, list[DataFile]](list)
    for file in files:
        held[file.folder].append(file)
    stale, merged = _link_table(table, held, folder, before)
    if len(stale) + len(merged) > _MOST_REWRITTEN:
        stale, merged = list(held), []
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


def _link_table(
    table: Table, held: Mapping[Path, Sequence[DataFile]], folder: Path, before: Path
) -> tuple[list[Path], list[DataFile]]:
    """Link to existing files of a table; return the folders, and the merged files elsewhere, that must be rewritten."""
    stale, merged = [], []
    for below, files in held.items():
        if all(file.is_whole and not file.is_merged for file in files):
            _link([file.path for file in files], folder / below)
        elif written := list((before / below).glob(f"{_stem(table, files)}-*.parquet")):
            _link(written, folder / below)
        elif all(file.is_whole for file in files):
            _link([file.path for file in files if not file.is_merged], folder / below)
            merged += [file for file in files if file.is_merged and not _link_again(table, file, folder, before)]
        else:
            stale.append(below)
    return stale, merged


def _link_again(table: Table, file: DataFile, folder: Path, before: Path) -> bool:
    """Link to the copy of a merged file in the present data set; return whether it has one."""
    written = before / file.folder / f"{_stem(table, [file])}-1.parquet"
    if written.is_file():
        _link([written], folder / file.folder)
        return True
    return False


def _rewrite_merged(lake: Lake, table: Table, file: DataFile, folder: Path) -> None:
    """Copy the table's own columns of a file without deleted rows."""
    target = folder / file.folder / f"{_stem(table, [file])}-1.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    source = f"read_parquet({literal(str(file.path))}, hive_partitioning = false)"
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
        files[table].append(DataFile(Path(top + path), below, state, is_whole and bool(top), is_merged))
    return files


def _is_partition(table: Table, folder: Path) -> bool:
    """Whether a table is declared to be divided into a folder like this; earlier versions divided otherwise."""
    return tuple(part.partition("=")[0] for part in folder.parts) == table.partition_by


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
    columns, by = identifiers(table.column_names), identifiers(table.partition_by)
    rows = f"SELECT {columns} FROM {NAME}.{identifier(table.name)} WHERE {condition}"
    if by and lake.connection.execute(f"SELECT 1 FROM ({rows}) LIMIT 1").fetchone():
        rows, target = f"{rows} ORDER BY {by}", folder
        options = f", PARTITION_BY ({by}), WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN 'current-{{uuid}}', APPEND"
    else:
        target, options = folder / "current.parquet", ""
    _copy(lake, rows, target, options)


def _copy(lake: Lake, rows: str, target: Path, options: str = "") -> None:
    lake.connection.execute(f"COPY ({rows}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd{options})")


def _link(sources: Iterable[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        try:
            os.link(source, folder / source.name)
        except OSError:  # another disk, or a file system without hard links
            shutil.copyfile(source, folder / source.name)
