"""The page that answers SQL: it reads the published file, within its limits, and nothing else."""

import csv
import io
import threading
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from dashboards import asking
from dashboards.app import make_app
from dashboards.published import Published
from tests.dashboards.conftest import HOSTILE, add, sample_with
from tests.hostile.test_sql import REFUSED, files

NOT_QUERIES = """
ATTACH ':memory:' AS other
COPY cables TO 'out.csv'
COPY (SELECT 1) TO '/dev/stdout'
PRAGMA enable_object_cache
PRAGMA memory_limit = '8GB'
SET memory_limit = '8GB'
CALL enable_logging()
EXPLAIN ANALYZE COPY (SELECT 1) TO 'out.csv'
CREATE TEMP TABLE t AS SELECT 1
LOAD httpfs
SELECT 1; SELECT 2
-- nothing but a comment
FROM read_csv('secret.csv')
FROM read_text('{folder}/secret.csv')
FROM '{folder}/secret.csv'
FROM glob('{folder}/*')
FROM documents_of_another_file
SELECT
""".strip().splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a lake and a file that no query may see."""
    folder = tmp_path_factory.mktemp("asked")
    add(folder / "lake", sample_with(HOSTILE), "first")
    (folder / "secret.csv").write_text("a\nkept to ourselves\n")
    return folder


def path_of(folder):
    return str(folder / "lake" / "warehouse.duckdb")


def reader(folder, *, mask=False, has_sql=True):
    published = Published(Path(path_of(folder)), mask=mask)
    return TestClient(make_app(published, has_sql=has_sql), base_url="http://127.0.0.1")


def asked(folder, query, form="", headers=None):
    return reader(folder).get(f"/sql{form}", params={"query": query}, headers=headers)


def test_there_is_no_such_page_unless_asked_for(folder):
    plain = reader(folder, has_sql=False)
    assert plain.get("/sql?query=SELECT+1").status_code == plain.get("/sql.csv?query=SELECT+1").status_code == 404
    assert "/sql" not in plain.get("/topics").text


def test_a_query_is_answered_as_table_and_csv(folder):
    with duckdb.connect(path_of(folder), read_only=True) as connection:
        expected = connection.execute("SELECT post, count(*) FROM cables GROUP BY ALL ORDER BY ALL").fetchall()
    query = "SELECT post, count(*) AS cables FROM cables GROUP BY ALL ORDER BY ALL"
    page = asked(folder, query).text
    assert f"<h2>{len(expected)} rows</h2>" in page and '<a href="/post/OSLO"><bdi>OSLO</bdi></a>' in page
    rows = list(csv.reader(io.StringIO(asked(folder, query, ".csv").text)))
    assert rows == [["post", "cables"], *([post or "", str(number)] for post, number in expected)]


def test_every_view_is_listed_with_its_comment(folder):
    page = reader(folder).get("/sql").text
    with duckdb.connect(path_of(folder), read_only=True) as connection:
        views = connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert len(views) > 10
    for name, comment in views:
        assert f">{name}</a>" in page and comment[:20] in page.replace("&#39;", "'")


@pytest.mark.parametrize("query", NOT_QUERIES)
def test_what_is_not_a_query_on_the_file_is_refused_in_one_line(folder, monkeypatch, query):
    monkeypatch.chdir(folder)
    before = files(folder)
    answer = asked(folder, query.format(folder=folder), ".csv")
    assert answer.status_code == 400 and answer.text.count("\n") == 1
    assert "kept to ourselves" not in answer.text and files(folder) == before


def test_statements_that_the_command_refuses_are_refused_here_in_one_process(folder, monkeypatch):
    monkeypatch.chdir(folder)
    before = files(folder)
    for statement in REFUSED:
        assert "refused" in asking.answered(path_of(folder), statement.format(folder=folder)), statement
    assert files(folder) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM range(100000000000000)",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    ],
)
def test_an_endless_query_is_stopped(folder, query):
    begun = time.monotonic()
    with pytest.raises(asking.RefusedError, match="stopped after 2 seconds"):
        asking.ask(path_of(folder), query, 2)
    assert time.monotonic() - begun < 6


@pytest.mark.parametrize(
    "query",
    [
        "SELECT list(range) FROM range(1000000000)",
        "SELECT repeat('a', 50000000)",
        "FROM range(300), (SELECT body FROM texts)",
    ],
)
def test_an_answer_is_bounded(folder, query):
    answer = asked(folder, query, ".csv")
    assert answer.status_code == 400 and ("Out of Memory" in answer.text or "characters" in answer.text)


def test_rows_are_bounded_and_it_is_said(folder):
    answer = asked(folder, "FROM range(10000000)")
    assert "10,000 rows, the first of more" in answer.text and "The first 1000 of 10,000 rows" in answer.text


def test_a_process_that_ends_early_ends_nothing_else(folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(asking.sys, "executable", "/bin/false")
        answer = asked(folder, "SELECT 1", ".csv")
        assert answer.status_code == 400 and "ended the process that ran it" in answer.text
    assert asked(folder, "SELECT 1").status_code == 200


def test_a_few_run_at_once_and_others_are_reported(folder):
    def keep_busy():
        with suppress(asking.RefusedError):
            asking.ask(path_of(folder), "SELECT count(*) FROM range(100000000000000)", 6)

    busy = [threading.Thread(target=keep_busy) for _ in range(asking.AT_ONCE)]
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    assert "other queries are running" in asked(folder, "SELECT 1").text
    for thread in busy:
        thread.join()


def test_the_page_of_another_site_cannot_run_a_query(folder):
    elsewhere = {"sec-fetch-site": "cross-site"}
    page = asked(folder, "SELECT 40 + 2 AS found", headers=elsewhere)
    assert "SELECT 40 + 2 AS found</textarea>" in page.text and "<td" not in page.text
    assert asked(folder, "SELECT 1", ".csv", elsewhere).status_code == 403


def test_text_in_answers_is_text(folder):
    page = asked(folder, "SELECT '<script>alert(1)</script>' AS \"<b>x</b>\"").text
    assert "<script>alert" not in page and "<b>x" not in page and "&lt;script&gt;alert(1)" in page


def test_with_masking_only_the_masked_copy_is_there(tmp_path):
    asking_for = HOSTILE.replace(b"Nothing else to report.", b"Minister Leonora Quillfeather (strictly protect) spoke.")
    add(tmp_path / "lake", sample_with(asking_for), "first")
    masked = reader(tmp_path, mask=True)
    for query in ("FROM texts", "FROM paragraphs", "FROM findings", "FROM people"):
        found = masked.get("/sql.csv", params={"query": query})
        assert found.status_code == 200 and "Quillfeather" not in found.text
    assert "█████" in masked.get("/sql.csv", params={"query": "SELECT body FROM texts"}).text
    original = tmp_path / "lake" / "warehouse.duckdb"
    assert masked.get("/sql.csv", params={"query": f"ATTACH '{original}' AS o"}).status_code == 400
    assert masked.get("/sql.csv", params={"query": f"FROM '{original}'"}).status_code == 400
