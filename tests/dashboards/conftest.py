"""A published warehouse of sample cables, and one cable that tries to be a web page."""

import datetime as dt
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks.corpus import sample
from dashboards.app import make_app
from dashboards.published import Published
from tests.other_engine import kept
from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.tables import TableWriter
from warehouse.commit import Run, commit
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.search_index import update

HOSTILE = b"""R 121207Z MAY 06
FM AMEMBASSY OSLO
TO SECSTATE WASHDC 1963

UNCLAS OSLO 000777

SIPDIS

E.O. 12958: N/A
TAGS: PREL NO
SUBJECT: <script>alert('subject')</script> AND <b>BOLD</b>

1. (U) <img src=x onerror=alert('text')> and [a link](http://example.org) and $x^2$ are text.

2. (U) Nothing else to report.

OAKAPPLE
"""


def sample_with(cable: bytes) -> list[RawDocument]:
    """Forty cables of the sample, the bad inputs, and one cable of Oslo."""
    documents = [
        RawDocument(document.source, document.member, position, document.raw)
        for position, document in enumerate(sample.documents(40, 3), 1)
    ]
    return [*documents, RawDocument("06OSLO777.txt", "", 1, cable)]


def add(lake_folder: Path, documents: list[RawDocument], run_id: str) -> Path:
    """Take documents into a lake, index and publish them; returns the warehouse file."""
    staged = lake_folder.parent / f"staged {run_id}"
    staged.mkdir()
    moment = dt.datetime(2026, 1, 2, 3, 4)
    with TableWriter(staged, run_id, moment) as writer:
        for document in documents:
            read = to_document(document)
            if isinstance(read, Rejected):
                writer.reject(read)
            else:
                writer.add(read, parse_document(read))
    with Lake.open(lake_folder) as lake:
        commit(lake, Run(run_id, moment), [staged])
        update(lake)
        return publish(lake)


@pytest.fixture(scope="session")
def warehouse(made_once):
    """Warehouse file of forty sample cables, the bad inputs and the hostile cable."""
    return _made(made_once, "dashboard", sample_with(HOSTILE))


@pytest.fixture(scope="session")
def empty_warehouse(made_once):
    """Warehouse file of a lake without any document."""
    return _made(made_once, "empty", [])


def _made(made_once, name: str, documents: list[RawDocument]) -> Path:
    def fill(place: Path) -> None:
        add(place / "lake", documents, "first")

    return (kept(name, fill) or made_once(name, fill)) / "lake" / "warehouse.duckdb"


def client(warehouse: Path, *, mask: bool = False) -> TestClient:
    """A reader of the pages of a warehouse file."""
    return TestClient(make_app(Published(warehouse, mask=mask)), base_url="http://127.0.0.1")


@pytest.fixture(scope="session")
def reader(warehouse):
    return client(warehouse)
