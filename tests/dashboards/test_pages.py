"""Every page runs on a published warehouse, also on an empty one, and shows cable text as text."""

import json
import socket
from pathlib import Path

import altair  # for its copy of the Vega-Lite schema
import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import cables, network, overview, posts, secrecy, topics, trust
from dashboards.app import PAGES
from dashboards.figures import COLOURS, LAND, LEVELS, look
from dashboards.launch import DashboardError, command, launch
from dashboards.reader import VARIABLE, rows
from dashboards.selection import Selection
from dashboards.server import APP

TITLES = [title for title, _, _ in PAGES]
EVERY = Selection()


def shown(title, **parameters):
    """The page as run in a session of its own, with the filters in its sidebar."""

    def script(title):
        from dashboards.app import PAGES
        from dashboards.filters import sidebar

        page = next(page for name, _, page in PAGES if name == title)
        page(sidebar())

    test = AppTest.from_function(script, args=(title,), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def every_figure(chosen):
    return [
        *overview.figures(chosen),
        *topics.figures(chosen, ["PREL", "ETRD"]),
        *posts.figures(chosen, ["JP"]),
        *secrecy.figures(chosen),
        *network.figures(chosen),
        *trust.figures(chosen),
    ]


@pytest.mark.parametrize("title", TITLES)
def test_page_runs(warehouse, title):
    test = shown(title)
    assert not test.exception
    assert not test.warning, [w.value for w in test.warning]
    assert test.title[0].value == title


@pytest.mark.parametrize("title", TITLES)
def test_page_runs_on_an_empty_warehouse(empty_warehouse, title):
    test = shown(title)
    assert not test.exception
    assert not test.warning, [w.value for w in test.warning]


@pytest.mark.parametrize(
    "chosen",
    [
        EVERY,
        Selection.from_link(
            {"from": "1999-05-01", "to": "2009-01-31", "post": "OSLO,TOKYO", "tag": "PREL", "level": "SECRET"}
        ),
        Selection(posts=("O'NOWHERE",), countries=("NO",)),
    ],
    ids=["all", "narrowed", "nothing"],
)
def test_every_statement_runs_as_it_is_shown_and_is_drawn(warehouse, chosen):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for figure in every_figure(chosen):
            found = connection.execute(figure.sql).df()
            assert set(figure.cable) <= set(found.columns), figure.title
            if figure.draw and len(found):
                drawing = figure.draw(found)
                assert len(drawing.rows), figure.title
                altair.Chart.from_dict({**drawing.chart, "data": {"name": "rows"}, "config": look(dark=True)})
                assert figure.title in figure.described(found)


@pytest.mark.parametrize(
    "draw", [posts.letters, *(lambda c, k=kind: overview.tags(c, k) for kind in overview.TAG_KINDS)]
)
def test_what_the_views_have_ready_is_what_a_filter_that_lets_all_pass_counts(warehouse, draw):
    ready, counted = (rows(draw(chosen).sql) for chosen in (EVERY, Selection(levels=tuple(LEVELS))))
    assert ready.equals(counted)


def test_titles_are_different():
    titles = [figure.name for figure in {f.title: f for f in every_figure(EVERY)}.values()]
    assert len(titles) == len(set(titles))


def test_totals_are_those_of_the_warehouse(warehouse):
    metrics = {metric.label: metric.value for metric in shown("Overview").metric}
    assert metrics["Cables"] == f"{len(rows('FROM cables')):,}"
    assert metrics["In quarantine, all years"] == "5"


def test_filters_come_from_the_link_and_narrow_the_page(warehouse):
    test = shown("Overview", post="OSLO", level="UNCLASSIFIED")
    expected = rows("SELECT count(*) AS n FROM cables WHERE post = 'OSLO' AND classification = 'UNCLASSIFIED'")["n"][0]
    assert expected
    assert {metric.label: metric.value for metric in test.metric}["Cables"] == f"{expected:,}"
    test.sidebar.multiselect(key="level").set_value([]).run()
    assert test.query_params["post"] == "OSLO"
    assert "level" not in test.query_params
    test.sidebar.button[0].click().run()
    assert "post" not in test.query_params


def test_a_selection_survives_its_link():
    parameters = {
        "from": "2001-02-03", "to": "2005-06-07", "post": "OSLO,ROME", "country": "NO", "tag": "PREL", "level": "SECRET"
    }  # fmt: skip
    assert Selection.from_link(parameters).to_link() == parameters
    assert Selection.from_link({"from": "yesterday", "to": "", "post": ",,", "other": "x"}) == Selection()


def test_values_of_a_link_are_values(warehouse):
    evil = Selection(tags=("'); DROP TABLE cables; --",), posts=("' OR 'a'='a",))
    assert rows(evil.chosen() + " FROM chosen").empty


def test_a_cable_is_shown_escaped(warehouse):
    cable_id = rows("SELECT cable_id FROM texts WHERE contains(body, 'onerror')")["cable_id"][0]
    test = shown("Cables", cable=cable_id)
    assert not test.exception
    markup = "".join(element.proto.body for element in test.get("html"))
    assert "&lt;img src=x onerror=" in markup
    assert "<img" not in markup and "<script" not in markup and "<b>BOLD" not in markup
    assert not any("[a link]" in element.value for element in test.markdown)


def test_findings_are_marked_in_the_text(warehouse):
    cable_id = rows("SELECT cable_id FROM texts WHERE contains(body, 'onerror')")["cable_id"][0]
    markup = "".join(element.proto.body for element in shown("Cables", cable=cable_id).get("html"))
    assert 'title="tags: ok' in markup and "PREL NO</mark>" in markup


def test_an_unknown_cable_is_said_to_be_missing(warehouse):
    test = shown("Cables", cable="06NOWHERE1")
    assert [info.value for info in test.info] == ["No cable 06NOWHERE1 in this warehouse."]


def test_cables_are_found_by_id_and_by_words(warehouse):
    wanted = rows("SELECT cable_id, subject FROM cables WHERE subject <> '' ORDER BY cable_id LIMIT 1").iloc[0]
    for term in (wanted["cable_id"], wanted["subject"].lower()[:30]):
        test = shown("Cables", words=term)
        assert wanted["cable_id"] in test.dataframe[0].value["cable_id"].tolist()


def test_the_app_starts(warehouse):
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not test.exception
    assert any("Published" in caption.value for caption in test.sidebar.caption)


def test_the_app_says_in_one_line_that_there_is_no_warehouse(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.duckdb"))
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not test.exception
    assert "no warehouse at" in test.error[0].value


def test_launch_is_on_this_machine_only_and_needs_a_file(tmp_path):
    assert "--server.address=127.0.0.1" in command(8600)
    assert "--browser.gatherUsageStats=false" in command(8600)
    with pytest.raises(DashboardError, match="no warehouse at"):
        launch(tmp_path / "none.duckdb")


def test_launch_says_that_its_port_is_taken(warehouse):
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(DashboardError, match="another one with --port"),
    ):
        launch(Path(warehouse), other.getsockname()[1])


def test_the_listing_of_cables_can_be_pasted(warehouse):
    assert rows(cables.listing(Selection(posts=("OSLO",))))["post"].nunique() == 1


def test_colours_are_distinct():
    assert len(set(COLOURS)) == len(COLOURS)


def test_the_coastlines_are_in_the_package_with_their_licence():
    assert "land" in json.loads(LAND.read_text())["objects"]
    assert "Natural Earth" in LAND.with_suffix(".LICENSE").read_text()
