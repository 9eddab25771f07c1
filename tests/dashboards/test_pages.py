"""Every page runs on a published warehouse, also on an empty one, and shows cable text as text."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import cables, overview, topics, trust
from dashboards.figures import COLOURS, with_values
from dashboards.launch import APP, DashboardError, command, launch
from dashboards.reader import VARIABLE, query

PAGES = {"Overview": overview, "Topics": topics, "Cables": cables, "Trust": trust}


def shown(page, **parameters):
    """The page as run in a session of its own."""

    def script(module):
        import importlib

        importlib.import_module(f"dashboards.{module}").page()

    test = AppTest.from_function(script, args=(page.__name__.rpartition(".")[2],), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


@pytest.mark.parametrize("title", PAGES)
def test_page_runs(warehouse, title):
    test = shown(PAGES[title])
    assert not test.exception
    assert not test.warning, [w.value for w in test.warning]
    assert test.title[0].value == title


@pytest.mark.parametrize("title", PAGES)
def test_page_runs_on_an_empty_warehouse(empty_warehouse, title):
    test = shown(PAGES[title])
    assert not test.exception
    assert not test.warning, [w.value for w in test.warning]


def test_figures_show_their_sql_and_hold_rows(warehouse):
    test = shown(trust)
    assert len(test.code) == len(test.subheader) == 6
    for block in test.code:
        assert not query(block.value).empty or "disagrees" in block.value


def test_totals_are_those_of_the_warehouse(warehouse):
    metrics = {metric.label: metric.value for metric in shown(overview).metric}
    cables_of_a_year = query("SELECT count(*) AS cables FROM cables WHERE year IS NOT NULL")["cables"][0]
    assert metrics["Cables"] == f"{cables_of_a_year:,}"
    assert metrics["In quarantine, all years"] == "5"


def test_a_cable_is_shown_escaped(warehouse):
    cable_id = query("SELECT cable_id FROM texts WHERE contains(body, 'onerror')")["cable_id"][0]
    test = shown(cables, cable=cable_id)
    assert not test.exception
    markup = "".join(element.proto.body for element in test.get("html"))
    assert "&lt;img src=x onerror=" in markup
    assert "<img" not in markup and "<script" not in markup and "<b>BOLD" not in markup
    assert not any("[a link]" in element.value for element in test.markdown)


def test_an_unknown_cable_is_said_to_be_missing(warehouse):
    test = shown(cables, cable="06NOWHERE1")
    assert [info.value for info in test.info] == ["No cable 06NOWHERE1 in this warehouse."]


def test_cables_are_found_by_id_and_by_words(warehouse):
    wanted = query("SELECT cable_id, subject FROM cables WHERE subject <> '' ORDER BY cable_id LIMIT 1").iloc[0]
    for term in (wanted["cable_id"], wanted["subject"].lower()[:30]):
        test = shown(cables)
        test.text_input[0].set_value(term).run()
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


def test_the_sql_shown_has_its_values():
    assert with_values("SELECT ? FROM t WHERE a IN (SELECT unnest(?))", (3, ["x'y"])) == (
        "SELECT 3 FROM t WHERE a IN (SELECT unnest(['x''y']))"
    )


def test_colours_are_distinct():
    assert len(set(COLOURS)) == len(COLOURS)
