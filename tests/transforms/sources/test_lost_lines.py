"""Telegrams folded into one line are read if their parts are in order, and otherwise refused for what they are."""

import pytest

from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document

PRINTED = """VZCZCXYZ0007
RR RUEHWEB
DE RUEHLGB #1130 3281111
ZNY CCCCC ZZH
R 241111Z NOV 06
FM AMEMBASSY KIGALI
TO RUEHC/SECSTATE WASHDC 3498
INFO RUEHNR/AMEMBASSY NAIROBI 1102
BT
C O N F I D E N T I A L KIGALI 001130

E.O. 12958: DECL: 11/24/2016
TAGS: EAGR, RW
SUBJECT: TEA AUCTIONS
REF: KIGALI 1125
Classified By: Ambassador Anna B. Hollis, reason 1.4 (b) and (d)

1. (C) The auctions resume on Monday. Some 20 buyers are expected.

2. (U) Prices are low. Of 4 buyers 3 left.
HOLLIS
BT
#1130
NNNN
"""
WITHOUT_STOPS = (
    "PAGE 01 MADRID 01102 071200Z 12 ACTION EUR-12 INFO OCT-01 ISO-00 013 W --------------------- 015432 "
    "R 071153Z FEB 74 FM AMEMBASSY MADRID TO SECSTATE WASHDC 7710 UNCLAS MADRID 1102 E O 11652 NA TAGS EFIS SP "
    "SUBJECT SARDINES REF STATE 11020 1 THE DIRECTOR SAID ALL 12 BOATS ARE OUT AND THAT "
    "NO MORE WILL SAIL BEFORE THE FEAST 2 NO COMMENT UNCLASSIFIED NNN"
)


def read(text):
    return to_document(RawDocument("cable.txt", "", 1, text.encode()))


def test_a_folded_telegram_is_read_like_the_printed_one():
    folded = parse_document(read(" ".join(PRINTED.split())))
    printed = parse_document(read(PRINTED))
    for name in ("cable_id", "dtg", "classification", "tags", "subject", "addressees", "classified_by", "signer"):
        assert getattr(folded, name) == getattr(printed, name), name
    assert [(p.number, p.portion, p.text) for p in folded.paragraphs] == [
        (p.number, p.portion, p.text) for p in printed.paragraphs
    ]
    assert [finding.rule for finding in folded.findings if finding.field == "text"] == ["lost line end"]


def test_points_and_colons_may_be_lost_too():
    cable = parse_document(read(WITHOUT_STOPS))
    assert (cable.cable_id, cable.subject, cable.executive_order) == ("74MADRID1102", "SARDINES", "11652")
    assert [paragraph.text for paragraph in cable.paragraphs] == [
        "THE DIRECTOR SAID ALL 12 BOATS ARE OUT AND THAT NO MORE WILL SAIL BEFORE THE FEAST",
        "NO COMMENT",
    ]


@pytest.mark.parametrize("lost", ["FM AMEMBASSY MADRID ", "R 071153Z FEB 74 "])
def test_what_cannot_be_taken_apart_is_refused_for_its_line_ends(lost):
    rejected = read(WITHOUT_STOPS.replace(lost, "").replace("PAGE", "OF MADRID"))
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "line_ends_lost"
    assert "lost its line ends" in rejected.detail


def test_a_long_line_that_is_no_telegram_is_no_cable():
    assert read("The subject of tags came up again. " * 40).reason == "not_a_cable"
