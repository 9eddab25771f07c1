"""What a later review decided, read from the stamps it put on a copy; never the level of the telegram."""

import datetime as dt

import pytest

from transforms.cable import Person
from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

TELEGRAM = """{top}
PAGE 01 LUSAKA 01817 300130Z
ACTION AF-01
INFO LOG-00 AID-01 /002W
41BEB5 300131Z /38
O 300130Z APR 93
FM AMEMBASSY LUSAKA
TO SECSTATE WASHDC IMMEDIATE 6063
CONFIDENTIAL LUSAKA 01817
E.O. 12356: DECL: OADR
TAGS: EAGR, ZA
SUBJECT: MAIZE SHIPMENTS
1. CONFIDENTIAL - ENTIRE TEXT.
2. THE FIRST TRAINS ARRIVED WITH MAIZE
{stamp}
FROM THE SOUTH.
HOLLIS
"""


def read(top, stamp=""):
    text = TELEGRAM.format(top=top, stamp=stamp)
    return parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))


@pytest.mark.parametrize(
    ("top", "stamp", "status", "day", "authority"),
    [
        (
            "UNITED STATES DEPARTMENT OF STATE          RELEASED IN PART\n"
            "REVIEW AUTHORITY: ARCHER, JANE             B1, 1.4(D)\nDATE: 5 NOV 2031   CASE ID: F-2031-00100",
            "Page: 2\nCurrent Class: CONFIDENTIAL",
            "RELEASED IN PART",
            dt.date(2031, 11, 5),
            "ARCHER, JANE",
        ),
        (
            "UNCLASSIFIED\n\nRELEASED IN FULL",
            "U.S. DEPARTMENT OF STATE\nREVIEW AUTHORITY: JANE EXAMPLE\nDATE/CASE ID: 05 NOV 2031 203100001\n",
            "RELEASED IN FULL",
            dt.date(2031, 11, 5),
            "JANE EXAMPLE",
        ),
        (
            "UNCLASSIFIED",
            "Released in Part\nJane Example, Acting Director\nUS Department of State\n2/25/2031\n\nUNCLASSIFIED",
            "RELEASED IN PART",
            dt.date(2031, 2, 25),
            "Jane Example, Acting Director",
        ),
        (
            "DECLASSIFIED\nAuthority NND 031001\nBy ABC NARA, Date 3/3/2031",
            "Page: 2\nCurrent Class: CONFIDENTIAL",
            "DECLASSIFIED",
            dt.date(2031, 3, 3),
            "NND 031001",
        ),
        ("", "RELEASE IN FULL", "RELEASED IN FULL", None, ""),
    ],
)  # fmt: skip
def test_decisions(top, stamp, status, day, authority):
    cable = read(top, stamp)
    assert (cable.release.status, cable.release.reviewed_on, cable.release.authority) == (status, day, authority)
    assert cable.classification == "CONFIDENTIAL"
    assert cable.paragraphs[1].text == "THE FIRST TRAINS ARRIVED WITH MAIZE FROM THE SOUTH."


def test_exemptions():
    assert read("RELEASED IN PART B1, 1.4(d)", "(b)(6)").release.exemptions == ("B1", "1.4(D)", "B6")


def test_the_reviewer_is_one_of_the_people():
    cable = read("RELEASED IN FULL", "REVIEW AUTHORITY: Jane Example, Senior Reviewer")
    assert Person("reviewer", "Jane Example", "Senior Reviewer") in cable.people


def test_a_telegram_without_stamps_has_no_decision():
    cable = read("CONFIDENTIAL")
    assert cable.release.status == ""
    assert not [finding for finding in cable.findings if finding.field == "release"]
