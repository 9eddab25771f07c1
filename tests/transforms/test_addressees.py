"""Addresses of invented heads: wraps, page breaks, office symbols, collectives and lists without keywords."""

import pytest

from transforms.cable import Addressee
from transforms.fields import addressees
from transforms.fragments import parse_fragment


def read(text):
    return parse_fragment(addressees, text).value.addressees


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUEHC/SECSTATE WASHDC IMMEDIATE 1963", Addressee("action", "SECSTATE WASHDC", "RUEHC", "IMMEDIATE", "1963")),
        (
            "RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 0012",
            Addressee("action", "SECSTATE WASHDC", "RUEHC", "NIACT IMMEDIATE", "0012"),
        ),
        ("RUEHC/SECSTATE WASHDC 1963 PRIORITY", Addressee("action", "SECSTATE WASHDC", "RUEHC", "PRIORITY", "1963")),
        ("SECSTATE WASHDC FLASH 33", Addressee("action", "SECSTATE WASHDC", "", "FLASH", "33")),
        (
            "AMEMBASSY LIMA NIACT IMMEDIATE 5844-5847",
            Addressee("action", "AMEMBASSY LIMA", "", "NIACT IMMEDIATE", "5844-5847"),
        ),
        ("AMEMBASSY LIMA 165", Addressee("action", "AMEMBASSY LIMA", "", "", "165")),
        ("AMEMBASSY LIMA, PRIORITY", Addressee("action", "AMEMBASSY LIMA", "", "PRIORITY")),
        ("AMEMBASSY LIMA 12", Addressee("action", "AMEMBASSY LIMA", "", "", "12")),
        ("AMCONSUL LIMA POUCH", Addressee("action", "AMCONSUL LIMA")),
        ("AMCONSUL LIMA (BY POUCH)", Addressee("action", "AMCONSUL LIMA")),
        ("CTF 151", Addressee("action", "CTF 151")),
        ("RUEUITH/DET 1 39LG ANKARA TU", Addressee("action", "DET 1 39LG ANKARA TU", "RUEUITH")),
        ("ZEN/AMEMBASSY LIMA", Addressee("action", "AMEMBASSY LIMA")),
        (
            "RUEKDIA/DIA WASHDC//DHI-9B/CLM//DP// PRIORITY",
            Addressee("action", "DIA WASHDC//DHI-9B/CLM//DP//", "RUEKDIA", "PRIORITY", "", "DHI-9B/CLM//DP"),
        ),
    ],
)
def test_one_address(line, expected):
    assert read(f"FM AMEMBASSY QUITO\nTO {line}\n") == (expected,)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("RUEKJCS/SECDEF WASHDC\n//USDP/ISA//", ["SECDEF WASHDC//USDP/ISA//"]),
        ("RUEKDIA/DIA WASHDC//DHI-9B/\nCLM//DP// 0012", ["DIA WASHDC//DHI-9B/CLM//DP//"]),
        ("RUEHXC/ALL EAST ASIAN AND PACIFIC\nCOLLECTIVE", ["ALL EAST ASIAN AND PACIFIC COLLECTIVE"]),
        ("RUEHBO/AMEMBASSY BOGOTA\nPRIORITY 0102", ["AMEMBASSY BOGOTA"]),
        ("RUEHBO/AMEMBASSY\nBOGOTA 0102", ["AMEMBASSY BOGOTA"]),
        ("SECSTATE\nAMEMBASSY LIMA", ["SECSTATE", "AMEMBASSY LIMA"]),
        ("CIA WASHDC//\nAMEMBASSY LIMA", ["CIA WASHDC//", "AMEMBASSY LIMA"]),
        ("PAGE 02        STATE   023763  071504Z\nAMEMBASSY LIMA", ["AMEMBASSY LIMA"]),
        (
            "AMEMBASSY LIMA\nPAGE 02\nSTATE 23763 01 OF 02 071504Z\nAMEMBASSY QUITO",
            ["AMEMBASSY LIMA", "AMEMBASSY QUITO"],
        ),
        (
            "AMEMBASSY LIMA\nSECRET\n\nSECRET\n\nPAGE 02        STATE  23763  071504Z\n\nUSUN",
            ["AMEMBASSY LIMA", "USUN"],
        ),
        (": AMEMBASSY LIMA\n     : AMEMBASSY QUITO", ["AMEMBASSY LIMA", "AMEMBASSY QUITO"]),
    ],
)
def test_wrapped_and_broken_lists(lines, names):
    assert [address.name for address in read(f"FM SECSTATE WASHDC\nTO {lines}\nS E C R E T STATE 023763\n")] == names


def test_a_keyword_holds_for_the_lines_below_it():
    text = "FM AMEMBASSY QUITO\nTO SECSTATE WASHDC\nINFO XMT AMEMBASSY LIMA\nAMEMBASSY LA PAZ\n\nBODY TEXT\n"
    assert [(a.role, a.name) for a in read(text)] == [
        ("action", "SECSTATE WASHDC"),
        ("exempt", "AMEMBASSY LIMA"),
        ("exempt", "AMEMBASSY LA PAZ"),
    ]


def test_addresses_run_into_one_line_are_separated():
    text = "FM AMEMBASSY QUITO\nTO RUEHC/SECSTATE WASHDC PRIORITY 0001 INFO RUEHPE/AMEMBASSY LIMA 0002\n"
    assert [(a.role, a.name, a.serial) for a in read(text)] == [
        ("action", "SECSTATE WASHDC", "0001"),
        ("info", "AMEMBASSY LIMA", "0002"),
    ]


def test_office_copies_of_the_1990s_are_no_addressees():
    text = "ACTION AF-00\nINFO LOG-00 AID-00 AMAD-00\n/037W\nR 182017Z DEC 90\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n"
    assert [a.name for a in read(text)] == ["SECSTATE WASHDC"]
    assert read("INFO LOG-00 AID-00\n") == ()


def test_several_posts_on_one_line():
    line = "TO SECSTATE WASHDC IMMEDIATE 5510\nINFO AMEMBASSY QUITO, AMEMBASSY LA PAZ PRIORITY; USMISSION GENEVA 12"
    assert read(f"FM AMEMBASSY LIMA\n{line}") == (
        Addressee("action", "SECSTATE WASHDC", "", "IMMEDIATE", "5510"),
        Addressee("info", "AMEMBASSY QUITO"),
        Addressee("info", "AMEMBASSY LA PAZ", "", "PRIORITY"),
        Addressee("info", "USMISSION GENEVA", "", "", "12"),
    )
