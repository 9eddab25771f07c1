"""Paragraphs: numbers, portion markings, headings, healed cuts, and what is left out of the text."""

import csv
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.cable import Context
from transforms.document import Document, RawDocument
from transforms.fields import paragraphs
from transforms.fragments import parse_fragment
from transforms.parse import parse_document
from transforms.segment import segment
from transforms.sources import to_document

HEAD = "CONFIDENTIAL LIMA 001234\n\nE.O. 12958: DECL: 01/02/2017\nTAGS: EFIS PE\nSUBJECT: FISHERIES\n\n"
VALUES = Path(__file__).with_name("verified_paragraphs.csv")


def read(text: str):
    return parse_fragment(paragraphs, HEAD + text)


def numbers(text: str) -> list[int | None]:
    return [paragraph.number for paragraph in read(text).value]


def texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in read(text).value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¶1. (C) One.\n\n¶2. (U) Two.\n", [1, 2]),
        ("1. (C) One.\n2. (U) Two.\n3. (SBU) Three.\n", [1, 2, 3]),
        ("1.(C) One.\n\n2 (U) Two.\n\n3, (C) Three.\n", [1, 2, 3]),
        ("11. (C) One.\n\n13. (C) Three.\n\n¶4. (C) Four.\n", [1, 3, 4]),
        ("11. (C) One.\n\n12. (C) Two.\n\n13. (C) Three.\n\n19. (C) Nineteen.\n", [11, 12, 13, 19]),
        ("91. (C) One.\n\n92. (C) Two.\n\n93. (C) Three.\n", [1, 2, 3]),
        ("T1. (C) One.\n\n|2. (C) Two.\n\n**3. (C)** Three.\n", [1, 2, 3]),
        ("(1) (C) One.\n\n(2) (C) Two.\n\n(3). (U) Three.\n", [1, 2, 3]),
        ("¶1. (S) One.\n\n(2). (S) Two.\n\n(3) (U) Three.\n", [1, 2, 3]),
        ("¶1. (C) He wants:\n\n(1) (C) boats.\n(2) (C) nets.\n\n¶2. (C) Two.\n\n¶3. (C) Three.\n", [1, 2, 3]),
        # a list inside a paragraph, with and without markings around it
        ("¶1. (C) He wants:\n\n¶1. Boats.\n¶2. Nets.\n\n¶2. (C) Two.\n\n¶3. (C) Three.\n", [1, 2, 3]),
        ("1. ONE.\n\n2. TWO:\n\n1. BOATS.\n2. NETS.\n3. ROPE.\n\n3. THREE.\n\n4. FOUR.\n\n5. FIVE.\n", [1, 2, 3, 4, 5]),
        # a paragraph lost, a number used twice, a quoted telegram with markings of its own
        ("¶1. (C) One.\n\n¶2. (C) Two.\n\n¶5. (C) Five.\n", [1, 2, 5]),
        ("1. ONE.\n\n2. TWO.\n\n2. TWO AGAIN.\n\n3. THREE.\n", [1, 2, 2, 3]),
        ("¶1. (C) One.\n\n¶2. (C) Two:\n\n¶1. (S) A.\n\n¶2. (S) B.\n\n¶3. (S) C.\n\n¶3. (C) Three.\n",
         [1, 2, 1, 2, 3, 3]),
        # dates and years at the beginning of a line
        ("¶1. (C) The minister of fisheries said that he would travel on May\n¶2. His aide will not.\n\n¶2. (C) Two.\n",
         [1, 2]),
        ("¶1. (C) It was so in\n¶2005. Now it is not.\n\n¶2. (C) Two.\n", [1, 2]),
        # a quoted letter with numbers of its own, and a paragraph after it
        ("¶1. (C) One.\n\n¶2. (C) He wrote:\n\n¶1. I am glad.\n\n¶2. We agree.\n\n¶3. We will sail.\n\n¶4. Soon.\n\n"
         "¶3. (C) Three.\n", [1, 2, 3]),
        # an open bracket before a number; line ends lost before numbers that the others leave out
        ("¶1. (C) One.\n\n(2. (C) Two.\n\n¶3. (C) Three.\n", [1, 2, 3]),
        ("¶1. (C) He agreed. 2. (C) Two, see (para 3. (C) below). 3. (S/NF) Three.\n\n¶4. (C) Four.\n", [1, 2, 3, 4]),
        ("¶1. (C) One.\n\n¶2. (C) He told us so. 1. (C) is wrong.\n\n¶3. (C) Three.\n", [1, 2, 3]),
        ("¶1. (C) Asked:\n\n1) (C) WHO?\n2) (C) WHY?\n\n¶2. (C) Two.\n", [1, 2]),
    ],
)  # fmt: skip
def test_numbers(text, expected):
    assert numbers(text) == expected


def test_a_second_section_keeps_its_numbers():
    text = HEAD.replace("LIMA", "SECTION 02 OF 02 LIMA") + "11. (C) Eleven.\n\n12. (C) Twelve.\n"
    assert [paragraph.number for paragraph in parse_fragment(paragraphs, text).value] == [11, 12]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¶1. (C) The boats\nsail again.\n", ["The boats sail again."]),
        ("¶1. (C) The boats\n\nsail again.\n", ["The boats sail again."]),
        ("¶1. (C) The Ministry of\n\nSIPDIS\n\nFisheries agreed.\n", ["The Ministry of Fisheries agreed."]),
        ("¶1. (C) The Ministry of \n \nLIMA 00001234  002 OF 003 \n \n \nFisheries agreed.\n",
         ["The Ministry of Fisheries agreed."]),
        ("¶1. (C) They want:\n-- boats;\n-- nets and\nrope.\n", ["They want:\n-- boats;\n-- nets and rope."]),
        ("¶1. (C) THE CON-\nSECUTIVE TALKS -\nTHREE.\n", ["THE CON-SECUTIVE TALKS - THREE."]),
        ("¶1. (C) They want:\na. boats.\nb. nets.\n", ["They want:\na. boats.\nb. nets."]),
        ("¶1. (C) One.\n\nA second block.\n", ["One.\nA second block."]),
        ("¶1. SUMMARY: (C) The boats sail.\n", ["SUMMARY: The boats sail."]),
        # signature and end marks are not text
        ("¶1. (C) The boats sail: http://a.gov/index.c fm \nHALE\n", ["The boats sail: http://a.gov/index.c fm"]),
        ("¶1. (C) The boats sail.\nHALE HALE\n", ["The boats sail."]),
        ("¶1. (C) The boats sail. HALE\n\nBT\n#1234\n\nNNNN\n", ["The boats sail."]),
        ("¶1. (C) The boats sail. END COMMENT.\nHale\n", ["The boats sail. END COMMENT."]),
        ("¶1. (C) The boats sail. END COMMENT\n", ["The boats sail. END COMMENT"]),
    ],
)  # fmt: skip
def test_texts(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    "above",
    [
        "\n\nBoats and Nets\n\n",
        "\n\n--------------\nBoats and Nets\n--------------\n",
        "\nBoats and Nets\n- - - - - - -\n\n",
        " \n \n------- \nBoats and \nNets \n------- \n \n",
        "\n\nLIMA 00001234 002 OF 003\n\n\nBoats and Nets\n\n",
        " Boats and Nets\n",
    ],
)
def test_a_heading_belongs_to_the_next_paragraph(above):
    first, second = read(f"¶1. (C) The talks went on and on.{above}¶2. (C) Two.\n").value
    assert first.text == "The talks went on and on."
    assert (first.heading, second.heading, second.text) == ("", "Boats and Nets", "Two.")


def test_the_rest_of_a_sentence_above_a_heading_stays_in_its_paragraph():
    first, second = read("1. (C) One boat left.\n\nTHE OTHER WILL FOLLOW.\nNEXT STEPS\n2. (C) Two.\n").value
    assert (first.text, second.heading) == ("One boat left.\nTHE OTHER WILL FOLLOW.", "NEXT STEPS")


def test_a_list_of_names_at_the_end_is_no_heading():
    first, second = read("¶1. (U) Present were:\n\nPeru\n\nJane Hale, Director\n\n¶2. (U) Cleared.\n").value
    assert first.text == "Present were:\nPeru\nJane Hale, Director"
    assert second.heading == ""


def test_unnumbered_text_before_the_first_number_is_a_paragraph():
    found = read(
        "SUMMARY: THE BOATS SAIL AGAIN, THE NETS ARE NEW AND THE MINISTER IS CONTENT WITH BOTH. END SUMMARY.\n"
        "2. THE NETS ARE NEW.\n"
    ).value
    assert [(p.number, p.text[:9]) for p in found] == [(None, "SUMMARY: "), (2, "THE NETS ")]


def test_a_note_before_the_first_number_is_a_heading():
    note = "Classified By: DCM Jane Hale. Reason: 1.4 (b).\n\nThis is an action request. See para 2.\n\n"
    found = read(note + "¶1. (C) One.\n\n¶2. (C) Two.\n").value
    assert [(p.number, p.heading) for p in found] == [(1, "This is an action request. See para 2."), (2, "")]


def test_repairs_are_reported():
    parsed = read("11. (C) The Ministry of\n\nSIPDIS\n\nFisheries agreed.\n\n12. (U) Two.\n")
    assert parsed.status == "repaired"
    assert parsed.detail == "numbers: 11 is 1, 12 is 2; page cuts healed: 1"


@given(st.text(alphabet=st.sampled_from("¶12. ()CSab\n-:AIPD"), max_size=300))
def test_spans_rise_and_lie_in_the_prose(text):
    zones = segment(HEAD + text)
    last = zones.prose.start
    for paragraph in paragraphs.parse(zones, Context()).value:
        assert last <= paragraph.span.start <= paragraph.span.end <= len(zones.text)
        last = paragraph.span.start
        assert "\n\n" not in paragraph.text


@pytest.mark.parametrize(
    "piece",
    [
        "¶1. (C) ",
        "1. (C)\n",
        "\n",
        " \n",
        "\nSIPDIS",
        "-- \n",
        "\n- - ",
        "(((",
        "A B C. ",
        "LIMA 0000 ",
        "\n1",
        "A.\n",
        "Aa ",
        "x",
    ],
)
def test_time_is_linear(piece, cpu_seconds):
    def seconds(length: int) -> float:
        zones = segment(HEAD + "¶1. (C) One.\n" + piece * (length // len(piece)))
        return cpu_seconds(lambda: paragraphs.parse(zones, Context()))

    assert seconds(400_000) < 60 * max(seconds(40_000), 0.005)


def verified() -> dict[str, str]:
    with VALUES.open(encoding="utf-8") as rows:
        return {row["cable_id"]: row["paragraphs"] for row in csv.DictReader(rows)}


@pytest.mark.shared
def test_numbers_and_markings_of_released_pages(shared):
    """Pages read by a person: values only, no text."""
    expected = verified()
    found = {}
    with tarfile.open(shared / "cables" / "wikileaks-html.tar.gz") as pages:
        for member in filter(tarfile.TarInfo.isfile, pages):
            if Path(member.name).stem in expected:
                document = to_document(RawDocument("pages", member.name, 1, pages.extractfile(member).read()))
                assert isinstance(document, Document)
                cable = parse_document(document)
                found[cable.cable_id] = " ".join(f"{p.number or '-'}:{p.portion}" for p in cable.paragraphs)
    assert found == expected


@pytest.mark.shared
def test_the_scanned_page(shared):
    """Nine paragraphs, eight of whose numbers the scanner spoilt."""
    page = next((shared / "cables" / "ocr").glob("*.txt"))
    document = to_document(RawDocument("ocr", page.name, 1, page.read_bytes(), "ocr"))
    assert isinstance(document, Document)
    found = parse_document(document).paragraphs
    assert [p.number for p in found] == list(range(1, 10))
    assert [p.portion for p in found] == ["C"] * 7 + ["U"] * 2
    assert [p.heading for p in found][1:3] == ["Iran", "Iraq"]
    assert found[-1].text.endswith("cleared this message.")


def test_a_heading_between_rules_on_its_line_is_no_paragraph():
    parsed = parse_fragment(paragraphs, "------- Summary -------\n\n1. (C) The minister agreed.\n2. (U) He left.\n")
    assert [(paragraph.number, paragraph.heading) for paragraph in parsed.value] == [(1, "Summary"), (2, "")]


def test_a_short_summary_closed_before_the_first_number_is_a_paragraph():
    assert texts("BEGIN SUMMARY: FERRIES RUN. END SUMMARY\n1. THE FIRST BOAT WAS FULL.\n2. IT CAME ON TIME.\n") == [
        "BEGIN SUMMARY: FERRIES RUN. END SUMMARY",
        "THE FIRST BOAT WAS FULL.",
        "IT CAME ON TIME.",
    ]


def test_a_later_section_continues_its_sentence_below_the_labels():
    head = (
        "FM AMEMBASSY LIMA\nUNCLAS SECTION 02 OF 02 LIMA 000123\nTAGS: PREL, PE\nSUBJECT: THE ROAD\n\nREF: QUITO 12\n\n"
    )
    text = f"{head}road to the coast.\n\n5. (U) It is open.\n"
    found = paragraphs.parse(segment(text), Context()).value
    assert [(one.number, one.text) for one in found] == [(None, "road to the coast."), (5, "It is open.")]
