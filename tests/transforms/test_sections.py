"""Sections that came as separate documents are joined, in any order, and missing ones are named."""

from itertools import permutations

import pytest

from transforms.document import CleanText, Document, RawDocument
from transforms.parse import parse_document
from transforms.sections import Section, join

HEAD = """DE RUEHPE #0123/0{n} 0110304
ZNY CCCCC ZZH
R 110304Z JAN 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC 1963

C O N F I D E N T I A L SECTION 0{n} OF 03 LIMA 000123

SIPDIS

"""
LABELS = "E.O. 12958: DECL: 01/10/2017\nTAGS: PREL PE\nSUBJECT: A LONG STORY\n\n"
FIRST = (
    HEAD.format(n=1) + LABELS + "1. (C) The story opens.\n\n2. (C) The minister spoke about the\nBT\n#0123\n\nNNNN\n"
)
SECOND = HEAD.format(n=2) + "harbour and the rail line.\n\n3. (U) He left early.\nNNNN\n"
THIRD = HEAD.format(n=3) + LABELS + "4. (C) Comment: the story goes on. End comment.\nTESTER\n"


def section(text: str) -> Section:
    raw = RawDocument("lima.txt", "", 1, text.encode())
    document = Document(raw, "telegram", "utf-8", CleanText(text, text))
    return Section(document, parse_document(document))


@pytest.mark.parametrize("order", list(permutations((FIRST, SECOND, THIRD))))
def test_sections_are_joined_in_any_order(order):
    cable = join([section(text) for text in order])
    assert cable is not None
    assert cable.cable_id == "07LIMA123"
    assert (cable.section_number, cable.section_total, cable.is_partial) == (None, 3, False)
    assert [paragraph.number for paragraph in cable.paragraphs] == [1, 2, 3, 4]
    assert cable.paragraphs[1].text == "The minister spoke about the harbour and the rail line."
    assert cable.signer == "TESTER"
    assert cable.document_id == section(FIRST).cable.document_id


def test_a_sentence_continues_in_the_next_section_whatever_its_case():
    first = FIRST.replace("about the\nBT\n#0123\n\nNNNN", "ABOUT\nCONFIDENTIAL\n\nNNN")
    cable = join([section(first), section(SECOND.replace("harbour", "HARBOURS")), section(THIRD)])
    assert cable is not None
    assert cable.paragraphs[1].text == "The minister spoke ABOUT HARBOURS and the rail line."


def test_a_missing_section_is_named():
    cable = join([section(THIRD), section(FIRST)])
    assert cable is not None
    assert cable.is_partial
    assert cable.findings[-1].detail == "sections 1, 3 of 3; missing 2"


def test_one_section_and_a_whole_text_are_left_alone():
    whole = FIRST + "3. (U) He left early.\n\n4. (C) Comment.\n"
    assert join([section(FIRST), section(FIRST + "\n")]) is None
    assert join([section(whole), section(HEAD.format(n=2) + "3. (U) He left early.\n\n4. (C) Comment.\n")]) is None


def test_spans_count_through_the_raw_texts():
    texts = [FIRST, SECOND, THIRD]
    cable = join([section(text) for text in texts])
    assert cable is not None
    raw = "\n".join(texts)
    signer = next(finding for finding in cable.findings if finding.field == "signer")
    assert signer.span is not None
    assert raw[signer.span.start : signer.span.end].strip() == "TESTER"
