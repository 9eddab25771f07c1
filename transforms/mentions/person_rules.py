"""The forms in which a text names a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonRule:
    """One way a person is named. `example` holds the people of `value`, as (title, name), found by this rule."""

    name: str
    note: str
    example: str
    value: tuple[tuple[str, str], ...]


RULES = (
    PersonRule(
        "title before name",
        "a title or rank, perhaps with its office, then the name",
        "The Deputy Minister of Foreign Affairs Ruslan Petrov and Gen. K. Osei met PM Tanaka.",
        (("Deputy Minister of Foreign Affairs", "Ruslan Petrov"), ("Gen.", "K. Osei"), ("PM", "Tanaka")),
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
