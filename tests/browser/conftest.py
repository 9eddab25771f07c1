"""A browser, a server, and a warehouse with a cable that would break out of its page."""

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


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory):
    return add(tmp_path_factory.mktemp("browser") / "lake", sample_with(HOSTILE), "first")


@pytest.fixture(scope="session")
def window():
    if MISSING:
        pytest.skip(MISSING)
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def address(window, warehouse):
    with serving(warehouse) as running:
        yield running.address
