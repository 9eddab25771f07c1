"""Canonical ids: both families of ids, damaged ones, station names in every form they are printed in."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import seed
from transforms.document import RawDocument
from transforms.fields.cable_id import RULES, canonical, canonical_station
from transforms.fields.station_names import same_series
from transforms.parse import parse_document
from transforms.sources import to_document


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_its_example(rule):
    parsed = canonical(rule.example)
    assert parsed.rule == rule.name
    assert parsed.value == rule.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1973SANTIA04211_b", "73SANTIAGO4211"),
        ("1976STATE012345", "76STATE12345"),
        ("1975PORTO00310", "75PORTOFSPAIN310"),
        ("73SANJO88", "73SANJOSE88"),
        ("1974USUNN01200", "74USUNNEWYORK1200"),
        ("06 TOKYO 2609", "06TOKYO2609"),
        ("07EFTOLISBON77", "07LISBON77"),
        ("08BRATISLVA301", "08BRATISLAVA301"),
        ("09SECTION01O02QUITO44", "09QUITO44"),
        ("06KIEV12", "06KIEV12"),
        ("06KYIV4700", "06KYIV4700"),
        ("07KIEV12", "07KYIV12"),
        ("60BONN1", "60BONN1"),
        ("59BONN1", "59BONN1"),
        ("06NOSUCHPLACE12", "06NOSUCHPLACE12"),
        ("TOKYO2609", ""),
        ("06TOKYO0", ""),
        ("06TOKYO", ""),
    ],
)
def test_ids(text, value):
    assert canonical(text).value.value == value


def test_what_was_repaired_is_said():
    parsed = canonical("08BRATISLVA301")
    assert parsed.status == "repaired"
    assert parsed.detail == "spelling: BRATISLVA read as BRATISLAVA"
    assert canonical("06NOSUCHPLACE12").detail == "station not listed"
    assert canonical("").status == "absent"
    assert canonical("a letter").status == "unparsed"


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("Port-au-Prince", "PORTAUPRINCE"),
        ("PORT AU PR", "PORTAUPRINCE"),
        ("PORT A", "PORTAUPRINCE"),
        ("ST. PETERSBURG", "STPETERSBURG"),
        ("SECSTATE WASHDC", "STATE"),
        ("AMEMBASSY HANOI", "HANOI"),
        ("AIT/TAIPEI", "AITTAIPEI"),
        ("UNVIE", "UNVIEVIENNA"),
        ("VIENNA", "VIENNA"),
        ("USEU", "USEUBRUSSELS"),
        ("MADRID SP", "MADRID"),
        ("Mexico City", "MEXICO"),
        ("HCMC", "HOCHIMINHCITY"),
        ("", ""),
        ("X", ""),
        ("THE MINISTER", ""),
    ],
)
def test_station_names(name, station):
    assert canonical_station(name) == station


def test_a_renamed_post_keeps_the_name_of_the_time():
    assert canonical_station("BEIJING", 1976) == "PEKING"
    assert canonical_station("BEIJING", 2006) == "BEIJING"
    assert canonical_station("CALCUTTA", 2008) == "KOLKATA"


def test_two_names_of_one_post_share_their_serials():
    assert same_series("TAIPEI", "AITTAIPEI")
    assert same_series("UNESCOPARISFR", "PARISFR")
    assert not same_series("BRUSSELS", "USEUBRUSSELS")


def test_every_post_is_its_own_station_and_every_alias_leads_to_a_post():
    posts = {row["post"] for row in seed("posts")}
    assert all(canonical_station(post) == post for post in posts)
    assert {row["station"] for row in seed("station_aliases")} <= posts
    assert {row[column] for row in seed("shared_series") for column in ("station", "series")} <= posts
    assert {row["post"] for row in seed("routing_indicators")} - {""} <= posts


def test_the_six_character_form_of_every_printed_name_leads_to_its_station():
    unclear = {"PARIS", "PORTO", "UNESCO", "BERLIN", "NATO", "NATOB"}
    for row in seed("posts"):
        for printed in filter(None, row["aliases"].split("|")):
            cut = printed[:6].replace(" ", "")
            if cut not in unclear:
                assert canonical_station(cut) == row["post"], printed


@given(st.text(max_size=60))
def test_any_text_gives_an_answer_and_answers_are_stable(text):
    value = canonical(text).value.value
    if value:
        assert canonical(value).value.value == value


@pytest.mark.shared
def test_known_ids_come_back_unchanged_unless_damaged(shared):
    path = shared / "reference" / "cablegate-ids-by-month.csv.gz"
    with gzip.open(path, "rt") as lines:
        ids = [line.split(",")[0].strip() for line in lines]
    changed = [known for known in ids if canonical(known).value.value != known]
    assert len(ids) == 251_287
    assert len(changed) == 200
    assert all(canonical(known).status in ("repaired", "unparsed") for known in changed if known != "08THEHAGU799")


@pytest.mark.parametrize(
    ("sender", "cable_id"), [("AMCONSUL BERGEN", "04BERGEN12"), ("AMEMBASSY OSLO", "unidentified-")]
)
def test_a_post_that_is_not_listed_needs_two_witnesses(sender, cable_id):
    text = f"R 141200Z JAN 04\nFM {sender}\nTO SECSTATE WASHDC\nUNCLAS BERGEN 000012\n\nTAGS: EFIS\nSUBJECT: FISH\n"
    found = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode()))).cable_id
    assert found.startswith(cable_id)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("UNCLAS LIMA 000419\n\nTAGS: EFIS\nSUBJECT: FISH\n", ("LIMA", 419)),
        ("R 141200Z JAN 04\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n\nTAGS: EFIS\nSUBJECT: FISH\n", ("LIMA", None)),
        ("R 141200Z JAN 04\nFM EXAMPLE SHIPPING\nTO SECSTATE WASHDC\n\nTAGS: EFIS\nSUBJECT: FISH\n", ("", None)),
    ],
    ids=["no date", "no number", "no post"],
)
def test_a_telegram_without_an_id_still_has_its_post(text, place):
    cable = parse_document(to_document(RawDocument("cable.txt", "", 1, text.encode())))
    assert cable.cable_id.startswith("unidentified-")
    assert (cable.post, cable.serial) == place
