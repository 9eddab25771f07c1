"""Date-time groups: how they are printed, how they are damaged, and where they are."""

from datetime import datetime

import pytest

from transforms.cable import DateTimeGroup
from transforms.fields import date_time_group
from transforms.fragments import parse_fragment


def read(line):
    return parse_fragment(date_time_group, f"{line}\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n")


@pytest.mark.parametrize(
    ("line", "year", "precedence", "status"),
    [
        ("O 121207Z MAY 06", 2006, "O", "ok"),
        ("O P 121207Z MAY 06 ZDK", 2006, "O P", "ok"),
        ("OO 121207Z MAY 06", 2006, "O", "ok"),
        ("121207Z May 06", 2006, "", "ok"),
        ("P121207Z MAY06", 2006, "P", "ok"),
        ("P 121207Z MAY 2006", 2006, "P", "ok"),
        ("R 121207Z MAY 79 ZFF4", 1979, "R", "ok"),
        ("P 12120 7 Z MAY 7 3", 1973, "P", "repaired"),
        ("P 1 21207Z M AY 74", 1974, "P", "repaired"),
        ("P 1212O7Z MAY O6", 2006, "P", "repaired"),
        ("P I2I207Z MAY 06", 2006, "P", "repaired"),
        ("0 121207Z MAY 06", 2006, "O", "repaired"),
        ("P 121207 MAY 06", 2006, "P", "repaired"),
        ("LIMA 01234 01 OF 02 O 121207Z MAY 06", 2006, "O", "ok"),
    ],
)
def test_forms(line, year, precedence, status):
    parsed = read(line)
    assert parsed.value == DateTimeGroup(datetime(year, 5, 12, 12, 7), precedence)
    assert parsed.status == status


def test_a_group_that_names_no_moment_is_unparsed():
    assert read("P 311207Z FEB 06").status == "unparsed"
    assert read("P 122507Z MAY 06").value == DateTimeGroup()


def test_a_group_in_the_text_is_not_that_of_the_telegram():
    text = "FM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nSECRET LIMA 0123\nREF: USCINCSO 121207Z MAY 06\n1. TEXT.\n"
    assert parse_fragment(date_time_group, text).status == "absent"


def test_dash_counters_and_page_lines_hold_no_group():
    text = (
        "PAGE 01 LIMA 04059 081756Z\n46\nACTION ARA-20\nINFO OCT-01 ISO-00 /021 W\n"
        "------------------062281 060035Z /62\nO 081705Z SEP 73\nFM AMEMBASSY LIMA\n"
    )
    assert parse_fragment(date_time_group, text).value == DateTimeGroup(datetime(1973, 9, 8, 17, 5), "O")
