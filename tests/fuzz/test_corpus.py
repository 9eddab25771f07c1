"""The corpus of the fuzzer, replayed: seeds in every format, and what once went wrong."""

from pathlib import Path

import pytest

from transforms.contract import cable_json
from transforms.document import FORMATS, Document, RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_no_field_fails_and_spans_lie_inside_the_text(path):
    data = path.read_bytes()
    forms = (None, *FORMATS)
    document = to_document(RawDocument("fuzz", "", 1, data[1:], forms[data[0] % len(forms)]))
    if not isinstance(document, Document):
        assert document.reason != "failed", document.detail
        return
    cable = parse_document(document)
    assert not [finding.detail for finding in cable.findings if finding.rule == "failed"]
    length = len(document.clean.raw)
    assert all(0 <= f.span.start <= f.span.end <= length for f in cable.findings if f.span)
    assert cable_json(cable)["id"]
