"""Edits on edited text: the same text as in one go, and every character still leads back."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.document import CleanText, Edit
from transforms.edits import edited
from transforms.rules import Span


@st.composite
def edits(draw, length):
    found, at = [], 0
    while at < length and draw(st.booleans()):
        start = draw(st.integers(at, length - 1))
        end = draw(st.integers(start + 1, min(length, start + 4)))
        found.append(Edit(start, end, draw(st.sampled_from(["", "X", "YZ"])), "rule"))
        at = end
    return found


@given(st.data(), st.text(alphabet="abcdefgh", max_size=14))
def test_two_rounds_give_the_text_of_two_rounds(data, raw):
    clean = CleanText.apply(raw, data.draw(edits(len(raw))))
    further = data.draw(edits(len(clean.text)))
    both = edited(clean, further)
    assert both.raw == raw
    assert both.text == CleanText.apply(clean.text, further).text


@given(st.data(), st.text(alphabet="abcdefgh", max_size=14))
def test_kept_characters_lead_back_to_themselves(data, raw):
    clean = CleanText.apply(raw, data.draw(edits(len(raw))))
    both = edited(clean, data.draw(edits(len(clean.text))))
    for at, character in enumerate(both.text):
        if character.islower():
            place = both.raw_span(Span(at, at + 1))
            assert character in raw[place.start : place.end]


def test_no_edits_change_nothing():
    clean = CleanText.apply("abc", [Edit(0, 1, "X", "rule")])
    assert edited(clean, []) is clean
