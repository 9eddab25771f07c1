"""Classification lines in whole and damaged spellings, and what is none."""

import pytest

from transforms.cable import ClassificationLine
from transforms.fields import classification
from transforms.fragments import parse_fragment
from transforms.segment import segment

HEAD = "O 121207Z MAY 06\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n"


def read(lines):
    return parse_fragment(classification, f"{HEAD}{lines}\nSIPDIS\nTAGS: PREL\n")


@pytest.mark.parametrize(
    ("line", "level", "status"),
    [
        ("C O N F I D E N T I A L LIMA 000123", "CONFIDENTIAL", "ok"),
        ("CONFIDENTIAL LIMA 000123", "CONFIDENTIAL", "ok"),
        ("C o n f i d e n t i a l lima 000123", "CONFIDENTIAL", "ok"),
        ("C ONFIDENTIAL LIMA 000123", "CONFIDENTIAL", "ok"),
        ("O N F I D E N T I A L LIMA 000123", "CONFIDENTIAL", "repaired"),
        ("CC O N F I D E N T I A L LIMA 000123", "CONFIDENTIAL", "repaired"),
        ("E C R E T LIMA 000123", "SECRET", "repaired"),
        ("CSE C R E T LIMA 000123", "SECRET", "repaired"),
        ("C R E T LIMA 000123", "SECRET", "repaired"),
        ("LTD OFFICIAL USE LIMA 123", "LIMITED OFFICIAL USE", "ok"),
        ("LIMITED OFFICAL USE LIMA 123", "LIMITED OFFICIAL USE", "ok"),
        ("SE C R E T LIMA 000123", "SECRET", "ok"),
        ("UUNCLAS LIMA 000123", "UNCLASSIFIED", "repaired"),
        ("UNCLASSIFIED LIMA 000123", "UNCLASSIFIED", "ok"),
        ("T O P  S E C R E T LIMA 000123", "TOP SECRET", "ok"),
        ("L I M I T E D  O F F I C I A L  U S E LIMA 123", "LIMITED OFFICIAL USE", "ok"),
    ],
)
def test_levels(line, level, status):
    parsed = read(line)
    assert parsed.value == ClassificationLine(level, station="LIMA", serial=123)
    assert parsed.status == status


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("SECRET SECTION 01 OF 02 LA PAZ 003400", ((), 1, 2, "LA PAZ", 3400)),
        ("SECRET SECTION 1 OF 10 LIMA 905", ((), 1, 10, "LIMA", 905)),
        ("SECRET LIMA 905 SECTION 1 OF 3", ((), 1, 3, "LIMA", 905)),
        ("SECRET SECTION ONE OF TWO LIMA 905", ((), 1, 2, "LIMA", 905)),
        ("SECRET SECTION 01 0F 02 LIMA 905", ((), 1, 2, "LIMA", 905)),
        ("SECRET ECTION 01 OF 02 LIMA 905", ((), 1, 2, "LIMA", 905)),
        ("SECRET SECT 01 OF 02 LIMA 905", ((), 1, 2, "LIMA", 905)),
        ("S E C R E TSECTION 01 OF 02 LIMA 905", ((), 1, 2, "LIMA", 905)),
        ("SECRET//REL TO USA, GBR, AUS LIMA 905", (("REL TO USA, GBR, AUS",), None, None, "LIMA", 905)),
        ("SECRET NOFORN LIMA 905", (("NOFORN",), None, None, "LIMA", 905)),
        ("SECRET//NOFORN LIMA 905", (("NOFORN",), None, None, "LIMA", 905)),
        ("SECRET LIMA 905 NOFORN SIPDIS", (("NOFORN",), None, None, "LIMA", 905)),
        ("UNCLAS SENSITIVE LIMA 905", (("SENSITIVE",), None, None, "LIMA", 905)),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY LIMA 905", (("FOUO",), None, None, "LIMA", 905)),
        ("UNCLAS E F T O LIMA 905", ((), None, None, "LIMA", 905)),
        ("SECRET NODIS LIMA 905", ((), None, None, "LIMA", 905)),
        ("SECRET L I M A 905", ((), None, None, "LIMA", 905)),
        ("SECRET LIMA905", ((), None, None, "LIMA", 905)),
        ("SECRET TOSEC 140323/STATE 255577", ((), None, None, "STATE", 255577)),
        ("SECRET LIMA 905 C O R R E C T E D  C O P Y", ((), None, None, "LIMA", 905)),
        ("SECRET", ((), None, None, "", None)),
    ],
)
def test_the_rest_of_the_line(line, expected):
    assert read(line).value[1:] == expected


@pytest.mark.parametrize(
    "before",
    [
        "Friday, 12 May 2006, 12:07\n",
        "NOTE - NOT YET RELEASED\n",
        "SECRET\nSECRET\nPAGE 02\nLIMA 00905 01 OF 03 060018Z\nAMEMBASSY QUITO\n",
        "CONFIDENTIAL\n06LIMA12\nO 121207Z MAY 06\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nTAGS: PREL\n\n",
    ],
)
def test_lines_before_it_do_not_hide_it(before):
    assert read(f"{before}S E C R E T LIMA 000905").value == ClassificationLine("SECRET", station="LIMA", serial=905)


@pytest.mark.parametrize("line", ["Secret talks were held in May with all of the parties.", "SECRETARY 12", "Unclassy"])
def test_a_sentence_is_no_classification_line(line):
    assert read(line).status == "absent"


def test_the_line_of_a_repeated_telegram_is_not_taken_for_its_own():
    text = f"{HEAD}S E C R E T LIMA 000905\nFOLLOWING REPEATED FOR ACTION\nQUOTE\n{HEAD}CONFIDENTIAL QUITO 000012\n"
    zones = segment(text)
    assert zones.of(zones.classification_line) == "S E C R E T LIMA 000905"


def test_limited_official_use_may_be_abbreviated_but_is_nobody_s_name():
    parsed = parse_fragment(classification, "FM AMEMBASSY TOKYO\nLOU TOKYO 42\nE.O. 11652: N/A\n")
    assert parsed.value == ClassificationLine("LIMITED OFFICIAL USE", station="TOKYO", serial=42)
    assert parse_fragment(classification, "FM AMEMBASSY TOKYO\nLou Smith 42\n").value.level == ""


def test_a_zero_of_the_serial_may_be_printed_as_a_letter():
    parsed = read("CONFIDENTIAL LIMA OO77O1")
    assert parsed.value == ClassificationLine("CONFIDENTIAL", station="LIMA", serial=7701)
