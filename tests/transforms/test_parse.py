"""A document becomes a cable: every field is answered for, identity is settled, nothing raises."""

import datetime as dt

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from schemas.derived import arrow_schema
from transforms import parse
from transforms.contract import cable_json
from transforms.document import CleanText, Document, RawDocument, Rejected, Stated
from transforms.tables import STAGED_TABLES, TableWriter

TEXT = """VZCZCXYZ0001
RR RUEHWEB

DE RUEHKO #0042/01 0151203
ZNR UUUUU ZZH
R 151203Z JAN 07
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC 0001
BT
UNCLAS TOKYO 000042

SIPDIS

E.O. 12958: N/A
TAGS: ECON JA
SUBJECT: A QUIET WEEK

1. (U) Nothing happened.
MOTO
"""


def document(text: str, stated: Stated | None = None, form: str = "telegram") -> Document:
    raw = RawDocument("cables/one.txt", "", 1, text.encode("utf-8", "surrogatepass"))
    return Document(raw, form, "utf-8", CleanText(text, text), stated or Stated())


def test_every_field_is_answered_for():
    cable = parse.parse_document(document(TEXT))
    fields = [finding.field for finding in cable.findings]
    for field in ("dtg", "classification", "tags", "subject", "references", "paragraphs", "signer", "cable_id"):
        assert fields.count(field) == 1


def test_a_source_that_states_an_id_files_the_document_and_the_text_is_a_witness():
    cable = parse.parse_document(document(TEXT, Stated(cable_id="07PARIS2725"), "wikileaks-html"))
    assert cable.cable_id == "07PARIS2725"
    rules = {finding.rule for finding in cable.findings if finding.status == "disagrees"}
    assert "station: id and classification line" in rules
    assert "serial: id and classification line" in rules


def test_a_defect_in_one_field_leaves_the_others_and_shows(monkeypatch):
    def fail(zones, context):
        raise RuntimeError("boom")

    monkeypatch.setattr(parse.subject, "parse", fail)
    cable = parse.parse_document(document(TEXT))
    assert [f.rule for f in cable.findings if f.field == "subject"] == ["failed"]
    assert cable.dtg == dt.datetime(2007, 1, 15, 12, 3)


@given(
    st.lists(st.sampled_from((TEXT, TEXT.replace("JAN 07", "JAN 06"), "", "1. (C) One.\n2. (C) Two.\n")), max_size=5)
)
def test_documents_are_parsed_together_as_one_by_one(texts):
    documents = [document(text) for text in texts]
    assert parse.parse_documents(documents) == [parse.parse_document(one) for one in documents]


@given(st.text(alphabet=st.sampled_from("¶1.(C)SU \n:EOTAGSREFBYZ0-/X"), max_size=400))
def test_no_text_raises_and_spans_lie_inside_it(text):
    cable = parse.parse_document(document(text))
    cable_json(cable)
    for finding in cable.findings:
        assert finding.rule != "failed", finding
        if finding.span:
            assert 0 <= finding.span.start <= finding.span.end <= len(text)


def test_staged_tables_have_the_declared_schema_and_count_every_document(tmp_path):
    received = dt.datetime(2026, 1, 1)
    with TableWriter(tmp_path, "run", received) as writer:
        one = document(TEXT)
        writer.add(one, parse.parse_document(one))
        writer.reject(Rejected("bad.bin", "", 1, b"\x00", "decode", "binary", "not text"))
        counts = writer.close()
    assert counts == (2, 1, 1, 0)
    for table in STAGED_TABLES:
        path = tmp_path / f"{table.name}.parquet"
        if path.exists():
            assert pq.read_schema(path).equals(arrow_schema(table))
    assert pq.read_table(tmp_path / "documents.parquet").num_rows == 2
