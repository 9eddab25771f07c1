"""Portion markings: what they stand for, and what is not one."""

import pytest

from schemas.vocabulary import seed
from transforms.fields import portion


@pytest.mark.parametrize("rule", portion.RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_its_example(rule):
    parsed = portion.parse_text(rule.example)
    assert (parsed.rule, parsed.value) == (rule.name, rule.value)


@pytest.mark.parametrize(
    ("text", "level", "handling"),
    [
        ("(U)", "UNCLASSIFIED", ()),
        ("1. LIMITED OFFICIAL USE ENTIRE TEXT.", "LIMITED OFFICIAL USE", ()),
        ("(c)", "CONFIDENTIAL", ()),
        ("S/NF", "SECRET", ("NOFORN",)),
        ("(CNF)", "CONFIDENTIAL", ("NOFORN",)),
        ("(C NF)", "CONFIDENTIAL", ("NOFORN",)),
        ("(S-NF)", "SECRET", ("NOFORN",)),
        ("(N/SF)", "SECRET", ("NOFORN",)),
        ("(C/REL NATO)", "CONFIDENTIAL", ("REL",)),
        ("(S//REL TO USA, FVEY)", "SECRET", ("REL",)),
        ("(S//FGI//NF)", "SECRET", ("FGI",)),
        ("(U//FOUO)", "UNCLASSIFIED", ("FOUO",)),
        ("(SBU/NF)", "UNCLASSIFIED", ("SENSITIVE", "NOFORN")),
        ("(SBU/N)", "UNCLASSIFIED", ("SENSITIVE", "NOFORN")),
        ("(/Rel Peru)", "", ("REL",)),
        ("(LOU)", "LIMITED OFFICIAL USE", ()),
        ("(LIMITED OFFICIAL USE)", "LIMITED OFFICIAL USE", ()),
        ("(S/C)", "SECRET", ()),
        ("(S - ENTIRE TEXT).", "SECRET", ()),
        ("(C - ENTIRE TEXT.)", "CONFIDENTIAL", ()),
        ("SECRET - ENTIRE TEXT", "SECRET", ()),
        ("¶12. (C) The minister", "CONFIDENTIAL", ()),
    ],
)
def test_meaning(text, level, handling):
    value = portion.parse_text(text).value
    assert (value.level, value.handling) == (level, handling)


@pytest.mark.parametrize(
    "text", ["(U.S.)", "(IRAN)", "(see para 3)", "(A)", "(1)", "()", "The minister", "", "(C S)", "(US)", "(N)", "(NF)"]
)
def test_no_marking(text):
    assert portion.parse_text(text).status == "absent"


def test_vocabulary():
    for row in seed("portion_markings"):
        assert row["level"] in ("", *portion.LEVELS)
        assert row["level"] or row["handling"]
        assert row["source"]
