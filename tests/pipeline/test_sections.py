"""Sections that arrive in different runs become one cable, and nothing of them is lost."""

import datetime as dt

from pipeline import reparse, steps
from pipeline.plan import make_plan
from tests.loading import load, stage
from warehouse.checks import run_checks

TEXT = """DE RUEHPE #0123/0{n} 0110304
ZNY CCCCC ZZH
R 110304Z JAN 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC 1963

C O N F I D E N T I A L SECTION 0{n} OF 02 LIMA 000123

E.O. 12958: DECL: 01/10/2017
TAGS: PREL PE
SUBJECT: A LONG STORY

{n}. (C) Part {n} of the story.
"""


def run(lake, number, *sources):
    started = dt.datetime(2026, 1, number)
    load(lake, sources, f"run-{number}", started)
    return reparse.join_sections(lake, f"run-{number}", started)


def test_sections_of_two_runs_are_joined(tmp_path, lake):
    first, second = tmp_path / "one.txt", tmp_path / "two.txt"
    first.write_text(TEXT.format(n=1))
    second.write_text(TEXT.format(n=2))
    assert run(lake, 1, second).documents == 0
    assert run(lake, 2, first).documents == 2
    assert run(lake, 3, first, second).documents == 0

    def rows(sql):
        return lake.connection.execute(sql).fetchall()

    assert rows("SELECT cable_id, section_number, section_total, is_partial FROM cables") == [
        ("07LIMA123", None, 2, False)
    ]
    assert rows("SELECT number FROM paragraphs ORDER BY ordinal") == [(1,), (2,)]
    assert rows("SELECT is_current, section_number, reason FROM cable_versions ORDER BY 1") == [
        (False, 2, "partial"),
        (True, None, ""),
    ]
    assert rows("SELECT detail FROM findings WHERE rule = 'joined'") == [("sections 1, 2 of 2",)]
    assert rows("SELECT count(*) FROM documents") == [(2,)]
    assert not [result.check.name for result in run_checks(lake) if result.failed]


def test_a_run_that_died_before_it_joined_leaves_that_to_the_next(tmp_path, lake):
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(TEXT.format(n=number))
    started = dt.datetime(2026, 1, 1)
    plan = make_plan(lake, [str(tmp_path / "1.txt"), str(tmp_path / "2.txt")], "killed", started)
    steps.commit_run(lake, plan, stage(plan))
    assert reparse.join_sections(lake, "next", started).documents == 2
    assert lake.connection.execute("SELECT section_number, is_partial FROM cables").fetchall() == [(None, False)]
    assert reparse.join_sections(lake, "later", started).documents == 0
