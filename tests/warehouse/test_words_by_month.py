"""Words by month, first mentions and vanishing words: on tiny inputs, and counted a second time."""

import datetime as dt
import re
from collections import Counter

import pytest

from schemas.tables import DERIVED_TABLES
from tests.warehouse.test_near_duplicates import GONE, Warehouse
from warehouse import text_tables
from warehouse.views import create_views, views

STOP_WORDS = {"the", "and", "they"}


class Dated(Warehouse):
    """A warehouse of texts whose cables have dates: (date or None, text) by id."""

    def __init__(self, cables):
        self.dates = {}
        self._given = cables
        super().__init__({cable_id: text for cable_id, (_, text) in cables.items()})

    def change(self, cables):
        self._given = cables
        super().change({cable_id: text for cable_id, (_, text) in cables.items()})

    def _write(self, texts):
        super()._write(texts)
        for cable_id, (date, _) in self._given.items():
            self.dates[cable_id] = date
            self.connection.execute("UPDATE cables SET date = CAST($1 AS DATE) WHERE cable_id = $2", [date, cable_id])

    def words(self):
        return set(self.connection.execute("FROM words_by_month").fetchall())

    def built_again(self):
        for table in DERIVED_TABLES:
            self.connection.execute(f"DROP TABLE {table.name}")
        text_tables.build(self.connection)
        return self.words()

    def view(self, name):
        [wanted] = [view for view in views() if view.name == name]
        create_views(self.connection, [wanted], keep=True)
        return self.connection.execute(f"FROM {name}").fetchall()  # noqa: S608


def counted_again(warehouse):
    counts = Counter()
    for cable_id, text in warehouse.texts.items():
        if date := warehouse.dates[cable_id]:
            month = dt.date.fromisoformat(date).replace(day=1)
            words = set(re.findall(r"[^\W_]+", text.lower()))
            counts.update((w, month) for w in words if w.isalpha() and 3 <= len(w) <= 30 and w not in STOP_WORDS)
    return {(word, month, cables) for (word, month), cables in counts.items()}


def test_words_by_month():
    warehouse = Dated({
        "06A1": ("2006-01-05", "The wheat, and WHEAT of 2006: no x9z"),
        "06A2": ("2006-01-31", "wheat"),
        "06A3": ("2006-03-01", "Wheat and rye"),
        "06A4": (None, "wheat"),
        "06A5": ("2006-03-02", None),
        "06A6": ("2006-03-02", "a" * 31),
    })  # fmt: skip
    january, march = dt.date(2006, 1, 1), dt.date(2006, 3, 1)
    assert warehouse.words() == {("wheat", january, 2), ("wheat", march, 1), ("rye", march, 1)}


def test_words_of_the_head_do_not_count():
    warehouse = Dated(
        {"06A1": ("2006-01-05", "TAGS: EAGR\nSUBJECT: rye\n\n1. Wheat.\n\n2. Maize."), "06A2": (None, "")}
    )
    warehouse.connection.execute("UPDATE cables SET subject = 'Rye' WHERE cable_id = '06A1'")
    warehouse.connection.execute("""
        INSERT INTO paragraphs (cable_id, document_id, ordinal, text) VALUES
        ('06A1', '06A1', 1, 'Wheat.'), ('06A1', '06A1', 2, 'Maize.'), ('06A2', '06A2', 1, 'Oats.')
    """)
    rebuilt = warehouse.built_again()
    assert {word for word, _, _ in rebuilt} == {"rye", "wheat", "maize"}


def test_words_are_folded_as_the_search_folds_them():
    assert {row[0] for row in Dated({"06A1": ("2006-01-05", "Élysée ÉLYSÉE elysee Straße")}).words()} == {
        "elysee", "strasse",
    }  # fmt: skip


@pytest.mark.parametrize("cables", [{}, {"06A1": (None, "wheat")}, {"06A1": ("2006-01-05", "")}])
def test_nothing_to_count(cables):
    warehouse = Dated(cables)
    assert warehouse.words() == set()
    assert warehouse.view("first_mentions") == warehouse.view("vanishing_words") == []


def test_changes_leave_what_a_whole_build_gives():
    days = ("2006-01-05", "2006-01-06", "2006-02-01", None)
    warehouse = Dated({f"06A{n}": (days[n % 4], f"wheat and rye {'maize ' * n}") for n in range(8)})
    assert warehouse.words() == counted_again(warehouse)
    warehouse.change({"06A1": ("2006-03-01", "they said wheat"), "06A2": (None, GONE), "06A9": ("2006-02-03", "oats")})
    assert warehouse.words() == counted_again(warehouse)
    warehouse.change({f"06A{n}": (None, GONE) for n in range(10)})
    assert warehouse.words() == set()


def months(first, number):
    """The first day of so many months from this one on."""
    year, month = first
    return [f"{year + (month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02}-01" for n in range(number)]


def test_first_mentions():
    """Two years of a cable a month; `wheat` is in all of them, other words begin at different times."""
    days = months((2005, 1), 36)
    said = {day: ["wheat"] for day in days}
    for day in days[11:17]:
        said[day].append("early")  # first in the twelfth month, within the first year
    for day in days[12:17]:
        said[day].append("maize")  # five cables from the thirteenth month on
    for day in (*days[12:16], days[24]):
        said[day].append("rare")  # the fifth is in the next year
    for day in days[31:36]:
        said[day].append("barley")
    warehouse = Dated({f"05A{n}": (day, " ".join(words)) for n, (day, words) in enumerate(said.items())})
    day = dt.date.fromisoformat
    assert warehouse.view("first_mentions") == [
        ("barley", day("2007-08-01"), 5, 5, 1.0, day("2007-12-01")),
        ("maize", day("2006-01-01"), 5, 5, 5 / 12, day("2006-05-01")),
    ]
    assert warehouse.view("vanishing_words") == [
        ("early", day("2006-05-01"), 6, 6, 0.5, day("2005-12-01")),
        ("maize", day("2006-05-01"), 5, 5, 5 / 12, day("2006-01-01")),
    ]


def test_vanishing_words_mirror_first_mentions():
    """A collection read backwards in time loses what it gained."""
    days = months((2004, 1), 60)
    texts = [" ".join(word for word in WORDS if (n * 7 + len(word)) % 5 and START[word] <= n) for n in range(60)]
    forward = Dated({f"04A{n}": (day, text) for n, (day, text) in enumerate(zip(days, texts, strict=True))})
    backward = Dated({f"04A{n}": (day, text) for n, (day, text) in enumerate(zip(days, texts[::-1], strict=True))})
    gained = {(row[0], *row[2:5]) for row in forward.view("first_mentions")}
    assert gained
    assert gained == {(row[0], *row[2:5]) for row in backward.view("vanishing_words")}


def test_no_word_is_new_after_a_gap_or_lost_before_one():
    """Two years without cables; `maize` is in all after them, `oats` in all before, `rye` from a year later on."""
    days = months((2001, 1), 84)
    cables = {}
    for n, day in enumerate(days):
        if n < 30:
            cables[f"01A{n}"] = (day, "wheat oats")
        elif n >= 54:
            cables[f"01A{n}"] = (day, "wheat maize rye" if n >= 66 else "wheat maize")
    warehouse = Dated(cables)
    assert [row[0] for row in warehouse.view("first_mentions")] == ["rye"]
    assert warehouse.view("vanishing_words") == []


START = {"wheat": 0, "maize": 11, "barley": 12, "oats": 13, "rye": 30, "sorghum": 50, "millet": 58}
WORDS = tuple(START)
