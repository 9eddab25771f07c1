"""Reference lists: letters, left-out parts, years, what is not a cable, and where a list ends."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.cable import Context
from transforms.fields import references
from transforms.fields.reference_kinds import KINDS, kind_of
from transforms.fragments import parse_fragment

CITING = Context("07LIMA2000", 2007)


def read(text, context=CITING):
    return parse_fragment(references, f"{text}\n\n1. (U) Nothing to add.", context).value


def targets(text, context=CITING):
    return [(r.label, r.target) for r in read(text, context)]


@pytest.mark.parametrize("rule", KINDS, ids=lambda rule: rule.name)
def test_a_kind_is_recognized_by_its_example(rule):
    assert kind_of(rule.example) == (rule.value, rule.name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REF: A. QUITO 12 B. 05 QUITO 34", [("A", "07QUITO12"), ("B", "05QUITO34")]),
        ("REF: QUITO (A) 12 AND (B) 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REFS: QUITO A) 12 AND B) 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REF: QUITO (A) 12, (B) 34 AND LIMA (C) 77", [("A", "07QUITO12"), ("B", "07QUITO34"), ("C", "07LIMA77")]),
        (
            "REF: A. QUITO 12      C. LIMA 77\n     B. QUITO 34      D. 05 LIMA 9",
            [("A", "07QUITO12"), ("B", "07QUITO34"), ("C", "07LIMA77"), ("D", "05LIMA9")],
        ),
        ("REF: RIO DE JAN 138; PORT AU\nPRINCE 12", [("", "07RIODEJANEIRO138"), ("", "07PORTAUPRINCE12")]),
        ("REF: A) Rio de Janeiro \n\n 00723; B) QUITO 12", [("A", "07RIODEJANEIRO723"), ("B", "07QUITO12")]),
        ("REF: USUNESCO PARIS FR 87", [("", "07UNESCOPARISFR87")]),
        ("REF: (A) QUITO 12, (B) 2005 QUITO 34", [("A", "07QUITO12"), ("B", "05QUITO34")]),
        ("REFS: A) QUITO 12; B) QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("Ref: [A] Quito 12, [B] Quito 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REF: A. (A) QUITO 12\n¶B. (B) QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REF: A. REF A QUITO 12 B. REF B QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REF A QUITO 12\nREF B QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("Ref: A Quito 12, B Quito 34, C 05 Quito 56", [("A", "07QUITO12"), ("B", "07QUITO34"), ("C", "05QUITO56")]),
        ("REF: A. QUITO 12\n\n ¶B. LIMA 34\n\n C. ROME 5", [("A", "07QUITO12"), ("B", "07LIMA34"), ("C", "07ROME5")]),
        ("REF: 1) QUITO 12 2) QUITO 34", [("1", "07QUITO12"), ("2", "07QUITO34")]),
        ("REF A: QUITO 12\nREF B: 05 QUITO 34", [("A", "07QUITO12"), ("B", "05QUITO34")]),
        ("REF A - QUITO 12\nREF B - QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REFTEL: QUITO 12", [("", "07QUITO12")]),
        ("REF; QUITO 12", [("", "07QUITO12")]),
        ("REF - QUITO 12", [("", "07QUITO12")]),
        ("REFF: QUITO 12", [("", "07QUITO12")]),
        ("EF: QUITO 12", [("", "07QUITO12")]),
        ("REF STATE: 12345", [("", "07STATE12345")]),
        ("REFERENCE QUITO 123", [("", "07QUITO123")]),
        ("SUBJECT: FISHERIES TALKS OPENREF: A. QUITO 12 B. QUITO 34", [("A", "07QUITO12"), ("B", "07QUITO34")]),
        ("REF: STATE 06 12345, QUITO 2006-12", [("", "06STATE12345"), ("", "06QUITO12")]),
        ("REF: REF: QUITO 12", [("", "07QUITO12")]),
        ("REF: QUITO 12; QUITO 34;\n\nQUITO 56", [("", "07QUITO12"), ("", "07QUITO34"), ("", "07QUITO56")]),
        ("REF: ROME 12 SAO PAULO 34 2006 TEL AVIV 56", [("", "07ROME12"), ("", "07SAOPAULO34"), ("", "06TELAVIV56")]),
    ],
)  # fmt: skip
def test_letterings(text, expected):
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REF: STATE 12, 13 AND 14", ["07STATE12", "07STATE13", "07STATE14"]),
        ("REF: 05 QUITO 12 AND 13", ["05QUITO12", "05QUITO13"]),
        ("REF: A. QUITO 12 B. 13 AND PREVIOUS", ["07QUITO12", "07QUITO13"]),
        ("REF: A) 1999 B) QUITO 3", ["07LIMA1999", "07QUITO3"]),
        ("REF: QUITO 12-05", ["05QUITO12"]),
        ("REF: QUITO 12 (2005)", ["05QUITO12"]),
        ("REF: QUITO (05) 12", ["05QUITO12"]),
        ("REF: (05) QUITO 12", ["05QUITO12"]),
        ("REF: QUITO 0012 05, QUITO 0013 06", ["05QUITO12", "06QUITO13"]),
        ("REF: '05 QUITO 12", ["05QUITO12"]),
        ("REF: 05QUITO 0012", ["05QUITO12"]),
        ("REF: 05-QUITO-12", ["05QUITO12"]),
        ("REF: QUITO #12", ["07QUITO12"]),
        ("REF: 377 QUITO, 05 QUITO 12", ["07QUITO377", "05QUITO12"]),
        ("REF: (B)O5 QUIT0 O12", ["05QUITO12"]),
        ("REF: QUITO12", ["07QUITO12"]),
        ("REF: Bogata 12", ["07BOGOTA12"]),
        ("REF: STATE 255577 TOSEC 140323", ["07STATE255577"]),
        ("REF: AMEMBASSY QUITO 12 (NOTAL)", ["07QUITO12"]),
        ("REF: STATE 123, PARAS 3 AND 4; QUITO 12", ["07STATE123", "07QUITO12"]),
        ("REF: STATE 123/QUITO 12", ["07STATE123", "07QUITO12"]),
        ("REF: SAO PAULO 1059/1060", ["07SAOPAULO1059", "07SAOPAULO1060"]),
        ("REF: STATE 123 - HUMAN RIGHTS REPORT 2004", ["07STATE123"]),
        ("REF: A. STATE 123 DTG 012345Z MAY 07 B. QUITO 12", ["07STATE123", "07QUITO12"]),
        ("REF: HANOI 60 (FEW CHANGES AT THE 9TH PLENUM) HANOI 61 (A TITLE)", ["07HANOI60", "07HANOI61"]),
    ],
)
def test_left_out_and_misplaced_parts(text, expected):
    assert [target for _, target in targets(text)] == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REF: HALE-ORTIZ E-MAIL 3/11", "email"),
        ("REF: BANGKOK A-150", "airgram"),
        ("REF: STATE CA-3400", "airgram"),
        ("REF: USDAO QUITO IIR 6 842 0101 08", "iir"),
        ("REF: USCINCEUR 311200Z MAY 73", "other"),
        ("REF: PREVIOUS", "previous"),
        ("REF: A. USDAO QUITO 12", "other"),
        ("REF: 7 FAM 1310", "document"),
    ],
)
def test_what_is_no_cable_has_no_target(text, kind):
    (reference,) = read(text)
    assert (reference.kind, reference.target) == (kind, "")


def test_a_list_ends_before_the_prose_and_page_lines_are_no_references():
    text = "REF: QUITO 12\nLIMA 00002000 001.2 OF 003\n\n(SBU) This is the first of two; see LIMA 55 and 3 others."
    assert targets(text) == [("", "07QUITO12")]
    assert targets("REF: QUITO 12\nSensitive but unclassified, 2 pages.") == [("", "07QUITO12")]


def test_the_year_before():
    rules = {r.target: r.rule for r in read("REF: LIMA 2001, LIMA 3999, QUITO 9, 06 LIMA 7")}
    assert rules == {
        "07LIMA2001": "citing year",
        "06LIMA3999": "year before: serial above the citing cable's",
        "07QUITO9": "citing year",
        "06LIMA7": "year printed",
    }
    early = Context("07LIMA20", 2007, date=dt.date(2007, 1, 4))
    assert targets("REF: STATE 203879; QUITO 33", early) == [("", "06STATE203879"), ("", "07QUITO33")]


def test_serials_of_the_department_begin_anew_and_have_a_pace():
    assert targets("REF: STATE 33533", Context("09LIMA41", 2009, date=dt.date(2009, 2, 28))) == [("", "08STATE33533")]
    assert targets("REF: STATE 33533", Context("05LIMA41", 2005, date=dt.date(2005, 2, 28))) == [("", "05STATE33533")]
    assert targets("REF: STATE 33533", Context("09LIMA41", 2009, date=dt.date(2009, 4, 28))) == [("", "09STATE33533")]


def test_large_posts_of_the_1970s_and_journeys_have_a_pace_of_their_own():
    may = Context("79LIMA3344", 1979, date=dt.date(1979, 5, 16))
    assert targets("REF: PARIS 15590; TOSEC 50044", may) == [("", "79PARIS15590"), ("", "79TOSEC50044")]
    assert targets("REF: PARIS 15590", Context("07LIMA3344", 2007, date=dt.date(2007, 5, 16))) == [("", "06PARIS15590")]


@pytest.mark.parametrize("second", [" TOSEC 140323", "/TOSEC 140323", " / TOSEC 140323"])
def test_a_second_number_in_the_series_of_a_journey_is_no_second_telegram(second):
    assert targets(f"REF: A. STATE 255577{second}; B. QUITO 12") == [("A", "07STATE255577"), ("B", "07QUITO12")]


@pytest.mark.parametrize("year", ["2007", "2006"])
def test_a_year_and_previous_is_no_serial(year):
    first, second = read(f"REF: A. LIMA 1817 AND PREVIOUS\n¶B. {year} AND PREVIOUS")
    assert (first.target, second.kind, second.target) == ("07LIMA1817", "previous", "")
    assert targets(f"REF: A. QUITO 12 B. {year}") == [("A", "07QUITO12"), ("B", f"07QUITO{year}")]


def test_without_any_year_a_cable_has_no_target():
    (reference,) = read("REF: QUITO 12", Context())
    assert (reference.kind, reference.target, reference.rule) == ("cable", "", "no year")


def test_a_list_put_above_the_classification_line():
    text = "SUBJECT: A VISIT\n\nREF: A) STATE 856 B) STATE 861\n\nC O N F I D E N T I A L LIMA 002000\n\n1. (C) Text."
    assert [r.target for r in parse_fragment(references, text, CITING).value] == ["07STATE856", "07STATE861"]


def test_statuses():
    assert parse_fragment(references, "SUBJECT: A\n\n1. (U) B").status == "absent"
    none = parse_fragment(references, "REF: NONE\n\n1. (U) B")
    assert (none.value, none.status, none.rule) == ((), "ok", "none")
    assert parse_fragment(references, "REF: ...\n\n1. (U) B").status == "unparsed"


@pytest.mark.parametrize(
    ("below", "kinds"),
    [
        ("BACKGROUND", ["cable", "cable"]),
        ("The View from the Ministry", ["cable", "cable"]),
        ("HALE BRANDT TELCON", ["cable", "cable", "telcon"]),
        ("C. BRANDT E-MAIL", ["cable", "cable", "email"]),
    ],
)
def test_a_heading_directly_below_the_list_does_not_belong_to_it(below, kinds):
    text = f"REF: A. 87 LONDON 5305\n     B. 1985 BOGOTA 1045\n{below}\n1. (C) Growers met."
    found = parse_fragment(references, text, CITING).value
    assert [reference.kind for reference in found] == kinds


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("REF:ABC. ()¶\n;,&-/'0127QUITO STATE"), max_size=200))
def test_any_list_gives_an_answer(text):
    for reference in read(f"REF: {text}"):
        assert reference.raw
        assert not reference.target or reference.kind == "cable"


PIECES = (
    "(",
    "A. ",
    "¶B. ",
    "12 ",
    "QUITO ",
    "QUITO 12 ",
    "05 ",
    "12, ",
    " ",
    "\n \n",
    "A-",
    "/",
    "O",
    "\r",
    "\nREF: A",
)


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_length_only(piece):
    def seconds(size: int) -> float:
        text = "REF: " + piece * (size // len(piece))
        start = time.process_time()
        parse_fragment(references, text, CITING)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(200_000) < 2.0


def test_letters_in_a_serial_are_read_as_the_digits_they_look_like():
    assert targets("REF: A. 95 LAGOS 76O2, B. 94 ABUJA 1l18") == [("A", "95LAGOS7602"), ("B", "94ABUJA1118")]
