"""What is taken out of converted pages can be put back, and is told."""

from hypothesis import assume, given
from hypothesis import strategies as st

from transforms.document import Document, RawDocument
from transforms.sources import characters, ocr

_MARKS = st.sampled_from(
    ["# ", "**", "__", "$\\textbf{S E C R E T}$", "$\\P$", "&amp;", "&lt;", "<u>", "</u>", "\\-", "- ", "```\n",
     "~~~\n", "$---$", "- 3 -\n", "Page 2 of 5\n", "“", "\u00a0", "\ufb01", "\r\n", "\n"]
)  # fmt: skip
_WORDS = st.sampled_from(
    ["CONFIDENTIAL TOKYO 002609", "¶1. (C) The beef audit", "1. (U) Costs $5 & more_", "TAGS: ETRD"]
)
_PAGES = st.lists(st.one_of(_MARKS, _WORDS, st.text(max_size=8)), max_size=40).map("".join)


@given(page=_PAGES)
def test_the_page_can_be_had_back_from_what_was_made_of_it(page):
    document = ocr.to_document(RawDocument("page.md", "", 1, page.encode("utf-8", "replace")))
    assume(isinstance(document, Document))
    clean = document.clean
    back, at = [], 0
    shift = 0
    for edit in clean.edits:
        start = edit.start + shift
        assert clean.text[start : start + len(edit.replacement)] == edit.replacement
        back += [clean.text[at:start], clean.raw[edit.start : edit.end]]
        at = start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
    assert "".join([*back, clean.text[at:]]) == clean.raw
    told = {finding.rule: finding for finding in document.findings}
    for edit in clean.edits:
        raw = clean.raw[edit.start : edit.end]
        if edit.rule != characters.RULE and raw.strip():
            assert told[edit.rule].status == "repaired" and told[edit.rule].raw
