"""The page of example queries shows what they answer on the bundled sample."""

from pathlib import Path

from warehouse.examples import examples

ROOT = Path(__file__).parents[2]


def test_the_page_shows_what_the_views_answer(folder):
    page = (ROOT / "docs" / "view-examples.md").read_text(encoding="utf-8")
    assert page == examples(folder / "lake" / "warehouse.duckdb") + "\n", "the page is old: run `make docs`"
