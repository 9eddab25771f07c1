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
        "The minister is set to\nUNCLASSIFIED//SBU\n\nSECRET//NOFORN\nsell the harbour.",
        "The minister is set to\nUNCLASSIFIED\nSBU\n\nUNCLASSIFIED\nSBU\n\nsell the harbour.",
    ],
)
def test_a_sentence_cut_by_a_page_is_whole_again(printed):
    assert prose.unwrap(printed).text == SENTENCE


def test_figures_in_a_sentence_stay():
    text = "Of 00000123 cables 002 OF 003 were read in LIMA 002 OF 003 times."
    assert prose.unwrap(text).text == text


def test_names_below_an_underlined_title_are_text_and_no_heading():
    printed = "Participants:\n\nBelarus\n-------\nA. Petrov, Deputy Minister\nB. Ivanov, Flax Board\n"
    unwrapped = prose.unwrap(printed)
    assert unwrapped.text == "Participants:\nBelarus\nA. Petrov, Deputy Minister B. Ivanov, Flax Board"
    assert unwrapped.following_heading == ""


def test_a_heading_of_several_lines_between_rows_is_not_text():
    unwrapped = prose.unwrap("The minister left.\n\n------------\nA New Minister\nTakes Office\n------------\n")
    assert unwrapped.text == "The minister left."
    assert unwrapped.following_heading == "A New Minister Takes Office"


@pytest.mark.parametrize("last", ['"Third, we share them."', "(Third, we share them.)"])
def test_the_last_sentence_of_a_quotation_is_no_heading(last):
    unwrapped = prose.unwrap(f'The text:\n\n"First, maps matter.\n\n{last}')
    assert (unwrapped.lines[-1].text, unwrapped.following_heading) == (last, "")
