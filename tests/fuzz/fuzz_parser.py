"""Coverage-guided fuzzing of the whole way from bytes to a cable: `make fuzz SECONDS=600`.

What it finds is written to tests/fuzz/corpus by hand, made small, and replayed by tests/fuzz/test_corpus.py.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["transforms"]):
    from transforms.contract import cable_json
    from transforms.document import FORMATS, Document, RawDocument
    from transforms.parse import parse_document
    from transforms.sources import to_document

CORPUS = Path(__file__).with_name("corpus")


def one_input(data: bytes) -> None:
    """The first byte chooses the format, detection among them; a field that fails is a defect here."""
    if not data:
        return
    forms = (None, *FORMATS)
    document = to_document(RawDocument("fuzz", "", 1, data[1:], forms[data[0] % len(forms)]))
    if not isinstance(document, Document):
        assert document.reason != "failed", document.detail
        return
    cable = parse_document(document)
    failed = [finding.detail for finding in cable.findings if finding.rule == "failed"]
    assert not failed, failed
    length = len(document.clean.raw)
    for finding in cable.findings:
        assert finding.span is None or 0 <= finding.span.start <= finding.span.end <= length, finding
    cable_json(cable)


if __name__ == "__main__":
    atheris.Setup([*sys.argv, str(CORPUS)], one_input)
    atheris.Fuzz()
