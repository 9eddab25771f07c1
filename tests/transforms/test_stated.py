"""What an archive states about a telegram replaces a missing text and is compared with an existing one."""

import pytest

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.stated import LOCATORS

RECORD = """Message Text


{text}


Message Attributes

Document Number: 1976LIMA02862
Draft Date: 28 DEC 1976
From: LIMA
To: STATE
Locator: {locator}
Original Classification: CONFIDENTIAL
Original Handling Restrictions: EXDIS
Reference: 76 STATE 301122
Subject: A VESSEL BOARDED
TAGS: EFIS, PLOS, PE
"""
TEXT = """PAGE 01        LIMA  02862  282210Z
ACTION ARA-10

INFO  OCT-01  /011 W
                     ------------------282214Z 041188 /40
R 282155Z DEC 76
FM AMEMBASSY LIMA
TO SECSTATE WASHDC 1234

C O N F I D E N T I A L LIMA 2862

E.O. 11652: GDS
TAGS: EFIS, PE
SUBJECT: SOMETHING ELSE

1. A vessel was boarded.
DEAN
"""


def parse(text, locator="TEXT ON-LINE"):
    raw = RawDocument("box.txt", "", 1, RECORD.format(text=text, locator=locator).encode(), "nara")
    return parse_document(to_document(raw))


def findings(cable, field):
    return [(finding.status, finding.rule) for finding in cable.findings if finding.field == field]


@pytest.mark.parametrize("text", ["n/a", "N/A\n", ""])
def test_a_record_that_says_it_has_no_text(text):
    cable = parse(text, "TEXT ON MICROFILM,ADS TEXT UNRETRIEVABLE")
    assert cable.is_partial and findings(cable, "is_partial") == [("ok", "on microfilm")]
    assert not findings(cable, "text_loss")


def test_a_record_without_text_has_what_its_attributes_say():
    cable = parse("ERROR READING TEXT INDEX", "ADS TEXT UNRETRIEVABLE")
    assert cable.is_partial and cable.subject == "A VESSEL BOARDED" and cable.classification == "CONFIDENTIAL"
    assert [tag.tag for tag in cable.tags] == ["EFIS", "PLOS", "PE"]
    assert [reference.target for reference in cable.references] == ["76STATE301122"]
    assert [(a.role, a.name) for a in cable.addressees] == [("action", "STATE")]
    assert cable.captions == ("EXDIS",)
    assert findings(cable, "is_partial") == [("ok", "unretrievable")]
    for field in ("subject", "tags", "references", "addressees", "captions"):
        assert findings(cable, field) == [("ok", "stated")], field


def test_a_text_takes_precedence_and_the_difference_is_reported():
    cable = parse(TEXT)
    assert cable.subject == "SOMETHING ELSE" and [tag.tag for tag in cable.tags] == ["EFIS", "PE"]
    rules = [rule for status, rule in findings(cable, "witness") if status == "disagrees"]
    assert "subject: stated and text" in rules and "tags: stated and text" in rules
    assert [reference.target for reference in cable.references] == ["76STATE301122"]


def test_spelling_and_order_are_no_difference():
    same = TEXT.replace("SOMETHING ELSE", "A Vessel - Boarded").replace("EFIS, PE", "PE PLOS EFIS")
    assert not [rule for _, rule in findings(parse(same), "witness")]


@pytest.mark.parametrize("rule", LOCATORS, ids=lambda rule: rule.name)
def test_every_reason_for_a_missing_text_is_recognized_by_its_example(rule):
    assert findings(parse("", rule.example), "is_partial") == [("ok", rule.name)]
