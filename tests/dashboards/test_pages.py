"""The pages as a reader gets them: every link leads somewhere, every number is that of the warehouse, text is text."""

import csv
import html
import io
import json
import re
import shutil
from collections import Counter, deque
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.finding import PAGE
from dashboards.pages import NAVIGATION
from dashboards.selection import FURTHER, NAMES, Selection
from tests.dashboards.conftest import HOSTILE, add, client, sample_with

MAIN = [path for path, _ in NAVIGATION]
FILTERS = ["", "?post=OSLO", "?from=1999-05&to=2009-01&tag=PREL&level=SECRET", "?post=O'NOWHERE&country=NO"]
COUNTED = re.compile(r'<a href="([^"]+)" aria-label="([^"]*?([\d,]+) cables?\b[^"]*)"')


def ask(warehouse, sql, *parameters):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def total(page):
    return int(re.search(r'<p class="count"[^>]*><b>([\d,]+) cable', page)[1].replace(",", ""))


def links(page):
    return {html.unescape(found) for found in re.findall(r'(?:href|src|action)="([^"]*)"', page)}


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("path", MAIN)
def test_a_page_is_shown_whole(reader, path, filters):
    answer = reader.get(f"/{path}{filters}")
    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("</html>") and "\x00" not in answer.text
    assert 'class="warning"' not in answer.text


@pytest.mark.parametrize("path", MAIN)
def test_a_page_of_an_empty_warehouse_is_shown(empty_warehouse, path):
    answer = client(empty_warehouse).get(f"/{path}")
    assert answer.status_code == 200 and 'class="warning"' not in answer.text


def kind(address):
    """Addresses that one page answers with the same filters set."""
    parts = urlsplit(address)
    return parts.path.split("/")[1], parts.path.count("/"), *sorted(parse_qs(parts.query, keep_blank_values=True))


def test_every_link_leads_somewhere(reader):
    """The first few links of each kind, the nearest to the front page first."""
    known, waiting, followed = {"/"}, deque(["/"]), Counter()
    while waiting and followed.total() < 300:
        address = waiting.popleft()
        if followed[kind(address)] >= 3:
            continue
        followed[kind(address)] += 1
        answer = reader.get(address)
        is_missing = urlsplit(address).path.startswith("/cable/") and "is not in this collection" in answer.text
        assert answer.status_code == 200 or is_missing, address
        if answer.headers["content-type"].startswith("text/html"):
            new = {link.partition("#")[0] for link in links(answer.text) if link.startswith("/")} - known
            known |= new
            waiting.extend(sorted(new))


@pytest.mark.parametrize(
    "path", ["", "?post=OSLO", "topics", "topics?measure=month", "posts", "secrecy", "network", "trust"]
)
def test_a_part_of_a_chart_leads_to_as_many_cables_as_it_says(reader, path):
    page = reader.get(f"/{path}").text
    found = {html.unescape(href): number for href, _, number in COUNTED.findall(page) if href.startswith("/cables")}
    if path != "network":
        assert found
    for href, number in list(found.items())[:60]:
        assert total(reader.get(href).text) == int(number.replace(",", "")), href


@pytest.mark.parametrize("path", ["", "topics", "posts", "secrecy", "trust"])
def test_a_bar_leads_to_as_many_cables_as_it_says(reader, path):
    rows = [
        found
        for table in re.findall(r'<table class="bars">.*?</table>', reader.get(f"/{path}").text, re.DOTALL)
        for row in table.split("<tr>")
        for found in re.findall(r'<a href="(/cables[^"]+)">.*<td class="number">([\d,]+)</td>', row, re.DOTALL)
    ]
    for href, number in rows:
        assert total(reader.get(html.unescape(href)).text) == int(number.replace(",", "")), href


def test_totals_are_those_of_the_warehouse(reader, warehouse):
    ((cables, posts),) = ask(warehouse, "SELECT count(*), count(DISTINCT post) FROM cables")
    page = reader.get("/").text
    assert f"<dd>{cables:,}</dd>" in page and f"<dd>{posts:,}</dd>" in page and ">5</a></dd>" in page


def test_search_with_a_filter_counts_as_the_index_and_the_facets_agree(reader, warehouse):
    whole = total(reader.get("/cables?q=the").text)
    page = reader.get("/cables?q=the").text
    facets = re.findall(r'<li><a href="(/cables[^"]+)">[^<]*</a> <span>([\d,]+)</span></li>', page)
    assert whole > PAGE and len(facets) > 10
    for href, number in facets:
        assert total(reader.get(html.unescape(href)).text) == int(number), href
    listed = [total(reader.get("/cables", params={"q": "the", "post": post}).text) for (post,) in
              ask(warehouse, "SELECT DISTINCT post FROM cables WHERE post IS NOT NULL")]  # fmt: skip
    unknown = len(
        ask(
            warehouse,
            "SELECT 1 FROM cables JOIN texts USING (cable_id) WHERE cables.post IS NULL AND body ILIKE '%the%'",
        )
    )
    assert sum(listed) + unknown == whole


def test_pages_of_a_list_hold_every_cable_once(reader, warehouse):
    ids = []
    for page in range(1, 10):
        ids += re.findall(r'<span class="id">([^<]+)</span>', reader.get(f"/cables?sort=oldest&page={page}").text)
    assert ids == [row[0] for row in ask(warehouse, "SELECT cable_id FROM cables ORDER BY date NULLS LAST, cable_id")]


@pytest.mark.parametrize("asked", ["q=minister", "post=OSLO", "q=minister&level=CONFIDENTIAL"])
def test_results_as_files_are_the_results(reader, asked):
    number = total(reader.get(f"/cables?{asked}").text)
    listed = list(csv.DictReader(io.StringIO(reader.get(f"/cables.csv?{asked}").text)))
    assert len(listed) == number
    assert [row["cable_id"] for row in reader.get(f"/cables.json?{asked}").json()] == [
        row["cable_id"] for row in listed
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(reader.get(f"/cables.xlsx?{asked}").content)).active
    assert sheet.max_row - 1 == number


def test_rows_of_a_figure_as_csv(reader, warehouse):
    page = reader.get("/topics?post=OSLO").text
    address = next(link for link in links(page) if link.startswith("/figures/topics/topics_over"))
    rows = list(csv.DictReader(io.StringIO(reader.get(address).text)))
    ((carried,),) = ask(
        warehouse,
        """SELECT count(*) FROM tags JOIN cables USING (cable_id)
        WHERE post = 'OSLO' AND tag = 'PREL' AND date IS NOT NULL""",
    )
    assert sum(int(row["cables"]) for row in rows if row["topic"] == "PREL") == carried > 0


def test_a_query_that_cannot_be_read_is_reported_with_its_place(reader):
    answer = reader.get("/cables", params={"q": 'beef "audit'})
    assert answer.status_code == 400 and "character 6: the phrase that begins here is not closed" in answer.text


def test_when_nothing_is_found_the_page_says_what_would_be(reader):
    page = reader.get("/cables?q=ministr&post=NOWHERE").text
    assert total(page) == 0
    page = reader.get("/cables?q=minister&post=NOWHERE").text
    assert "without post NOWHERE" in page
    assert "“minister” for “ministur”" in reader.get("/cables?q=ministur").text


def test_a_cable_is_shown_escaped(reader):
    page = reader.get("/cable/06OSLO777").text
    assert "&lt;img src=x onerror=alert(&#39;text&#39;)&gt;" in page
    assert "<img" not in page and "alert('" not in page and "<b>BOLD" not in page


def test_findings_are_marked_by_their_spans(reader):
    assert "<mark" not in reader.get("/cable/06OSLO777").text
    page = reader.get("/cable/06OSLO777?show=printed").text
    assert re.search(r'<mark class="f-ok" title="tags: ok, by the rule [^"]+">[^<]*PREL NO</mark>', page)
    assert re.search(r'<mark class="f-ok" title="signer: ok[^"]*">OAKAPPLE</mark>', page)


def test_references_lead_both_ways(reader, warehouse):
    ((citing, cited),) = ask(warehouse, "SELECT cable_id, cited_cable_id FROM reference_edges WHERE is_in_lake LIMIT 1")
    assert f'href="/cable/{cited}"' in reader.get(f"/cable/{citing}").text
    assert f'href="/cable/{citing}"' in reader.get(f"/cable/{cited}").text
    ((citing, gone),) = ask(
        warehouse, "SELECT cable_id, cited_cable_id FROM reference_edges WHERE NOT is_in_lake LIMIT 1"
    )
    assert '<li class="missing">' in reader.get(f"/cable/{citing}").text
    answer = reader.get(f"/cable/{gone}")
    assert answer.status_code == 404 and f'href="/cable/{citing}"' in answer.text


def test_what_a_text_mentions_leads_to_the_cables_that_mention_it(reader, warehouse):
    mentioning = """SELECT any_value(cable_id), place_name, places_mentioned.cables, person, people_mentioned.cables
    FROM place_mentions JOIN places_mentioned USING (place_id)
    JOIN person_mentions n USING (cable_id) JOIN people_mentioned ON person = upper(n.name)
    WHERE kind = 'country' GROUP BY ALL ORDER BY ALL LIMIT 5"""
    for cable, place, of_place, person, of_person in ask(warehouse, mentioning):
        found = links(reader.get(f"/cable/{cable}").text)
        for name, value, number in (("place", place, of_place), ("names", person, of_person)):
            address = f"/cables?{urlencode({name: value})}"
            assert address in found and total(reader.get(address).text) == number


def test_topics_of_the_texts_lead_to_their_cables(warehouse, tmp_path):
    copied = shutil.copytree(warehouse.parent, tmp_path / "lake") / warehouse.name
    with duckdb.connect(str(copied)) as connection:
        connection.execute("""INSERT INTO text_topics BY NAME SELECT 7 AS topic_id, 1 AS model_version,
            ['gas'] AS words, ['EPET'] AS nearest_tags, 0 AS cables, false AS is_retired, 'gas (EPET)' AS topic_name""")
        connection.execute("""INSERT INTO cable_topics (cable_id, ordinal, topic_id, weight, year)
        SELECT cable_id, 1, 7, 0.5, year FROM cables WHERE post = 'OSLO'""")
    reader = client(copied)
    link = '<a href="/cables?text_topic=7">gas (EPET)</a>'
    row = re.search(re.escape(link) + r'.*?class="number">(\d+)<', reader.get("/topics").text, re.DOTALL)
    assert total(reader.get("/cables?text_topic=7").text) == int(row[1]) > 0
    assert f'{link} <span class="quiet">50%' in reader.get("/cable/06OSLO777").text


def test_citations(reader):
    assert "@misc{cable06OSLO777," in reader.get("/cite/06OSLO777.bib").text
    ris = reader.get("/cite/06OSLO777.ris").text
    assert ris.startswith("TY  - GEN\r\n") and "PY  - 2006\r\n" in ris and ris.endswith("ER  - \r\n")
    assert reader.get("/cite/06NOWHERE1.ris").status_code == 404


@pytest.mark.parametrize("path", ["nothing", "post/NOWHERE", "thread/06NOWHERE1", "person/Nobody", "year/0", "tag/'"])
def test_what_is_not_there_is_said_to_be_missing(reader, path):
    assert reader.get(f"/{path}").status_code == 404


def test_every_answer_has_a_strict_policy(reader):
    for path in ("/", "/cables?q=x", "/cable/06OSLO777", "/nothing", "/static/style.css", "/cables.csv"):
        headers = reader.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    for path in MAIN:
        page = reader.get(f"/{path}").text
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_no_other_host_name_is_answered(reader):
    assert reader.get("/", headers={"host": "attacker.example"}).status_code == 400


def test_a_page_is_sent_again_only_when_another_file_is_published(warehouse, tmp_path):
    lake = shutil.copytree(warehouse.parent, tmp_path / "lake")
    reader = client(lake / warehouse.name)
    first = reader.get("/cables?q=oslo")
    tag = first.headers["etag"]
    assert reader.get("/cables?q=oslo", headers={"if-none-match": tag}).status_code == 304
    more = HOSTILE.replace(b"000777", b"000778").replace(b"121207Z", b"131207Z")
    add(lake, [sample_with(more)[-1]], "second")
    again = reader.get("/cables?q=oslo", headers={"if-none-match": tag})
    assert again.status_code == 200 and again.headers["etag"] != tag
    assert total(again.text) == total(first.text) + 1
    assert reader.get("/cable/06OSLO778").status_code == 200


def test_a_file_that_is_gone_is_reported_in_one_line(tmp_path):
    answer = client(tmp_path / "warehouse.duckdb").get("/")
    assert answer.status_code == 503 and "no warehouse at" in answer.text and answer.text.count("\n") == 1


VALUES = st.text(max_size=20) | st.sampled_from(
    ["'", "') OR 1=1 --", "2006", "2006-99", "{}", "\x00", "%", "-1", '"', "yes"]
)
PARAMETERS = ["q", "page", "sort", "grain", "kind", "map", "measure", "topic", "about", *NAMES[:-1], *FURTHER]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(MAIN), asked=st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), max_size=4))
def test_no_address_breaks_a_page(reader, path, asked):
    answer = reader.get(f"/{path}", params=asked)
    assert answer.status_code in (200, 400)
    assert answer.text.rstrip().endswith("</html>")


@pytest.mark.parametrize("name", list(FURTHER))
def test_every_further_condition_is_a_condition(reader, name):
    assert total(reader.get("/cables", params={name: "') OR true --"}).text) == 0
    assert reader.get("/cables", params={name: "x", "q": "the"}).status_code == 200


def test_a_selection_survives_its_link():
    link = [("from", "2001-02-03"), ("to", "2005-06"), ("post", "OSLO"), ("post", "ROME"), ("tag", "LAST, FIRST"),
            ("level", "SECRET"), ("due", "2016")]  # fmt: skip
    assert Selection.from_link(link).to_link() == link
    assert Selection.from_link([("from", "yesterday"), ("post", " "), ("other", "x")]) == Selection()
    assert parse_qsl("from=2006") == Selection.from_link([("from", "2006")]).to_link()


def test_protected_names_are_masked_on_every_page(tmp_path):
    asking = HOSTILE.replace(b"Nothing else to report.", b"Minister Leonora Quillfeather (strictly protect) said so.")
    warehouse = add(tmp_path / "lake", sample_with(asking), "first")
    reader = client(warehouse, mask=True)
    assert "Quillfeather" in client(warehouse).get("/cable/06OSLO777").text
    for path in (
        "cable/06OSLO777",
        "cable/06OSLO777?show=printed",
        "cables?q=quillfeather",
        "cables.json?post=OSLO",
        "cite/06OSLO777.bib",
        "post/OSLO",
    ):
        answer = reader.get(f"/{path}")
        assert "Quillfeather" not in answer.text and "Leonora" not in answer.text
    assert "█████" in reader.get("/cable/06OSLO777").text
    assert total(reader.get("/cables?q=leonora").text) == 0
    assert json.loads(reader.get("/cables.json?q=leonora").text) == []
