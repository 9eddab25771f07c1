"""Every macro, on the lake and in the published file."""

# ruff: noqa: S608

import datetime as dt

import duckdb
import pytest

from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.query import run_sql
from warehouse.similar import similar_to
from warehouse.views import sql_files

INFO = {"role": "info", "name": "AMEMBASSY PARIS", "post": "PARIS"}


@pytest.fixture(params=["lake", "published"])
def ask(request, lake, deliver, cable):
    """Rows of a query on a small lake, asked of the lake itself and of the published file."""
    deliver(
        cable("06TOKYO1", date="2006-01-31", post="TOKYO", subject="BEEF  AUDIT", tags=["ETRD", "JA"],
              addressees=["PARIS", INFO], people=[{"role": "signer", "name": "SMITH"}]),
        cable("06PARIS2", date="2006-02-01", post="PARIS", subject="REPLY", tags=["ETRD", "JA", "ZZZZ"],
              references=["06TOKYO1", "06TOKYO9", {"raw": "A memo", "kind": "other"}], addressees=["TOKYO", INFO]),
        cable("06TOKYO3", date="2006-04-01", post="TOKYO", references=["06TOKYO1"], subject="beef audits (100%)"),
        cable("06ROME4", date="2006-04-02", post="ROME", addressees=["TOKYO"]),
        cable("x", tags=["ETRD"]),
    )  # fmt: skip
    if request.param == "lake":
        return lambda sql: lake.connection.execute(sql).fetchall()
    path = publish(lake)
    return lambda sql: [tuple(row.values()) for row in run_sql(path.parent, sql).to_pylist()]


def month(number):
    return dt.date(2006, number, 1)


def test_cable(ask):
    columns = 'post_name, country_name, body, tags, tag_names, "references", cited_by, people[1].name'
    assert ask(f"SELECT {columns} FROM cable('06 tokyo 0001')") == [
        ("Embassy Tokyo", "Japan", "body of 06TOKYO1", ["ETRD", "JA"], ["Foreign Trade", "Japan"], None,
         ["06PARIS2", "06TOKYO3"], "SMITH"),
    ]  # fmt: skip
    [(references,)] = ask("SELECT \"references\" FROM cable('06PARIS2')")
    assert references == ["06TOKYO1", "06TOKYO9", "A memo"]
    assert ask("FROM cable('06NOWHERE1')") == []


def test_timeline(ask):
    assert ask("FROM timeline('etrd')") == [(month(1), 1, 1, 1.0), (month(2), 1, 1, 1.0), (month(3), 0, 0, None),
                                            (month(4), 0, 2, 0.0)]  # fmt: skip
    assert ask("FROM timeline('ETRD', post := 'TOKYO', grain := 'year')") == [(month(1), 1, 2, 0.5)]
    assert ask("FROM timeline('ETRD', 'TOKYO', 'quarter')") == [(month(1), 1, 1, 1.0), (month(4), 0, 1, 0.0)]
    assert ask("SELECT sum(cables) FROM timeline(NULL, grain := 'day')") == [(4,)]
    assert ask("FROM timeline('ETRD', post := 'NOWHERE')") == []


def test_thread_of(ask):
    assert ask("SELECT ordinal, cable_id FROM thread_of('06PARIS2')") == [(1, "06TOKYO1"), (2, "06PARIS2"),
                                                                         (3, "06TOKYO3")]  # fmt: skip
    assert ask("FROM thread_of('06ROME4')") == []


@pytest.mark.parametrize("ask", ["published"], indirect=True)
def test_similar_to(ask):
    columns = "cable_id, by_text, by_references, by_thread, round(by_tags, 3), round(by_words, 3), reasons"
    assert ask(f"SELECT {columns} FROM similar_to('06tokyo1')") == [
        ("06PARIS2", 0.0, 1.0, 1.0, 1.0, 0.0, ["cites 06TOKYO1", "same thread", "TAGS JA, ETRD"]),
        ("06TOKYO3", 0.0, 1.0, 1.0, 0.0, 0.5, ["cites 06TOKYO1", "same thread", "subject: beef"]),
        ("x", 0.0, 0.0, 0.0, 0.439, 0.0, ["TAGS ETRD"]),
    ]
    [(reasons,)] = ask("SELECT reasons FROM similar_to('06TOKYO3') WHERE cable_id = '06PARIS2'")
    assert reasons == ["both cite 06TOKYO1", "same thread"]
    [(reasons,)] = ask("SELECT reasons FROM similar_to('06TOKYO3') WHERE cable_id = '06TOKYO1'")
    assert reasons == ["cited by 06TOKYO3", "same thread", "subject: beef"]
    assert ask("FROM similar_to('06ROME4')") == ask("FROM similar_to('06NOWHERE1')") == []


@pytest.fixture
def published(lake, deliver, cable):
    """The folder of a lake of these cables, published: published(cable(...), ...)."""

    def make(*cables):
        deliver(*cables)
        return publish(lake).parent

    return make


COPY = "The growers expect an agreement in spring and said so in so many words on February twelve."


def test_similar_to_a_text_sent_twice(published, cable):
    folder = published(
        cable("06TOKYO1", date="2006-01-31", body=COPY, subject="GROWERS"),
        cable("06ROME2", date="2006-03-01", body=f"{COPY} END"),
        cable("06ROME3", date="2006-02-01", body=f"{COPY.upper()} END"),
        cable("06ROME4", date="2006-02-01", body="Something else that has nothing to do with it at all."),
    )
    found = similar_to(folder, "06 tokyo 00001")
    assert [(one.cable_id, one.date, one.reasons) for one in found] == [
        ("06ROME3", dt.date(2006, 2, 1), ("text nearly the same (0.93)",)),  # the nearer in date
        ("06ROME2", dt.date(2006, 3, 1), ("text nearly the same (0.93)",)),
    ]
    assert found[0].by_text == pytest.approx(13 / 14)
    assert found[0].likeness == pytest.approx(13 / 14 / 5)
    assert similar_to(folder, "06TOKYO1", limit=1) == found[:1]
    with pytest.raises(LakeError, match="no such cable"):
        similar_to(folder, "06TOKYO9")


def test_similar_to_a_subject_by_its_two_rarest_words(published, cable):
    folder = published(
        cable("06TOKYO1", date="2006-05-01", subject="BEEF AUDIT ROUND", body="beef audit round"),
        cable("06ROME2", date="2006-05-01", subject="Beef: a second audit", body="beef audit round"),
        cable("06ROME3", date="2006-05-01", subject="THE ROUND OF TALKS", body="beef round round round"),
        cable("06ROME4", date="2006-05-01", subject="ROUND", body="round"),
    )
    assert [(one.cable_id, one.by_words, one.reasons) for one in similar_to(folder, "06TOKYO1")] == [
        ("06ROME2", 2 / 3, ("subject: audit, beef",)),
    ]


def test_between(ask):
    columns = "cable_id, from_post, to_post, to_name, role"
    assert ask(f"SELECT {columns} FROM \"between\"('paris', 'TOKYO')") == [
        ("06TOKYO1", "TOKYO", "PARIS", "Embassy Paris", "action"),
        ("06PARIS2", "PARIS", "TOKYO", "Embassy Tokyo", "action"),
    ]
    assert len(ask("FROM \"between\"('ROME', 'TOKYO')")) == 1


def test_mentions(ask):
    assert ask("SELECT cable_id, times FROM mentions('Beef Audit')") == [("06TOKYO1", 1), ("06TOKYO3", 1)]
    assert ask("SELECT extract FROM mentions('(100%)')") == [("beef audits (100%) body of 06TOKYO3",)]
    assert ask("SELECT cable_id FROM mentions('body of 06rome')") == [("06ROME4",)]
    assert ask("FROM mentions(' ')") == []
    assert ask("FROM mentions('.*')") == []


def test_each_macro_says_what_a_row_is_and_its_example_runs(lake):
    with duckdb.connect(str(publish(lake)), read_only=True) as connection:
        for macro in sql_files("macros"):
            assert macro.comment.startswith("One "), macro.name
            assert connection.execute(macro.example).fetchall() == []


def test_a_lake_opened_to_be_read_has_the_macros(lake):
    with Lake.open(lake.place, read_only=True) as opened:
        assert opened.connection.execute("FROM cable('06TOKYO1')").fetchall() == []
