"""Spans: in every format each leads to the words it speaks of, in the document and in the stored text."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpus.stream import FORMATS, stream
from dashboards.wording import PlacesInText
from transforms import labels
from transforms.document import Document, RawDocument
from transforms.offsets import of_parts
from transforms.parse import parse_document
from transforms.rules import Span
from transforms.sources import to_document

WORD = re.compile(r"[^\W_]+")
PIECES = ["\n", "\n\n", " ", "\f", "¶1. ", "\nSIPDIS\n", "\n---\n", "\n-- ", "&amp;", "\n3. (C) ", "\n\n(U) "]


@cache
def documents(form):
    return [made.data for made in stream(form, 30, pool=30)]


def parsed(data, form):
    document = to_document(RawDocument("in", "", 1, data, form))
    assert isinstance(document, Document)
    return document, parse_document(document)


def check(document, cable):
    """Each span holds the first and the last word of what it is the place of."""
    raw, offsets = document.clean.raw, PlacesInText(*cable.offsets)
    text = "\n\n".join(filter(None, (cable.header, cable.body)))
    said = [(paragraph.text, paragraph.span) for paragraph in cable.paragraphs]
    said += [(f.raw, f.span) for f in cable.findings if f.field in ("signer", "subject", "tags")]
    repaired = {f.detail.removeprefix("read as ") for f in cable.findings if f.rule == labels.RULE}
    for words, span in said:
        if span is None or not (found := WORD.findall(words)):
            continue
        stored = text[offsets.in_text(span.start) : offsets.in_text(span.end)].replace("¶", "")
        printed = raw[span.start : span.end].replace("¶", "")  # unwrapping takes them out of words
        for word in (found[0], found[-1]):
            assert word in stored, (word, stored)
            assert word in printed or word not in raw or word in repaired, (word, printed)
    for one in (*cable.place_mentions, *cable.person_mentions):
        stored = text[offsets.in_text(one.start) : offsets.in_text(one.end)]
        assert " ".join(stored.split()) == one.name


@pytest.mark.parametrize("form", FORMATS)
def test_spans_hold_the_first_and_last_word(form):
    paragraphs = 0
    for made in documents(form):
        document, cable = parsed(made, form)
        check(document, cable)
        paragraphs += sum(paragraph.span is not None for paragraph in cable.paragraphs)
    assert paragraphs > 60


@given(st.data(), st.sampled_from(FORMATS))
def test_spans_hold_them_in_damaged_documents_too(data, form):
    made = data.draw(st.sampled_from(documents(form)), label="document").decode()
    at = data.draw(st.integers(0, len(made)), label="at")
    piece = data.draw(st.sampled_from(PIECES), label="piece")
    document = to_document(RawDocument("in", "", 1, (made[:at] + piece + made[at:]).encode(), form))
    if isinstance(document, Document):
        check(document, parse_document(document))


def test_offsets_of_a_page():
    page = "<pre>A&#x000A;B</pre>\n<pre>&lt;C&gt; <b>D</b></pre>"
    document = to_document(RawDocument("in", "", 1, page.encode(), "wikileaks-html"))
    assert isinstance(document, Document)
    clean = document.clean
    assert clean.text == "A\nB\n<C> D"
    offsets = of_parts(clean, (Span(0, 3), Span(4, 9)))
    assert (tuple(offsets.text), tuple(offsets.document)) == (
        (0, 2, 5, 6, 8, 9),
        tuple(map(page.index, ("A&", "B<", "&lt;", "C&gt;", " <b>", "D</b>"))),
    )
    assert of_parts(clean, (Span(4, 4), Span(4, 7))).text[0] == 0
