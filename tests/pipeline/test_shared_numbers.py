"""Two telegrams of the archive under one document number: both are kept, or the run reports that they came as one."""

import datetime as dt

from tests.loading import load

RECORD = """Message Text

UNCLASSIFIED

PAGE 01        LIMA  02862  {day}2140Z

R {day}2115Z APR 76
FM AMEMBASSY LIMA
TO SECSTATE WASHDC 1234

UNCLAS LIMA 2862

E.O. 11652: N/A
TAGS: EFIS, PE
SUBJECT: {subject}

1. THE MINISTER RECEIVED THE DELEGATION ON {subject}.

DEAN

UNCLASSIFIED

Message Attributes

Document Number: 1976LIMA02862
Draft Date: {day} APR 1976
Subject: {subject}
"""
FIRST = RECORD.format(day="03", subject="ANCHOVY QUOTA")
SECOND = RECORD.format(day="21", subject="COTTON LOAN")


def test_both_telegrams_of_a_number_are_kept_over_two_runs(tmp_path, lake):
    for number, text in enumerate((FIRST, SECOND), 1):
        path = tmp_path / f"{number}.txt"
        path.write_text(text)
        load(lake, (path,), f"run-{number}", dt.datetime(2026, 1, number))

    def rows(sql):
        return lake.connection.execute(sql).fetchall()

    assert rows("SELECT cable_id FROM cables") == [("76LIMA2862",)]
    assert rows("SELECT subject FROM cable_versions ORDER BY 1") == [("ANCHOVY QUOTA",), ("COTTON LOAN",)]
    assert rows("SELECT count(*) FROM cable_versions WHERE is_current") == [(1,)]


def test_a_file_of_two_records_is_two_documents(tmp_path, lake):
    path = tmp_path / "two.txt"
    path.write_text(f"{FIRST}\n\n{SECOND}")
    load(lake, (path,), "run-1", dt.datetime(2026, 1, 1))
    found = lake.connection.execute("SELECT position, bytes FROM documents ORDER BY position").fetchall()
    told = lake.connection.execute("SELECT detail FROM findings WHERE rule = 'frame'").fetchall()
    (first, size), (second, rest) = found
    assert (first, second, size + rest) == (1, size + 1, path.stat().st_size)
    assert told == []
