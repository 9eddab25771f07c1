"""Unread text of a cable is reported and lowers its quality; sound cables are left alone."""

import pytest

from transforms import losses
from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

OSLO = """\
R 081010Z MAY 07
FM AMEMBASSY OSLO
TO RUEHC/SECSTATE WASHDC 1417
UNCLAS OSLO 000198

E.O. 12958: N/A
TAGS: EFIS, NO
SUBJECT: COD QUOTAS

REF: A) 07 STATE 12
     B) R 051010Z MAY 07

1. Quotas stay as they are. FM Berg said so, as FM
Radio did.

2. We shall report.
MARSH
"""
LIMA = OSLO.replace("OSLO", "LIMA").replace("198", "077").replace("08", "09", 1).replace("COD", "TIN")


def read(text):
    """A text as one document, whatever it holds."""
    return parse_document(to_document(RawDocument("a.txt", "", 1, text.encode(), "telegram")))


def signs(cable):
    return [finding.rule for finding in cable.findings if finding.field == losses.NAME]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OSLO, id="plain"),
        pytest.param(OSLO.replace("1. ", OSLO[: OSLO.index("REF")] + "\n1. "), id="its head twice"),
        pytest.param(OSLO.replace("2. ", "2. Lima says:\n\nQUOTE\n" + LIMA + "UNQUOTE\n\n3. "), id="another in QUOTE"),
        pytest.param(OSLO.replace("1. ", "PAGE 02 OSLO 00198\nUNCLAS OSLO 000198\n\n1. "), id="a page's top"),
    ],
)
def test_a_sound_telegram_has_no_sign_of_a_loss(text):
    cable = read(text)
    assert (signs(cable), cable.quality) == ([], 1.0)


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("R 091010Z MAY 07", "date-time group"),
        ("FM AMEMBASSY LIMA", "FM line"),
        ("UNCLAS LIMA 000077", "classification line"),
        ("SUBJECT: TIN QUOTAS", "label"),
        ("TAGS: EMIN, PE", "label"),
    ],
)
def test_each_mark_of_another_telegram_is_reported_with_its_place(mark, kind):
    text = OSLO.replace("2. ", f"{mark}\n\n2. ")
    cable = read(text)
    assert signs(cable) == [losses.MARKS]
    assert cable.quality == 0.5
    (found,) = [finding for finding in cable.findings if finding.field == losses.NAME]
    assert text[slice(*found.span)] == mark == found.raw
    assert kind in found.detail


def test_a_whole_second_telegram_is_one_finding():
    cable = read(OSLO + "\n" + LIMA)
    assert signs(cable) == [losses.MARKS]
    assert "date-time group, FM line, classification line" in cable.findings[-1].detail


def test_text_without_paragraphs_is_reported():
    head = OSLO[: OSLO.index("REF")]
    assert signs(read(f"{head}REF: STATE 12\nA. INTERESTS HERE\nOUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE.\n")) in (
        [losses.NO_PARAGRAPHS],
        [losses.NO_SIGNATURE],  # if the outline is read as paragraphs
    )


def test_text_that_no_part_claims_is_reported():
    head, body = OSLO.split("TAGS:")
    cable = read(head + "Words that have no label. " * 60 + "\nTAGS:" + body)
    assert losses.UNCLAIMED in signs(cable)
    assert cable.quality <= 0.5


def test_a_missing_signature_is_shown_and_counts_as_one_field():
    cable = read(OSLO.replace("MARSH\n", ""))
    assert signs(cable) == [losses.NO_SIGNATURE]
    assert cable.quality == 0.875


def test_a_military_message_has_neither_tags_nor_a_signature():
    message = (
        "R 111230Z APR 98\nFM COMHARBORGRU TWO\nTO HARBORRON FOUR\nUNCLAS //N02319//\n"
        "MSGID/GENADMIN/COMHARBORGRU TWO//\n"
        "SUBJ/BUOY MAINTENANCE//\nRMKS/1. BUOYS WILL BE PAINTED IN MAY.\n2. REPORT COMPLETION BY MESSAGE.//\nBT\n"
    )
    assert (signs(read(message)), read(message).quality) == ([], 1.0)
    assert read(message.replace("SUBJ/BUOY MAINTENANCE//\n", "")).quality == 0.8
