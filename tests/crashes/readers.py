"""Readers of every kind that look at a lake while its runs are killed; what does not fit together is a complaint."""

import threading
from pathlib import Path

import duckdb

from warehouse.lake import Lake
from warehouse.search import SearchIndex

_WHOLE = """
    SELECT
        (SELECT count(*) FROM documents)
            - (SELECT count(*) FROM cable_versions)
            - (SELECT count(*) FROM quarantine WHERE replayed_at IS NULL),
        (SELECT count(*) FROM cables) - (SELECT count(*) FROM texts),
        (SELECT count(*) FROM cables) - (SELECT count(*) FROM cable_versions WHERE is_current),
        (SELECT count(*) FROM paragraphs ANTI JOIN cables USING (cable_id)),
        (SELECT count(*) - count(DISTINCT cable_id) FROM cables)
"""


class HalfReadError(Exception):
    """A reader saw a state that no commit made."""


class Reader(threading.Thread):
    """Reads one thing again and again; it counts its reads, and the cables it sees may never become fewer."""

    def __init__(self, kind, read):
        super().__init__(daemon=True)
        self.kind = kind
        self.complaints = []
        self.reads = 0
        self._read = read
        self._ended = threading.Event()

    def run(self):
        most = 0
        while not self._ended.wait(0.05):
            try:
                seen = self._read()
                if seen < most:
                    raise HalfReadError(f"{seen} after {most}")
                most = seen
                self.reads += 1
            except Exception as error:
                self.complaints.append(f"{self.kind}: {type(error).__name__}: {error}")

    def end(self):
        self._ended.set()
        self.join(60)


def readers(folder):
    """A reader each of the lake, the published file, the plain files, the search index, a site and an export.

    `folder` holds all of them: lake, site and cables.parquet.
    """
    lake = folder / "lake"
    reads = {
        "lake": lambda: _lake(lake),
        "warehouse": lambda: _warehouse(lake / "warehouse.duckdb"),
        "files": lambda: _files(lake / "parquet"),
        "search": lambda: _search(lake),
        "site": lambda: _site(folder / "site"),
        "export": lambda: _export(folder / "cables.parquet"),
    }
    return [Reader(kind, read) for kind, read in reads.items()]


def _whole(connection):
    found = connection.execute(_WHOLE).fetchone()
    if found != (0, 0, 0, 0, 0):
        raise HalfReadError(found)
    return connection.execute("SELECT count(*) FROM cables").fetchone()[0]


def _lake(place):
    with Lake.open(place, read_only=True) as lake:
        return _whole(lake.connection)


def _warehouse(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return _whole(connection)


def _files(link):
    data_set = link.resolve(strict=True)  # one data set: the link may point to the next one at any time
    with duckdb.connect() as connection:
        for table in ("cables", "texts", "documents", "cable_versions", "quarantine", "paragraphs"):
            connection.execute(f"CREATE VIEW {table} AS FROM '{data_set}/{table}/**/*.parquet'")
        return _whole(connection)


def _search(place):
    index = SearchIndex.open(place)
    if index is None:
        raise HalfReadError("no index")
    found = index.search("growers", limit=1)
    if found.total != len(index):
        raise HalfReadError(f"{found.total} of {len(index)}")
    return found.total


def _site(folder):
    pages = sorted(folder.rglob("*.html"))
    half = [page.name for page in pages if not page.read_text("utf-8").rstrip().endswith("</html>")]
    if half:
        raise HalfReadError(half[:3])
    return len(pages)


def _export(path: Path):
    with duckdb.connect() as connection:
        return connection.execute("SELECT count(DISTINCT cable_id) FROM read_parquet(?)", [str(path)]).fetchone()[0]
