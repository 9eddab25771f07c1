"""Passages that a search shows: where they begin and end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.search_hits import beginning, passage

LONG = "the talks that the ministers of both sides had postponed three times since the spring " * 3
TEXTS = {
    "its sentence is near": ("Gen. Ramos left. The tariff on BEEF rose.", "The tariff on BEEF rose."),
    "a paragraph": ("1. (C) Prices fell\n\nafter that BEEF rose", "after that BEEF rose"),
    "an abbreviation ends no sentence": ("Talks ended. The U.S. Embassy sold BEEF.", "The U.S. Embassy sold BEEF."),
    "a number and a short word end one": ("We met on May 9. He saw it. BEEF rose.", "BEEF rose."),
    "the number of a paragraph ends none": ("Talks ended.\n2. BEEF rose.", "Talks ended.\n2. BEEF rose."),
    "what was said": ("He said \u201cno.\u201d Then BEEF rose.", "Then BEEF rose."),
    "a long sentence": (
        f"Then {LONG}BEEF rose.",
        "… of both sides had postponed three times since the spring BEEF rose.",
    ),
    "no sentence in reach": (
        f"{LONG}BEEF {LONG}",
        "… of both sides had postponed three times since the spring BEEF the talks",
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_passage_begins_with_a_sentence_or_with_a_word(case):
    text, expected = TEXTS[case]
    filler = "The committee met again in the capital and agreed on nothing at all. " * 4
    at = len(filler) + text.index("BEEF")
    assert passage(filler + text, at, at + 4).startswith(expected)


def test_a_passage_ends_with_a_sentence_or_with_a_word():
    whole = "BEEF rose. " + "The committee met again in the capital and agreed. " * 9
    assert passage(whole, 0, 4).endswith(" agreed.") and len(passage(whole, 0, 4)) <= 220
    assert passage(f"BEEF {LONG * 2}", 0, 4).endswith(" …")
    assert passage("BEEF rose", 0, 4) == "BEEF rose"


@given(st.lists(st.text('ab.!Z \n"', min_size=1, max_size=30), max_size=40), st.integers(0, 40))
def test_a_passage_holds_the_hit_and_cuts_no_word_before_or_after_it(pieces, place):
    before, after = "".join(pieces[:place]), "".join(pieces[place:])
    text = f"{before} BEEF {after}"
    at = len(before) + 1
    shown = passage(text, at, at + 4)
    assert "BEEF" in shown and len(shown) <= 120 + 4 + 220 + 4
    body = shown.removeprefix("… ").removesuffix(" …")
    assert body in text
    words = [word for word in re.split(r"\s", text) if word]
    shown_words = body.split()
    assert any(words[n : n + len(shown_words)] == shown_words for n in range(len(words))) or max(map(len, words)) > 60


def test_a_beginning_is_cut_after_a_word():
    *words, last = beginning(LONG).text.split(" ")
    assert words == LONG.split()[: len(words)] and last == "…" and 180 < len(beginning(LONG).text) <= 222
    assert beginning("Short  text.").text == "Short text."
