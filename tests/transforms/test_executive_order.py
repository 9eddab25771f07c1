"""Declassification instructions, printed well and badly."""

import datetime as dt

import pytest

from transforms.cable import Context
from transforms.fields import executive_order
from transforms.fragments import parse_fragment
from transforms.segment import segment

MAY_10 = dt.date(2016, 5, 10)


def read(line, year=None):
    return parse_fragment(executive_order, f"{line}\n", Context(year=year))


@pytest.mark.parametrize(
    "line",
    [
        "E.O. 12958: DECL: 05/10/2016",
        "EO 12958 DECL: 2016/05/10",
        "E.O. 12958: DECL: 5/10/16",
        "E.O. 12958: DECL: 05-10-2016",
        "E.O. 12958: DECL: 05.10.2016",
        "E.O. 12958: DECL: 05 /10/ 2016",
        "E.O. 12958: DECL: 05/10/\n2016",
        "E.O. 12958: DECL: 10 MAY 2016",
        "E.O. 12958: DECL: 10MAY16",
        "E.O. 12958: DECL: MAY 10, 2016",
        "E.O. 12958: DNG: CO 05/10/2016",
        "E.O. 12958: 05/10/2016",
        "E.O. 12958, AS AMENDED: DECL: 05/10/2016",
        "E.O. 12958: DECL: 05/10/2016, 1.4 (B), (D)",
        "E.O. 12958 REASONS 1.4 (B) DECL: 05/10/2016",
        "e.o. 12958: decl: 05/10/2016 tags: prel, pe",
        "Classified By: Ann Hartley, DCM, Reason: 1.4 (b)\nDeclassify on: 05/10/2016",
    ],
)
def test_a_date_in_any_order(line):
    assert (read(line).value.declassify_on, read(line).status) == (MAY_10, "ok")


@pytest.mark.parametrize(
    "line",
    [
        "E.O. 12598: DECL: 05/10/2016",
        "E.O. 12958: DECL: O5/1O/2016",
        "E.O. 12958: DECL: 05/l0/2016",
        "E.O. 12958: DECL: 0510/2016",
        "E.O. 12,958: DECL: 05/102016",
    ],
)
def test_a_date_that_had_to_be_repaired(line):
    parsed = read(line)
    assert (parsed.value.declassify_on, parsed.status) == (MAY_10, "repaired")
    assert parsed.detail


@pytest.mark.parametrize(
    "line",
    [
        "E.O. 12958: DECL: 02/30/2016",
        "E.O. 12958: DECL: 05/10/20016",
        "E.O. 12958: DECL: 7/29/9",
        "E.O. 12958: DECL:",
        "E.O. 12958: DECL: XXXXXXXXXXXX",
    ],
)
def test_no_date_is_invented(line):
    parsed = read(line)
    assert (parsed.value.declassify_on, parsed.status) == (None, "unparsed")


@pytest.mark.parametrize(
    ("line", "order", "instruction"),
    [
        ("E.O. N/A", "", "N/A"),
        ("E.O. 11652: GDS", "11652", "GDS"),
        ("E. O. 11652: XGDS-3", "11652", "XGDS-3"),
        ("E.O. 12356: DECL:OADR", "12356", "DECL:OADR"),
        ("E.O. 12,958: DECL: X-1", "12958", "DECL: X-1"),
        ("E.O. 12958: DECL: MR", "12958", "DECL: MR"),
        ("E.O. 12958: DECL: 25X1-HUMAN", "12958", "DECL: 25X1-HUMAN"),
        ("E.O. 12958: DECL: 1.6X1", "12958", "DECL: 1.6X1"),
        ("E.O. 12958: DECL: TEN YEARS AFTER THE ELECTION", "12958", "DECL: TEN YEARS AFTER THE ELECTION"),
    ],
)
def test_an_instruction_instead_of_a_date(line, order, instruction):
    parsed = read(line)
    assert parsed.value == (order, None, instruction)
    assert parsed.status == "ok"


@pytest.mark.parametrize(
    ("line", "year", "expected"),
    [
        ("E.O. 12065: RDS-4 6/5/99 (HARTLEY, JOHN H.) OR-M", 1979, dt.date(1999, 6, 5)),
        ("E.O. 12065: RDS-1 2/12/09 (HARTLEY, JOHN H.) OR-P", 1979, dt.date(2009, 2, 12)),
        ("E.O. 12958: DECL: 6/3/08", 2006, dt.date(2008, 6, 3)),
        ("E.O. 12958: DECL: 6/3/05", 2006, dt.date(2005, 6, 3)),
        ("E.O. 11652: XGDS-2 DECLAS 12/31/84", None, dt.date(1984, 12, 31)),
    ],
)
def test_a_year_of_two_digits_belongs_to_the_years_after_the_cable(line, year, expected):
    assert read(line, year).value.declassify_on == expected


@pytest.mark.parametrize(("level", "status"), [("UNCLAS", "ok"), ("U N C L A S", "ok"), ("CONFIDENTIAL", "unparsed")])
def test_an_unclassified_telegram_may_name_the_order_alone(level, status):
    zones = segment(f"FM AMEMBASSY QUITO\n{level} QUITO 000412\n\nE.O. 13526:\nTAGS: PGOV, EC\n")
    parsed = executive_order.parse(zones, Context())
    assert (parsed.value.order, parsed.status) == ("13526", status)
