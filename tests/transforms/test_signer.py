"""Signatures: what follows them, and what is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fields import signer
from transforms.fragments import parse_fragment

PROSE = "1. (C) The Minister agreed.\n\n2. (U) He will come in May."


def read(text: str) -> str:
    return parse_fragment(signer, text).value


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("\n\nHARTLEY\n", "HARTLEY"),
        (" HARTLEY", "HARTLEY"),
        (" Hartley", "HARTLEY"),
        ("\n\nHARTLEY\nMinimize considered.", "HARTLEY"),
        ("\n\nHARTLEY BT\n#0123", "HARTLEY"),
        ("\n\nHARTLEY\n=====CABLE ENDS=====", "HARTLEY"),
        ("\n\nLaHart\n", "LAHART"),
        ("\n\nSTRAUB-HARTLEY\n", "STRAUB-HARTLEY"),
        ("\n\nO'HARTLEY", "O'HARTLEY"),
        ("\nHARTLEY JR", "HARTLEY JR"),
        ("\nLA HARTE", "LA HARTE"),
        ("\nHARTLEY##\n", "HARTLEY"),
        ("\nHARTLEY \n.", "HARTLEY"),
        ("\nHARTLEY\nHARTLEY", "HARTLEY"),
        ("\nHARTLEY UNQUOTE HARTLEY", "HARTLEY"),
        ("\nGP-3\nHARTLEY\nCONFIDENTIAL\n", "HARTLEY"),
        ("\nHARTLEY\n\nLIMITED OFFICIAL USE\nNNNN", "HARTLEY"),
        ("\nHARTLEY\nNNNN\nEnd Cable Text", "HARTLEY"),
        ("\nHARTLEY\n\nTrack impresión: jdoe @ Sat Dec 4 2010. Este documento es propiedad\nID:\t187001", "HARTLEY"),
        ("\nHARTLEY\n\nDeclassified/Released US Department of State EO Systematic\nReview 30 JUN 2006\n", "HARTLEY"),
        ("\nHARTLEY\n\n            SECRET\n\n>\n 2002LIMA01748 - Classification: SECRET", "HARTLEY"),
        ('\nHartley\n\n  "Visit Lima\'s Web Site at http://www.intelink.s \ngov.gov/wiki/Portal:Peru"', "HARTLEY"),
        ("\nSee http://www.intelink.sgov.gov/wiki/Portal:Pe ru HARTLEY", "HARTLEY"),
        ("\nLIMA 00002400 003 OF 003 \n\n\nHARTLEY", "HARTLEY"),
        ("\nEnd Text. HARTLEY", "HARTLEY"),
        ("\nEND COMMENT HARTLEY", "HARTLEY"),
        ("\nEnd of Part One LA HARTE", "LA HARTE"),
        ("\nHARTLEY, CHARGE", "HARTLEY"),
        ("\nHARTLEY (ACTING)", "HARTLEY"),
        ("\nHARTLEY (Political Counselor)", "HARTLEY"),
        ("\nAMBASSADOR HARTLEY", "HARTLEY"),
        ("\n(SIGNED) HARTLEY", "HARTLEY"),
        ("\n/s/ Hartley", "HARTLEY"),
        ("\n*** HARTLEY ***", "HARTLEY"),
        ("\nH A R T L E Y", "HARTLEY"),
        ("\nHARTLEY\n\n[1] Telegram 1101. Not printed.\n[2] Not found.", "HARTLEY"),
        ("\nHARTLEY\nTOP SECRET\n", "HARTLEY"),
        ("\nHARTLEY\nT O P  S E C R E T\n", "HARTLEY"),
        ("\nHARTLEY CONFIDENTIAL", "HARTLEY"),
        ("\nUNQUOTE HARTLEY", "HARTLEY"),
        ("\nVANDEN HARTE", "VANDEN HARTE"),
        ("\nHARTLEY\n\n----- End of Message -----", "HARTLEY"),
        ("\nHARTLEY\n\nComment by the editors: the name is unclear.", "HARTLEY"),
        ("\nHARTLEY\nAmbassador\n\nNOTE: Retyped from a paper copy.", "HARTLEY"),
        ("\n\nJane Hartley\nCharge d'Affaires, a.i.", "HARTLEY"),
        ("\n\nMinistry Spokesman\n", ""),
        ("\nHe met the\nAmbassador", ""),
        ("", ""),
        ("\n\nCOMMENT\n", ""),
        ("\n\nNext Steps\n----------\n", ""),
        ("\n\nHARTLEY, THE\n", ""),
        ("\nMembers of UNSC", ""),
        ("\nContact: David J. Hartley", ""),
        ("\n\nXXXXXXXXXXXX", ""),
        ("\nand many of the other\ninterests", ""),
        (" The", ""),
    ],
)
def test_endings(ending, expected):
    assert read(PROSE + ending) == expected


@given(st.text(alphabet="ABE xX.\n-/#'", max_size=200))
def test_a_signer_is_short_and_in_capitals(text):
    value = read("1. (C) Talks opened.\n" + text)
    assert value == value.upper()
    assert len(value) < 90
    assert "\n" not in value


def test_no_part_of_a_signature_in_full_stays_in_the_text():
    found = parse_fragment(signer, f"{PROSE}\n\nJane Q. Hartley, Jr.\nConsul General\n")
    assert (found.value, found.raw) == ("HARTLEY, JR.", "Jane Q. Hartley, Jr.")


def test_a_heading_of_two_words_on_the_last_line_is_no_signature():
    assert parse_fragment(signer, "1. (U) Prices fell.\n\nMEDIA REACTION\n").value == ""
