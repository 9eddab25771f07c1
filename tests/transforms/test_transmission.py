"""Transmission headers: whole, wrapped, run into one line, and those of the 1970s."""

import pytest

from transforms.cable import Transmission
from transforms.fields import transmission
from transforms.fragments import parse_fragment


def read(text):
    return parse_fragment(transmission, text).value


def test_routing_indicators_wrap():
    text = "VZCZCXRO0068\nRR RUEHAG RUEHAST RUEHDA\nRUEHROV RUEHYG\nDE RUEHPE #2027/01 1381754\nZNR UUUUU ZZH\n"
    assert read(text) == Transmission(
        "VZCZCXRO0068",
        ("RUEHAG", "RUEHAST", "RUEHDA", "RUEHROV", "RUEHYG"),
        "RUEHPE",
        2027,
        138,
        "1754",
        "ZNR UUUUU",
    )


@pytest.mark.parametrize(
    ("tail", "group_tail", "signals"),
    [
        ("ZZH", "", ()),
        ("ZZH ZDK", "", ("ZDK",)),
        ("ZZH (CCY AD6CB6C9 WSC6493 634)", "ZDS", ("ZDS",)),
        ("ZZH\nZUI RUEWMCE7532 1381800", "", ("ZUI",)),
        ("ZZH", "ZFF4", ("ZFF4",)),
    ],
)
def test_operating_signals(tail, group_tail, signals):
    text = f"DE RUEHPE #2027 1381754\nZNY CCCCC {tail}\nO 181754Z MAY 07 {group_tail}\nFM AMEMBASSY ZDK\n"
    assert read(text).operating_signals == signals


def test_lines_run_into_one():
    text = "VZCZCXRO1234 OO RUEHAG RUEHBC DE RUEHPE #2609/01 1321207 ZNY CCCCC ZZH O 121207Z MAY 06 FM AMEMBASSY LIMA"
    assert read(text)[:6] == ("VZCZCXRO1234", ("RUEHAG", "RUEHBC"), "RUEHPE", 2609, 132, "1207")


def test_a_word_before_the_channel_line():
    assert read("null\nVZCZCXYZ0014\nPP RUEHWEB\n\nDE RUEHPE #0123 1321207\n").station_indicator == "RUEHPE"


def test_heads_of_the_1970s_have_no_transmission_header():
    text = (
        "ACTION ARA-20\nINFO OCT-01 ISO-00 /021 W\n--------------------- 044287\nO 081705Z SEP 73\nFM AMEMBASSY LIMA\n"
    )
    assert parse_fragment(transmission, text).status == "absent"
