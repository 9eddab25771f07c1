"""The static copy, opened from its folder by a browser without a net; and masking, looked at from outside."""

import duckdb
import pytest

from dashboards.site import write_site
from tests.browser.browser import serving


@pytest.fixture(scope="module")
def site(warehouse, tmp_path_factory):
    return write_site(warehouse, tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("name", ["index", "topics", "posts", "secrecy", "network", "trust"])
def test_a_page_opens_from_its_folder(window, site, name):
    window.complaints()
    window.driver.get(site.with_name(f"{name}.html").as_uri())
    charts = window.all(".chart")
    assert len(window.all(".chart svg")) == len(charts)
    assert all(chart.get_attribute("aria-label") for chart in charts)
    assert window.complaints() == []
    fetched = window.driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert all(place.startswith(("file:", "data:")) for place in fetched)
    wide = "return document.documentElement.scrollWidth - window.innerWidth"
    assert window.driver.execute_script(wide) <= 0


def test_the_static_copy_tells_the_same_numbers_and_only_text(window, site, warehouse):
    window.driver.get(site.as_uri())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert window.all("dd")[0].text == f"{len(connection.sql('FROM cables')):,}"
    for page in site.parent.glob("*.html"):
        text = page.read_text()
        assert "<script>document" not in text and "<marquee>" not in text and "<img" not in text


def test_protected_names_are_masked_in_the_app_and_in_the_copy(window, warehouse, tmp_path):
    write_site(warehouse, tmp_path / "site", mask=True)
    for file in (tmp_path / "site").rglob("*.*"):
        assert "Quillfeather" not in file.read_text()
    with serving(warehouse, mask=True) as (address, _):
        window.open(f"{address}/cables?cable=06OSLO777")
        page = window.driver.page_source
        window.open(f"{address}/cables?words=quillfeather")
        assert "0 cables" in window.text()
    assert "Quillfeather" not in page and "Leonora" not in page
    assert "█████" in page
