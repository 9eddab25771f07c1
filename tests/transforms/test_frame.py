"""The frame the Department prints around telegrams today, in its carriers and around bodies of several ages."""

import datetime as dt
import re

import pytest

from transforms.cable import Addressee, Person
from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

PLAIN = """UNCLASSIFIED
SBU

MRN: 23 LIMA 1412
Date/DTG: Jun 05, 2023 / 051512Z JUN 23
From: AMEMBASSY LIMA
Action: WASHDC, SECSTATE PRIORITY
E.O.: 13526
TAGS: PREL, ECON, PE
Captions: SENSITIVE
Reference: A) 23 LIMA 1390
B) 22 STATE 98211
Pass Line: PASS TO USTR
Subject: Coffee Growers Meet

1. (SBU) Summary: Growers met on Friday. End Summary.

2. (U) Prices rose.

Signature: HOLLIS

Drafted By: LIMA:Brandt, Nora
Cleared By: POL:Quill, Peter
ECON:Stone, Amy
Approved By: EXEC:Marsh, Ruth
Released By: LIMA:Brandt, Nora
Info: QUITO, AMEMBASSY ROUTINE; DEPT OF ENERGY WASHINGTON DC ROUTINE
XMT: LA PAZ, AMEMBASSY
Dissemination Rule: Archive Copy

UNCLASSIFIED
Page 1 of 1
"""


def read(text):
    return parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))


def as_table(text):
    """The frame as two columns, each label in bold."""
    lines = text.split("\n")
    rows = []
    for line in lines:
        label, colon, value = line.partition(": ")
        labelled = colon and label in ("MRN", "From", "Action", "TAGS", "Subject", "Date/DTG", "Info", "Signature")
        rows.append(f"| **{label}:** | {value} |" if labelled else line)
    return "\n".join(rows)


def below_labels(text):
    """Values of the head on the lines below their labels."""
    head, body, rest = text.partition("\n1. (SBU)")
    return re.sub(r"(?m)^([A-Z][\w./ ]+):[ ]", r"\1:\n", head) + body + rest


CARRIERS = {
    "plain": PLAIN,
    "indented": "".join(f"            {line}" for line in PLAIN.splitlines(keepends=True)),
    "quoted": "".join(f"> {line}" for line in PLAIN.splitlines(keepends=True)),
    "table": as_table(PLAIN),
    "table with an empty head": as_table(PLAIN)
    .replace("| **MRN", "| | |\n|---|---|\n| **MRN")
    .replace("| **Signature", "| | |\n|---|---|\n| **Signature"),
    "below labels": below_labels(PLAIN),
    "heading": PLAIN.replace("UNCLASSIFIED", "# UNCLASSIFIED"),
    "other order": PLAIN.replace("Subject: Coffee Growers Meet\n", "").replace(
        "MRN:", "Subject: Coffee Growers Meet\nMRN:"
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_field_of_the_frame(carrier):
    cable = read(CARRIERS[carrier])
    assert (cable.cable_id, cable.sender, cable.precedence) == ("23LIMA1412", "AMEMBASSY LIMA", "P R")
    assert cable.dtg.isoformat() == "2023-06-05T15:12:00"
    assert (cable.classification, cable.executive_order) == ("UNCLASSIFIED", "13526")
    assert [tag.tag for tag in cable.tags] == ["PREL", "ECON", "PE"]
    assert [(r.label, r.target) for r in cable.references] == [("A", "23LIMA1390"), ("B", "22STATE98211")]
    assert (cable.subject, cable.signer) == ("Coffee Growers Meet", "HOLLIS")
    assert cable.captions == ()
    assert set(cable.handling) >= {"SENSITIVE"}
    assert cable.addressees == (
        Addressee("action", "SECSTATE WASHDC", "", "PRIORITY"),
        Addressee("info", "AMEMBASSY QUITO", "", "ROUTINE"),
        Addressee("info", "DEPT OF ENERGY WASHINGTON DC", "", "ROUTINE"),
        Addressee("exempt", "AMEMBASSY LA PAZ"),
    )
    assert [paragraph.text for paragraph in cable.paragraphs] == [
        "Summary: Growers met on Friday. End Summary.",
        "Prices rose.",
    ]
    assert Person("clearance", "Stone, Amy", "ECON") in cable.people
    assert {person.role for person in cable.people} == {"signer", "drafter", "clearance", "approver", "releaser"}


def test_the_frame_states_officer_reasons_and_date():
    above = "Classified By: Anna Hollis, Consul General\nReason: 1.4(b), (d)\nDeclassify On: 2043/06/05\n\n"
    cable = read(PLAIN.replace("UNCLASSIFIED\nSBU\n", f"SECRET\n{above}"))
    assert (cable.classified_by.name, cable.classified_by.title) == ("Anna Hollis", "Consul General")
    assert (cable.classified_by.reasons, cable.executive_order) == (("b", "d"), "13526")
    assert cable.declassify_on.isoformat() == "2043-06-05"
    assert not [finding for finding in cable.findings if finding.field == "text_loss"]


BODY = """C O N F I D E N T I A L {station}

E.O. 12958: N/A
TAGS: EAGR, CO
SUBJECT: COFFEE FROST
REF: STATE 112233

1. FROST HIT THE HIGH FARMS ON
CONFIDENTIAL

UNCLASSIFIED
Page 1 of 2

UNCLASSIFIED

MONDAY NIGHT.

2. PRICES WILL RISE.
HOLLIS
NNN

Info: QUITO, AMEMBASSY ROUTINE
Dissemination Rule: Archive Copy

UNCLASSIFIED
Page 2 of 2
"""


@pytest.mark.parametrize("year", [1973, 1985, 1999, 2004])
def test_what_the_telegram_itself_says_comes_first(year):
    short = f"{year % 100:02}"
    frame = (
        f"UNCLASSIFIED\n\nMRN: {short} BOGOTA 4411\nDate/DTG: Jun 19, {year} / 190000Z Jun {short}\n"
        "From: AMEMBASSY BOGOTA\nAction: WASHDC, SECSTATE ROUTINE\nE.O.: Unknown\nTAGS: EAGR, CO\nReference: n/a\n"
        "Subject: COFFEE FROST\n\nCONFIDENTIAL\n\n"
    )
    header = f"P 191437Z JUN {short}\nFM AMEMBASSY BOGOTA\nTO SECSTATE WASHDC 7781\n"
    cable = read(frame + header + BODY.format(station="BOGOTA 4411"))
    assert cable.dtg.isoformat() == f"{year}-06-19T14:37:00"
    assert (cable.cable_id, cable.precedence, cable.classification) == (f"{short}BOGOTA4411", "P", "CONFIDENTIAL")
    assert cable.addressees == (Addressee("action", "SECSTATE WASHDC", "", "", "7781"),)
    assert [paragraph.text for paragraph in cable.paragraphs] == [
        "FROST HIT THE HIGH FARMS ON MONDAY NIGHT.",
        "PRICES WILL RISE.",
    ]
    assert cable.signer == "HOLLIS"


def test_a_body_without_a_header_of_its_own():
    frame = "MRN: 85 BOGOTA 4411\nDate/DTG: Aug 02, 1985 / 020000Z Aug 85\nFrom: AMEMBASSY BOGOTA\nSubject: COFFEE\n\n"
    cable = read(frame + BODY.format(station="BOGOTA 04411"))
    assert (cable.cable_id, cable.classification, cable.subject) == ("85BOGOTA4411", "CONFIDENTIAL", "COFFEE FROST")


def test_letters_in_a_cable_are_no_frame():
    cable = read(
        "R 051512Z JUN 06\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nUNCLAS LIMA 001412\n\nE.O. 12958: N/A\nTAGS: PREL\n"
        "SUBJECT: A LETTER\nREF: LIMA DTG 041200Z JUN 06\n\n1. (U) The text follows.\n\nFrom: The Mayor\n"
        "To: The Ambassador\nSubject: Thanks for the flowers.\n\n2. (U) End of text.\n\nHOLLIS\n"
    )
    assert (cable.subject, cable.signer) == ("A LETTER", "HOLLIS")
    assert "From: The Mayor" in cable.paragraphs[0].text


def test_a_classifier_named_again_below_the_signature_belongs_to_the_frame():
    text = PLAIN.replace("Drafted By:", "Classified By: Marsh, Ruth\nDrafted By:")
    cable = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))
    assert cable.signer == "HOLLIS"
    assert [paragraph.text for paragraph in cable.paragraphs][-1] == "Prices rose."


def test_a_heading_after_the_first_paragraph_does_not_begin_the_text():
    cable = read(
        PLAIN.replace("1. (SBU)", "1. (SBU) See paragraph 3.\n\nSUMMARY\n-------\n\n2. (SBU)")
        .replace("2. (U)", "3. (U)")
        .replace("Drafted By", "Classified By: DCM Ruth Marsh\nReason: 1.4 (B)\n\nDrafted By")
    )
    assert [paragraph.number for paragraph in cable.paragraphs] == [1, 2, 3]


def test_the_email_form_says_number_and_day_beside_sender_and_title():
    cable = read(
        "UNCLASSIFIED\nTELEGRAM                    July 14, 2009\n\nTo:       SECSTATE WASHDC - ROUTINE\n"
        "Origin:   ECON\nFrom:     AMEMBASSY LIMA (LIMA 1244 - ROUTINE)\nTAGS:     EAGR, PE\nCaptions: None\n"
        "Subject:  Apple Exports\nRef:      a) LIMA 1190\n\n1. Exports doubled.\n\nTEFFT\n"
    )
    assert (cable.cable_id, cable.date, cable.origin) == ("09LIMA1244", dt.date(2009, 7, 14), "AMEMBASSY LIMA")
    assert cable.addressees == (Addressee("action", "SECSTATE WASHDC", "", "ROUTINE"),)
    assert (cable.pass_lines, cable.references[0].target, cable.signer) == ((), "09LIMA1190", "TEFFT")
