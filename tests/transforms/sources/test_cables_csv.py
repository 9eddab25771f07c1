"""cables.csv: rows are cut by range and read from their bytes alone, whatever the quotes."""

import csv
import datetime as dt
import io
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.document import Document, RawDocument, Rejected
from transforms.sources import cables_csv, to_document
from transforms.sources.limits import Limits

HEADER = "VZCZCXRO1234\nRR RUEHC\nDE RUEHNY #0042 0151203\nR 151203Z JAN 07\nFM AMEMBASSY OSLO"
BODY = 'UNCLAS OSLO 000042\n\nSUBJECT: "QUIET", THEY SAID\n\n1. (U) A path C:\\temp and a "quoted" word.\nBERG\n'


def write(rows, doubled=False, line_end="\n"):
    out = io.StringIO()
    form = {"doublequote": True} if doubled else {"doublequote": False, "escapechar": "\\"}
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=line_end, **form).writerows(rows)
    return out.getvalue().encode()


def row(number=1, header=HEADER, body=BODY):
    return [number, "1/15/2007 12:03", "07OSLO42", "Embassy Oslo", "UNCLASSIFIED", "06OSLO9|07STATE17", header, body]


def cut(data, start=0, stop=None, **limits):
    return list(cables_csv.rows("cables.csv", io.BytesIO(data), start, stop, Limits(**limits)))


def test_the_columns_are_witnesses_and_the_text_is_header_and_body():
    [raw] = cut(write([row()]))
    document = to_document(raw)
    assert document.clean.text == f"{HEADER}\n{BODY}"
    assert document.clean.text[document.header_end :] == BODY
    assert document.stated.created == dt.datetime(2007, 1, 15, 12, 3)
    assert document.stated.references == ("06OSLO9", "07STATE17")
    assert (document.stated.cable_id, document.stated.origin) == ("07OSLO42", "Embassy Oslo")
    assert document.clean.raw.encode() == raw.raw
    assert to_document(RawDocument("lake", "", 1, raw.raw)).clean == document.clean


# text as telegrams have it, and everything that makes CSV hard
TEXT = st.text(alphabet=st.sampled_from('AB1 ",\n\\|/:;¶é'), max_size=60)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6), st.booleans())
@example([("", '"1","1/15/2007 12:03","'), ("", '\n"1","1/15/2007 12:03","\n')], True)
@example([("", '\n"1","1/15/2007 12:03","')], False)
def test_what_a_csv_writer_writes_is_read_back(texts, doubled):
    if doubled:  # both escapes are in use, so a lone backslash before a quote is ambiguous in such a file
        texts = [(header.replace("\\", ""), body.replace("\\", "")) for header, body in texts]
    data = write([row(n, *text) for n, text in enumerate(texts, 1)], doubled)
    raws = cut(data)
    assert b"".join(raw.raw for raw in raws) == data
    assert [to_document(raw).clean.text for raw in raws] == [f"{header}\n{body}" for header, body in texts]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_any_division_into_ranges_gives_the_same_rows(line_end, bom):
    data = bom + write([row(n, HEADER[: n * 5], BODY[: n * 9]) for n in range(1, 6)], False, line_end)
    whole = cut(data)
    assert len(whole) == 5
    for at in range(len(data) + 1):
        assert cut(data, 0, at) + cut(data, at) == whole
    tenths = [len(data) * n // 10 for n in range(11)]
    assert [r for start, stop in zip(tenths, tenths[1:], strict=False) for r in cut(data, start, stop)] == whole


def test_a_range_within_a_long_row_reads_no_farther_than_its_end():
    size, start = 40 << 20, 10 << 20
    stream = io.BytesIO(write([row(1)]) + bytes(size))
    assert list(cables_csv.rows("cables.csv", stream, start, start + (1 << 20))) == []
    assert stream.tell() <= start + (3 << 20)


@pytest.mark.parametrize("when", ["2007-01-15 12:03:00", "15 JAN 2007"])
def test_a_file_with_other_dates_is_cut_by_its_quotes(when):
    rows = [[n, when, *row()[2:]] for n in (1, 2, 3)]
    for data in (write(rows), write(rows, doubled=True), write(rows)[:-1]):
        whole = cut(data)
        assert b"".join(raw.raw for raw in whole) == data
        assert [to_document(raw).stated.cable_id for raw in whole] == ["07OSLO42"] * 3
        for at in range(0, len(data), 7):
            assert cut(data, 0, at) + cut(data, at) == whole


def test_a_line_of_column_names_is_no_row():
    names = b"id,datetime,reference,origin,classification,references,header,body\n"
    assert [raw.raw for raw in cut(names + write([row()]))] == [write([row()])]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b'"2","1/15/2007 12:03","07OSLO43","Embassy Oslo\n', "unbalanced_quotes"),
        (b'"2","1/15/2007 12:03","07OSLO43"\n', "missing_columns"),
        (b'"2","1/15/2007 12:03"' + b',"x"' * 1_000_000 + b"\n", "too_many_columns"),
        (b'"2","1/15/2007 12:03","' + b"x" * 20_000_000 + b'"\n', "too_large"),
        (b'"2","1/15/2007 12:03","\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00"\n', "binary"),
    ],
    ids=["unbalanced", "missing", "million", "large", "binary"],
)
def test_a_damaged_row_is_rejected_and_the_next_one_is_read(damaged, reason):
    good = write([row(1)])
    found = [r if isinstance(r, Rejected) else to_document(r) for r in cut(good + damaged + good)]
    assert [type(r) for r in found] == [Document, Rejected, Document]
    assert found[1].reason == reason
    assert found[1].position == len(good) + 1
    assert "cables.csv" in found[1].detail


def test_a_cut_off_last_row_is_rejected():
    data = write([row(1), row(2)])[:-40]
    assert [isinstance(to_document(r), Rejected) for r in cut(data)] == [False, True]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"ends in \\", "ends in \\"),
        (b'a "bare" quote', 'a "bare" quote'),
        (b'both "" and \\" escapes', 'both " and " escapes'),
        (b"UNC \\\\host\\share", "UNC \\host\\share"),
    ],
)
def test_quotes_are_forgiven_where_the_row_stays_clear(body, text):
    data = write([row(1, "H", "@")]).replace(b"@", body)
    [raw] = cut(data)
    assert to_document(raw).clean.text == f"H\n{text}"


def test_a_file_of_quotes_that_never_close_takes_linear_time():
    data = b'1,"x\n2,"\\\n' * 200_000
    began = time.perf_counter()
    found = cut(data, document=1 << 20)
    assert time.perf_counter() - began < 10
    assert sum(len(piece.raw) for piece in found) == len(data)


@given(st.binary(max_size=300), st.binary(max_size=300))
@settings(max_examples=200)
def test_no_bytes_between_rows_break_the_reading(before, after):
    good = write([row()])
    for piece in cut(before + b"\n" + good + after):
        if isinstance(piece, RawDocument):
            result = to_document(piece)
            assert isinstance(result, Rejected) or result.clean.raw
