"""cables.csv as other programs save it: every row is read as from the original, or the file is refused in words."""

import csv
import io
import json

import duckdb
import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.document import Document, Rejected
from transforms.sources import json_list, to_document
from transforms.sources.archives import documents
from transforms.sources.column_names import COLUMNS

HEADER = "VZCZCXRO1234\nRR RUEHC\nDE RUEHNY #00{n} 0151203\nR 151203Z JAN 07\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC 12"
BODY = """UNCLAS OSLO 0000{n}

E.O. 12958: N/A
TAGS: ECON; NO
SUBJECT: "QUIET", THEY SAID; TWICE

1. (U) A path C:\\temp and a "quoted" word,\tor two; the number is {n}.
BERG
"""
ROWS = [
    [n, "1/15/2007 12:03", f"07OSLO{n}", "Embassy Oslo", "UNCLASSIFIED", refs, HEADER.format(n=n), BODY.format(n=n)]
    for n, refs in ((41, "06OSLO9|07STATE17"), (42, ""), (43, "07OSLO42"), (44, ""))
]
ISO = [[row[0], "2007-01-15 12:03:00", *row[2:]] for row in ROWS]
NAMES = ["id", "date", "refid", "origin", "classification", "references", "header", "body"]
OBJECTS = [dict(zip(NAMES, row, strict=True)) for row in ROWS]


def write(rows, names=(), **form):
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n", **form}).writerows([*([names] if names else []), *rows])
    return out.getvalue().encode()


def frame(rows=ROWS, names=NAMES):
    return pandas.DataFrame(rows, columns=names)


def of_duckdb(tmp_path, options, rows=ROWS, name="cables.csv"):
    path = tmp_path / name
    duckdb.from_df(frame(rows)).query("saved", f"COPY saved TO '{path}' ({options})")
    return path.read_bytes()


def shuffled(rows, order):
    return [[row[place] for place in order] for row in rows]


ORDER = [2, 7, 6, 1, 4, 3, 5, 0]
BACKSLASHES = {"doublequote": False, "escapechar": "\\"}

SAVED = {
    "as the original": write(ROWS, quoting=csv.QUOTE_ALL, **BACKSLASHES),
    "by pandas": frame().to_csv(index=False, header=False).encode(),
    "by pandas with names": frame().to_csv(index=False).encode(),
    "by pandas with numbers of rows": frame().to_csv().encode(),
    "by pandas with numbers of rows, without names": frame().to_csv(header=False).encode(),
    "by pandas without names of columns": pandas.DataFrame(ROWS).to_csv(index=False).encode(),
    "by pandas with semicolons": frame().to_csv(index=False, header=False, sep=";").encode(),
    "by pandas with tabs": frame().to_csv(index=False, sep="\t").encode(),
    "by pandas with all quotes": frame().to_csv(index=False, header=False, quoting=csv.QUOTE_ALL).encode(),
    "by pandas with quotes around text": frame()
    .to_csv(index=False, header=False, quoting=csv.QUOTE_NONNUMERIC)
    .encode(),
    "by pandas with times": pandas.DataFrame(ISO, columns=NAMES)
    .assign(date=lambda table: pandas.to_datetime(table["date"]))
    .to_csv(index=False)
    .encode(),
    "by pandas with backslashes": frame()
    .to_csv(index=False, header=False, doublequote=False, escapechar="\\")
    .encode(),
    "by pandas as JSON lines": frame().to_json(orient="records", lines=True).encode(),
    "by pandas as Parquet": frame().to_parquet(index=False),
    "by Polars": polars.from_pandas(frame()).write_csv().encode(),
    "by Polars without names": polars.from_pandas(frame()).write_csv(include_header=False).encode(),
    "by Polars with semicolons": polars.from_pandas(frame()).write_csv(separator=";").encode(),
    "by Polars with times": polars.from_pandas(frame(ISO))
    .with_columns(polars.col("date").str.to_datetime())
    .write_csv()
    .encode(),
    "by Polars as JSON lines": polars.from_pandas(frame()).write_ndjson().encode(),
    "by a spreadsheet": write(
        [[row[0], "15.01.2007 12:03", *row[2:]] for row in ROWS], delimiter=";", lineterminator="\r\n"
    ),
    "by a spreadsheet with a mark": b"\xef\xbb\xbf" + write(ROWS, NAMES, lineterminator="\r\n"),
    "by a spreadsheet with its delimiter named": b"sep=;\r\n" + write(ROWS, delimiter=";", lineterminator="\r\n"),
    "by a spreadsheet with seconds": write([[row[0], "1/15/2007 12:03:00 PM", *row[2:]] for row in ROWS]),
    "with other names": write(ROWS, ["a", "b", "c", "d", "e", "f", "g", "h"]),
    "with names of numbers": write(ROWS, [f"column{n}" for n in range(8)]),
    "with names of numbers and tabs": write(ROWS, [f"column{n}" for n in range(8)], delimiter="\t"),
    "in another order": write(shuffled(ROWS, ORDER), shuffled([NAMES], ORDER)[0]),
    "in another order with semicolons": write(shuffled(ROWS, ORDER), shuffled([NAMES], ORDER)[0], delimiter=";"),
    "in another order with backslashes": write(
        shuffled(ROWS, ORDER), shuffled([NAMES], ORDER)[0], quoting=csv.QUOTE_ALL, **BACKSLASHES
    ),
    "with the text first": write(shuffled(ROWS, ORDER[::-1]), shuffled([NAMES], ORDER[::-1])[0]),
    "by a database with escaped line ends": write(
        [[str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") for value in row] for row in ROWS],
        NAMES,
        delimiter="\t",
    ),
    "with German names": write(
        shuffled(ROWS, ORDER),
        shuffled([["Nr", "Datum", "Referenz", "Herkunft", "Einstufung", "Verweise", "Kopf", "Text"]], ORDER)[0],
        delimiter=";",
    ),
    "with Spanish names": write(
        shuffled(ROWS, ORDER),
        shuffled(
            [["No.", "Fecha", "Referencia", "Embajada", "Clasificación", "Referencias", "Encabezado", "Texto"]], ORDER
        )[0],
    ),
    "with bars": write(ROWS, NAMES, delimiter="|"),
    "as JSON in another order": "\n".join(
        json.dumps({NAMES[place]: row[place] for place in ORDER}) for row in ROWS
    ).encode(),
    "by a spreadsheet with a mark and its delimiter named": b"\xef\xbb\xbfsep=;\r\n"
    + write(ROWS, NAMES, delimiter=";", lineterminator="\r\n"),
    "as a JSON list": json.dumps(OBJECTS, indent=2).encode(),
    "as JSON with objects over several lines": "\n".join(json.dumps(each, indent=2) for each in OBJECTS).encode(),
    "as a JSON list by pandas": frame().to_json(orient="records").encode(),
    "as JSON with objects in objects": "\n".join(
        json.dumps(
            {"id": row[0], "date": row[1], "cable": {**dict(zip(NAMES[2:6], row[2:6], strict=True)), "text": {}}}
            | {"parts": {"header": row[6], "body": row[7]}}
        )
        for row in ROWS
    ).encode(),
    "as a JSON list in an object": json.dumps(
        {"source": "a mirror", "count": 4, "notes": {"by": "nobody"}, "cables": OBJECTS}, indent=1
    ).encode(),
    "as a JSON list of a search engine": json.dumps(
        {"took": 3, "hits": {"total": {"value": 4}, "hits": [{"_index": "c", "_source": each} for each in OBJECTS]}}
    ).encode(),
    "as JSON objects by their ids": json.dumps(
        {row[2]: each for row, each in zip(ROWS, OBJECTS, strict=True)}
    ).encode(),
    "as JSON with lists": "\n".join(
        json.dumps({**each, "references": each["references"].split("|")}) for each in OBJECTS
    ).encode(),
}


def read(data, name="cables.csv"):
    return [to_document(raw) if not isinstance(raw, Rejected) else raw for raw in documents(name, io.BytesIO(data))]


def texts(found):
    return ["\n".join(line.rstrip("\r") for line in document.clean.text.split("\n")) for document in found]


@pytest.mark.parametrize("how", SAVED)
@pytest.mark.parametrize("name", ["cables.csv", "data"])
def test_every_row_is_read(how, name):
    found = read(SAVED[how], name)
    assert [type(document) for document in found] == [Document] * 4, found
    assert texts(found) == [f"{row[6]}\n{row[7]}" for row in ROWS]
    assert {document.format for document in found} == {"cables-csv"}
    stated = [document.stated for document in found]
    assert [one.cable_id for one in stated] == [row[2] for row in ROWS]
    assert [one.references for one in stated] == [("06OSLO9", "07STATE17"), (), ("07OSLO42",), ()]
    assert {(one.origin, one.classification, str(one.created)) for one in stated} == {
        ("Embassy Oslo", "UNCLASSIFIED", "2007-01-15 12:03:00")
    }


@pytest.mark.parametrize(
    "options",
    ["HEADER", "HEADER false", "DELIMITER ';'", "DELIMITER '\t', HEADER", "FORCE_QUOTE *", "ESCAPE '\\', HEADER false"],
)
def test_every_row_that_duckdb_saves_is_read(options, tmp_path):
    for rows in (ROWS, ISO):
        assert texts(read(of_duckdb(tmp_path, options, rows))) == [f"{row[6]}\n{row[7]}" for row in ROWS]


@pytest.mark.parametrize("options", ["FORMAT parquet", "FORMAT json"])
def test_exports_of_duckdb_in_other_formats_are_read(options, tmp_path):
    assert texts(read(of_duckdb(tmp_path, options), "cables.data")) == [f"{row[6]}\n{row[7]}" for row in ROWS]


@pytest.mark.parametrize("how", SAVED)
def test_a_row_is_read_again_from_its_bytes_alone(how):
    for raw in documents("cables.csv", io.BytesIO(SAVED[how])):
        again = to_document(type(raw)("lake", "", 1, raw.raw))
        assert again.clean == to_document(raw).clean


@pytest.mark.parametrize("how", [how for how in SAVED if "Parquet" not in how])
def test_the_bytes_of_a_row_are_those_of_the_file(how):
    data = SAVED[how]
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    names = lines[lines[0] == b"sep=;\r\n"]
    for raw in documents("cables.csv", io.BytesIO(data)):
        row = raw.raw if data[raw.position - 1 :].startswith(raw.raw) else raw.raw.removeprefix(names)
        assert data[raw.position - 1 :].startswith(row)
        assert len(row) > 300


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (write(shuffled(ROWS, ORDER), delimiter=";"), "8 or more columns separated by ';', not in the order"),
        (write([row[:6] for row in ROWS], NAMES[:6]), "6 columns separated by ','"),
        (write(shuffled(ROWS, ORDER), ["ref", "kind", "x", "date", "level", "y", "z", "w"]), "none of which is known"),
        (write(ROWS, NAMES).decode().encode("utf-16"), "UTF-16"),
        (json.dumps([{"x": 1, "y": row[7]} for row in ROWS]).encode(), "objects without known column names"),
    ],
)
def test_a_table_that_is_not_understood_is_refused_in_words(data, seen):
    (rejected,) = read(data)
    assert (rejected.reason, rejected.raw) == ("table_not_understood", data)
    assert seen in rejected.detail and "\n" not in rejected.detail


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["cables.json", "data"])
def test_json_objects_may_begin_with_a_long_text(indent, name):
    body = BODY.format(n=44) + "".join(f"{n}. (U) The fleet is in port.\n" for n in range(2, 60))
    rows = [{"body": body, "refid": f"07OSLO{n}"} for n in (44, 45)]
    for data in ("\n".join(json.dumps(row, indent=indent) for row in rows), json.dumps(rows, indent=indent)):
        found = read(data.encode(), name)
        assert [(one.stated.cable_id, one.clean.text.strip()) for one in found] == [
            (row["refid"], body.strip()) for row in rows
        ]


def test_a_json_file_that_holds_no_cable_is_refused_once():
    settings = json.dumps({"name": "scans", "pages": [{"role": "cover"}, {"role": "back"}]}, indent=2).encode()
    (rejected,) = read(settings, "settings.json")
    assert (rejected.reason, rejected.raw) == ("row_not_understood", settings)


def test_a_parquet_file_without_texts_is_refused():
    (rejected,) = read(frame().drop(columns="body").to_parquet(), "cables.parquet")
    assert rejected.reason == "table_not_understood"
    (*_, damaged) = read(SAVED["by pandas as Parquet"][:-30])
    assert damaged.reason == "table_damaged"


@pytest.mark.parametrize(
    "text",
    [BODY.format(n=44), "ACTION, STATE, INFO, ROME, PARIS, BONN\n" + HEADER.format(n=44) + "\n" + BODY.format(n=44)],
)
def test_a_telegram_is_no_table_whatever_its_file_is_called(text):
    (document,) = read(f"{HEADER.format(n=44)}\n{text}".encode(), "cable.csv")
    assert document.format == "telegram"


TEXT = st.text(alphabet=st.sampled_from('AB1 ",;\t|\n\\/:¶é'), max_size=60)


@settings(deadline=None)
@given(
    texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    order=st.sampled_from([None, ORDER, ORDER[::-1]]),
)
def test_what_a_csv_writer_writes_is_read_back(texts, delimiter, quoting, order):
    # a backslash before a quote would be an escape, a line that looks like a row's beginning one
    texts = [tuple(text.replace('\\"', '"').replace("\\", "/").strip() + "." for text in pair) for pair in texts]
    rows = [[n, *ROWS[0][1:6], *pair] for n, pair in enumerate(texts, 1)]
    if order:
        data = write(shuffled(rows, order), shuffled([NAMES], order)[0], delimiter=delimiter, quoting=quoting)
    else:
        data = write(rows, delimiter=delimiter, quoting=quoting)
    assert [document.clean.text for document in read(data)] == [f"{header}\n{body}" for header, body in texts]


def test_names_are_those_of_the_table():
    assert len(COLUMNS) == len(NAMES) == 8


@given(
    st.lists(st.dictionaries(st.text(max_size=9), st.text('a"{}[]\\ \n', max_size=40), max_size=3), max_size=6),
    st.integers(1, 60),
    st.sampled_from([None, 2]),
    st.integers(0, 3),
)
def test_a_json_list_is_cut_into_its_objects_wherever_its_blocks_end(objects, block, indent, depth):
    whole, around = objects, "["
    for level in range(depth):
        whole, around = {"n": level, "{": {"[": {}}, "rows[": whole, "}": ["]"]}, "{" + around
    data = json.dumps(whole, indent=indent).encode()
    found = list(json_list.objects(io.BytesIO(data), 10_000, around, block))
    assert [json.loads(piece.data) for piece in found] == objects
    assert all(data[piece.offset : piece.offset + piece.size] == piece.data for piece in found)


def test_an_object_of_a_json_list_that_is_too_large_or_not_closed_is_reported():
    objects = [{"id": 1}, {"id": 2, "body": "x" * 500}]
    small, large = json_list.objects(io.BytesIO(json.dumps(objects).encode()), 100)
    assert (json.loads(small.data), large.size > 500) == (objects[0], True)
    (_, rest) = json_list.objects(io.BytesIO(json.dumps(objects).encode()[:-20]), 10_000)
    assert rest.data.startswith(b'{"id": 2')


@pytest.mark.parametrize("how", ["as a JSON list", "as a JSON list in an object", "as JSON objects by their ids"])
def test_a_json_file_that_is_cut_off_between_its_objects_is_reported(how):
    data = SAVED[how]
    last = data.rindex(b"},")
    *found, told = read(data[: last + 2])
    assert [type(document) for document in found] == [Document] * 3
    assert (told.reason, "cut off" in told.detail) == ("table_damaged", True)


@pytest.mark.parametrize(
    "row",
    [
        {"_id": "07OSLO44", "paragraphs": [{"number": 1, "classification": "U", "text": "A path."}], "body": BODY},
        {"_id": "07OSLO44", "refs": [{"id": "06OSLO9", "subject": "FISH"}], "body": BODY},
        {"_source": OBJECTS[0]},
    ],
)
def test_objects_in_a_row_are_no_rows(row):
    (document,) = read(json.dumps(row).encode(), "cable.json")
    assert document.clean.text.count("SUBJECT:") == 1


def test_html_in_the_cells_is_taken_out():
    header, body = ("<p>" + words.replace("&", "&amp;").replace("\n", "<br>") + "</p>" for words in ROWS[0][6:])
    written = write([[*ROWS[0][:6], header, body]], NAMES, delimiter=";")
    (raw,) = [raw for raw in documents("cables.csv", io.BytesIO(written)) if not isinstance(raw, Rejected)]
    document = to_document(raw)
    assert isinstance(document, Document)
    plain = to_document(next(iter(documents("cables.csv", io.BytesIO(write(ROWS[:1], NAMES, delimiter=";"))))))
    assert document.clean.text.split() == plain.clean.text.split()
    assert document.clean.text[document.header_end :].lstrip().startswith("UNCLAS OSLO")


@pytest.mark.parametrize("name", ["cables.csv", "cables.txt"])
def test_a_table_in_utf16_is_refused_whatever_it_is_called(name):
    written = write(ROWS, NAMES, delimiter="\t").decode().encode("utf-16")
    (refused,) = documents(name, io.BytesIO(written))
    assert isinstance(refused, Rejected) and "UTF-8" in refused.detail
