"""Near-duplicates, first mentions and vanishing words, computed from the texts alone."""

import csv
import re
import unicodedata
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from tests.warehouse.test_near_duplicates import compared_in_full

SEED = Path(__file__).parents[3] / "schemas" / "seeds" / "stop_words.csv"
STOP_WORDS = {row["word"] for row in csv.DictReader(SEED.read_text(encoding="utf-8").splitlines())}


def words(text):
    letters = (c for c in unicodedata.normalize("NFD", text or "") if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", "".join(letters).lower())


def year_after(month, years=1):
    return month.replace(year=month.year + years)


@pytest.fixture(scope="module")
def months_of(both):
    """The month of each cable that holds a word, by word; and of all cables."""
    dates = {row["cable_id"]: row["date"].replace(day=1) for row in both.tables["cables"] if row["date"]}
    prose = {}
    for row in both.tables["paragraphs"]:
        prose.setdefault(row["cable_id"], []).append(row["text"])
    subjects = {row["cable_id"]: row["subject"] or "" for row in both.tables["cables"]}
    found = {}
    for row in both.tables["texts"]:
        if month := dates.get(row["cable_id"]):
            said = prose.get(row["cable_id"], [row["body"] or ""])
            for word in set(words("\n".join([subjects[row["cable_id"]], *said]))):
                if word.isalpha() and 3 <= len(word) <= 30 and word not in STOP_WORDS:
                    found.setdefault(word, []).append(month)
    return found, list(dates.values())


def test_words_by_month(both, months_of):
    shown = both.connection.execute("FROM words_by_month").fetchall()
    counted = {(word, month): cables for word, held in months_of[0].items() for month, cables in Counter(held).items()}
    assert {(word, month): cables for word, month, cables in shown} == counted


def test_first_mentions(both, months_of):
    held, traffic = months_of
    expected = {}
    for word, months in held.items():
        first = min(months)
        then = sum(month < year_after(first) for month in months)
        if then >= 5 and first >= year_after(min(traffic)):
            sent = sum(first <= month < year_after(first) for month in traffic)
            before = sum(year_after(first, -1) <= month < first for month in traffic)
            if Fraction(then, sent) * before < 5:
                continue
            expected[word] = (first, len(months), then, then / sent, max(months))
    assert {row[0]: row[1:] for row in both.connection.execute("FROM first_mentions").fetchall()} == expected
    assert expected


def test_vanishing_words(both, months_of):
    held, traffic = months_of
    expected = {}
    for word, months in held.items():
        last = max(months)
        then = sum(month > year_after(last, -1) for month in months)
        if then >= 5 and last <= year_after(max(traffic), -1):
            sent = sum(year_after(last, -1) < month <= last for month in traffic)
            after = sum(last < month <= year_after(last) for month in traffic)
            if Fraction(then, sent) * after < 5:
                continue
            expected[word] = (last, len(months), then, then / sent, min(months))
    assert {row[0]: row[1:] for row in both.connection.execute("FROM vanishing_words").fetchall()} == expected


def test_near_duplicates(both):
    texts = {row["cable_id"]: " ".join(words(row["body"])) for row in both.tables["texts"]}
    shown = both.connection.execute("SELECT * EXCLUDE (subject, other_subject) FROM near_duplicates").fetchall()
    expected = compared_in_full(texts)
    assert {tuple(sorted(row[:2])): row[2] for row in shown} == expected
    cables = {row["cable_id"]: row for row in both.tables["cables"]}
    for cable_id, other_id, _, date, other_date, days, post, other_post, is_same_post in shown:
        one, other = cables[cable_id], cables[other_id]
        assert (one["date"], one["post"], other["date"], other["post"]) == (date, post, other_date, other_post)
        assert days == ((other_date - date).days if date and other_date else None)
        assert days is None or days > 0 or (days == 0 and cable_id < other_id)
        assert is_same_post == (post == other_post if post and other_post else None)
