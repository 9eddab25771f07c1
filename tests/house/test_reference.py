"""Generated pages say what their sources say: commands, settings, and measurements with their explanation."""

import json
from pathlib import Path

import pytest

from benchmarks import speed_page
from flows.reference import commands, settings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "write"), [("cli.md", commands), ("settings.md", settings)])
def test_the_reference_is_up_to_date(name, write):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == write() + "\n", "run `python -m flows.reference docs`"


def test_the_page_of_measurements_has_its_figures_and_its_explanation():
    figures = json.loads(speed_page.FIGURES.read_text(encoding="utf-8"))
    assert speed_page.PAGE.read_text(encoding="utf-8") == speed_page.page(figures), "edit benchmarks/performance.md"
