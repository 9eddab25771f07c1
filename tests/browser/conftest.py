"""A browser, a server, and a warehouse with a cable that would break out of its page."""

from importlib.resources import files

import pytest

pytest.importorskip("selenium", reason="Selenium is not installed")

from tests.browser.browser import MISSING, browser, serving
from tests.dashboards.conftest import add, sample_with

HOSTILE = f"""R 121207Z MAY 06
FM AMEMBASSY OSLO
TO SECSTATE WASHDC 1963

C O N F I D E N T I A L OSLO 000777

SIPDIS

E.O. 12958: DECL: 05/12/2016
TAGS: PREL NO
SUBJECT: <script>document.title='taken'</script> AND <marquee>RUN</marquee>

Classified By: Ambassador Imogen Fairweather for reasons 1.4 (b) and (d).

1. (C) <img src=x onerror="document.title='taken'"> and [a link](javascript:alert(1)) and $x^2$ are text.

2. (C) {"VERYLONGWORD" * 200}

3. (C) Written \u202ebackwards\u202c and \u05e9\u05dc\u05d5\u05dd beside it.

4. (C) Former minister Leonora Quillfeather (strictly protect) told us so. Quillfeather asked for discretion.

FAIRWEATHER
""".encode()


@pytest.fixture(scope="package")
def warehouse(tmp_path_factory):
    return add(tmp_path_factory.mktemp("browser") / "lake", sample_with(HOSTILE), "first")


@pytest.fixture(scope="package")
def window():
    if MISSING:
        pytest.skip(MISSING)
    with browser() as opened:
        yield opened


@pytest.fixture(scope="package")
def address(window, warehouse):
    with serving(warehouse, has_sql=True) as running:
        yield running


_RUN = """
const done = arguments[0];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, {runOnly: rules}).then(found => done(
  found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))));
"""


def violations(window):
    """What axe-core finds on the page that is open."""
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    window.driver.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    return window.driver.execute_async_script(_RUN)
