"""The same walk over the static copy, opened from its folder by a browser without a net."""

import duckdb
import pytest

from dashboards.pages import SHOWS
from dashboards.site import write_site
from tests.browser.conftest import violations

NAMES = [path or "index" for path in SHOWS]


@pytest.fixture(scope="module")
def site(warehouse, tmp_path_factory):
    return write_site(warehouse, tmp_path_factory.mktemp("site")).parent


@pytest.mark.parametrize("width", [1300, 390])
def test_every_page_opens_from_its_folder(window, site, width):
    window.size(width, 900)
    window.complaints()
    pages = [site / f"{name}.html" for name in NAMES]
    pages += [next((site / kind).iterdir()) for kind in ("cable", "post", "tag", "person", "year", "thread", "country")]
    for page in pages:
        window.open(page.as_uri())
        assert window.heading() and window.overflow() <= 0, page.name
        paper = window.driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(253, 252, 249)", "the style sheet is not applied"
        assert all(place.startswith("file:") for place in window.fetched())
    assert window.complaints() == []
    window.size(1300, 1000)


def test_its_links_are_followed_and_its_numbers_are_those_of_the_warehouse(window, site, warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        every = len(connection.sql("FROM cables"))
    window.open((site / "index.html").as_uri())
    assert window.all("dl.totals dd")[0].text == f"{every:,}"
    next(link for link in window.all("header nav a") if link.text == "Cables").click()
    assert f"The {every:,} cables in this copy" in window.text()
    window.all("a[rel=next]")[0].click()
    subject = window.all(".lines a.main")[0].text
    window.all(".lines a.main")[0].click()
    assert window.heading() == subject
    window.driver.back()
    window.driver.back()
    assert window.driver.current_url.endswith("/cables.html")


def test_it_can_be_used_by_all(window, site):
    found = {}
    for page in (*(site / f"{name}.html" for name in NAMES), site / "cable" / "06OSLO777.html"):
        window.open(page.as_uri())
        found |= {f"{page.name}: {told}": told for told in violations(window)}
    assert not found
