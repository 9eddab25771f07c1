"""The stream of cables for benchmarks: the same each time, as many as asked for, and read as what they are."""

from __future__ import annotations

import pytest

from benchmarks.corpus.stream import FORMATS, stream
from pipeline.reading import read_cable
from transforms.document import RawDocument, Rejected

POOL = 60


@pytest.mark.parametrize("form", FORMATS)
def test_stream_is_read_as_cables_of_their_own(form: str) -> None:
    documents = list(stream(form, 80, pool=POOL))
    assert documents == list(stream(form, 80, pool=POOL))
    assert len(documents) == len({document.data for document in documents}) == 80
    ids = set()
    for document in documents:
        raw = RawDocument("it", document.path, 1, document.data, "cables-csv" if form == "cables-csv" else None)
        read = read_cable(raw)
        assert not isinstance(read, Rejected)
        assert "QQ" not in read[0].clean.text
        cable = read[1]
        assert cable.format == form
        assert cable.date is not None
        ids.add(cable.cable_id)
    assert len(ids) == 80
