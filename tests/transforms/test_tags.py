"""TAGS lines of both dialects, their damages, and the vocabulary they are read with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tables import CLASSIFICATIONS, COUNTRIES, TAG_CODES
from schemas.vocabulary import seed
from transforms.fields import tags
from transforms.fragments import parse_fragment


def read(text: str) -> list[str]:
    return [tag.tag for tag in parse_fragment(tags, text).value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TAGS: PREL KNNP IR\nFR UK\n\nSUBJECT: TALKS", ["PREL", "KNNP", "IR", "FR", "UK"]),
        ("TAGS PREL, KNNP, \nIR, FR \nSUBJECT: TALKS", ["PREL", "KNNP", "IR", "FR"]),
        ("TAGS: PREL, KNNP,\n\nIR", ["PREL", "KNNP", "IR"]),
        ("TAGS: PREL PE\nThe Minister called.", ["PREL", "PE"]),
        ("TAGS: PREL, PGOV,\n\nECON, EC\nSUBJECT: TALKS", ["PREL", "PGOV", "ECON", "EC"]),
        ("TAGS: P REL, PGOV", ["PREL", "PGOV"]),
        ("TAGS: UN/PREL/PGOV", ["UN", "PREL", "PGOV"]),
        ("TAGS: NONE", []),
        ("TAGS: PREL PE\n\n(SBU) The Minister called.\n\nSUBJECT: A CALL", ["PREL", "PE"]),
        ("Tags: ovip (hartley, joan b.), prel, pe", ["OVIP", "HARTLEY, JOAN B.", "PREL", "PE"]),
        ("TAGS OVIP (HARTLEY,\nJOAN), PREL", ["OVIP", "HARTLEY, JOAN", "PREL"]),
        ("TAGS: OVIP, (HARTLEY, JOAN B)", ["OVIP", "HARTLEY, JOAN B"]),
        ("TAGS: OVIP HARTLEY, JOAN B, PREL", ["OVIP", "HARTLEY, JOAN B", "PREL"]),
        ("TAGS: PREL WOMEN IN POLITICS PE", ["PREL", "WOMEN IN POLITICS", "PE"]),
        ("TAGS PHUM, HUMAN RIGHTS, IT, ITPHUM", ["PHUM", "HUMAN RIGHTS", "IT"]),
        ("TAGS: ECON ETRD CA SIPDIS\nSUBJECT: X", ["ECON", "ETRD", "CA"]),
        ("TAGS: PREL, PE   SECRET   PAGE 02   LIMA  01234  01 OF 03  251228Z PINR", ["PREL", "PE", "PINR"]),
        ("TAGS: PREL PE\nLIMA 00000478 001.2 OF 003\nSUBJECT: X", ["PREL", "PE"]),
        ("TAGS;  PGOV, TU", ["PGOV", "TU"]),
        ("TGS: PGOV, TU", ["PGOV", "TU"]),
        ("E.O. 12958: DECL: 03/20/2019 TAG PTER, PGOV, SW\n\nSUBJECT: X", ["PTER", "PGOV", "SW"]),
        ("TAGS: PREL, UNGA/C-6", ["PREL", "UNGA/C-6"]),
        ("TAGS: PREL/PGOV PE", ["PREL", "PGOV", "PE"]),
        ("TAGS: PREL.PGOV:PE", ["PREL", "PGOV", "PE"]),
        ("TAGS: PREL, PGOV, AND PE", ["PREL", "PGOV", "PE"]),
        ("TAGS: PREL AFL-CIO IA-ECOSOC", ["PREL", "AFL-CIO", "IA-ECOSOC"]),
        ("TAGS: N/A\nSUBJECT: X", []),
        ("SUBJECT: X", []),
    ],
)
def test_lists(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("KIPR", "program"),
        ("KQQQ", "program"),
        ("ECON", "subject"),
        ("IZ", "geographic"),
        ("VS", "geographic"),
        ("2M", "geographic"),
        ("XF", "geographic"),
        ("EU", "organization"),
        ("ZANU-PF", "organization"),
        ("WATER RIGHTS", "free"),
        ("ECONOMIC", "free"),
    ],
)
def test_kinds(tag, kind):
    assert tags.kind(tag) == kind


def test_words_are_not_split_into_codes():
    assert read("TAGS: SOCIAL, PARMESAN, PREL") == ["SOCIAL", "PARMESAN", "PREL"]


def test_every_repair_keeps_what_was_printed():
    (tag, *_) = parse_fragment(tags, "TAGS: POGOV").value
    assert (tag.tag, tag.raw) == ("PGOV", "POGOV")


@given(st.text(alphabet="TAGS:PREL OVIP,;()\n/-.KX1 ", max_size=300))
def test_any_line_gives_entries_once_each_in_capitals(text):
    parsed = parse_fragment(tags, "TAGS: " + text)
    names = [tag.tag for tag in parsed.value]
    assert len(names) == len(set(names))
    assert all(name and name == name.upper() and "\n" not in name for name in names)


@pytest.mark.parametrize(
    ("name", "table"), [("tags", TAG_CODES), ("classifications", CLASSIFICATIONS), ("countries", COUNTRIES)]
)
def test_a_vocabulary_has_the_columns_of_its_table_and_unique_keys(name, table):
    rows = seed(name)
    keys = [tuple(row[column] for column in table.key) for row in rows]
    assert tuple(rows[0]) == table.column_names
    assert len(keys) == len(set(keys))
    assert all(row[column] for row in rows for column in table.required)


def test_countries_of_tags_exist():
    countries = {row["country"] for row in seed("countries")}
    assert {row["country"] for row in seed("tags")} - {""} <= countries


def test_misprints_are_no_codes_and_stand_for_codes():
    codes = {row["tag"] for row in seed("tags")}
    for row in seed("tag_misprints"):
        assert row["misprint"] not in codes
        assert row["tag"] in codes
