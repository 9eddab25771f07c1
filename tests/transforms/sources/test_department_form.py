"""Telegrams and airgrams on the Department's own forms: sender, day and level are read from their columns."""

import datetime as dt

import pytest

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import department_form, to_document

TEXT = "Subject: Phosphate\n\n1. Shipments rose in April.\n\n2. A new loader works well.\n\nSTERN\n"
TELEGRAM = f"""INCOMING TELEGRAM        Department of State

22                       ACTION COPY
  CONFIDENTIAL                                Control: 4410
Action                                        Rec'd:   MAY 3, 1966
AF                                                     11:14 A.M.
Info    FROM:   Lome

        ACTION: SecState 611

        DATE:   May 2, 11 A.M.

{TEXT}"""
AIRGRAM = f"""DEPARTMENT OF STATE
AIRGRAM                                  FOR RM USE ONLY

A-118                    CONFIDENTIAL

TO : Department of State

FROM : Amembassy LOME          DATE: May 2, 1966

{TEXT}
                         CONFIDENTIAL
"""


def read(text):
    return parse_document(to_document(RawDocument("form.txt", "", 1, text.encode())))


@pytest.mark.parametrize("rule", department_form.RULES, ids=lambda rule: rule.name)
def test_a_rule_knows_its_example(rule):
    assert rule.pattern.search(rule.example)


@pytest.mark.parametrize(
    ("form", "cable_id"), [(TELEGRAM, "66LOME611"), (AIRGRAM, "unidentified-")], ids=["telegram", "airgram"]
)
def test_what_the_form_says(form, cable_id):
    cable = read(form)
    assert cable.cable_id.startswith(cable_id)
    assert (cable.date, cable.post, cable.classification) == (dt.date(1966, 5, 2), "LOME", "CONFIDENTIAL")
    assert (cable.subject, cable.signer) == ("Phosphate", "STERN")
    assert [paragraph.number for paragraph in cable.paragraphs] == [1, 2]


def test_a_telegram_that_speaks_of_forms_is_on_none():
    text = "FM AMEMBASSY LOME\nUNCLAS LOME 0611\nSUBJECT: OUR INCOMING TELEGRAM FORMS\n\n1. Forms came from: Paris.\n"
    assert department_form.stated(text) is None
    assert read(text).subject == "OUR INCOMING TELEGRAM FORMS"
