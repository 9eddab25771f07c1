"""`cablelake similar` on a lake made by a real ingest."""

import json

import pytest


def test_the_cables_and_the_reasons(made):
    result = made.run("similar", "07 quito 301", "--limit", "1")
    assert result.returncode == 0, result.stderr.decode()
    printed = " ".join(result.stdout.decode().split())
    assert "07QUITO302" in printed and "07QUITO303" not in printed
    assert "TAGS" in printed and "subject: " in printed


def test_json_gives_each_likeness(made):
    rows = [json.loads(line) for line in made.call("similar", "07QUITO301", "--json").stdout.splitlines()]
    assert [row["cable_id"] for row in rows] == ["07QUITO302", "07QUITO303"]
    for row in rows:
        parts = [row[f"by_{what}"] for what in ("text", "references", "thread", "tags", "words")]
        assert row["likeness"] == pytest.approx(sum(parts) / 5)
        assert row["reasons"]


@pytest.mark.parametrize("asked", ["06NOWHERE1", "?"])
def test_a_cable_that_is_not_there_is_one_line(made, asked):
    result = made.call("similar", asked)
    assert result.returncode == 1
    assert result.stderr.decode() == f"cablelake: {asked}: no such cable in the lake; an id looks like 06TOKYO2609\n"
