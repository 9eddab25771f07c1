"""What sources state of a telegram besides its text, in columns of their own: when it was created, how far that can be
trusted, when it was made public, and under which id the source keeps it.
"""

import datetime as dt
import json

import pytest

from tests.transforms.test_frame import PLAIN
from tests.transforms.test_release import TELEGRAM
from transforms.contract import cable_json
from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

BODY = """C O N F I D E N T I A L OSLO 000042

E.O. 12958: DECL: 01/15/2017
TAGS: ECON, NO
SUBJECT: A QUIET WEEK

1. (C) Nothing happened.
BERG"""
DTG = "R 151203Z JAN 07\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC\n"

PAGE = """<html><table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th></tr>
<tr><td>07OSLO42</td><td>{created}</td><td>{released}</td><td>CONFIDENTIAL</td><td>Embassy Oslo</td></tr></table>
<pre>{header}</pre><pre>{body}</pre></html>
"""
RECORD = """Message Text


PAGE 01        OSLO  00042  151203Z
ACTION EUR-10

R 151203Z JAN 76
FM AMEMBASSY OSLO
TO SECSTATE WASHDC 1234

C O N F I D E N T I A L OSLO 42

E.O. 11652: GDS
TAGS: PINT, NO
SUBJECT: A QUIET WEEK

1. NOTHING HAPPENED.
BERG

Message Attributes

Document Number: 1976OSLO00042
Draft Date: 15 JAN 1976
From: OSLO
To: STATE
{attributes}
"""


def read(text, form=None):
    return parse_document(to_document(RawDocument("cable", "", 1, text.encode(), form)))


def stated(cable):
    """The four columns."""
    record = cable.source_record
    return record.created_at, record.precision, cable.release.released_on, record.source_id


@pytest.mark.parametrize(
    ("created", "precision", "moment"),
    [
        ("2007-01-15 12:12", "hour", dt.datetime(2007, 1, 15, 12, 12)),
        ("2007-01-15 18:06", "hour", dt.datetime(2007, 1, 15, 18, 6)),
        ("2007-01-15 18:32", "minute", dt.datetime(2007, 1, 15, 18, 32)),
        ("2007-01-15", "day", dt.datetime(2007, 1, 15)),
    ],
)
@pytest.mark.parametrize("header", ["", DTG])
def test_a_page(created, precision, moment, header):
    cable = read(PAGE.format(created=created, released="2010-12-09 21:09", header=header, body=BODY))
    assert stated(cable) == (moment, precision, dt.date(2010, 12, 9), "07OSLO42")
    assert cable.dtg == (dt.datetime(2007, 1, 15, 12, 3) if header else None)
    assert cable.date == dt.date(2007, 1, 15)


def test_a_page_without_times():
    cable = read(PAGE.format(created="", released="", header=DTG, body=BODY))
    assert stated(cable) == (None, "", None, "07OSLO42")


@pytest.mark.parametrize(
    ("created", "precision", "moment"),
    [
        ("1/15/2007 12:03", "minute", dt.datetime(2007, 1, 15, 12, 3)),
        ("2007-01-15 12:03:00", "minute", dt.datetime(2007, 1, 15, 12, 3)),
        ("2007-01-15", "day", dt.datetime(2007, 1, 15)),
        ("yesterday", "", None),
    ],
)
def test_a_row(created, precision, moment):
    values = ("9317", created, "07OSLO42", "Embassy Oslo", "CONFIDENTIAL", "", "", BODY)
    cable = read(",".join(f'"{value}"' for value in values) + "\n", "cables-csv")
    assert stated(cable) == (moment, precision, None, "9317")
    assert (cable.dtg, cable.date) == (None, moment.date() if moment else None)


NAMED = {
    "id": "9317",
    "refid": "07OSLO42",
    "created": "2007-01-15T12:03",
    "released": "2010-12-09",
    "body": BODY,
}


@pytest.mark.parametrize(
    "row",
    [
        json.dumps(NAMED) + "\n",
        ";".join(NAMED) + "\n" + ";".join(f'"{value}"' for value in NAMED.values()) + "\n",
    ],
    ids=["JSON", "line of names"],
)
def test_a_row_of_a_table_whose_columns_are_named(row):
    released, minute = dt.date(2010, 12, 9), dt.datetime(2007, 1, 15, 12, 3)
    assert stated(read(row, "cables-csv")) == (minute, "minute", released, "9317")


@pytest.mark.parametrize(
    ("attributes", "released"),
    [
        ("Review Release Date: 04 MAY 2006", dt.date(2006, 5, 4)),
        ("Review Release Date: 01 JAN 1960", None),
        ("Markings: Jane A. Example Declassified/Released US Department of State EO Systematic Review 04 MAY 2006",
         dt.date(2006, 5, 4)),
        ("Review Release Date: n/a", None),
    ],
)  # fmt: skip
def test_a_record_of_the_archive(attributes, released):
    cable = read(RECORD.format(attributes=attributes))
    assert stated(cable) == (dt.datetime(1976, 1, 15), "day", released, "1976OSLO00042")
    assert cable.dtg == dt.datetime(1976, 1, 15, 12, 3)


def test_a_stamp_in_the_text_of_a_record():
    stamp = "Jane A. Example Declassified/Released US Department of State EO Systematic Review 04 MAY 2006"
    cable = read(RECORD.format(attributes="").replace("1. NOTHING", f"{stamp}\n1. NOTHING"))
    assert cable.release.released_on == dt.date(2006, 5, 4)
    assert cable.paragraphs[0].text == "NOTHING HAPPENED."


def test_the_frame():
    day = dt.datetime(2023, 6, 5)
    assert stated(read(PLAIN)) == (day, "day", None, "23 LIMA 1412")
    without_group = read(PLAIN.replace(" / 051512Z JUN 23", ""))
    assert stated(without_group) == (day, "day", None, "23 LIMA 1412")
    assert (without_group.dtg, without_group.date, without_group.precedence) == (None, day.date(), "P R")
    assert without_group.cable_id == "23LIMA1412"


@pytest.mark.parametrize(
    ("top", "number", "released"),
    [
        ("Document Number: 1993LUSAKA01817\nCurrent Class: CONFIDENTIAL\nPage: 1", "1993LUSAKA01817", None),
        ("UNCLASSIFIED U.S. Department of State Case No. F-2031-00100 Doc No. C05400001 Date: 03/31/2031",
         "C05400001", None),
        ("RELEASED IN FULL\nDOCUMENT NO: 05400001\nAPPROVED FOR RELEASE 12/05/2031", "05400001",
         dt.date(2031, 12, 5)),
        ("RELEASED IN FULL", "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_print(top, number, released):
    cable = read(TELEGRAM.format(top=top, stamp=""))
    assert stated(cable) == (None, "", released, number)
    assert cable.dtg == dt.datetime(1993, 4, 30, 1, 30)


def test_the_json_form():
    cable = cable_json(read(PAGE.format(created="2007-01-15 12:12", released="2010-12-09 21:09", header="", body=BODY)))
    assert [cable[name] for name in ("created_at", "created_precision", "released_on", "source_id")] == [
        "2007-01-15T12:12:00Z", "hour", "2010-12-09", "07OSLO42",
    ]  # fmt: skip


def test_a_date_line_says_when_a_text_without_a_date_time_group_was_created():
    text = f"Monday, 15 January 2007, 12:03\n{BODY}\n"
    cable = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))
    assert cable.source_record.created_at == dt.datetime(2007, 1, 15, 12, 3)
    assert (cable.source_record.precision, cable.cable_id) == ("minute", "07OSLO42")
    assert cable.date == dt.date(2007, 1, 15)


def test_the_date_in_a_description_above_the_telegram_gives_year_and_day():
    text = f"Classification: Unclassified\nOrigin: Embassy Oslo\nDate: 15 January 2007\n\n{BODY}\n"
    cable = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))
    assert (cable.cable_id, cable.date) == ("07OSLO42", dt.date(2007, 1, 15))
    assert cable.source_record.precision == "day"
