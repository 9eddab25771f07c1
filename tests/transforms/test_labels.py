"""Labels with a letter wrong are read as what they are, and words that only look like labels are left alone."""

import pytest

from transforms.document import CleanText, RawDocument
from transforms.labels import RULES, misprints, repaired
from transforms.parse import parse_document
from transforms.sources import to_document

TELEGRAM = """R 101835Z AUG 02
FM AMEMBASSY LISBON
TO SECSTATE WASHDC 7389
{level} LISBON 002570

{order} 12958: DECL: 08/10/2012
{tags} ECON, PO
{subject} VISIT TO THE LIGHTHOUSE
{references} LISBON 2516
{classified} BY: {title} ANNA B. HOLLIS FOR {reasons} 1.5 (B) AND (D)

1. (C) A VISIT IS SCHEDULED FOR MAY.
2. (C) THE ROAD IS OPEN.
HOLLIS
"""
SOUND = {
    "level": "C O N F I D E N T I A L",
    "order": "E.O.",
    "tags": "TAGS:",
    "subject": "SUBJECT:",
    "references": "REF:",
    "classified": "CLASSIFIED",
    "title": "AMBASSADOR",
    "reasons": "REASONS",
}
DAMAGE = {
    "level": ("C 0 N F I D E N T I A L", "C O N F I D E N T I A I", "CONFIDENTlAL".upper(), "C O N F I D E M T I A L"),
    "order": ("F.O.", "E.C.", "EQ", "B.O."),
    "tags": ("TAS:", "TABS:", "AGS:", "TAGS;", "TAGSS:", "TAG5:", "TACS:", "TAGs"),
    "subject": ("UBJECT:", "SUBJECT;", "SUBJCT:", "5UBJECT:", "SUBJEOT:", "SUJB:", "SUBJECTS:", "Subiect:"),
    "references": ("REFF:", "RFF:", "ERF:", "REF;", "REFTELL:", "REFERENCF:"),
    "classified": ("CLASSFIED", "LASSIFIED", "CLASSIFIEO", "CLASS1FIED", "CLASSIFLED"),
    "title": ("AMBASSAD0R", "AMBASADOR", "AMBASSODOR"),
    "reasons": ("RASONS", "REAONS", "REASON5", "FEASONS"),
}


def read(**damage):
    text = TELEGRAM.format(**SOUND | damage)
    return parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))


@pytest.mark.parametrize(("printed", "order"), [("l2958", "12958"), ("I295S", ""), ("I23S6", "12356"), ("l35Z6", "")])
def test_letters_in_the_number_of_an_order_are_digits(printed, order):
    text = TELEGRAM.replace("12958", printed).format(**SOUND)
    cable = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))
    assert cable.executive_order == order


@pytest.mark.parametrize(("name", "printed"), [(name, word) for name, words in DAMAGE.items() for word in words])
def test_one_letter_wrong_changes_no_field(name, printed):
    cable = read(**{name: printed})
    assert cable.cable_id == "02LISBON2570"
    assert cable.classification == "CONFIDENTIAL"
    assert cable.executive_order == "12958"
    assert [tag.tag for tag in cable.tags] == ["ECON", "PO"]
    assert cable.subject == "VISIT TO THE LIGHTHOUSE"
    assert [reference.target for reference in cable.references] == ["02LISBON2516"]
    assert (cable.classified_by.name, cable.classified_by.reasons) == ("ANNA B. HOLLIS", ("b", "d"))
    assert len(cable.paragraphs) == 2


def test_a_repair_is_reported_with_its_place():
    cable = read(tags="TABS:")
    (finding,) = [finding for finding in cable.findings if finding.rule == "damaged label"]
    text = TELEGRAM.format(**SOUND | {"tags": "TABS:"})
    assert (finding.raw, finding.detail) == ("TABS", "read as TAGS")
    assert text[finding.span.start : finding.span.end] == "TABS"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_repairs_its_example(rule):
    text = f"UNCLAS LIMA 0001\n{rule.example}\n"
    assert repaired(CleanText(text, text))[0].text != text


@pytest.mark.parametrize(
    "line",
    ["BAGS: AND BOXES", "TASK: FIND OUT", "OBJECT: A BOAT", "RED: LIGHT", "PREF: NONE GIVEN", "CLASSIFIES BUT LITTLE"],
)
def test_other_words_stay(line):
    text = f"UNCLAS LIMA 0001\n{line}\n\n1. (U) HE LEFT.\n"
    assert repaired(CleanText(text, text))[0].text == text


def test_no_misprint_of_one_label_is_a_label():
    for rule in RULES:
        assert not set(misprints(rule.name)) & {"TAGS", "SUBJECT", "REF", "REFTEL", "REASON", "REASONS"}
