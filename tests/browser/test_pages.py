"""The pages in a real browser: walked by a reader at a desk and on a phone, with the mouse and with the keyboard."""

import itertools
import math
import re

import duckdb
import pytest
from selenium.webdriver.common.keys import Keys

from dashboards.pages import NAVIGATION
from tests.browser.conftest import violations

WIDTHS = {"desktop": 1300, "phone": 390}
PATHS = [path for path, _ in NAVIGATION]


@pytest.fixture(scope="module")
def things(warehouse):
    """Addresses of a page of each kind of thing."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (thread,) = connection.execute("SELECT thread_id FROM threads LIMIT 1").fetchone()
        (person,) = connection.execute("SELECT name FROM people WHERE role = 'signer' LIMIT 1").fetchone()
        (gone,) = connection.execute("SELECT cable_id FROM missing_references LIMIT 1").fetchone()
    searches = ["cables?q=minister", "cables?q=nosuchword", "cable/06OSLO777", f"cable/{gone}"]
    named = ["post/OSLO", "country/NO", "tag/PREL", "year/2006", f"thread/{thread}", f"person/{person}"]
    return [*searches, *named, "topics?measure=mean", "?map=europe", "sql", "sql?query=FROM+classification_counts"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_whole_narrow_and_silent(window, address, things, width):
    window.size(WIDTHS[width], 900)
    window.complaints()
    wrong = {}
    for path in [*PATHS, *things]:
        window.open(f"{address}/{path}")
        assert window.heading()
        if window.overflow() > 0:
            wrong[path] = f"{window.overflow()} pixels too wide"
        assert all(name.startswith(address) for name in window.fetched())
    assert not wrong
    assert [told for told in window.complaints() if "404 (Not Found)" not in told] == []
    window.size(1300, 1000)


_HINTS = """
document.querySelectorAll('details').forEach(one => one.open = true);
const wrong = [];
let wide = 0;
for (const box of document.querySelectorAll('body *')) {
  if (!/auto|scroll/.test(getComputedStyle(box).overflowX) || !box.clientWidth) continue;
  const points = at => {
    box.scrollIntoView();
    box.scrollLeft = at;
    const place = box.getBoundingClientRect();
    return !!document.elementFromPoint(place.right - 8, place.top + 8)?.matches('.more');
  };
  const isWide = box.scrollWidth > box.clientWidth;
  if (points(0) !== isWide || points(box.scrollWidth)) wrong.push(box.outerHTML.slice(0, 120));
  wide += isWide;
}
return [wrong, wide];
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_what_scrolls_sideways_shows_that_it_does_and_where_it_ends(window, address, things, width):
    window.size(WIDTHS[width], 900)
    told, wide = {}, 0
    for path in [*PATHS, *things, "cable/06OSLO777?show=printed"]:
        window.open(f"{address}/{path}")
        wrong, number = window.driver.execute_script(_HINTS)
        wide += number
        if wrong:
            told[path] = wrong
    window.size(1300, 1000)
    assert not told
    assert wide or width == "desktop"


_NAMES = """
const box = one => { const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
return [...document.querySelectorAll('.map svg')].map(map => [
  box(map), [...map.querySelectorAll('.place')].map(box), [...map.querySelectorAll('circle')].map(box)]);
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_names_on_maps_cover_nothing(window, address, width):
    window.size(WIDTHS[width], 900)
    named = 0
    for path in ("", "?map=europe", "?map=africa", "posts", "posts?map=asia"):
        window.open(f"{address}/{path}")
        for (left, top, right, bottom), names, circles in window.driver.execute_script(_NAMES):
            named += len(names)
            for a, b in itertools.combinations(names, 2):
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), path
            for box, circle in itertools.product(names, circles):
                middle, radius = ((circle[0] + circle[2]) / 2, (circle[1] + circle[3]) / 2), (circle[2] - circle[0]) / 2
                nearest = max(box[0], min(middle[0], box[2])), max(box[1], min(middle[1], box[3]))
                assert math.dist(middle, nearest) > radius - 1, path
            for box in names:
                assert left <= box[0] and box[2] <= right and top <= box[1] and box[3] <= bottom, path
    window.size(1300, 1000)
    assert named > 10


def test_heads_of_columns_are_upright_and_apart(window, address):
    for width, path in itertools.product(WIDTHS.values(), ("topics", "posts", "trust")):
        window.size(width, 900)
        window.open(f"{address}/{path}")
        heads = window.driver.execute_script(
            "return [...document.querySelectorAll('.grid th[scope=col]')].filter(one => one.offsetParent).map(one => {"
            "const words = document.createRange(); words.selectNodeContents(one); const style = getComputedStyle(one);"
            "const { left, right } = words.getBoundingClientRect();"
            "return [left, right, style.writingMode, style.transform]; })"
        )
        assert heads or (path, width) == ("trust", WIDTHS["desktop"])
        assert all(turned == ["horizontal-tb", "none"] for _, _, *turned in heads)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(heads))
    window.size(1300, 1000)


@pytest.mark.campaign
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_used_by_all(window, address, things, scheme):
    window.prefer(scheme)
    found = {}
    for path in [*PATHS, *things] if scheme == "light" else ["", "topics", "posts", *things[:3]]:
        window.open(f"{address}/{path}")
        window.driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        found |= {f"/{path} {told}": told for told in violations(window)}
    window.prefer("light")
    assert not found


def test_back_and_forward_restore_what_was_seen(window, address):
    window.open(f"{address}/")
    window.all("header nav a")[1].click()
    listed = window.text()
    window.all(".lines a.main")[0].click()
    cable = window.heading()
    assert "/cable/" in window.driver.current_url
    window.driver.back()
    assert window.driver.current_url == f"{address}/cables" and window.text() == listed
    window.driver.back()
    assert window.heading() == "Overview"
    window.driver.forward()
    window.driver.forward()
    assert window.heading() == cable


def test_a_filter_stays_from_page_to_page_and_can_be_taken_away(window, address, warehouse):
    window.open(f"{address}/?post=OSLO")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        oslo, every = connection.execute("SELECT count(*) FILTER (post = 'OSLO'), count(*) FROM cables").fetchone()
    assert window.all("dl.totals dd")[0].text == f"{oslo:,}"
    next(link for link in window.all("header nav a") if link.text == "Cables").click()
    assert window.all(".count b")[0].text == f"{oslo:,} {'cable' if oslo == 1 else 'cables'}"
    window.all(".chips a")[0].click()
    assert window.all(".count b")[0].text == f"{every:,} cables"


def test_a_column_leads_to_its_cables(window, address):
    window.open(f"{address}/")
    bar = window.all("svg.wide a")[-1]
    number = re.search(r"([\d,]+) cables?", bar.get_attribute("aria-label"))[1]
    window.driver.execute_script(
        "arguments[0].querySelector('rect').dispatchEvent(new MouseEvent('click', {bubbles: true}))", bar
    )
    assert window.all(".count b")[0].text.split()[0] == number
    assert len(window.all(".lines li")) == min(25, int(number.replace(",", "")))


def test_the_keyboard_is_enough(window, address):
    window.open(f"{address}/trust")
    window.all("body")[0].send_keys("/")
    box = window.driver.switch_to.active_element
    box.send_keys("minister", Keys.ENTER)
    assert "q=minister" in window.driver.current_url
    subjects = [link.text for link in window.all(".lines a.main")]
    body = window.all("body")[0]
    for key in "jjk":
        window.driver.switch_to.active_element.send_keys(key) if key != "j" else body.send_keys(key)
    window.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert window.heading() in (subjects[0], subjects[1])


def test_a_query_is_typed_and_run(window, address, warehouse):
    window.open(f"{address}/")
    next(link for link in window.all("header nav a") if link.text == "SQL").click()
    box = window.all("textarea")[0]
    box.clear()
    box.send_keys("SELECT post, count(*) AS n FROM cables WHERE post = 'OSLO' GROUP BY post", Keys.CONTROL, Keys.ENTER)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (number,) = connection.execute("SELECT count(*) FROM cables WHERE post = 'OSLO'").fetchone()
    assert [cell.text for cell in window.all(".rows td")] == ["OSLO", f"{number:,}"]
    window.all(".rows td a")[0].click()
    assert "Oslo" in window.heading() and "/post/OSLO" in window.driver.current_url


def test_hostile_text_is_text(window, address):
    window.complaints()
    window.open(f"{address}/cable/06OSLO777")
    window.driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    text = window.text()
    assert "<img src=x onerror=" in text and "[a link](javascript:alert(1))" in text and "$x^2$" in text
    assert "[U+202E]backwards[U+202C]" in text
    assert window.driver.title.endswith("cablelake")
    assert not window.all('a[href^="javascript"]') and not window.all("main img, main script, marquee")
    assert window.complaints() == []
