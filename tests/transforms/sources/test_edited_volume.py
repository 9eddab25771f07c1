"""Telegrams as edited volumes print them: heading and dateline in words, the editors' notes below."""

import datetime as dt
import io

import pytest

from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.sources.archives import documents
from transforms.sources.edited_volume import RULE

SENT_IN = """214. Telegram From the Embassy in Portugal to the Department of State1

Lisbon, March 14, 1978, 1622Z.

1822. Subject: Sardine Quotas. Ref: State 61204.

1. The Director of Fisheries told us on March 13 that quotas will rise.2

2. We expect no surprises.

Hollis

1. Source: National Archives, RG 59, Central Foreign Policy File, D780112-0456. Confidential; Immediate; Exdis.
2. Not found.
"""
SENT_OUT = """## 231. Telegram From the Department of State to the Embassy in Ecuador
Washington, August 19, 1976, 0915Z.
206431. For Ambassador from Assistant Secretary. Subject: Port Fees. Refs: (A) Quito 412; (B) Bogota 1201.
1. You should tell the Minister that we regret the fees.
2. We would welcome your views.
Robinson
"""
PLAIN = """Telegram From the Consulate General in Hong Kong to the Department of State

Hong Kong, August 19, 1972, noon.

Source: National Archives, RG 59, Central Files 1970-73. Secret; Priority.

5412. I called on the harbor master this morning. He was cordial but said that there was no room for more junks.

Comment: We expect a long quarrel.

Orrick
"""
MEMORANDUM = """
215. Memorandum of Conversation

Washington, March 15, 1978.

The Secretary received the Minister.
"""


def read(text):
    return parse_document(to_document(RawDocument("volume.txt", "", 1, text.encode())))


def test_a_telegram_of_an_embassy():
    cable = read(SENT_IN)
    assert (cable.cable_id, cable.post, cable.serial) == ("78LISBON1822", "LISBON", 1822)
    assert (cable.dtg, cable.precedence) == (dt.datetime(1978, 3, 14, 16, 22), "O")
    assert (cable.subject, cable.signer, cable.classification) == ("Sardine Quotas", "HOLLIS", "CONFIDENTIAL")
    assert [reference.target for reference in cable.references] == ["78STATE61204"]
    assert [paragraph.text for paragraph in cable.paragraphs][1:] == ["We expect no surprises."]
    assert [finding.rule for finding in cable.findings if finding.field == "text"] == [RULE]


def test_a_telegram_of_the_department():
    cable = read(SENT_OUT)
    assert (cable.cable_id, cable.subject, cable.signer) == ("76STATE206431", "Port Fees", "ROBINSON")
    assert [reference.target for reference in cable.references] == ["76QUITO412", "76BOGOTA1201"]
    assert [addressee.name for addressee in cable.addressees] == ["EMBASSY IN ECUADOR"]
    assert cable.pass_lines == ("For Ambassador from Assistant Secretary",)
    assert len(cable.paragraphs) == 2


def test_a_telegram_without_an_hour_or_labels():
    cable = read(PLAIN)
    assert (cable.cable_id, cable.date, cable.dtg) == ("72HONGKONG5412", dt.date(1972, 8, 19), None)
    assert (cable.classification, cable.signer, cable.source_record.precision) == ("SECRET", "ORRICK", "day")
    assert " ".join(paragraph.text for paragraph in cable.paragraphs).startswith("I called on the harbor master")


def test_a_volume_gives_its_telegrams():
    found = [to_document(raw) for raw in documents("volume.txt", io.BytesIO(f"{SENT_IN}\n{SENT_OUT}".encode()))]
    assert [parse_document(document).cable_id for document in found] == ["78LISBON1822", "76STATE206431"]


def test_a_document_of_another_kind_is_not_taken_for_a_note_of_the_editors():
    assert (
        "The Secretary received the Minister"
        in to_document(RawDocument("volume.txt", "", 1, (SENT_IN + MEMORANDUM).encode())).clean.text
    )
    assert isinstance(to_document(RawDocument("volume.txt", "", 1, MEMORANDUM.encode())), Rejected)


@pytest.mark.parametrize(
    "note", ["2. Telegram 412 from Quito, August 17.", "2. Telegram 412 from Quito, August 17.\u21a9"]
)
def test_a_note_that_cites_a_telegram_is_not_the_next_document(note):
    cable = read(SENT_IN.replace("2. Not found.", note))
    assert (cable.signer, len(cable.paragraphs)) == ("HOLLIS", 2)


@pytest.mark.parametrize("day", ["February 30", "Smarch 3"])
def test_a_day_that_does_not_exist_costs_no_document(day):
    found = to_document(RawDocument("volume.txt", "", 1, SENT_IN.replace("March 14", day).encode()))
    assert isinstance(found, Rejected) or parse_document(found).date is None
