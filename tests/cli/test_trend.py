"""`cablelake trend` on a lake made by a real ingest."""

import csv
import io
import json
import re
import shlex
from functools import partial

import pytest

from flows.cli.trend import query_of


@pytest.fixture
def trend(made):
    return partial(made.call, "trend")


def records(result):
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("term", "query"),
    [
        ("beef", "beef"),
        ("flower growers", '"flower growers"'),
        (" don't  go ", '"don\'t  go"'),
        ("co-op* growers", "co-op* growers"),
        ("flower grow*", '"flower grow*"'),
        ("flower OR growers", "flower OR growers"),
        ("flower NOT growers", "flower NOT growers"),
        ("flower -growers", "flower -growers"),
        ("-flower growers", "-flower growers"),
        ("subject:flower growers", "subject:flower growers"),
        ('"flower growers"', '"flower growers"'),
        ("(flower OR wheat) growers", "(flower OR wheat) growers"),
    ],
)
def test_plain_words_are_a_phrase_and_a_query_is_a_query(term, query):
    assert query_of(term) == query


def test_each_record_names_the_search_that_lists_its_cables(made, trend):
    found = records(trend("growers", "flower growers", "growers flower", "--post", "quito", "--json"))
    assert [(row["term"], row["period"], row["cables"], row["traffic"], row["share"]) for row in found] == [
        ("growers", "2007-02", 3, 3, 1.0), ('"flower growers"', "2007-02", 3, 3, 1.0),
        ('"growers flower"', "2007-02", 0, 3, 0.0),
    ]  # fmt: skip
    for row in found[:2]:
        command, *arguments = shlex.split(row["search"])
        assert command == "cablelake" and "3 cables found" in made.call(*arguments).stdout.decode()
    assert found[2]["search"] is None


def test_the_filters_narrow_the_search_that_lists_the_cables(trend):
    (row,) = records(trend("growers", "--by", "year", "--from", "2007-02-13", "--to", "2007-02-14", "--json"))
    assert row["search"] == "cablelake search growers --from 2007-02-13 --to 2007-02-14"
    assert records(trend("growers", "--tag", "PGOV", "--to", "2007-01", "--json")) == []


def test_table_and_csv(made, trend):
    shown = made.run("trend", "growers", "nowhere").stdout.decode()
    assert re.search(r"2007-02 +\S +3 +\S +3 +\S +100 +\S +0 +\S +0", shown)
    assert "growers: 3 of 3 cables\n  most in 2007-02, listed by: cablelake search growers --from 2007-02" in shown
    (row,) = csv.DictReader(io.StringIO(trend("growers", "--format", "csv").stdout.decode()))
    assert (row["period"], row["cables"], row["share"]) == ("2007-02", "3", "1.0")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["..."], "there is no word here"),
        (['growers "agreement'], "character 9: the phrase that begins here is not closed"),
        (["x", "--by", "week"], "week"),
        (["x", "--post", "Qito"], "did you mean QUITO"),
        (["x", "--from", "2007", "--to", "2005"], "--from is after --to"),
        (["x", "--lake", "nowhere"], "no lake here"),
    ],
)
def test_errors_are_one_line(trend, arguments, said):
    result = trend(*arguments)
    lines = result.stderr.decode().splitlines()
    assert result.returncode in (1, 2) and len(lines) == 1 and said in lines[0]
