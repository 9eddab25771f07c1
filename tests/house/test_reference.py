"""The reference of commands and settings says what the definitions say."""

from pathlib import Path

import pytest

from flows.reference import commands, settings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "write"), [("cli.md", commands), ("settings.md", settings)])
def test_the_reference_is_up_to_date(name, write):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == write() + "\n", "run `python -m flows.reference docs`"
