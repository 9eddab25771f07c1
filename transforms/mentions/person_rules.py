"""The forms in which a text names a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonRule:
    """One way to name a person. In `example`, this rule finds the people in `value`, as (title, name).

    An exception has signs that no person is meant: words `before` a name or `after` its first word, separated by `|`.
    """

    name: str
    note: str
    example: str
    value: tuple[tuple[str, str], ...]
    before: str = ""
    after: str = ""


RULES = (
    PersonRule(
        "title before name",
        "a title or rank, perhaps with its office, then the name",
        "The Deputy Minister of Foreign Affairs Ruslan Petrov and Gen. K. Osei met PM Tanaka.",
        (("Deputy Minister of Foreign Affairs", "Ruslan Petrov"), ("Gen.", "K. Osei"), ("PM", "Tanaka")),
    ),
    PersonRule(
        "title of people before a place",
        "a surname that is also a country or capital, after a title that is never followed by a place",
        "Senator Jordan and Mr. Paris flew to Paris.",
        (("Senator", "Jordan"), ("Mr.", "Paris")),
    ),
    PersonRule(
        "second name after title",
        "a title in the plural, then two names",
        "Ambassadors Whitcomb and Delaney agreed.",
        (("Ambassadors", "Whitcomb"), ("Ambassadors", "Delaney")),
    ),
    PersonRule(
        "name before title",
        "a given name and a surname, a comma, then the title",
        "We met Jana Krizova, Director of the Trade Office.",
        (("Director", "Jana Krizova"),),
    ),
    PersonRule(
        "surname in capitals",
        "in a text with small letters, a given name and a surname in capitals",
        "Poloff saw Oksana DOROSHENKO twice.",
        (("", "Oksana DOROSHENKO"),),
    ),
    PersonRule(
        "surname first",
        "in a text with small letters, a surname in capitals, a comma, and a given name",
        "Post has no record of PETRENKO, Ivan in its files.",
        (("", "PETRENKO, Ivan"),),
    ),
    PersonRule(
        "name marked protect",
        "the name beside a protect marking",
        "According to Vesna Dragovic (strictly protect) talks failed.",
        (("", "Vesna Dragovic"),),
    ),
)

EXCEPTIONS = (
    PersonRule(
        "institution",
        "no person: a hospital, university, airport or bridge called after one",
        "Queen Elizabeth opened the King Abdullah University, not the Queen Elizabeth Hospital.",
        (("Queen", "Elizabeth"),),
        after="HOSPITAL|CLINIC|UNIVERSITY|COLLEGE|SCHOOL|ACADEMY|INSTITUTE|FOUNDATION|LIBRARY|MUSEUM|CENTER|CENTRE"
        "|AIRPORT|AIRBASE|AIRFIELD|CAUSEWAY|BRIDGE|ROAD|AVENUE|BOULEVARD|HIGHWAY|SQUARE|HOTEL|STADIUM|MOSQUE"
        "|CATHEDRAL|FALLS|ISLAND|INTERNATIONAL AIRPORT|MEMORIAL HOSPITAL|MEDICAL CENTER|MEDICAL CITY"
        "|MILITARY HOSPITAL|TEACHING HOSPITAL|AIR BASE|GENERAL HOSPITAL|NATIONAL HOSPITAL"
        "|TECHNICAL UNIVERSITY|MILITARY ACADEMY|STATE UNIVERSITY",
    ),
    PersonRule(
        "lake or mountain",
        "no person: a lake, mountain or hotel whose name is in capitals in a text with small letters",
        "Anthony WHITCOMB fished in Lake VICTORIA.",
        (("", "Anthony WHITCOMB"),),
        before="LAKE|MOUNT|CAPE|FORT|PORT|HOTEL|RIVER|ISLAND|CAMP|HOSPITAL|UNIVERSITY|AIRPORT",
    ),
)
