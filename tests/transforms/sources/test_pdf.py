"""PDF files with a text layer are read like the text they show; others say what to do."""

import io

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from transforms.contract import cable_json
from transforms.document import Document, RawDocument
from transforms.parse import parse_document
from transforms.pdf import MOST_PAGES, text_layer
from transforms.sources import to_document
from transforms.sources.archives import documents


def pdf(text):
    """A PDF file with the lines of a text, in a typewriter's letters."""
    page = FPDF(format="letter")
    page.set_auto_page_break(True, 20)
    page.add_page()
    page.set_font("Courier", size=10)
    for line in text.split("\n"):
        page.cell(0, 4.5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def read(data):
    return to_document(RawDocument("scan.pdf", "", 1, data))


def test_a_telegram_in_a_pdf_is_read_like_the_text(telegram):
    long = telegram(301).replace(
        "2. (U)", "\n\n".join(f"{n}. (C) {'Words of the growers. ' * 3}" for n in range(2, 60))
    )
    of_text = cable_json(parse_document(to_document(RawDocument("a.txt", "", 1, long.encode()))))
    document = read(pdf(long))
    of_pdf = cable_json(parse_document(document))
    assert document.encoding == "pdf text layer" and len(of_pdf["paragraphs"]) == 59
    for key in of_text.keys() - {"findings", "document_id", "format"}:
        assert of_pdf[key] == of_text[key], key


def test_spans_count_through_the_text_layer(telegram):
    document = read(pdf(telegram(301)))
    cable = parse_document(document)
    subject = next(finding for finding in cable.findings if finding.field == "subject")
    assert "FLOWER GROWERS" in document.clean.raw[subject.span.start : subject.span.end]


def test_a_scan_is_refused_with_what_to_do():
    rejected = read(pdf("1"))
    assert rejected.reason == "pdf_without_text" and rejected.detail.endswith("OCR it first")
    assert rejected.raw.startswith(b"%PDF-")


def test_an_encrypted_file_is_refused_with_what_to_do(telegram):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(telegram(301)))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert read(out.getvalue()).reason == "pdf_encrypted"


def test_a_book_is_not_read_to_its_end():
    writer = PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    assert read(out.getvalue()).reason == "pdf_too_long"


def test_a_page_of_endless_instructions_is_not_drawn(whole):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(whole)))
    endless = StreamObject()
    endless.set_data(b"q Q " * 3_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(endless.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    assert "instructions" in text_layer(out.getvalue()).what


@pytest.fixture(scope="module")
def whole():
    return pdf("FM AMEMBASSY QUITO\nTAGS: PREL\nSUBJECT: A TEST OF DAMAGE\n" * 5)


@given(st.data())
def test_damage_is_a_reason_never_an_error(whole, data):
    start = data.draw(st.integers(5, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    layer = text_layer(damaged)
    assert layer.reason or layer.text
    assert isinstance(read(damaged), Document) or read(damaged).reason


def test_a_pdf_of_several_telegrams_gives_each_and_keeps_the_file(telegram):
    data = pdf(telegram(301) + "\n\n" + telegram(302))
    first, second, whole = documents("scan.pdf", io.BytesIO(data))
    found = [parse_document(to_document(raw)).serial for raw in (first, second)]
    assert found == [301, 302]
    assert (first.raw + second.raw).decode() == text_layer(data).text
    assert (whole.raw, whole.position) == (data, 0)
    assert to_document(whole).reason == "several_telegrams"
