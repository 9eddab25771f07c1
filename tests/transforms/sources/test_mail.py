"""Telegrams sent on as e-mail: the mail's own lines are none of the telegram's."""

import io
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.sources.archives import documents
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


def mail(note="See the telegram below.", **parts):
    """An e-mail with a note in base64 and text files."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "doe@example.org", "roe@example.org", "FW: wool"
    message["Date"] = "Thu, 12 Apr 2012 09:14:11 -0400"
    message.set_content(note, cte="base64")
    for name, content in parts.items():
        message.add_attachment(content.encode(), maintype="text", subtype="plain", filename=f"{name}.txt")
    return bytes(message)


def found_in(data, name="mail.eml"):
    """Subject, or reason of rejection, of each document, with the part it is from."""
    found = []
    for raw in documents(name, io.BytesIO(data)):
        document = to_document(raw) if isinstance(raw, RawDocument) else raw
        told = document.reason if isinstance(document, Rejected) else parse_document(document).subject
        found.append((raw.member, told))
    return found


def test_a_telegram_in_base64_is_decoded_and_the_mail_kept():
    data = mail(TELEGRAM)
    assert found_in(data) == [("part 1", "WOOL AUCTION"), ("", "several_parts")]
    *_, kept = documents("mail.eml", io.BytesIO(data))
    assert (kept.raw, kept.position) == (data, 0)


def test_attachments_are_documents_of_their_own():
    data = mail(lima=TELEGRAM, framed=FRAMED)
    assert found_in(data) == [
        ("part 1", "not_a_cable"),
        ("lima.txt", "WOOL AUCTION"),
        ("framed.txt", "WOOL AUCTION"),
        ("", "several_parts"),
    ]


def test_of_parts_that_say_the_same_the_plain_one_is_read():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "doe@example.org", "roe@example.org", "FW: wool"
    message.set_content(TELEGRAM)
    message.add_alternative(f"<pre>{TELEGRAM}</pre>", subtype="html")
    assert found_in(bytes(message)) == [("part 1", "WOOL AUCTION"), ("", "several_parts")]


def test_a_mailbox_gives_the_telegrams_of_all_its_messages():
    box = b"".join(
        b"From doe@example.org Thu Apr 12 09:14:11 2012\n" + message.replace(b"\r\n", b"\n") + b"\n"
        for message in (mail(TELEGRAM), (EXPORTED + FRAMED).encode(), mail(lima=TELEGRAM))
    )
    assert found_in(box, "traffic.mbox") == [
        ("message 1/part 1", "WOOL AUCTION"),
        ("message 2/part 1", "WOOL AUCTION"),
        ("message 3/part 1", "not_a_cable"),
        ("message 3/lima.txt", "WOOL AUCTION"),
        ("", "several_parts"),
    ]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_mail_that_is_cut_off_is_never_lost(share):
    data = mail(lima=TELEGRAM)
    found = list(documents("mail.eml", io.BytesIO(data[: int(len(data) * share)])))
    assert found[-1].raw == data[: int(len(data) * share)]
