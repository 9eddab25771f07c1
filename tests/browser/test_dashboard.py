"""The dashboard in a real browser."""

import duckdb
import pytest

from dashboards.app import PAGES


def count(warehouse, condition="true"):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return f"{len(connection.sql('FROM cables').filter(condition)):,}"


@pytest.mark.parametrize("path", [path for _, path, _ in PAGES])
def test_a_page_loads_without_a_complaint_and_fetches_nothing_from_elsewhere(window, address, path):
    window.complaints()
    window.open(f"{address}/{'' if path == 'overview' else path}")
    title = next(title for title, name, _ in PAGES if name == path)
    assert window.all("h1")[0].text == title
    assert window.complaints() == []
    assert not window.all('[data-testid="stException"]')
    fetched = window.driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert all(name.startswith((address, "data:", "blob:")) for name in fetched)
    for chart in window.all('[data-testid="stVegaLiteChart"]'):
        assert chart.get_attribute("aria-label") or chart.find_elements("css selector", "[aria-label]")


def test_a_link_restores_the_view_and_filters_narrow_the_numbers(window, address, warehouse):
    window.open(f"{address}/?post=OSLO&level=CONFIDENTIAL")
    narrowed = "post = 'OSLO' AND classification = 'CONFIDENTIAL'"
    assert window.metric("Cables") == count(warehouse, narrowed) != "0"
    window.all('[data-testid="stSidebarNavLink"]')[3].click()
    window.settle()
    assert window.all("h1")[0].text == "Secrecy"
    assert "post=OSLO" in window.driver.current_url and "level=CONFIDENTIAL" in window.driver.current_url
    shared = window.driver.current_url
    window.open(shared)
    assert window.all("h1")[0].text == "Secrecy"
    clear = next(button for button in window.all("button") if button.text == "Clear filters")
    clear.click()
    window.settle()
    assert "post=" not in window.driver.current_url
    window.all('[data-testid="stSidebarNavLink"]')[0].click()
    window.settle()
    assert window.metric("Cables") == count(warehouse)


def test_hostile_text_is_text(window, address):
    window.complaints()
    window.open(f"{address}/cables?cable=06OSLO777")
    text = window.text()
    assert "<script>document.title='taken'</script>" in text and "<marquee>RUN</marquee>" in text
    assert "<img src=x onerror=" in text and "[a link](javascript:alert(1))" in text and "$x^2$" in text
    assert "[U+202E]backwards[U+202C]" in text
    assert window.driver.title != "taken"
    assert not window.all('a[href^="javascript"]')
    main = "const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth"
    assert window.driver.execute_script(main) <= 1
    assert window.complaints() == []


def test_dark_and_phone(window, address):
    window.prefer("dark")
    window.size(400, 800)
    window.open(f"{address}/secrecy")
    shade = "return getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert sum(map(int, window.driver.execute_script(shade).strip("rgb()").split(",")[:3])) < 150
    main = "const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth"
    assert window.driver.execute_script(main) <= 1
    window.prefer("light")
    window.size(1300, 1000)
