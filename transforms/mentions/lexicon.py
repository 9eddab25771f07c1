"""The words that mentions are made of, from schemas/seeds: places, titles, given names, words in common use."""

# ruff: noqa: SIM905  words are listed as text

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms.mentions.place_rules import RULES

_SIGNS = re.compile(r"[^\w]+")


class Named(NamedTuple):
    """A name of a place: its words after the first two, in capitals, and the place.

    `is_word`: the name is also a word or a person's name, so it needs a sign that the place is meant. `has_rule`: it
    needs one, or a rule is about this very name.
    """

    rest: tuple[bytes, ...]
    place_id: str
    name: str
    is_country: bool
    is_word: bool
    has_rule: bool


@cache
def places_by_first_words() -> dict[str, tuple[Named, ...]]:
    """The names of all places by their first two words, as usually written; the names with the most words come first.

    An abbreviation is in capitals. If places share a name, the first in the file is meant. A name with letters
    that Latin 1 lacks is found by its plain spelling only.
    """
    found: dict[str, dict[tuple[bytes, ...], Named]] = {}
    about = {name for rule in RULES for name in rule.names.split("|")}
    for row in seed("places"):
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            words = _SIGNS.sub(" ", name).split()
            if any(ord(letter) > 255 for letter in name):
                continue
            rest = tuple(word.upper().encode("latin-1") for word in words[2:])
            full, is_word = " ".join(words).upper(), bool(row["is_word"])
            has_rule = is_word or full in ABBREVIATED or full in PEOPLE_TOO or full in about
            named = Named(rest, row["place_id"], full, "country" in row["kind"], is_word, has_rule)
            found.setdefault(" ".join(words[:2]), {}).setdefault(rest, named)
    return {first: tuple(sorted(names.values(), key=lambda named: -len(named.rest))) for first, names in found.items()}


@cache
def place_words() -> frozenset[str]:
    """Place names of one word, in capitals."""
    return frozenset(
        named.name
        for names in places_by_first_words().values()
        for named in names
        if " " not in named.name and not named.is_word
    )


@cache
def countries_and_capitals() -> frozenset[str]:
    """The names of countries and capitals that have one word, in capitals."""
    names = (
        name for row in seed("places") if row["kind"] != "city" for name in (row["name"], *row["aliases"].split("|"))
    )
    return frozenset(name.upper() for name in names if name.isalpha())


@cache
def titles() -> dict[str, str]:
    """Titles that come before a name, in capitals, and how they are written: `small` if in small letters too."""
    return {row["title"]: row["kind"] for row in seed("titles_of_people") if row["kind"] in ("small", "capital")}


@cache
def qualifiers() -> frozenset[str]:
    """Words that come before a title or after its `of`, in capitals: deputy, foreign, defense, affairs."""
    return frozenset(row["title"] for row in seed("titles_of_people") if row["kind"] == "qualifier")


def spellings(title: str) -> tuple[str, ...]:
    """How a title may be printed in a text in capitals and small letters."""
    usual = title if titles()[title] == "capital" and len(title) <= 3 and title in _CAPITALS else title.capitalize()
    return (title, usual, title.lower()) if titles()[title] == "small" else (title, usual)


# titles that are abbreviations and never in small letters
_CAPITALS = frozenset(("PM", "FM", "DPM", "DFM", "VFM", "CDA", "DCM", "DAS", "CEO", "PAO"))


@cache
def common_words() -> frozenset[str]:
    """Common words that are not names, in capitals."""
    return frozenset(row["word"].upper() for row in seed("common_words"))


@cache
def given_names() -> frozenset[str]:
    """Frequent given names, in capitals."""
    return frozenset(row["name"].upper() for row in seed("given_names"))


# words that are never part of a name, in any case
NO_NAMES = frozenset(
    """A AN THE THIS THAT THESE THOSE HIS HER ITS THEIR OUR MY YOUR HE SHE IT WE THEY I YOU WHO WHOM WHICH WHAT
    WHEN WHERE WHY HOW IF THEN THAN SO AS AT BY FOR FROM IN INTO OF OFF ON ONTO OUT OVER TO UP UPON WITH WITHIN
    WITHOUT ABOUT AFTER AGAINST AMONG BEFORE BEHIND BETWEEN BEYOND DURING PER SINCE THROUGH TOWARD TOWARDS UNDER
    UNTIL VIA AND OR BUT NOR YET NOT NO IS ARE WAS WERE BE BEEN BEING AM HAS HAVE HAD DO DOES DID WOULD COULD
    SHOULD MUST MIGHT SHALL CAN CANNOT WILL MAY ALSO BOTH EACH EVERY ALL ANY SOME SUCH OTHER ONLY VERY MORE MOST
    LESS JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JAN FEB MAR APR JUN
    JUL AUG SEP SEPT OCT NOV DEC MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY TODAY YESTERDAY
    TOMORROW SUMMARY COMMENT END BEGIN NOTE ACTION EMBASSY POST SUBJECT REF REFTEL REFTELS PARA GOVERNMENT PARTY
    PARLIAMENT COUNCIL COMMITTEE CONFERENCE ASSEMBLY LEAGUE MOTORS ELECTRIC ADVOCATE HOSPITAL UNIVERSITY COLLEGE AIRPORT
    US USG USA UN EU NATO USAID UNSC GOVT SIPDIS NOFORN EXDIS NODIS LIMDIS CONFIDENTIAL SECRET UNCLASSIFIED
    UNCLAS""".split()
)
# the United States, which may be an adjective
ABBREVIATED = frozenset(("US", "U S"))
# places that are also given names
PEOPLE_TOO = frozenset(
    ["CHAD", "JORDAN", "GEORGIA", "SOFIA", "SANTIAGO", "MILAN", "FLORENCE", "SYDNEY", "AUSTIN", "DALLAS"]
)
PARTICLES = frozenset(
    """AL EL BIN BEN IBN BINT ABU ABD VAN VON DER DEN DE DI DA DO DOS DAS DU DEL DELLA LA LE LAS LOS TEN TER""".split()
)


@cache
def no_names() -> frozenset[str]:
    """Words, in capitals, that are never part of a name in a text with small letters."""
    return NO_NAMES | titles().keys() | qualifiers() | (countries_and_capitals() - given_names())


@cache
def before_titles() -> frozenset[str]:
    """Words, in capitals, that belong to a title if they come directly before one."""
    return qualifiers() | titles().keys()
