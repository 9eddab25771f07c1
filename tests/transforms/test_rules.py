"""Every rule of every field reads its own example, to its own value."""

import pytest

from transforms.fragments import FIELD_MODULES, parse_fragment

CASES = [
    pytest.param(module, rule, id=f"{module.NAME}-{rule.name}") for module in FIELD_MODULES for rule in module.RULES
]


@pytest.mark.parametrize(("module", "rule"), CASES)
def test_a_rule_reads_its_example(module, rule):
    parsed = parse_fragment(module, rule.example)
    assert parsed.rule == rule.name
    assert parsed.value == rule.value


def test_rule_names_are_unique_within_a_field():
    for module in FIELD_MODULES:
        names = [rule.name for rule in module.RULES]
        assert len(names) == len(set(names)), module.NAME
