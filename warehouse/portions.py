"""How much of what is staged goes into the lake at a time, so that memory does not grow with the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.tables import DOCUMENTS, PARAGRAPHS, Table

# bytes of a staged table that are put in order at a time, up to ten times that in memory; the whole of the 1966-2010
# release at once takes more than DuckDB is given
_LARGEST = 64 << 20


def staged_file(folder: str, table: Table) -> Path:
    """Where a shard has its rows of a table; not there where it has none."""
    return Path(folder) / f"{table.name}.parquet"


def portions(folders: Sequence[str], table: Table) -> Iterator[list[str]]:
    """The shards' folders in their order, so many together as hold rows of a table for one statement."""
    portion: list[str] = []
    size = 0
    for folder in folders:
        file = staged_file(folder, table)
        added = file.stat().st_size if file.is_file() else 0
        if portion and size + added > _LARGEST:
            yield portion
            portion, size = [], 0
        portion.append(folder)
        size += added
    if portion:
        yield portion


def rows_waiting(table: Table) -> int:
    """How many rows a thread holds before it writes them to their partitions' files.

    The fewer, the less memory: texts are long, and each partition with rows waiting has room set aside for 2,048 of
    them in every column, which is all there is room for where partitions are many and small.
    """
    if len(table.partition_by) > 1:
        return 2_048
    return 8_192 if table in (DOCUMENTS, PARAGRAPHS) else 65_536
