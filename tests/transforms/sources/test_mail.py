"""Telegrams sent on as e-mail: the mail's own lines are none of the telegram's."""

import pytest

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.sources.mail import RULE

TELEGRAM = """R 121101Z APR 12
FM AMEMBASSY LIMA
TO SECSTATE WASHDC 0188
UNCLAS LIMA 000188

E.O. 13526: N/A
TAGS: EAGR, PE
SUBJECT: WOOL AUCTION

1. (U) The wool auction raised record sums.

2. (U) Señor Núñez thanked the bidders, who had come from all the valleys of the south.
HOLLIS
"""
FRAMED = """UNCLASSIFIED

MRN: 12 LIMA 188
Date/DTG: Apr 12, 2012 / 121101Z APR 12
From: AMEMBASSY LIMA
Action: WASHDC, SECSTATE ROUTINE
E.O.: 13526
TAGS: EAGR, PE
Subject: WOOL AUCTION

1. (U) The wool auction raised record sums.

2. (U) Señor Núñez thanked the bidders, who had come from all the valleys of the south.

Signature: HOLLIS

Drafted By: LIMA:Brandt, Nora
"""
EXPORTED = """Return-Path: <doe@example.org>
Received: from a.example.org by b.example.org;
\tThu, 12 Apr 2012 09:14:11 -0400
From: Doe, Jane <doe@example.org>
To: Roe, John <roe@example.org>
Subject: FW: (SBU) LIMA: WOOL
Date: Thu, 12 Apr 2012 09:14:11 -0400
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

"""
PRINTED = """From: Doe, Jane
Sent: Thursday, April 12, 2012 9:14 AM
To: Roe, John
Cc: Brandt, Nora
Subject: FW: (SBU) LIMA: WOOL

John, please see below.

"""


def read(text):
    return parse_document(to_document(RawDocument("cable.eml", "", 1, text.encode())))


def quoted_printable(text):
    """A body with codes for what is not ASCII and lines broken after 60 characters."""
    coded = "".join(c if c.isascii() and c != "=" else "".join(f"={b:02X}" for b in c.encode()) for c in text)
    lines = []
    for line in coded.split("\n"):
        while len(line) > 60:
            at = 60 if "=" not in line[57:60] else 57
            lines.append(line[:at] + "=")
            line = line[at:]
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("head", [EXPORTED, PRINTED])
@pytest.mark.parametrize("telegram", [TELEGRAM, FRAMED])
def test_the_head_of_a_mail_is_not_the_telegrams(head, telegram):
    mailed, alone = read(head + telegram), read(telegram)
    assert mailed.subject == alone.subject == "WOOL AUCTION"
    for name in ("cable_id", "classification", "addressees", "signer", "precedence", "dtg"):
        assert getattr(mailed, name) == getattr(alone, name), name
    assert [p.text for p in mailed.paragraphs] == [p.text for p in alone.paragraphs]
    assert [finding.rule for finding in mailed.findings if finding.rule == RULE] == [RULE]


def test_a_body_in_quoted_printable_is_decoded():
    head = EXPORTED.replace("MIME-Version: 1.0", "Content-Transfer-Encoding: quoted-printable")
    cable = read(head + quoted_printable(TELEGRAM))
    assert cable.paragraphs[1].text == read(TELEGRAM).paragraphs[1].text


def test_a_letter_in_a_telegram_stays():
    letter = "1. (U) Text follows:\n\nFrom: The Mayor\nTo: The Consul\nSubject: Thanks\n\nDear Consul, thank you.\n\n2."
    cable = read(TELEGRAM.replace("2.", letter, 1).replace("1. (U) The wool", "The wool"))
    assert any("From: The Mayor" in paragraph.text for paragraph in cable.paragraphs)
