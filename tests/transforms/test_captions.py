"""Captions of invented heads: spaced, joined, doubled, among other words, and what is none."""

import pytest

from transforms.fields import captions
from transforms.fragments import parse_fragment


def read(lines, first="C O N F I D E N T I A L LIMA 000123"):
    return parse_fragment(captions, f"FM AMEMBASSY LIMA\n{first}\n\n{lines}\n\nTAGS: PREL, PE\n").value


def test_the_pass_line_of_the_frame_is_kept():
    text = (
        "UNCLASSIFIED\n\nMRN: 12 OSLO 345\nDate/DTG: May 07, 2012 / 071200Z MAY 12\nFrom: AMEMBASSY OSLO\n"
        "Action: WASHDC, SECSTATE ROUTINE\nE.O.: 13526\nTAGS: ETRD, NO\nCaptions: SIPDIS\n"
        "Pass Line: PASS USTR\nSubject: HERRING\n\n1. (U) The boats sailed.\n\nSignature: MAPLE\n"
    )
    value = parse_fragment(captions, text).value
    assert (value.captions, value.lines) == (("SIPDIS",), ("PASS USTR",))


@pytest.mark.parametrize(
    ("lines", "codes", "handling", "free"),
    [
        ("SIPDIS\n\nSIPDIS", ("SIPDIS",), (), ()),
        ("SIPDIS NOFORN", ("SIPDIS",), ("NOFORN",), ()),
        ("NODIS, TERREP", ("NODIS", "TERREP"), (), ()),
        ("E X D I S", ("EXDIS",), (), ()),
        ("ROGER CHANNEL", ("ROGER",), (), ()),
        ("SENSITIVE BUT UNCLASSIFIED\nSIPDIS", ("SIPDIS",), ("SBU",), ()),
        ("FOR OFFICIAL USE ONLY", (), ("FOUO",), ()),
        ("EYES ONLY", ("ONLY",), (), ("EYES ONLY",)),
        ("FOR THE SECRETARY ONLY", ("ONLY",), (), ("FOR THE SECRETARY ONLY",)),
        ("SIPDIS, DEA HQ FOR HARTLEY", ("SIPDIS",), (), ("SIPDIS, DEA HQ FOR HARTLEY",)),
        ("SECRET//REL PERU", (), ("REL PERU",), ()),
        ("CONFIDENTIAL/NOFORN", (), ("NOFORN",), ()),
        ("SECRET//FGI//NOFORN\nSIPDIS", ("SIPDIS",), ("FGI", "NOFORN"), ()),
        ("REL TO USA, GBR", (), ("REL TO USA, GBR",), ()),
        ("C O N F I D E N T I A L SECTION 01 OF 02 LIMA 000123\nSIPDIS", ("SIPDIS",), (), ()),
        (
            "C O R R E C T E D  C O P Y (REMOVED NOFORN CAPTION)",
            (),
            (),
            ("C O R R E C T E D C O P Y (REMOVED NOFORN CAPTION)",),
        ),
        ("CODEL HARTLEY", (), (), ("CODEL HARTLEY",)),
        ("STATE FOR EUR/WE\nNSC FOR HARTLEY", (), (), ("STATE FOR EUR/WE", "NSC FOR HARTLEY")),
        ("SIPDIS  STATE FOR EUR/RUS  NSC FOR HARTLEY", ("SIPDIS",), (), ("STATE FOR EUR/RUS", "NSC FOR HARTLEY")),
    ],
)
def test_caption_lines(lines, codes, handling, free):
    assert read(lines) == (codes, handling, free)


def test_captions_after_the_serial():
    assert read("", "C O N F I D E N T I A L LIMA 000123 NOFORN SIPDIS") == (("SIPDIS",), ("NOFORN",), ())
