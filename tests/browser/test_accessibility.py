"""What axe-core finds on the pages of the app and of the static copy: nothing, in light and in dark."""

from importlib.resources import files

import pytest

pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")

from dashboards.app import PAGES
from dashboards.site import write_site

_RUN = """
const done = arguments[0];
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(found => done(
  found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))));
"""


# Of Streamlit's own: an empty field of a date, and the cells of two tables; axe-core has asked neither since 4.8.
_EXPECTED = (
    'aria-required-attr: <span role="spinbutton" aria-valuetext="Empty"',
    'duplicate-id-active: <td role="gridcell"',
)


def violations(window):
    window.driver.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    return [told for told in window.driver.execute_async_script(_RUN) if not told.startswith(_EXPECTED)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_all(window, address, scheme):
    found = {}
    window.prefer(scheme)
    for title, path, _ in PAGES if scheme == "light" else (PAGES[0], PAGES[1], PAGES[-1]):
        asked = "?cable=06OSLO777" if path == "cables" else ""
        window.open(f"{address}/{'' if path == 'overview' else path}{asked}")
        found |= {f"{title}: {told}": told for told in violations(window)}
    window.prefer("light")
    assert not found


def test_the_static_copy_can_be_used_by_all(window, warehouse, tmp_path):
    index = write_site(warehouse, tmp_path)
    found = {}
    for scheme, name in (("light", "*.html"), ("dark", "index.html")):
        window.prefer(scheme)
        for page in sorted(index.parent.glob(name)):
            window.driver.get(page.as_uri())
            found |= {f"{page.name}: {told}": told for told in violations(window)}
    window.prefer("light")
    assert not found
