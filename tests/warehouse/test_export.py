"""What comes out of the lake is what went in."""

import csv
import datetime as dt
import json

import polars as pl
import pyarrow.parquet as pq
import pytest

from warehouse.connection import LakeError
from warehouse.documents import documents, versions
from warehouse.export import export_documents, export_table


def test_documents_come_out_byte_for_byte(lake, deliver, cable, reject, tmp_path):
    raws = {b"\x00\xff\xfe nul and \r\n", "caf\xe9".encode("cp1252"), b"x" * 300_000}
    deliver(*(cable(f"06TOKYO{n}", raw) for n, raw in enumerate(sorted(raws))), reject(b""))
    assert {document.raw for document in documents(lake)} == raws | {b""}
    assert export_documents(lake, tmp_path / "out") == 4
    assert {path.read_bytes() for path in (tmp_path / "out").iterdir()} == raws | {b""}


def test_all_versions_of_one_cable(lake, deliver, cable, tmp_path):
    one, two = cable("06TOKYO1", b"one", date="2006-05-01"), cable("06TOKYO1", b"two", redactions=3)
    deliver(one, two, cable("06TOKYO2", b"three"))
    assert [[stored.raw for stored in found] for found in versions(lake, "v.cable_id = ?", ["06TOKYO1"])] == [
        [b"one", b"two"]
    ]
    with pytest.raises(LakeError, match="no such cable"):
        export_documents(lake, tmp_path, "99NOWHERE1")


def test_versions_read_a_few_at_a_time_stay_together(lake, deliver, cable, monkeypatch):
    monkeypatch.setattr("warehouse.documents._PORTION", 4)
    dates = {1: "2006-05-01", 2: None, 3: "1976-02-03"}
    deliver(*(cable(f"06TOKYO{n}", f"{n} {v}".encode(), date=dates[n]) for v in "ab" for n in dates))
    found = [(group[0].cable_id, {stored.raw for stored in group}) for group in versions(lake)]
    assert found == [(f"06TOKYO{n}", {f"{n} a".encode(), f"{n} b".encode()}) for n in dates]


def test_damaged_bytes_are_not_handed_out(lake, deliver, cable):
    deliver(cable("06TOKYO1", b"one"))
    lake.connection.execute("UPDATE documents SET raw = 'two'")
    with pytest.raises(LakeError, match="damaged"):
        list(documents(lake))


def test_tables_and_views_as_files(lake, deliver, cable, tmp_path):
    deliver(cable("06TOKYO1", date="2006-05-01", subject='"BEEF", AND\nMORE', handling=["NOFORN", "FOUO"]))
    assert export_table(lake, "cables", tmp_path / "c.csv") == 1
    with (tmp_path / "c.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["subject"], row["handling"], row["date"]) == ('"BEEF", AND\nMORE', "NOFORN|FOUO", "2006-05-01")
    assert export_table(lake, "cables", tmp_path / "c.json") == 1
    assert json.loads((tmp_path / "c.json").read_text())["handling"] == ["NOFORN", "FOUO"]
    assert export_table(lake, "post_activity", tmp_path / "p.parquet") == 1
    assert export_table(lake, "words_by_month", tmp_path / "w.csv") == 2  # beef, body: only the published file has it
    assert pq.read_table(tmp_path / "p.parquet").column("cables").to_pylist() == [1]


def test_what_cannot_be_exported_is_one_line(lake, tmp_path):
    with pytest.raises(LakeError, match="no such table"):
        export_table(lake, "cabels", tmp_path / "c.csv")
    with pytest.raises(LakeError, match="unknown format"):
        export_table(lake, "cables", tmp_path / "c.doc")
    with pytest.raises(LakeError, match=r"nowhere/c\.csv: no folder .*nowhere: make it first"):
        export_table(lake, "cables", tmp_path / "nowhere" / "c.csv")


def test_a_workbook_for_excel(lake, deliver, cable, tmp_path):
    deliver(cable("06TOKYO1", date="2006-05-01", subject="=1+1", handling=["NOFORN", "FOUO"]))
    assert export_table(lake, "cables", tmp_path / "c.xlsx") == 1
    row = pl.read_excel(tmp_path / "c.xlsx", engine="openpyxl", sheet_name="cables").row(0, named=True)
    assert (row["subject"], row["handling"], row["date"]) == ("=1+1", "NOFORN|FOUO", dt.datetime(2006, 5, 1))


def test_a_workbook_that_would_cut_texts_off_is_refused(lake, deliver, cable, tmp_path):
    deliver(cable("06TOKYO1", subject="x" * 40_000))
    with pytest.raises(LakeError, match="subject has texts longer than"):
        export_table(lake, "cables", tmp_path / "c.xlsx")
    assert list(tmp_path.glob("*.xlsx*")) + list(tmp_path.glob(".c*")) == []


def test_bytes_do_not_go_into_a_workbook(lake, deliver, cable, tmp_path):
    deliver(cable("06TOKYO1", b"one"))
    with pytest.raises(
        LakeError, match="^documents: raw holds bytes, which no cell can: export .parquet instead, or use --raw DIR"
    ):
        export_table(lake, "documents", tmp_path / "documents.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


def test_csv_holds_no_formulas_unless_it_is_to_be_exact(lake, tmp_path):
    values = "(VALUES ('=1+1', ['@a', 'b'], -5), ('plain', ['a=b'], 1)) v(word, words, number)"
    lake.connection.execute(f"CREATE VIEW risky AS FROM {values}")
    export_table(lake, "risky", tmp_path / "safe.csv")
    export_table(lake, "risky", tmp_path / "exact.csv", exact=True)
    assert (tmp_path / "safe.csv").read_text() == "word,words,number\n'=1+1,'@a|b,-5\nplain,a=b,1\n"
    assert (tmp_path / "exact.csv").read_text() == "word,words,number\n=1+1,@a|b,-5\nplain,a=b,1\n"
