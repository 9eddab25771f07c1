"""Keep a small lake as this version writes it: `python tests/lakes/keep.py tests/lakes/VERSION.tar.gz`, at a release.

The lake holds eight documents of the sample, one of them rejected. Places on this machine do not come into it.
"""

import os
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from tests.loading import load
from warehouse.lake import Lake

SAMPLE = Path(__file__).parents[2] / "sample" / "cables"
KINDS = {"telegrams": 3, "nara": 2, "wikileaks": 2, "unreadable": 1}


def main() -> None:
    target = Path(sys.argv[1]).absolute()
    os.chdir(SAMPLE)
    sources = [path for kind, count in KINDS.items() for path in files(Path(kind))[:count]]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "lake")
        with Lake.open(place) as lake:
            load(lake, sources)
        forget_place(place / "catalog.sqlite")
        with tarfile.open(target, "w:gz") as archive:
            archive.add(place, "lake", filter=kept)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def forget_place(catalog: Path) -> None:
    """The catalog records where the data were; whoever opens the lake says where they are."""
    with closing(sqlite3.connect(catalog, isolation_level=None)) as connection:
        connection.execute("UPDATE ducklake_metadata SET value = 'lake/data/' WHERE key = 'data_path'")
        connection.execute("VACUUM")


def kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "/staging" in entry.name or entry.name.endswith(".lock"):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    main()
