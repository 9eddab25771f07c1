"""What is removed from converted pages can be put back, and is reported."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from transforms.contract import cable_json
from transforms.document import Document, RawDocument
from transforms.parse import parse_document
from transforms.sources import characters, ocr, to_document

_MARKS = st.sampled_from(
    ["# ", "**", "__", "<p class=x>", "</p>", "<nav>", "</nav>", "<!--", "-->",
     "$\\textbf{S E C R E T}$", "$\\P$", "&amp;", "&lt;", "<u>", "</u>", "\\-", "- ", "```\n",
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


def test_a_converted_page_without_classifying_officer_keeps_all_else():
    page = (
        "# CONFIDENTIAL\n\n**C O N F I D E N T I A L LIMA 001234**\n\nSIPDIS\n\nE.O. 12958: DECL: 03/04/2015\n\n"
        "TAGS: EFIS, PE\n\nSUBJECT: FISHERIES TALKS OPEN\n\nREF: LIMA 1200\n\n"
        "\u00b61. (C) The minister agreed to the terms.\n\n\u00b62. (U) He will travel in May.\n\nMERINO\n"
    )
    document = ocr.to_document(RawDocument("page.md", "", 1, page.encode()))
    assert isinstance(document, Document)
    read = cable_json(parse_document(document))
    assert (read["classified_by"], read["classified_by_title"], read["reasons"]) == (None, None, [])
    assert {f["status"] for f in read["findings"] if f["field"] == "classified_by"} == {"absent"}
    assert (read["subject"], read["tags"], read["signer"]) == ("FISHERIES TALKS OPEN", ["EFIS", "PE"], "MERINO")
    assert [reference["label"] or reference["raw"] for reference in read["references"]] == ["LIMA 1200"]
    assert [(p["number"], p["portion"]) for p in read["paragraphs"]] == [(1, "C"), (2, "U")]


WEB_LINES = [
    "R 120851Z NOV 03",
    "FM AMEMBASSY LIMA",
    "TO RUEHC/SECSTATE WASHDC 5085",
    "UNCLAS LIMA 001028",
    "",
    "SIPDIS",
    "",
    "E.O. 12958: N/A",
    "TAGS: SCUL, PE",
    "SUBJECT: A CHESS CLUB &amp; ITS CAF&Eacute;",
    "",
    "1. (SBU) The <em>chess</em> club has registered.",
    "",
    "2. (U) It meets on <a href='/friday'>Fridays</a>.",
    "",
    "HOLLIS",
]
WEB_PAGES = {
    "a division a line": "".join(f'<div class="line">{line}</div>' for line in WEB_LINES),
    "a paragraph a line": "\n".join(f"<p style='margin:0'>{line}</p>" for line in WEB_LINES if line),
    "line breaks": f"<div>{'<br/>'.join(WEB_LINES)}</div>",
    "line breaks and newlines": "<br>\n".join(WEB_LINES),
    "a row a line": f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in WEB_LINES)}</table>",
    "preformatted": "<pre>" + "\n".join(WEB_LINES) + "\n</pre>",
}


@pytest.mark.parametrize("layout", WEB_PAGES)
def test_a_telegram_on_any_web_page(layout):
    head = "<!doctype html><html><head><title>UNCLAS</title><script>let p = '<p>';</script></head><body><nav>Home</nav>"
    page = f"{head}{WEB_PAGES[layout]}<footer><p>An archive</p></footer></body></html>"
    cable = parse_document(to_document(RawDocument("page.html", "", 1, page.encode())))
    assert (cable.cable_id, cable.subject, cable.signer) == ("03LIMA1028", "A CHESS CLUB & ITS CAFÉ", "HOLLIS")
    assert [paragraph.text for paragraph in cable.paragraphs] == [
        "The chess club has registered.",
        "It meets on Fridays.",
    ]


def test_links_of_markdown_are_their_words():
    text = (
        "R 071405Z FEB 08\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nUNCLAS LIMA 000112\n\nE.O. 12958: N/A\n"
        "TAGS: [EWWT](https://example.org/EWWT), [PE](/tags/PE)\nSUBJECT: TOLLS\nREF: [QUITO 88](#q)\n\n"
        "1. (U) Tolls rise [sic] (in July).\nHOLLIS\n"
    )
    cable = parse_document(to_document(RawDocument("cable.md", "", 1, text.encode())))
    assert [tag.tag for tag in cable.tags] == ["EWWT", "PE"]
    assert [reference.target for reference in cable.references] == ["08QUITO88"]
    assert cable.paragraphs[0].text == "Tolls rise [sic] (in July)."
