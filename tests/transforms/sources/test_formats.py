"""Documents of each format become text and witnesses; what is not a cable is refused with a reason."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.document import Document, RawDocument, Rejected
from transforms.rules import Span
from transforms.sources import to_document
from transforms.sources.detect import detect

TELEGRAM = """VZCZCXRO1234
RR RUEHC
DE RUEHNY #0042/01 0151203
ZNR UUUUU ZZH
R 151203Z JAN 07
FM AMEMBASSY OSLO
TO RUEHC/SECSTATE WASHDC 0001
BT
UNCLAS OSLO 000042

SIPDIS

E.O. 12958: N/A
TAGS: ECON NO
SUBJECT: A QUIET WEEK

1. (U) Nothing happened.
BERG
"""

PAGE = """<?xml version='1.0' encoding='utf-8' ?>
<html><head><title>Cable Viewer</title></head><body>
<pre>navigation</pre>
<h3>Viewing cable 07OSLO42, A QUIET &amp; DRY WEEK</h3>
<table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th><th>Lang</th></tr>
<tr>
<td><a href='/cable/2007/01/07OSLO42.html'>07OSLO42</a></td>
<td><a href='/date/2007-01_0.html'>2007-01-15 12:12</a></td>
<td>2010-12-09 21:09</td>
<td><a href='/classification/1_0.html' title='unclassified'>CONFIDENTIAL//NOFORN</a></td>
<td><a href='/origin/1_0.html'>Embassy Oslo</a></td>
<td>en</td>
</tr>
</table>
<code><pre>R 151203Z JAN 07&#x000A;FM AMEMBASSY OSLO</pre></code>
<code><pre>C O N F I D E N T I A L OSLO 000042&#x000A;
TAGS: <a href='/tag/ECON_0.html'>ECON</a> <a href='/tag/NO_0.html'>NO</a><br>&#x000A;
<a id='par1' href='#par1'>¶</a>1. (C) Left as it is: <218634>> &D; R&D &number 8, &amp;lt;</pre></code>
</body></html>
"""

RECORD = """Message Text


CONFIDENTIAL

PAGE 01        OSLO    04059  081756Z

46
ACTION EUR-20
INFO  OCT-01  ISO-00  /021 W
                       ---------------------     044287
O 081705Z SEP 73
FM AMEMBASSY OSLO
TO SECSTATE WASHDC IMMEDIATE 5448

C O N F I D E N T I A L OSLO 4059

E.O. 11652: GDS
TAGS:  NO, PINT
SUBJECT:  HERRING

1. THE MINISTER SAID THAT THE CATCH OF
CONFIDENTIAL

Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014

CONFIDENTIAL

PAGE 02        OSLO    04059  081756Z

HERRING WAS LARGE AND THAT

Declassified/Released US Department of State EO Systematic Review 30 JUN 2005

THE BOATS WERE FULL.
CONFIDENTIAL

CONFIDENTIAL

PAGE 03
OSLO 04059 081756Z

2. PAGE 4 OF HIS SPEECH SAYS SO.
BERG


CONFIDENTIAL

NNNN

*** Current Handling Restrictions *** n/a
*** Current Classification *** UNCLASSIFIED


Message Attributes

Automatic Decaptioning: X
Capture Date: 01 JAN 1994
Concepts: HERRING, FISH,
   BOATS
Draft Date: 08 SEP 1973
Document Number: 1973OSLO04059
Subject: HERRING AND
TRADE: THE CATCH
TAGS: PINT, NO, (BERG, OLA A), OVIP (LIE, KARI)
Reference: 73 STATE 12, 73 OSLO
 4000
Locator: TEXT ON-LINE, ON MICROFILM
Control Number: n/a
From: OSLO
Original Classification: CONFIDENTIAL
Errors: N/A
"""

OCR = """```text
```
```
VZCZCXYZ0014
OO RUEHC
```

O 151203Z JAN 07
FM AMEMBASSY OSLO

## **CONFIDENTIAL OSLO 000042**

TAGS: ECON NO
SUBJECT: HERRING

- 11. (C) Summary: The minister
- -- smiled, and
- $\\mbox{--}$ sold herring\\.

Page 2 of 3

$\\P$ 3. (C) Bread &amp; <u>fish</u> <218634>.

12. (C) A range of 3 -- 5 tons; 2 * 3 = 6; a - b.
"""


def read(text, name="cable.txt", form=None):
    data = text if isinstance(text, bytes) else text.encode()
    return to_document(RawDocument(name, "", 1, data, form))


def test_a_telegram_is_left_as_it_is():
    document = read(TELEGRAM, "in/07OSLO42.txt")
    assert (document.format, document.encoding, document.clean.text) == ("telegram", "utf-8", TELEGRAM)
    assert (document.findings, document.clean.edits, document.stated.cable_id) == ((), (), "07OSLO42")


@pytest.mark.parametrize(
    ("encoding", "recorded"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_reported_apart(encoding, recorded):
    text = TELEGRAM.replace("Nothing", "“Nothing”")
    document = read(text.encode(encoding))
    assert (document.encoding, document.clean.text) == (recorded, text)


def test_damaged_characters_are_reported():
    data = TELEGRAM.replace("1. (U)", "¶1. (U) “Quiet”").encode() + b"\xc2"
    document = read(data)
    assert document.encoding == "utf-8"
    assert [f.rule for f in document.findings] == ["undecodable bytes"]
    assert read(TELEGRAM.encode() + b"\x81\xe9").encoding == "latin-1"


def test_line_ends_and_stray_characters_are_cleaned_with_a_way_back():
    text = TELEGRAM.replace("\n", "\r\n").replace("(U) ", "(U)\u00a0\x00") + "\f"
    document = read(text)
    assert document.clean.text == TELEGRAM + "\n"
    at = document.clean.text.index("Nothing")
    span = document.clean.raw_span(Span(at, at + 7))
    assert document.clean.raw[span.start : span.end] == "Nothing"


def test_a_span_covers_what_its_characters_replace():
    clean = read(PAGE).clean
    at = clean.text.index("OSLO\n")
    start, end = clean.raw_span(Span(at, at + 5))
    assert clean.raw[start:end] == "OSLO</pre></code>\n<code><pre>"
    at = clean.text.index("\nFM AM")
    start, end = clean.raw_span(Span(at, at + 3))
    assert clean.raw[start:end] == "&#x000A;FM"


def test_a_page_gives_its_table_and_both_blocks():
    document = read(PAGE)
    stated = document.stated
    assert document.format == "wikileaks-html"
    assert document.clean.text[: document.header_end] == "R 151203Z JAN 07\nFM AMEMBASSY OSLO\n"
    assert document.clean.text[document.header_end :].splitlines() == [
        "C O N F I D E N T I A L OSLO 000042",
        "",
        "TAGS: ECON NO",
        "",
        "¶1. (C) Left as it is: <218634>> &D; R&D &number 8, &lt;",
    ]
    assert stated.created == dt.datetime(2007, 1, 15, 12, 12)
    assert (stated.precision, stated.released, stated.source_id) == ("hour", dt.date(2010, 12, 9), "07OSLO42")
    assert (stated.cable_id, stated.classification, stated.origin) == (
        "07OSLO42",
        "CONFIDENTIAL//NOFORN",
        "Embassy Oslo",
    )
    assert (stated.subject, stated.tags) == ("A QUIET & DRY WEEK", ("ECON", "NO"))
    assert stated.attributes == {"Released": "2010-12-09 21:09", "Lang": "en"}


def test_minutes_of_later_pages_are_trusted():
    assert read(PAGE.replace("12:12", "18:32")).stated.precision == "minute"
    assert read(PAGE.replace("12:12", "18:06")).stated.precision == "hour"
    assert read(PAGE.replace(" 12:12", "")).stated.precision == "day"
    document = read(PAGE.replace("2007-01-15 12:12", "yesterday"))
    assert document.stated.created is None
    assert [f.status for f in document.findings] == ["unparsed"]


def test_a_record_gives_the_telegram_without_its_pages():
    for text in (RECORD, RECORD.replace("\n", "\r\n")):
        document = read(text)
        assert document.format == "nara"
        body = document.clean.text[document.clean.text.index("1. THE") :]
        assert body == (
            "1. THE MINISTER SAID THAT THE CATCH OF\nHERRING WAS LARGE AND THAT\nTHE BOATS WERE FULL.\n\n"
            "2. PAGE 4 OF HIS SPEECH SAYS SO.\nBERG\n"
        )
        assert "ACTION EUR-20" in document.clean.text
        assert {f.rule for f in document.findings} == {"page", "release stamp"}


UNFRAMED = RECORD[RECORD.index("CONFIDENTIAL") : RECORD.index("*** Current")]


def test_a_record_without_frame_is_known_by_its_time():
    for dated in ("O 081705Z SEP 73", "P 08170 5 Z SEP 7 9", "O 0817Z"):
        assert read(UNFRAMED.replace("O 081705Z SEP 73", dated)).format == "nara", dated
    later = UNFRAMED.replace("SEP 73", "SEP 95").replace("11652: GDS", "12356: DECL: OADR")
    assert read(later).format == "telegram"
    assert read(later.replace("O 081705Z SEP 95", "")).format == "telegram"


def test_a_telegram_of_the_1990s_loses_its_pages_too():
    document = read(UNFRAMED.replace("SEP 73", "SEP 95"))
    assert "1. THE MINISTER SAID THAT THE CATCH OF\nHERRING WAS LARGE AND THAT\nTHE BOATS" in document.clean.text
    assert {finding.rule for finding in document.findings} == {"page", "release stamp"}


def test_attributes_are_witnesses():
    stated = read(RECORD).stated
    assert (stated.cable_id, stated.origin, stated.classification) == ("1973OSLO04059", "OSLO", "CONFIDENTIAL")
    assert (stated.created, stated.precision) == (dt.datetime(1973, 9, 8), "day")
    assert stated.subject == "HERRING AND TRADE: THE CATCH"
    assert stated.tags == ("PINT", "NO", "(BERG, OLA A)", "OVIP (LIE, KARI)")
    assert stated.references == ("73 STATE 12", "73 OSLO 4000")
    assert stated.attributes["Concepts"] == "HERRING, FISH, BOATS"
    assert not {"Control Number", "Errors"} & set(stated.attributes)


@pytest.mark.parametrize("text", ["", "\n\n", "ERROR READING TEXT INDEX\n"])
def test_a_record_without_text_says_so(text):
    attributes = RECORD[RECORD.index("Message Attributes") :].replace(
        "TEXT ON-LINE, ON", "ADS TEXT UNRETRIEVABLE, TEXT ON"
    )
    document = read(f"Message Text\n\n{text}{attributes}", "1973OSLO04059.txt")
    assert document.clean.text == ""
    [finding] = document.findings
    assert (finding.field, finding.status) == ("text", "absent")
    assert "UNRETRIEVABLE" in finding.detail


def test_a_frame_that_is_not_whole_is_reported():
    document = read(RECORD.replace("Message Text\n", ""))
    assert "Message Text occurs 0 times" in [f.detail for f in document.findings]
    assert document.clean.text.rstrip().endswith("BERG")


def test_marks_of_a_converter_are_taken_away_and_told():
    document = read(OCR)
    text = document.clean.text
    assert document.format == "ocr"
    assert text.startswith("VZCZCXYZ0014\nOO RUEHC\n\nO 151203Z")
    assert "\nCONFIDENTIAL OSLO 000042\n" in text
    assert "\n11. (C) Summary: The minister\n-- smiled, and\n-- sold herring.\n" in text
    assert "Page 2 of 3" not in text
    assert "\n¶ 3. (C) Bread & fish <218634>.\n" in text
    assert text.endswith("A range of 3 -- 5 tons; 2 * 3 = 6; a - b.\n")
    told = {f.rule: document.clean.raw[f.span.start : f.span.end] for f in document.findings}
    assert told["code fence"] == "```text\n```\n```\n"
    assert told["latex"] == "$\\mbox{--}$"
    assert " | ".join(sorted(told)) == (
        "added bullet | code fence | html entity | html tag | latex | latex pilcrow | markdown emphasis"
        " | markdown escape | markdown heading | page number"
    )


def test_a_file_named_as_a_table_is_refused_as_one():
    rejected = read(b"name,age\nAda,3\n", "boats.csv")
    assert rejected.reason == "table_not_understood"
    assert "a table with 2 columns separated by ',' (name, age)" in rejected.detail


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\x00", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        ("\ufeff \n".encode("utf-16-le"), "empty"),
        (b"%PDF-1.4\n...", "pdf_damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"PK\x03\x04\x14\x00", "binary"),
        (b"eggs, milk, bread\nand REF: the usual\n", "not_a_cable"),
        (b"<html><body><pre>hello</pre></body></html>", "not_a_cable"),
        (PAGE[: PAGE.index("<code>")].replace("<pre>", "<p>").encode(), "not_a_cable"),
    ],
)
def test_what_is_no_cable_is_refused(data, reason):
    rejected = read(data, "notes/list.txt")
    assert (rejected.reason, rejected.raw) == (reason, data)
    assert "notes/list.txt" in rejected.detail
    assert "\n" not in rejected.detail


@pytest.mark.parametrize(
    "text",
    [
        "SUBJECT: HERRING\nTAGS: ECON\n",
        "s e c r e t oslo 000042\ntags: econ no\n",
        "P 251346 Z JUN 7 3\nFM AMEMBASSY OSLO\n",
        "¶1. (C) One.\n\nClassified By: Somebody.\n",
    ],
)
def test_two_marks_make_a_cable(text):
    assert detect(RawDocument("x", "", 1, text.encode())) == "telegram"


def test_one_mark_and_a_name_make_a_cable():
    text = b"SUBJECT: HERRING\nNothing else.\n"
    assert isinstance(detect(RawDocument("x.txt", "", 1, text)), Rejected)
    assert detect(RawDocument("07OSLO42.txt", "", 1, text)) == "telegram"


def test_a_forced_format_is_taken_at_its_word():
    assert read("no marks at all", form="telegram").clean.text == "no marks at all"
    assert read("no marks at all", form="wikileaks-html").reason == "no_cable_in_page"
    assert read(b"\x00\x01" * 50, form="telegram").reason == "binary"


def check(raw):
    """What holds of every document: a result, and spans that lie inside the decoded bytes."""
    result = to_document(raw)
    if isinstance(result, Rejected):
        assert result.reason != "failed", result.detail
        return
    clean = result.clean
    assert clean.raw == raw.raw.decode(result.encoding, "replace")
    assert result.header_end is None or 0 <= result.header_end <= len(clean.text)
    for at in range(0, len(clean.text), 7):
        start, end = clean.raw_span(Span(at, min(at + 5, len(clean.text))))
        assert 0 <= start <= end <= len(clean.raw)
    for finding in result.findings:
        assert finding.span is None or 0 <= finding.span.start <= finding.span.end <= len(clean.raw)


FORMS = st.sampled_from([None, "telegram", "ocr", "wikileaks-html", "cables-csv", "nara"])


@given(st.binary(max_size=300), FORMS)
def test_no_bytes_raise(data, form):
    check(RawDocument("in", "", 1, data, form))


@given(st.data(), st.sampled_from([TELEGRAM, PAGE, RECORD, OCR]), FORMS)
def test_no_damage_raises(data, text, form):
    at, end = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    piece = data.draw(st.text(alphabet='\n\r\f -.:<>&#"\\*$`¶PAGE01', max_size=20))
    check(RawDocument("in", "", 1, (text[:at] + piece + text[end:]).encode(), form))


@pytest.mark.shared
def test_every_page_is_a_document_with_the_values_it_states(shared, tmp_path):
    from transforms.sources.archives import documents

    path = shared / "cables" / "wikileaks-html.tar.gz"
    truth = {
        row["path"]: row
        for row in map(json.loads, (shared / "cables" / "wikileaks-html.truth.jsonl").open(encoding="utf-8"))
    }
    seen = 0
    with path.open("rb") as stream:
        for raw in documents(str(path), stream):
            document = to_document(raw)
            assert isinstance(document, Document), raw.member
            row = truth[raw.member.removeprefix("cable/")]
            stated = document.stated
            assert stated.cable_id == row["reference_id"]
            assert f"{stated.created:%Y-%m-%d %H:%M}" == row["created"]
            assert (stated.precision == "hour") == row["minutes_bogus"]
            assert f"{stated.released}" == row["released"][:10]
            assert (stated.classification, stated.origin) == (row["classification"], row["origin"])
            assert stated.attributes["Released"] == row["released"]
            assert stated.subject == row["heading_subject"].replace("<br>", "").strip()
            assert list(stated.tags) == row["tag_links"]
            assert document.header_end == row["header_len"] + 1
            seen += 1
    assert seen == len(truth)


@pytest.mark.shared
def test_the_scanned_sample_is_cleaned(shared):
    [path] = (shared / "cables" / "ocr").iterdir()
    document = read(path.read_bytes(), path.name)
    assert document.format == "ocr"
    assert {f.rule for f in document.findings} == {"code fence", "added bullet", "latex"}
    assert not {"`", "$", "\\"} & set(document.clean.text)


@pytest.mark.shared
def test_records_without_frame_lose_their_pages(shared):
    for path in (shared / "cables" / "nara").iterdir():
        document = read(path.read_bytes(), path.name)
        assert (document.format, document.stated.cable_id) == ("nara", path.stem[:-2])
        assert "PAGE 02" not in document.clean.text
        assert "Systematic Review" not in document.clean.text
