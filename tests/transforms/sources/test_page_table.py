"""A page's table copied together with its text states the same as on the page."""

import datetime as dt

import pytest

from transforms.document import RawDocument
from transforms.parse import parse_document
from transforms.sources import to_document

TEXT = """DE RUEHPE #1364/01 1711606
O 201606Z JUN 09
FM AMEMBASSY LIMA
TO SECSTATE WASHDC IMMEDIATE 4410

EO 12958 DECL: 06/19/2019
TAGS PREL, PE
SUBJECT: THE FERRY

1. (C) The ferry will run on time.
HOLLIS
"""
HEADS = ("Reference ID", "Created", "Released", "Classification", "Origin")
VALUES = ("09LIMA1364", "2009-06-20 16:04", "2010-11-30 21:09", "SECRET//NOFORN", "Embassy Lima")


def markdown(cells):
    return f"| {' | '.join(cells)} |"


TABLES = {
    "blanks": f"{' '.join(HEADS)}\n{' '.join(VALUES)}\n",
    "tabs": "\t".join(HEADS) + "\r\n" + "\t".join(VALUES) + "\r\n",
    "Markdown": f"{markdown(HEADS)}\n|---|---|---|---|---|\n{markdown(VALUES)}\n",
    "cells on lines": "\n".join((*HEADS, *VALUES)) + "\n",
}


def read(text):
    return parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))


@pytest.mark.parametrize("how", TABLES)
def test_a_copied_table(how):
    cable = read(TABLES[how] + TEXT)
    assert (cable.cable_id, cable.classification, cable.handling) == ("09LIMA1364", "SECRET", ("NOFORN",))
    assert (cable.origin, cable.dtg) == ("Embassy Lima", dt.datetime(2009, 6, 20, 16, 6))
    record = cable.source_record
    assert (record.created_at, record.precision) == (dt.datetime(2009, 6, 20, 16, 4), "hour")
    assert (record.source_id, cable.release.released_on) == ("09LIMA1364", dt.date(2010, 11, 30))
    assert cable.quality == 1


def test_a_copied_table_without_the_day_of_release():
    heads, values = (" ".join(row[:2] + row[3:]) for row in (HEADS, VALUES))
    cable = read(f"{heads}\n{values}\n{TEXT}")
    assert (cable.classification, cable.release.released_on) == ("SECRET", None)


def test_the_stated_time_dates_a_telegram_without_a_date_time_group():
    cable = read(TABLES["blanks"] + TEXT.replace("O 201606Z JUN 09\n", ""))
    assert (cable.dtg, cable.date, cable.cable_id) == (None, dt.date(2009, 6, 20), "09LIMA1364")


@pytest.mark.parametrize("text", [TEXT, "Reference ID Created\n" + TEXT])
def test_other_words_are_no_table(text):
    assert read(text).source_record.created_at is None
