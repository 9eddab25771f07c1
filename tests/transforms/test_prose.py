"""Running text: page lines between and inside sentences go."""

import pytest

from transforms import prose

SENTENCE = "The minister is set to sell the harbour."


@pytest.mark.parametrize(
    "printed",
    [
        "The minister is set to\n\nLIMA 00000123 002 OF 003\n\nsell the harbour.",
        "The minister is set to LIMA 00000123  002 OF 003  sell the harbour.",
        "The minister is set to SAO PAULO 00000123  002.2 OF 003  sell the harbour.",
        "The minister is set to\n\nPAGE 02 RUEHPE0123 C O N F I D E N T I A L LIMA 000123 \nsell the harbour.",
        "The minister is set to\nSIPDIS\nsell the harbour.",
    ],
)
def test_a_sentence_cut_by_a_page_is_whole_again(printed):
    assert prose.unwrap(printed).text == SENTENCE


def test_figures_in_a_sentence_stay():
    text = "Of 00000123 cables 002 OF 003 were read in LIMA 002 OF 003 times."
    assert prose.unwrap(text).text == text
