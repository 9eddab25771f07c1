"""Words over time: the lines lead to their cables, and the index counts as a scan of the sample does."""

import csv
import html
import io
import re

import duckdb
import pytest

from tests.dashboards.conftest import client
from tests.dashboards.test_pages import COUNTED, links, total
from warehouse.search import SearchIndex
from warehouse.search_query import analyzer
from warehouse.search_trend import word_trends

ASKED = {"q": ["minister", '"the minister"'], "from": "1990"}


@pytest.mark.parametrize("measure", ["month", "month-share", "year", "year-share"])
def test_each_point_leads_to_as_many_cables_as_it_says(reader, measure):
    page = reader.get("/trend", params={**ASKED, "measure": measure}).text
    found = {html.unescape(href): number for href, _, number in COUNTED.findall(page) if href.startswith("/cables")}
    assert len(found) > 5 and page.rstrip().endswith("</html>")
    for href, number in list(found.items())[:40]:
        assert total(reader.get(href).text) == int(number.replace(",", "")), href


def test_rows_as_csv_are_those_of_the_figure(reader, warehouse):
    page = reader.get("/trend", params=ASKED).text
    address = next(link for link in links(page) if link.startswith("/figures/trend/"))
    rows = list(csv.DictReader(io.StringIO(reader.get(address).text)))
    assert {row["term"] for row in rows} == set(ASKED["q"])
    assert {row["traffic"] == "0" for row in rows if not row["cables"]} == {True}


def test_results_of_a_search_lead_to_the_words_over_time(reader):
    address = next(
        link for link in links(reader.get("/cables?q=minister&from=1990").text) if link.startswith("/trend?q=")
    )
    assert re.search(r"minister: \d+ cables? of", reader.get(address).text)


def test_without_words_or_with_wrong_ones_the_page_says_so(reader, empty_warehouse, warehouse):
    assert reader.get("/trend").status_code == 200
    assert "is not closed" in reader.get("/trend", params={"q": '"open'}).text
    assert client(empty_warehouse).get("/trend?q=minister").status_code == 200
    assert "not used while names are masked" in client(warehouse, mask=True).get("/trend?q=minister").text


def test_the_index_counts_the_words_of_the_sample_as_a_full_scan_does(warehouse):
    index = SearchIndex.open(warehouse.parent)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        texts = [text for (text,) in connection.execute("SELECT body FROM texts ORDER BY cable_id").fetchall()]
        for number, text in enumerate(texts):
            words = analyzer().analyze(text or "") or ["none"]
            at = 7 * number % len(words)
            for term in (words[at], " ".join(words[at : at + 3]), f"{words[at][:3]}*"):
                (one,) = word_trends(index, [f'"{term}"'])
                rows = connection.execute("FROM word_trend($1)", [term]).fetchall()
                assert [(p.start, p.cables, p.traffic, p.share) for p in one.periods] == rows, term
                assert one.cables + one.undated > 0
