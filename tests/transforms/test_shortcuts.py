"""If code searches for a plain string instead of a pattern, the result is that of the pattern."""

from hypothesis import given
from hypothesis import strategies as st

from transforms import prose
from transforms.sources import wikileaks_html

PIECES = ("&#x000A;", "&#x000a;", "&amp;", "&", "<a href='/tag/X_0.html'>", "</a>", "<a ", ">", "<", "word ", "\n")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_block_is_split_as_by_the_pattern(block):
    assert wikileaks_html._split(block) == wikileaks_html._PLAIN.split(block)


@given(st.text(st.sampled_from("ab \n\t\xa0\u2009"), max_size=40))
def test_lines_are_joined_as_by_their_words(block):
    assert prose._on_one_line(block, prose.signs_in(block).odd_blanks) == " ".join(block.split())


def test_odd_blanks_are_all_there_are():
    blanks = {chr(code) for code in range(0x110000) if chr(code).isspace()}
    assert blanks == {" ", "\n", *prose._ODD_BLANKS}
