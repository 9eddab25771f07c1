"""Search: what is found, how it is shown, and that the index follows the lake."""

import shutil
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.warehouse.conftest import lake_of, parsed, rejected
from warehouse.connection import LakeError
from warehouse.dataset import write_dataset
from warehouse.publish import publish
from warehouse.search import Filters, QueryError, SearchIndex, day, posts_named
from warehouse.search_index import update

BEEF = """CONFIDENTIAL TOKYO 1
1. (C) The beef auditors, led by Ms. Ångström, begin
their audit of U.S. packing plants. They don't expect delays."""
PORK = "1. (U) Pork prices rose. Beef was not discussed. \x1b[31mRed\x1b[0m ends."


def with_text(staged, body):
    staged.rows["texts"][0]["body"] = body
    return staged


@pytest.fixture(scope="module")
def beef():
    return with_text(
        parsed("06TOKYO1", date="2006-05-01", post="TOKYO", classification="CONFIDENTIAL", tags=["ETRD", "JA"],
               subject="BEEF AUDIT TEAM ARRIVES"), BEEF,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pork():
    return with_text(
        parsed("07PARIS2", date="2007-02-03", post="PARIS", classification="UNCLASSIFIED", tags=["ETRD"],
               subject="PORK PRICES"), PORK,
    )  # fmt: skip


@pytest.fixture(scope="module")
def undated():
    return with_text(parsed("TOKYO3", post="TOKYO"), "beef without a date or a subject")


@pytest.fixture(scope="module")
def meat(beef, pork, undated):
    return beef, pork, undated, rejected(b"a list with beef and milk")


@pytest.fixture(scope="module")
def index(tmp_path_factory, empty_lake, meat):
    """The search index of a lake of three cables, which no test changes."""
    with lake_of(tmp_path_factory.mktemp("meat"), empty_lake, meat) as lake:
        write_dataset(lake)
        update(lake)
    return SearchIndex.open(lake.place)


@pytest.fixture
def indexed(lake, deliver, meat):
    """The same lake, to be changed."""
    deliver(*meat)
    write_dataset(lake)
    update(lake)
    return lake


def ids(found):
    return [hit.cable_id for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("beef", {"06TOKYO1", "07PARIS2", "TOKYO3"}),
        ("beef audit", {"06TOKYO1"}),
        ("beef AND audit", {"06TOKYO1"}),
        ('"beef audit"', {"06TOKYO1"}),
        ('"audit beef"', set()),
        ("audito*", {"06TOKYO1"}),
        ('"beef aud"*', {"06TOKYO1"}),
        ("pork OR audit", {"06TOKYO1", "07PARIS2"}),
        ("beef -pork", {"06TOKYO1", "TOKYO3"}),
        ("beef NOT (pork OR audit)", {"TOKYO3"}),
        ("-beef", set()),
        ("subject:beef", {"06TOKYO1"}),
        ("body:prices", {"07PARIS2"}),
        ("angstrom", {"06TOKYO1"}),
        ("U.S.", {"06TOKYO1"}),
        ("don't", {"06TOKYO1"}),
        ("beef & audit:", {"06TOKYO1"}),
        ('"beef aud*"', {"06TOKYO1"}),
        ('"the b* auditors"', {"06TOKYO1"}),
        ('"pork pr*" OR "team arr*"', {"06TOKYO1", "07PARIS2"}),
        ("be?f audit", {"06TOKYO1"}),
        ("b*f -pork", {"06TOKYO1", "TOKYO3"}),
        ("discussed?", {"07PARIS2"}),
        ("\u201cbeef audit\u201d", {"06TOKYO1"}),
        ("A\u030angstro\u0308m", {"06TOKYO1"}),
        ("subject: beef", {"06TOKYO1"}),
        ("subject:(pork OR audit)", {"06TOKYO1", "07PARIS2"}),
        ("06TOKYO1", {"06TOKYO1"}),
        ("2007 Paris 00002", {"07PARIS2"}),
        ("id:06tokyo1 OR id:07P*", {"06TOKYO1", "07PARIS2"}),
        ("post:tokyo", {"06TOKYO1", "TOKYO3"}),
        ("tag:JA", {"06TOKYO1"}),
        ("tag: etrd -tag:ja", {"07PARIS2"}),
        ("level:confidential beef", {"06TOKYO1"}),
        ("milk", set()),
        ("snapshot", set()),
    ],
)
def test_queries(index, query, expected):
    found = index.search(query)
    assert set(ids(found)) == expected
    assert found.total == len(expected)


def test_best_is_first_and_subject_counts_more(index):
    assert ids(index.search("beef"))[0] == "06TOKYO1"
    scores = [hit.score for hit in index.search("beef").hits]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[-1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(posts=("TOKYO",)), ["06TOKYO1", "TOKYO3"]),
        (Filters(posts=("TOKYO", "PARIS")), ["07PARIS2", "06TOKYO1", "TOKYO3"]),
        (Filters(tags=("ETRD",)), ["07PARIS2", "06TOKYO1"]),
        (Filters(tags=("ETRD", "JA")), ["06TOKYO1"]),
        (Filters(classifications=("UNCLASSIFIED",)), ["07PARIS2"]),
        (Filters(unstated=True), ["TOKYO3"]),
        (Filters(classifications=("UNCLASSIFIED",), unstated=True), ["07PARIS2", "TOKYO3"]),
        (Filters(since=day("2006-05")), ["07PARIS2", "06TOKYO1"]),
        (Filters(until=day("2006-05", last=True)), ["06TOKYO1"]),
        (Filters(since=day("2006-05-02"), until=day("2006", last=True)), []),
    ],
)
def test_filters_alone_give_the_newest_first(index, filters, expected):
    assert ids(index.search("", filters)) == expected
    assert set(ids(index.search("beef", filters))) == set(expected)


def test_pages(index):
    first, rest = index.search("beef", limit=1), index.search("beef", limit=9, offset=1)
    assert ids(first) + ids(rest) == ids(index.search("beef")) and first.total == 3
    assert ids(index.search("beef", sort="newest")) == ["07PARIS2", "06TOKYO1", "TOKYO3"]
    assert ids(index.search("beef", sort="oldest")) == ["06TOKYO1", "07PARIS2", "TOKYO3"]


def test_an_unfinished_phrase_finds_every_ending(lake, deliver, cable):
    endings = [f"r{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
    deliver(*(with_text(cable(f"06OSLO{n}"), f"human {word}") for n, word in enumerate(endings, 1)))
    update(lake)
    assert SearchIndex.open(lake.place).count('"human r*"') == 200


def test_combining_accents_are_the_letters_they_make(lake, deliver, cable):
    deliver(with_text(cable("06OSLO1", subject="TRAIN FROM Mu\u0308nchen"), "He came from Mu\u0308nchen by train."))
    update(lake)
    index = SearchIndex.open(lake.place)
    assert [index.count(word) for word in ("m\xfcnchen", "Mu\u0308nchen", "munchen", "nchen")] == [1, 1, 1, 0]
    (hit,) = index.search("munchen").hits
    assert [hit.subject.text[a:b] for a, b in hit.subject.marks] == ["M\xfcnchen"]


@pytest.mark.parametrize("word", ["istanbul", "ISTANBUL", "\u0130stanbul", "agri", "a\u01e7ri", "A\u01e6RI"])
def test_letters_are_found_without_their_accents_in_capitals_and_small(lake, deliver, cable, word):
    deliver(with_text(cable("06ANKARA1", subject="\u0130STANBUL"), "From \u0130stanbul to A\u01e7ri."))
    update(lake)
    assert SearchIndex.open(lake.place).count(word) == 1


def test_counts_are_those_of_the_search_with_the_value_as_a_filter(index):
    assert index.facets("beef", Filters())["post"] == {"TOKYO": 2, "PARIS": 1}
    assert index.facets("beef", Filters(posts=("TOKYO",)))["year"] == {"2006": 1}
    assert index.facets("", Filters(tags=("ETRD",)))["tag"] == {"JA": 1, "ETRD": 2}
    assert sum(index.facets("beef", Filters())["format"].values()) == 3
    assert not any(index.facets("nowhere", Filters()).values())
    assert index.count("beef", Filters(cable_ids=frozenset({"07PARIS2", "09NOWHERE1"}))) == 1


def test_a_misspelt_word_is_put_right(index):
    assert index.similar("audirors") == ["auditors"]
    assert index.similar("audit") == []


def test_hit_shows_the_cable_with_marks(index):
    (hit,) = index.search("audit*").hits
    assert (hit.cable_id, hit.date, hit.post) == ("06TOKYO1", "2006-05-01", "TOKYO")
    assert hit.classification == "CONFIDENTIAL"
    assert [hit.subject.text[a:b] for a, b in hit.subject.marks] == ["AUDIT"]
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["auditors", "audit"]
    assert "\n" not in hit.snippet.text and "Ångström, begin their audit" in hit.snippet.text


def test_hit_in_the_subject_alone_shows_how_the_text_begins(index):
    (hit,) = index.search("arrives").hits
    assert hit.snippet.text.startswith("CONFIDENTIAL TOKYO 1 1. (C) The beef") and not hit.snippet.marks


def test_a_passage_is_of_the_paragraphs_if_the_words_are_there(lake, deliver, cable):
    head = "FM AMEMBASSY TOKYO\nTO SECSTATE WASHDC\nINFO AMEMBASSY SEOUL\nSUBJECT: BEEF FROM TOKYO TO SEOUL\n\n"
    first = "The auditors left Tokyo."
    second = "They will report from Seoul."
    body = f"{head}1. (U) {first}\n\nNEXT STEPS\n\n2. (U) {second}"
    paragraphs = [
        {"ordinal": 1, "text": first, "post": "TOKYO"},
        {"ordinal": 2, "text": second, "heading": "NEXT STEPS", "post": "TOKYO"},
    ]
    told = with_text(cable("06TOKYO1", date="2006-05-01", post="TOKYO", paragraphs=paragraphs), body)
    deliver(told, with_text(cable("06TOKYO2", date="2006-05-02", post="TOKYO"), "SECSTATE alone"))

    def snippets(words):
        return [hit.snippet for hit in SearchIndex.open(lake.place).search(words, sort="oldest").hits]

    update(lake)
    publish(lake)
    for _ in ("from the published file", "from the plain data set"):
        (both,) = snippets("tokyo seoul")
        assert both.text == f"{first} NEXT STEPS {second}"
        assert [both.text[a:b] for a, b in both.marks] == ["Tokyo", "Seoul"]
        in_the_head, alone = snippets("secstate")
        assert "TO SECSTATE WASHDC" in in_the_head.text and alone.text == "SECSTATE alone"
        (by_id,) = snippets("id:06TOKYO1")
        assert by_id.text.startswith(first) and not by_id.marks
        write_dataset(lake)


def test_words_left_out_are_not_marked(index):
    hits = index.search("beef -(pork OR audit)").hits
    assert [[hit.snippet.text[a:b] for a, b in hit.snippet.marks] for hit in hits] == [["beef"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('beef "audit', "character 6: the phrase"),
        ("beef (audit", "character 6: the ("),
        ("beef audit)", "character 11: nothing is open"),
        ("beef OR", "character 8: a word is missing"),
        ("OR beef", "character 1: a word is missing"),
        ("beef AND OR pork", "character 10: a word is missing"),
        ("beef NOT", "character 9: a word is missing"),
        ("()", "character 2: a word is missing"),
        ("post:(beef)", "character 1: put a word"),
        ("", "character 1: "),
        ("...", "no word here"),
        ("(" * 60 + "beef", "character 51: too many"),
        ("beef " * 501, "a query may have 500 parts"),
    ],
)
def test_bad_query_is_reported_with_its_place(index, query, said):
    with pytest.raises(QueryError, match=".*") as told:
        index.search(query)
    assert said in str(told.value) and "\n" not in str(told.value)


@example("\ud800")
@given(st.text(st.sampled_from("ab \"()*-:.\\[]^~'é\x00") | st.characters(), max_size=40))
def test_any_query_gives_hits_or_a_query_error(searchable, query):
    try:
        searchable.search(query)
    except QueryError as error:
        assert "\n" not in str(error)


@pytest.fixture(scope="module")
def searchable(tmp_path_factory, empty_lake):
    from warehouse.lake import Lake

    with Lake.open(shutil.copytree(empty_lake, tmp_path_factory.mktemp("searchable") / "lake")) as lake:
        update(lake)
        return SearchIndex.open(lake.place)


@pytest.mark.parametrize("text", ["2006-13", "2006-05-40", "06-05", "May 2006", ""])
def test_bad_day(text):
    with pytest.raises(ValueError, match="2006-05-12"):
        day(text)


def test_posts_and_countries_by_code_or_name(lake):
    assert posts_named(lake, ["tokyo"]) == ("TOKYO",)
    assert posts_named(lake, ["Abu Dhabi"]) == ("ABUDHABI",)
    assert {"TOKYO", "OSAKAKOBE"} <= set(posts_named(lake, [], ["Japan"]))
    assert posts_named(lake, [], ["JP"]) == posts_named(lake, [], ["jpn"])
    for wrong in ({"posts": ["ATLANTIS"]}, {"countries": ["Atlantis"]}):
        with pytest.raises(LakeError, match="tlantis|ATLANTIS"):
            posts_named(lake, **wrong)


def test_empty_lake(lake):
    assert SearchIndex.open(lake.place) is None
    assert update(lake).rebuilt
    assert len(SearchIndex.open(lake.place)) == 0


def test_index_follows_the_lake(lake, deliver, cable, beef, pork):
    deliver(beef)
    assert update(lake).added == 1
    before = SearchIndex.open(lake.place)
    assert before.snapshot == lake.snapshot() and update(lake).added == 0
    better = with_text(cable("06TOKYO1", raw=b"better", date="2006-05-01", post="TOKYO", quality=2.0), "now veal")
    deliver(better, pork)
    done = update(lake)
    assert (done.added, done.removed, done.rebuilt) == (2, 2, False)
    after = SearchIndex.open(lake.place)
    assert ids(after.search("veal")) == ["06TOKYO1"] and ids(after.search("pork")) == ["07PARIS2"]
    assert ids(after.search("audit")) == [] and after.snapshot == lake.snapshot()
    assert ids(before.search("audit")) == ["06TOKYO1"] and not ids(before.search("pork"))


def test_index_follows_a_cable_whose_text_stayed_and_one_whose_text_came_twice(lake, deliver, cable, beef, pork):
    deliver(beef, pork)
    update(lake)
    lake.connection.execute("UPDATE cables SET subject = 'LAMB' WHERE cable_id = '06TOKYO1'")
    for quality, text in ((2.0, "now veal"), (3.0, "now goose")):
        better = cable("07PARIS2", raw=text.encode(), date="2007-02-03", post="PARIS", quality=quality)
        deliver(with_text(better, text))
    assert (update(lake).rebuilt, len(SearchIndex.open(lake.place))) == (False, 2)
    index = SearchIndex.open(lake.place)
    assert ids(index.search("lamb AND auditors")) == ["06TOKYO1"]
    assert ids(index.search("goose")) == ["07PARIS2"] and not ids(index.search("veal OR pork"))


def test_a_snapshot_that_changed_no_cable_is_noted(lake, deliver, beef, reject):
    deliver(beef)
    update(lake)
    deliver(reject(b"milk"))
    done = update(lake)
    assert (done.added, done.removed, done.snapshot) == (0, 0, lake.snapshot())
    assert SearchIndex.open(lake.place).snapshot == lake.snapshot()


def test_expired_snapshots_mean_a_new_build(lake, deliver, beef, pork, undated):
    deliver(beef)
    update(lake)
    deliver(pork)
    deliver(undated)
    versions = ", ".join(map(str, range(lake.snapshot())))
    lake.connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => [{versions}])")
    assert update(lake).rebuilt
    assert len(SearchIndex.open(lake.place)) == 3


def test_texts_read_a_few_at_a_time_are_all_there(lake, deliver, cable, beef, pork, undated, monkeypatch):
    nowhere = with_text(cable("06X4", date="2006-07-01"), "beef from nobody")
    deliver(beef, pork, undated, nowhere, cable("06PARIS5", date="2006-07-01", post="PARIS", tags=["EAGR"]))
    monkeypatch.setattr("warehouse.search_index._PORTION", 1)
    assert update(lake).added == 5
    index = SearchIndex.open(lake.place)
    assert set(ids(index.search("beef"))) == {"06TOKYO1", "07PARIS2", "TOKYO3", "06X4"}
    assert ids(index.search("", Filters(tags=("EAGR",)))) == ["06PARIS5"]


@pytest.mark.parametrize("broken", ["current", "meta.json"])
def test_damaged_index_is_built_anew(indexed, broken):
    (path,) = (indexed.place.folder / "search").rglob(broken)
    path.write_text("nothing")
    assert SearchIndex.open(indexed.place) is None
    assert update(indexed).rebuilt
    assert ids(SearchIndex.open(indexed.place).search("audit")) == ["06TOKYO1"]


def test_rebuild_leaves_one_index_and_readers_theirs(indexed):
    index = SearchIndex.open(indexed.place)
    assert update(indexed, rebuild=True).added == 3
    assert len(list((indexed.place.folder / "search").glob("index-*"))) == 1
    assert ids(index.search("audit")) == ["06TOKYO1"]


def test_a_killed_build_is_never_seen(lake, deliver, beef, pork):
    deliver(beef)
    update(lake)
    deliver(pork)
    code = f"""
import os
from warehouse import search_index
from warehouse.lake import Lake
search_index._set_state = lambda *_: os.kill(os.getpid(), 9)
search_index.update(Lake.open({str(lake.place.folder)!r}, read_only=True))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    held = SearchIndex.open(lake.place)
    assert len(held) == 1 and held.snapshot < lake.snapshot()
    assert update(lake).added == 1 and len(SearchIndex.open(lake.place)) == 2
