"""Places and people in the text: each rule on its example, marked texts, spans, and where is searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import mentions as measured
from schemas.vocabulary import seed
from transforms.document import RawDocument
from transforms.mentions import find, lexicon, people, places
from transforms.parse import parse_document
from transforms.rules import Span
from transforms.sources import to_document

CASES = [
    "{}",
    "Foreign Minister {} said no.",
    "FOREIGN MINISTER {} SAID NO.",
    "He left {}, Georgia.",
    "Ivan {} of {} (PROTECT)",
]


def found(text):
    return find(text, [Span(0, len(text))])


@pytest.mark.parametrize("rule", places.RULES, ids=lambda rule: rule.name)
def test_a_rule_about_places_reads_its_example(rule):
    named, _ = found(rule.example)
    assert tuple(one.place_id for one in named) == rule.value


@pytest.mark.parametrize("rule", places.RULES, ids=lambda rule: rule.name)
def test_the_example_of_a_rule_about_places_depends_on_the_rule(rule, monkeypatch):
    others = tuple(one for one in places.RULES if one is not rule)
    before, _ = found(rule.example)
    monkeypatch.setattr(places, "RULES", others)
    places._signs.cache_clear()
    after, _ = found(rule.example)
    monkeypatch.undo()
    places._signs.cache_clear()
    assert before != after


@pytest.mark.parametrize("rule", people.RULES, ids=lambda rule: rule.name)
def test_a_rule_about_people_reads_its_example(rule):
    _, named = found(rule.example)
    assert tuple((one.title, one.name) for one in named) == rule.value
    assert rule.name in {one.rule for one in named}


@pytest.mark.parametrize("words", ["General Motors", "General Electric", "Major League", "Judge Advocate General"])
def test_what_only_begins_with_a_title_is_no_person(words):
    for text in (f"Officers of {words} met Minister Mori.", f"OFFICERS OF {words.upper()} MET MINISTER MORI."):
        assert [one.name.upper() for one in found(text)[1]] == ["MORI"]


@pytest.mark.parametrize("rule", people.EXCEPTIONS, ids=lambda rule: rule.name)
def test_an_exception_leaves_out_what_is_no_person(rule):
    _, named = found(rule.example)
    assert tuple((one.title, one.name) for one in named) == rule.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senator Jordan asked about Jordan.", ["Jordan"]),
        ("SENATOR JORDAN ASKED ABOUT AID TO JORDAN.", ["JORDAN"]),
        ("Mr. Paris's son and Mrs. Holland left Paris.", ["Paris"]),
        ("President Chad Smith spoke in Chad.", ["Chad"]),
        ("PRESIDENT CHAD SMITH SPOKE IN CHAD.", ["CHAD"]),
        ("Foreign Minister Paris Dupont left Paris. Ambassador Jordan stayed.", ["Paris"]),
        ("PRESIDENT JORDAN SAID TOLLS WOULD RISE IN JORDAN.", ["JORDAN"]),
        ("THE AMBASSADOR TOLD THE PRESIDENT JORDAN WOULD AGREE.", ["JORDAN"]),
        ("Kenneth Jordan left Jordan.", ["Jordan"]),
        ("KENNETH JORDAN LEFT EGYPT ISRAEL JORDAN.", ["EGYPT", "ISRAEL", "JORDAN"]),
        ("The Ambassador in Jordan told the Foreign Minister France would agree.", ["Jordan", "France"]),
        ("The Queen Elizabeth Hospital in London and Lake Victoria", ["London"]),
    ],
)
def test_a_surname_is_no_place(text, expected):
    assert [one.name for one in found(text)[0]] == expected


@pytest.mark.parametrize("region", ["North America", "Latin America", "West Africa", "Western Europe"])
def test_a_region_after_a_title_is_part_of_the_office(region):
    (person,) = found(f"The Director for {region} Kareth agreed.")[1]
    assert (person.title, person.name) == (f"Director for {region}", "Kareth")


@pytest.mark.parametrize(
    "text",
    [
        "He was born in the Queen Elizabeth Hospital.",
        "KING ABDULLAH UNIVERSITY OPENED.",
        "Queen Alia International Airport and the King Fahd Causeway were closed.",
        "Sheikh Zayed Road, King Hussein Bridge, the King David Hotel",
        "They fished in Lake VICTORIA.",
        "The Queen Mary General Hospital",
        "THE KING HUSSEIN MEDICAL CENTER TREATED HIM.",
    ],
)
def test_an_institution_is_no_person(text):
    assert found(text)[1] == ()


def test_rule_names_are_unique():
    for rules in (places.RULES, (*people.RULES, *people.EXCEPTIONS)):
        assert len({rule.name for rule in rules}) == len(rules)


def test_marked_texts():
    """No fewer are found, and no more are wrong, than the page says."""
    written = measured.REPORT.read_text(encoding="utf-8")
    assert written == measured.page(), "run `python -m benchmarks.mentions`"
    counted = measured.tallies()
    assert counted["places"].marked + counted["people"].marked > 200
    assert min(tally.precision for tally in counted.values()) > 0.95
    assert min(tally.recall for tally in counted.values()) > 0.9


@given(
    st.lists(
        st.tuples(st.sampled_from(CASES), st.sampled_from(["Petrov", "Mali", "IRAN", "U.S.", "İzmir", "Chad", "’"]))
    )
)
def test_spans_are_in_order_and_inside_the_text(pieces):
    text = " ".join(case.replace("{}", word) for case, word in pieces)
    for some in found(text):
        ends = 0
        for one in some:
            assert ends <= one.start < one.end <= len(text)
            assert " ".join(text[one.start : one.end].split()) == one.name
            ends = one.end


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text):
    found(text)


def test_only_subject_and_text_are_searched():
    text = """VZCZCXRO1234
O 121207Z MAY 06
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC IMMEDIATE 1963
INFO RUEHMO/AMEMBASSY MOSCOW PRIORITY 1012

C O N F I D E N T I A L TOKYO 002609

SIPDIS

E.O. 12958: DECL: 05/10/2026
TAGS: PREL, IR, JA
SUBJECT: TALKS ON IRAN
REF: A. LONDON 123
     B. PARIS 456

Classified By: Ambassador Jane Smithson. Reason: 1.4 (b)

1. (C) Minister Mori flew from Japan to Seoul.

2. (C) See TOKYO 2510. Embassy Tokyo will report.

SMITHSON
"""
    cable = parse_document(to_document(RawDocument("in", "", 1, text.encode())))
    assert [one.name for one in cable.place_mentions] == ["IRAN", "Japan", "Seoul"]
    assert [(one.title, one.name) for one in cable.person_mentions] == [("Minister", "Mori")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("THEY LEFT SAUDI\n  ARABIA.", ["SAUDI ARABIA"]),
        ("It rained in Côte d’Ivoire.", ["Côte d’Ivoire"]),
        ("Japan-ROK relations, Iran/Iraq and (Cuba)", ["Japan", "ROK", "Iran", "Iraq", "Cuba"]),
        ("Nigerians and Malians", []),
        ("The U.S. position is known in the U.S. and to the US.", ["U.S.", "US"]),
        ("IT IS CLEAR TO US THAT", []),
        ("1. Tokyo", ["Tokyo"]),
        ("The plant in Peru, Indiana, closed.", []),
        (
            "He flew to Turkey, Georgia and Lebanon, New Zealand after that.",
            ["Turkey", "Georgia", "Lebanon", "New Zealand"],
        ),
        ("", []),
    ],
)
def test_places_at_the_edges(text, expected):
    named, _ = found(text)
    assert [one.name for one in named] == expected


def test_seeds():
    rows = seed("places")
    assert len({row["place_id"] for row in rows}) == len(rows) < 6000
    countries = {row["country"] for row in seed("countries")}
    assert {row["country"] for row in rows if row["country"]} <= countries
    assert all(row["origin_source"] for row in rows)
    assert not lexicon.common_words() & lexicon.given_names()
    usual = {row["country"]: row["country_name"] for row in seed("countries")}
    assert all(row["name"] == usual[row["place_id"]] for row in rows if row["kind"] == "country")


@pytest.mark.parametrize(
    "piece",
    [
        "Georgia ",
        "U.S. ",
        "Deputy ",
        "Minister of the ",
        "Bob (protect) ",
        "Korea, Minister Petrov, ",
        "(",
        "Al KIMBARLEY, ",
    ],
)
def test_the_search_takes_linear_time(piece, cpu_seconds):
    found("")
    once, often = (cpu_seconds(lambda size=size: found(piece * size)) for size in (300, 3000))
    assert often < 40 * max(once, 0.001)
