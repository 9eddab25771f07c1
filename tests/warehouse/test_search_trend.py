"""Words over time: the index counts as a full scan of the texts does, word for word."""

import datetime as dt
import shutil

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import lake_of, parsed
from warehouse.lake import Lake
from warehouse.search import Filters, QueryError, SearchIndex
from warehouse.search_index import update
from warehouse.search_query import analyzer
from warehouse.search_trend import end_of, word_trends
from warehouse.views import create_macros

LETTERS = "aAbeEfhiIjlLosSt12éÉèöÖøØłŁßẞæœþĳﬁİıŻạ²ΆάЙй"
BETWEEN = " \n-'’.,/_#\u0308\u00a0"
TEXT = st.text(st.sampled_from(LETTERS + BETWEEN), max_size=30)
WORD = st.text(st.sampled_from(LETTERS + LETTERS + BETWEEN + "*?"), max_size=9)


def cable_with(cable, cable_id, date, body, subject=None, **values):
    staged = cable(cable_id, date=date, post=values.pop("post", "TOKYO"), subject=subject, **values)
    staged.rows["texts"][0]["body"] = body
    return staged


@pytest.fixture(scope="module")
def fuel(tmp_path_factory, empty_lake):
    """A lake of six cables, of which one has no date, in 2006 and 2007; nothing was sent in March 2006."""
    documents = (
        cable_with(parsed, "06TOKYO1", "2006-01-03", "The yellow-cake and the enriched\n  uranium.", tags=["ENRG"]),
        cable_with(parsed, "06TOKYO2", "2006-01-31", "ENRICHED URANIUM again; enriched uranium!", "Yellow cake"),
        cable_with(parsed, "06TOKYO4", "2006-02-01", "Uranium, enriched. The ambassador's Señor Ångström."),
        cable_with(parsed, "06PARIS5", "2006-04-30", "yellow", "cake", post="PARIS", tags=["ENRG"]),
        cable_with(parsed, "07PARIS6", "2007-12-31", "enriched uraninite", post="PARIS"),
        cable_with(parsed, "TOKYO3", None, "yellow cake without a date"),
    )
    with lake_of(tmp_path_factory.mktemp("fuel"), empty_lake, documents) as lake:
        update(lake)
        create_macros(lake.connection, temporary=True)
        yield lake


def counted(lake, term, filters=None, **by):
    (trend,) = word_trends(SearchIndex.open(lake.place), [term], filters, **by)
    return trend


def scanned(lake, term, post=None, tag=None, by="month"):
    sql = "FROM word_trend($term, post := $post, tag := $tag, grain := $by)"
    return lake.connection.execute(sql, {"term": term, "post": post, "tag": tag, "by": by}).fetchall()


def rows(trend):
    return [(period.start, period.cables, period.traffic, period.share) for period in trend.periods]


@pytest.mark.parametrize(
    ("term", "first_four", "undated"),
    [
        ("yellow cake", [1 + 1, 0, None, 0], 1),
        ("yellow-cake", [2, 0, None, 0], 1),
        ("enriched uranium", [2, 0, None, 0], 0),
        ("ENRICHED URAN*", [2, 0, None, 0], 0),
        ("uranium", [2, 1, None, 0], 0),
        ("ambassador’s", [0, 1, None, 0], 0),
        ("senor angstrom", [0, 1, None, 0], 0),
        ("SEN\u0303OR", [0, 1, None, 0], 0),
        ("yel?ow", [2, 0, None, 1], 1),
        ("uranium?", [2, 1, None, 0], 0),
        ("the * cake", [0, 0, None, 0], 0),
        ("the cake", [0, 0, None, 0], 0),
        ("nowhere", [0, 0, None, 0], 0),
    ],
)
def test_a_month_with_cables_counts_and_a_month_without_is_a_gap(fuel, term, first_four, undated):
    trend = counted(fuel, f'"{term}"')
    assert [period.cables for period in trend.periods[:4]] == first_four
    assert (len(trend.periods), trend.undated) == (24, undated)
    assert rows(trend) == scanned(fuel, term)


def test_shares_are_of_the_traffic_that_passes_the_filters(fuel):
    assert rows(counted(fuel, "enriched", by="year")) == [
        (dt.date(2006, 1, 1), 3, 4, 0.75), (dt.date(2007, 1, 1), 1, 1, 1.0),
    ]  # fmt: skip
    paris = counted(fuel, "enriched", Filters(posts=("PARIS",)), by="year")
    assert rows(paris) == [(dt.date(2006, 1, 1), 0, 1, 0.0), (dt.date(2007, 1, 1), 1, 1, 1.0)]
    assert rows(paris) == scanned(fuel, "enriched", post="paris", by="year")
    tagged = counted(fuel, "yellow", Filters(tags=("ENRG",)))
    assert [period.cables for period in tagged.periods] == [1, None, None, 1] and tagged.cables == 2
    assert rows(tagged) == scanned(fuel, "yellow", tag="enrg")
    assert counted(fuel, "yellow", Filters(posts=("OSLO",))).periods == () == tuple(scanned(fuel, "yellow", "OSLO"))


def test_a_period_has_as_many_cables_as_the_search_lists(fuel):
    index = SearchIndex.open(fuel.place)
    for trend in word_trends(
        index, ["yellow OR uranium", "enriched -uranium", "subject:cake", "06TOKYO1", "post:paris"]
    ):
        assert trend.cables + trend.undated == index.count(trend.term) > 0
        for period in trend.periods:
            first, last = (int(f"{day:%Y%m%d}") for day in (period.start, end_of(period.start, "month")))
            assert index.count(trend.term, Filters(since=first, until=last)) == (period.cables or 0)


@pytest.mark.parametrize("term", ["", " ", "...", '"open'])
@pytest.mark.parametrize("filters", [None, Filters(posts=("TOKYO",))])
def test_a_term_without_a_word_is_an_error(fuel, term, filters):
    with pytest.raises(QueryError):
        counted(fuel, term, filters)


@pytest.mark.parametrize("term", ["", " ", "...", "*"])
def test_a_scan_for_no_word_has_no_rows(fuel, term):
    assert scanned(fuel, term) == []


def test_an_empty_lake_and_one_cable(lake, deliver, cable):
    update(lake)
    create_macros(lake.connection, temporary=True)
    assert counted(lake, "beef").periods == () == tuple(scanned(lake, "beef"))
    deliver(cable_with(cable, "TOKYO1", None, "beef"))
    update(lake)
    assert (counted(lake, "beef").periods, counted(lake, "beef").undated) == ((), 1)
    deliver(cable_with(cable, "06TOKYO2", "2006-02-28", "beef"))
    update(lake)
    assert rows(counted(lake, "beef")) == [(dt.date(2006, 2, 1), 1, 1, 1.0)] == scanned(lake, "beef")


def test_a_wrong_date_in_a_distant_century_only_adds_gaps(lake, deliver, cable):
    deliver(cable_with(cable, "x", "1006-05-01", "beef"), cable_with(cable, "06TOKYO2", "2006-02-28", "pork"))
    update(lake)
    years = rows(counted(lake, "beef", by="year"))
    assert len(years) == 1001 and years[0][1:] == (1, 1, 1.0) and years[-1][1:] == (0, 1, 0.0)
    assert years[1][1:] == (None, 0, None)


@pytest.mark.parametrize(
    ("start", "by", "end"),
    [
        ((2006, 2, 1), "month", (2006, 2, 28)),
        ((2006, 1, 1), "year", (2006, 12, 31)),
        ((9999, 12, 1), "month", (9999, 12, 31)),
    ],
)
def test_the_end_of_a_period(start, by, end):
    assert end_of(dt.date(*start), by) == dt.date(*end)


@pytest.fixture(scope="module")
def written(tmp_path_factory, empty_lake):
    """A lake whose texts a test replaces."""
    with Lake.open(shutil.copytree(empty_lake, tmp_path_factory.mktemp("written") / "lake")) as lake:
        create_macros(lake.connection, temporary=True)
        yield lake


def write(lake, texts):
    """Replace all cables: a subject and a text each, in one month after the other."""
    connection = lake.connection
    connection.execute("DELETE FROM cables")
    connection.execute("DELETE FROM texts")
    rows = [
        {"id": f"c{number}", "date": dt.date(2006 + number // 12, number % 12 + 1, 1), "subject": subject, "body": body}
        for number, (subject, body) in enumerate(texts)
    ]
    connection.register("written", pa.Table.from_pylist(rows))
    connection.execute(
        "INSERT INTO cables (cable_id, document_id, date, subject) SELECT id, id, date, subject FROM written"
    )
    connection.execute("INSERT INTO texts (cable_id, document_id, body) SELECT id, id, body FROM written")
    connection.unregister("written")
    update(lake, rebuild=True)


@settings(max_examples=10)
@example(texts=[("", "a" * 59 + " b"), ("", "b " + "é" * 30 + " b"), ("a", "b"), ("", "a " + "x" * 60 + " b"),
                ("", "b " + "я" * 29 + "a " + "я" * 30 + " b")],
         terms=["a" * 59, "b b", "é" * 30, "я" * 29 + "a", "a b", "x*", "a" * 59 + "*", "x" * 60 + " b"])  # fmt: skip
@example(texts=[("²İstanbul", "don't co-operate"), ("Þórr", "don’t\nco\noperate")],
         terms=["istanbul", "2İSTANBUL", "thorr", "DON T", "don't", "co-op*", "c?-op*", "co**te", "??"])  # fmt: skip
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=12), terms=st.lists(WORD, min_size=1, max_size=6))
def test_the_index_and_a_full_scan_agree(written, texts, terms):
    write(written, texts)
    whole = [text for pair in texts for text in pair]
    parts = [text[at : at + 5] for text in whole for at in range(0, len(text), 30)]
    words = [" ".join(analyzer().analyze(text)[:2]) for text in whole]
    for term in [*terms, *parts, *words]:
        try:
            found = rows(counted(written, f'"{term}"'))
        except QueryError:
            found = []
        assert scanned(written, term) == found, term


def test_a_scan_knows_the_accents_and_ligatures_that_the_index_knows(written):
    digraphs, unlike = set("ƕǶǄǅǆǇǈǉǊǋǌǱǲǳȢȣȸȹỺỻ"), set("ƖƦỼ")  # unlike: not folded as their small letters are
    letters = [
        chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code) not in digraphs | unlike
    ]
    text = " ".join(f"w{letter}w" for letter in (*letters, *"ﬀﬁﬂ") if letter.isalpha())
    write(written, [("", text)])
    plain = " ".join(analyzer().analyze(text))
    assert plain.startswith("waw waw") and plain.endswith("wffw wfiw wflw")
    assert rows(counted(written, f'"{plain}"')) == scanned(written, plain) == [(dt.date(2006, 1, 1), 1, 1, 1.0)]
