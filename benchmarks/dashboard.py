"""How fast the dashboard is for a person in front of it, in a real browser, at the size of the 1966-2010 release.

`python -m benchmarks.dashboard FILE [ROUNDS]` opens every page of a warehouse file (benchmarks.warehouse makes one) and
uses its filters, and prints, in milliseconds:

- paint: from the start of the navigation to the first number or figure drawn, in a browser that comes for the first
  time; once on a server that has just started, and again in a new session;
- server: from the message that tells the server what was clicked to the last message of its answer, and the CPU time
  that the server spent on it (on a machine with other work the one is no less than the other), and how many kilobytes
  were sent. Values are picked anew in every round, so that no answer is one kept from before.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
from selenium.webdriver.common.keys import Keys

from dashboards.app import PAGES
from tests.browser.browser import Browser, Server, browser, serving

# Streamlit talks over one web socket: what is sent and what comes back is noted with the time.
_WATCH = """
window.talk = {sent: 0, last: 0, bytes: 0, messages: 0};
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!this.watched) {
    this.watched = true;
    this.addEventListener('message', event => {
      talk.last = performance.now();
      talk.messages += 1;
      talk.bytes += event.data.byteLength || event.data.size || 0;
    });
  }
  if (!talk.sent) talk.sent = performance.now();
  return send.call(this, data);
};
window.painted = 0;
const drawn = '[data-testid=stMetric], :is([data-testid=stVegaLiteChart], [data-testid=stDataFrame]) :is(canvas, svg)';
new MutationObserver(() => {
  if (!painted && document.querySelector(drawn))
    requestAnimationFrame(() => { painted = painted || performance.now(); });
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


def watched(window: Browser) -> Browser:
    window.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    return window


def paint(window: Browser, address: str) -> float:
    """Milliseconds until the first figure of a page is drawn."""
    window.open(address)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if at := window.driver.execute_script("return window.painted"):
            return float(at)
        time.sleep(0.05)
    raise TimeoutError(f"{address}: nothing was drawn")


class Answer(NamedTuple):
    """Milliseconds of the clock and of the CPU, and kilobytes."""

    clock: float
    cpu: float
    size: float


def server(window: Browser, process: int, act: Callable[[], None]) -> Answer:
    """What the answer to an act took, from its first message to the last."""
    before = spent(process)
    window.driver.execute_script("window.talk = {sent: 0, last: 0, bytes: 0, messages: 0}")
    act()
    quiet, seen = 0, -1
    until = time.monotonic() + 30
    while quiet < 8 and time.monotonic() < until:
        time.sleep(0.1)
        talk = window.driver.execute_script("return window.talk")
        quiet = quiet + 1 if talk["messages"] == seen and talk["sent"] else 0
        seen = talk["messages"]
    return Answer(talk["last"] - talk["sent"], spent(process) - before, talk["bytes"] / 1024)


def spent(process: int) -> float:
    """Milliseconds of CPU time that a process has had (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def picker(window: Browser, label: str, value: str) -> Callable[[], None]:
    """Pick one more value of a filter in the sidebar."""
    box = next(found for found in window.all('[data-testid="stMultiSelect"]') if found.text.startswith(label))
    field = box.find_element("css selector", "input")
    field.send_keys(value)
    time.sleep(0.4)
    return lambda: field.send_keys(Keys.ENTER)


def clicker(window: Browser, text: str, selector: str = "button") -> Callable[[], None]:
    found = next(found for found in window.all(selector) if found.text == text)
    return lambda: window.driver.execute_script("arguments[0].click()", found)


def filled(window: Browser, label: str, value: str) -> Callable[[], None]:
    """Fill a field with words and leave it."""
    field = next(found for found in window.all("input") if found.get_attribute("aria-label") == label)
    field.send_keys(value)
    return lambda: field.send_keys(Keys.ENTER)


def interactions(
    window: Browser, served: Server, turn: int, values: dict[str, list[str]]
) -> Iterator[tuple[str, Answer]]:
    """What a reader does on each page: come from another, pick a post, a tag and a level, then clear all."""

    def timed(what: str, act: Callable[[], None]) -> tuple[str, Answer]:
        return f"{title}: {what}", server(window, served.process, act)

    window.open(f"{served.address}/trust")
    for place, (title, path, _) in enumerate(PAGES):
        yield timed("come", clicker(window, title, '[data-testid="stSidebarNavLink"]'))
        for label, known in values.items():
            yield timed(label, picker(window, label, known[(turn * len(PAGES) + place) % len(known)]))
        yield timed("clear", clicker(window, "Clear filters"))
        for text in ("month", "geographic", "year") if path == "overview" else ():
            yield timed(text, clicker(window, text))
        if path == "cables":
            yield timed("words", filled(window, "Words of subject and text, or an id", f"{turn + 1}77"))


def values_of(warehouse: Path) -> dict[str, list[str]]:
    """What is picked: values frequent enough to make the server work."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        posts = connection.sql(
            "SELECT name FROM cables JOIN posts USING (post) GROUP BY name ORDER BY count(*) DESC LIMIT 40"
        )
        tags = connection.sql("SELECT tag FROM tag_frequencies WHERE kind = 'subject' ORDER BY rank LIMIT 40")
        return {
            "Posts": [name for (name,) in posts.fetchall()],
            "TAGS": [tag for (tag,) in tags.fetchall()],
            "Levels": ["Confidential", "Secret", "Unclassified"],
        }


def main(warehouse: Path, rounds: int) -> None:
    values = values_of(warehouse)
    print(f"{'paint':8} {'started':>8} {'again':>8}")
    for title, path, _ in PAGES:
        page = "" if path == "overview" else path
        with serving(warehouse) as served:
            times = []
            for _ in range(2):
                with browser() as window:
                    times.append(paint(watched(window), f"{served.address}/{page}"))
        print(f"{times[0]:17.0f} {times[1]:8.0f}  {title}", flush=True)
    print(f"{'server':8} {'clock':>8} {'CPU':>8} {'kB':>8}")
    with serving(warehouse) as served, browser() as window:
        watched(window)
        for turn in range(rounds):
            for what, answer in interactions(window, served, turn, values):
                print(f"{answer.clock:17.0f} {answer.cpu:8.0f} {answer.size:8.0f}  {what}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
