"""Lines that copies of a telegram carry: each rule knows its example, and a text without them stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.document import CleanText
from transforms.sources import furniture

PAGE_FOOT = """UNITED STATES DEPARTMENT OF STATE
REVIEW AUTHORITY: JANE EXAMPLE
DATE/CASE ID: 05 NOV 2031 203100001

UNCLASSIFIED
"""


def without(text):
    return furniture.removed(CleanText(text, text))


@pytest.mark.parametrize("rule", furniture.RULES, ids=lambda rule: rule.name)
def test_a_rule_knows_its_example(rule):
    assert furniture.rule_of(rule.example) is rule


@pytest.mark.parametrize(
    "line",
    [
        "RELEASE IN PART B6",
        "RELEASED IN PART 1.4(B) and (D), B1",
        "DENIED IN FULL",
        "U.S. DEPARTMENT OF STATE",
        "REVIEW AUTHORITY : J. EXAMPLE",
        "Current Handling: n/a",
        "Document Number: 1993LIMA01817",
        "Page: 12",
        "(b)(1)",
        "FL-2031-00412   A-00000777123   \"CONFIDENTIAL\"   4/12/2031",
        "*[Handwritten note: see file]*",
        "![stamp](img_3.png)",
        "Case 1:31-cr-00412-ABC Document 9 Filed 02/11/31 Page 1 of 2",
        "No Objection To Declassification in Full 2031/07/23 : NLC-1-2-3-4-5",
        "Sanitized Copy Approved for Release 2031/07/23 : CIA-RDP00X00001R0001",
        "From the holdings of the Example Presidential Library",
        "CLASSIFICATION: CONFIDENTIAL  REASON 1.4(B),1.4(D)",
        "DECLASSIFY AFTER: 28 OCT 2034",
        "PAGE 02 OF 02  LIMA 0612  DTG: 011422Z MAR 84  PSN: 044112",
    ],
)  # fmt: skip
def test_lines_of_a_copy(line):
    assert furniture.rule_of(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "PAGE 02 LIMA 01234 01 OF 02 121207Z",
        "PAGE 02",
        "REASON: 1.5 (B) AND (D)",
        "CLASSIFIED BY: JANE DOE, AMBASSADOR",
        "THE PRISONERS WERE RELEASED IN FULL VIEW OF THE PRESS",
        "DEPARTMENT OF STATE FOR EUR",
        "B. LIMA 12",
        "THE CASE WAS FILED ON MAY 2 AND THE DOCUMENT READ",
        "MINISTRY HAS NO OBJECTION TO DECLASSIFICATION",
        "1.",
        "Image is everything, the Minister said.",
    ],
)
def test_lines_of_a_telegram(line):
    assert furniture.rule_of(line) is None


def test_a_sentence_cut_by_a_page_is_one_again():
    text = f"FM AMEMBASSY LIMA\n\n1. THE TRAINS CAME\n\nPage: 2\nCurrent Class: SECRET\n{PAGE_FOOT}\nFROM THE SOUTH.\n"
    assert "1. THE TRAINS CAME\nFROM THE SOUTH.\n" in without(text).text


def test_levels_above_the_telegram_stay():
    text = "UNCLASSIFIED\n\nRELEASED IN FULL\n\nCONFIDENTIAL\nFM AMEMBASSY LIMA\n"
    assert "UNCLASSIFIED\n" in without(text).text
    assert "\nCONFIDENTIAL\n" in without(text).text
    assert "RELEASED" not in without(text).text


@pytest.mark.parametrize(
    ("line", "stays"), [("C O N F I D E N T I A L LIMA 01817", False), ("UNCLAS LIMA 01817", True)]
)
def test_the_level_after_the_review_goes_wherever_a_page_set_it(line, stays):
    text = f"FM AMEMBASSY LIMA\n{line}\nSUBJECT: SARDINE FLEET\nUNCLASSIFIED\nIN PORT\n1. (C) TEXT.\n\n{PAGE_FOOT}"
    assert ("FLEET\nIN PORT" in without(text).text) is not stays


def test_exemptions_in_the_margin_go():
    text = f"FM AMEMBASSY LIMA\n1. The Minister said he would wait      B1\nuntil Friday.\n\n{PAGE_FOOT}"
    assert "would wait\nuntil Friday." in without(text).text


@given(st.text(alphabet=st.sampled_from("AB1. \n:-"), max_size=60))
def test_a_text_without_signs_is_the_very_same(text):
    clean = CleanText(text, text)
    assert furniture.removed(clean) is clean


@given(
    st.lists(st.sampled_from([*PAGE_FOOT.splitlines(), "1. (U) He left.", "", "B1", "RELEASED IN FULL"]), max_size=12)
)
def test_no_word_of_the_telegram_is_lost(lines):
    text = "FM AMEMBASSY LIMA\n" + "\n".join(lines)
    assert without(text).text.count("He left.") == text.count("He left.")
