"""Near-duplicate texts: the pairs that MinHash finds are those of the full comparison, and stay so as cables change."""

import itertools
import random

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.derived import sql_columns
from schemas.tables import CABLES, PARAGRAPHS, TEXTS
from warehouse import text_tables
from warehouse.fingerprints import WORDS, keys, shingles
from warehouse.near_duplicates import LEAST_SIMILARITY, MOST_COMPARED, similarity
from warehouse.search_query import analyzer, composed
from warehouse.words import words_of

WORD_LIST = [
    f"{a}{b}{c}" for a in ("ba", "do", "fi", "gu", "ke", "lo", "mi") for b in "rstvz" for c in ("an", "el", "o")
]

GONE = "(gone)"


def texts_like_these(number, seed=1):
    """Texts of invented words, a third of which are copies of earlier ones with some words changed."""
    chance = random.Random(seed)
    texts = []
    for place in range(number):
        if place and chance.random() < 0.35:
            words = list(chance.choice(texts))
            for _ in range(chance.choice((0, 1, 2, 5, 12))):
                words[chance.randrange(len(words))] = chance.choice(WORD_LIST)
        else:
            words = chance.choices(WORD_LIST, k=chance.randint(20, 200))
        texts.append(words)
    return [" ".join(words) for words in texts]


def compared_in_full(texts):
    """The near-duplicates among texts by id, found without any of the package's code."""
    sets = {}
    for cable_id, text in texts.items():
        words = text.lower().split()
        sets[cable_id] = {tuple(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1)}
    holders = {}
    for cable_id, shingles_of_it in sets.items():
        for shingle in shingles_of_it:
            holders.setdefault(shingle, []).append(cable_id)
    common = {}
    for ids in holders.values():
        for pair in itertools.combinations(sorted(ids), 2):
            common[pair] = common.get(pair, 0) + 1
    found = {(a, b): n / (len(sets[a]) + len(sets[b]) - n) for (a, b), n in common.items()}
    return {pair: value for pair, value in found.items() if value >= LEAST_SIMILARITY}


class Warehouse:
    """Texts and cables in plain DuckDB, with the tables that are made from them."""

    def __init__(self, texts):
        self.connection = duckdb.connect()
        for table in (CABLES, PARAGRAPHS, TEXTS):
            self.connection.execute(f"CREATE TABLE {table.name} ({sql_columns(table)})")
        self.texts = {}
        self._write(texts)
        text_tables.build(self.connection)

    def change(self, texts):
        """Write texts by id, in place of those with the same id; GONE takes one away."""
        self.connection.execute("CREATE OR REPLACE TEMP TABLE changed (cable_id VARCHAR)")
        self.connection.executemany("INSERT INTO changed VALUES (?)", [[cable_id] for cable_id in texts])
        text_tables.withdraw(self.connection, "changed")
        self._write(texts)
        text_tables.add(self.connection, "changed")

    def _write(self, texts):
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE given (cable_id VARCHAR, document_id VARCHAR, body VARCHAR)"
        )
        rows = [[cable_id, cable_id, text] for cable_id, text in texts.items()]
        if rows:
            self.connection.executemany("INSERT INTO given VALUES (?, ?, ?)", rows)
        self.connection.execute("""
            DELETE FROM cables WHERE cable_id IN (SELECT cable_id FROM given);
            DELETE FROM texts WHERE cable_id IN (SELECT cable_id FROM given);
            DELETE FROM given WHERE body = '(gone)';
            INSERT INTO cables BY NAME SELECT cable_id, document_id FROM given;
            INSERT INTO texts BY NAME FROM given;
        """)
        self.texts = {key: text for key, text in {**self.texts, **texts}.items() if text != GONE}

    def pairs(self):
        found = self.connection.execute("SELECT cable_id, other_id, similarity FROM text_pairs").fetchall()
        assert len({row[:2] for row in found}) == len(found)
        return {(a, b): value for a, b, value in found}


def test_equal_to_the_full_comparison_of_1000_texts():
    texts = {f"06TOKYO{n}": text for n, text in enumerate(texts_like_these(1000))}
    expected = compared_in_full(texts)
    assert len(expected) > 150
    assert min(expected.values()) < 0.85
    assert Warehouse(texts).pairs() == expected


def test_changes_leave_what_a_whole_build_gives():
    pool = texts_like_these(120, seed=2)
    chance = random.Random(3)
    warehouse = Warehouse({f"06ROME{n}": text for n, text in enumerate(pool[:60])})
    for _ in range(4):
        ids = [f"06ROME{chance.randrange(90)}" for _ in range(12)]
        warehouse.change({cable_id: chance.choice((GONE, *chance.sample(pool, 3))) for cable_id in ids})
        whole = Warehouse(warehouse.texts)
        assert warehouse.pairs() == whole.pairs() == compared_in_full(warehouse.texts)


def test_of_many_texts_that_are_the_same_each_is_compared_with_the_first():
    texts = {f"06PARIS{n:03}": "the quick brown fox jumps over the lazy dog" for n in range(MOST_COMPARED + 1)}
    warehouse = Warehouse(texts)
    assert warehouse.pairs() == {("06PARIS000", cable_id): 1.0 for cable_id in list(texts)[1:]}
    warehouse.change({"06PARIS000": GONE})
    assert len(warehouse.pairs()) == MOST_COMPARED * (MOST_COMPARED - 1) / 2
    assert warehouse.pairs() == Warehouse(warehouse.texts).pairs()


def test_groups_that_grow_and_shrink_around_the_bound_leave_what_a_whole_build_gives():
    chance = random.Random(5)
    forms = [" ".join(chance.choices(WORD_LIST, k=60)) for _ in range(2)]
    copies = [f"{form} {' '.join(chance.choices(WORD_LIST, k=2))}" for form in forms for _ in range(60)]
    warehouse = Warehouse({f"06ROME{n:03}": copies[n] for n in range(120)})
    sizes = set()
    for _ in range(8):
        ids = [f"06ROME{chance.randrange(120):03}" for _ in range(30)]
        gone = chance.choice((0.1, 0.9))
        warehouse.change({one: GONE if chance.random() < gone else chance.choice(copies) for one in ids})
        assert warehouse.pairs() == Warehouse(warehouse.texts).pairs()
        keys_held = "SELECT count(*) AS texts FROM (SELECT unnest(keys) AS key FROM text_fingerprints) GROUP BY key"
        sizes |= {row[0] for row in warehouse.connection.execute(keys_held).fetchall()}
    assert min(sizes) < MOST_COMPARED < max(sizes)


def test_case_accents_and_signs_make_no_difference():
    one = "1. (C) SUMMARY: The Élysée's envoy-designate met growers on February 12, they said."
    other = "1 C\nsummary the elysees envoy designate MET growers; on february 12 they said"
    assert Warehouse({"06A1": one, "06A2": other.replace("elysees", "elysee s")}).pairs() == {("06A1", "06A2"): 1.0}


@pytest.mark.parametrize("text", ["", "four words are few", None])
def test_a_text_of_fewer_words_than_a_shingle_is_in_no_pair(text):
    assert Warehouse({"06A1": text, "06A2": text}).pairs() == {}


@given(st.lists(st.text(st.sampled_from("aBz09 _-.,'\n\x00éÉßǅİıﬁ漢Ωя") | st.characters(codec="utf-8"), max_size=80)))
def test_words_are_those_of_the_search(texts):
    found = words_of(pa.array(texts, pa.string()))
    by_text = [[] for _ in texts]
    for number, word in zip(found.text.tolist(), found.word.to_list(), strict=True):
        by_text[number].append(word)
    assert by_text == [analyzer().analyze(composed(text)) for text in texts]


def test_words_of_a_slice_are_those_of_its_texts():
    texts = pa.array(["one", "TWO words", None, "drei Wörter hier", "five"])
    assert words_of(texts.slice(1, 3)).word.to_list() == ["two", "words", "drei", "worter", "hier"]


@given(st.lists(st.sampled_from(WORD_LIST[:12]), max_size=40), st.lists(st.sampled_from(WORD_LIST[:12]), max_size=40))
def test_similarity_is_that_of_the_sets_of_shingles(one, other):
    sets = [{tuple(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1)} for words in (one, other)]
    hashes, offsets = shingles(words_of(pa.array([" ".join(one), " ".join(other)])))
    found = [np.unique(hashes[start:end]) for start, end in itertools.pairwise(offsets)]
    assert [len(each) for each in found] == [len(each) for each in sets]
    if sets[0] | sets[1]:
        assert similarity(*found) == len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_a_text_has_the_same_keys_in_any_company():
    alone = keys(*shingles(words_of(pa.array(["the quick brown fox jumps over the lazy dog"]))))
    among = keys(
        *shingles(
            words_of(pa.array(["", "some other text of six words", "The quick brown fox jumps over the lazy dog"]))
        )
    )
    assert (alone[0] == among[2]).all()
