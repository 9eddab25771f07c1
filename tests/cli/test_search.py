"""`cablelake search` on a lake made by a real ingest."""

import json
import shutil
import subprocess
from functools import partial

import pytest

from flows.cli.search import marked, safe
from tests.cli.conftest import COMMAND
from warehouse.search import Passage


@pytest.fixture
def search(made):
    return partial(made.call, "search")


def found(result):
    assert result.returncode == 0, result.stderr.decode()
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_table_shows_the_cable_its_subject_and_the_hits(made):
    result = made.run("search", "growers", "agreement", "(302nd OR 302th)")
    told = result.stdout.decode()
    assert result.returncode == 0, result.stderr.decode()
    for words in ("07QUITO302", "2007-02-13", "QUITO", "CONFIDENTIAL", "*GROWERS*", "*302TH*", "1 cable found"):
        assert words in told
    assert "07QUITO301" not in told


def test_json_has_the_places_of_the_hits(search):
    (hit, *others) = found(search('"flower growers"', "--json", "--limit", 2))
    assert len(others) == 1
    assert hit["post"] == "QUITO" and hit["score"] > 0
    assert [hit["subject"]["text"][a:b] for a, b in hit["subject"]["marks"]] == ["FLOWER", "GROWERS"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--post", "quito", "--tag", "pgov", "--from", "2007-02", "--to", "2007-02"], 3),
        (["--country", "Ecuador", "--classification", "confidential"], 3),
        (["--post", "Tokyo"], 0),
        (["--to", "2007-01"], 0),
        (["--tag", "PGOV", "--tag", "KDEM"], 0),
    ],
)
def test_filters_with_and_without_words(search, filters, expected):
    assert len(found(search("growers", *filters, "--json"))) == expected
    assert len(found(search(*filters, "--json"))) == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (['growers "agreement'], "character 9: the phrase that begins here is not closed"),
        ([], "give words to search for, or a filter"),
        (["x", "--from", "May"], "May: a date is given as"),
        (["x", "--to", "2006-02-30"], "2006-02-30: there is no such day"),
        (["x", "--from", "2007", "--to", "2005"], "--from is after --to"),
        (["x", "--classification", "HUSH"], "the levels are UNCLASSIFIED"),
        (["x", "--lake", "nowhere"], "no lake here"),
        (["x", "--post", "Atlantis"], "no such post"),
        (["x", "--post", "Qito"], "did you mean QUITO"),
        (["x", "--tag", "PGVO"], "did you mean PGOV"),
        (["x", "--pots", "TOKYO"], "No such option '--pots'"),
        (["x", "-q"], "No such option '-q'"),
    ],
)
def test_errors_are_one_line(search, arguments, said):
    result = search(*arguments)
    lines = result.stderr.decode().splitlines()
    assert result.returncode in (1, 2) and len(lines) == 1 and said in lines[0]


def test_index_is_caught_up_rebuilt_and_said_to_be_stale(made, call, tmp_path):
    lake = shutil.copytree(made.folder / "lake", tmp_path / "lake")
    shutil.rmtree(lake / "search", ignore_errors=True)
    search = partial(call, "search", "--lake", lake)
    first = search("growers", "--json")
    assert len(found(first)) == 3 and first.stderr.decode().endswith("building the search index of 3 cables\n")
    assert not search("growers").stderr
    rebuilt = search("--rebuild")
    assert rebuilt.returncode == 0 and rebuilt.stdout.decode() == "3 cables in the search index\n"


def test_excluded_words_need_no_dashes(search):
    assert found(search("growers", "-agreement", "--json")) == []
    assert found(search("--json", "-growers")) == []
    assert len(found(search("growers", "-wheat", "--json"))) == 3


def test_an_unknown_option_is_wrong_usage(search):
    assert search("--pots", "TOKYO", "x").returncode == 2


def test_control_characters_reach_no_terminal():
    passage = Passage("a\x1b[31m beef\u202e", ((7, 11),))
    assert marked(passage, terminal=False).plain == r"a\x1b[31m *beef*\u202e"
    assert marked(passage, terminal=True).plain == r"a\x1b[31m beef\u202e"
    assert safe("Ångström") == "Ångström"


@pytest.mark.parametrize("columns", [80, 160])
def test_results_fit_the_columns_that_there_are(made, columns):
    shown = made.run("search", "growers", env={"COLUMNS": str(columns)}).stdout.decode()
    assert "07QUITO302  2007-02-13  QUITO  CONFIDENTIAL\n" in shown
    assert max(map(len, shown.splitlines())) <= columns


@pytest.mark.parametrize(("query", "advice"), [("post:quitto", "QUITO"), ("tag:PGOVE growers", "PGOV")])
def test_a_wrong_name_in_a_query_brings_up_the_right_one(search, query, advice):
    result = search(*query.split())
    assert result.returncode == 0
    lines = result.stdout.decode().splitlines()
    assert lines[0] == "0 cables found" and lines[1].endswith(f"did you mean {advice}?")


@pytest.mark.parametrize(
    "arguments", ["search growers", "sql 'FROM range(20000)'", "sql 'FROM range(20000)' --format csv", "status"]
)
def test_a_cut_pipe_is_no_error(made, arguments):
    code = f"set -o pipefail; {COMMAND} {arguments} --lake {made.folder / 'lake'} | true"
    done = subprocess.run(["bash", "-c", code], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
