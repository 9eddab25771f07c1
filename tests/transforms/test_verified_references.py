"""References of 364 released pages against the values people read in them (ids and values only, no text)."""

import csv
import tarfile
from pathlib import Path

import pytest

from transforms.document import Document, RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

VALUES = Path(__file__).with_name("verified_references.csv")


def verified() -> dict[str, list[tuple[str, str, str]]]:
    values: dict[str, list[tuple[str, str, str]]] = {}
    with VALUES.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            values.setdefault(row["cable_id"], []).append((row["label"], row["kind"], row["target"]))
    return values


@pytest.mark.shared
def test_references_of_released_pages(shared):
    expected = verified()
    wrong = {}
    with tarfile.open(shared / "cables" / "wikileaks-html.tar.gz") as pages:
        for member in filter(tarfile.TarInfo.isfile, pages):
            document = to_document(RawDocument("pages", member.name, 1, pages.extractfile(member).read()))
            assert isinstance(document, Document)
            cable = parse_document(document)
            found = [(r.label, r.kind, r.target) for r in cable.references]
            if found != expected.get(cable.cable_id, []):
                wrong[cable.cable_id] = found
    assert wrong == {}
