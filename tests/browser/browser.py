"""A real browser on the dashboard: Debian's Chromium, driven by Selenium."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from dashboards.launch import command
from dashboards.reader import MASK, VARIABLE
from tests.serving import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "" if CHROMIUM and DRIVER else "no Chromium with chromedriver here (Debian: apt install chromium-driver)"

# Streamlit looks for its server beside the page before it looks at the root, and is told that it is not there.
_EXPECTED = ("_stcore/health", "_stcore/host-config")


class Server(NamedTuple):
    address: str
    process: int


@contextmanager
def serving(warehouse: Path, *, mask: bool = False) -> Iterator[Server]:
    """A dashboard server on a free port."""
    port = free_port()
    environment = {**os.environ, VARIABLE: str(warehouse), MASK: str(int(mask))}
    process = subprocess.Popen(
        command(port), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no dashboard at {address}")


@contextmanager
def browser() -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    arguments = "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run"
    for argument in arguments:
        options.add_argument(argument)
    # no name resolves: whatever would be fetched from the net fails, and is in the log
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """A window of the browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        self.size(1300, 1000)

    def size(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def prefer(self, scheme: str) -> None:
        """The reader's preference: light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, address: str) -> None:
        """Load a page of the dashboard and wait until it is there."""
        self.driver.get(address)
        self.settle()

    def settle(self, seconds: float = 40) -> None:
        """Wait until the script of the page has ended and its title stands."""
        until = time.monotonic() + seconds
        quiet = 0
        while quiet < 4:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.driver.current_url} is not done")
            quiet = quiet + 1 if self._is_done() else 0
            time.sleep(0.1)

    def _is_done(self) -> bool:
        ended = '[data-testid="stApp"][data-test-script-state="notRunning"]'
        return bool(self.all(ended)) and bool(self.all("h1")) and not self.all('[data-testid="stSkeleton"]')

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def metric(self, label: str) -> str:
        """Value of a figure in large print."""
        for found in self.all('[data-testid="stMetric"]'):
            name, value = found.text.split("\n")[0], found.text.split("\n")[-1]
            if name == label:
                return value
        raise LookupError(label)

    def complaints(self) -> list[str]:
        """What the console has said since last asked, but for what Streamlit always does."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING") and not any(part in entry["message"] for part in _EXPECTED)
        ]

    def picture(self, target: Path) -> None:
        """A picture of the whole page, as far down as it goes."""
        width = self.driver.execute_script("return window.innerWidth")
        height = self.driver.execute_script(
            "const main = document.querySelector('[data-testid=stMain]');"
            "return (main || document.documentElement).scrollHeight"
        )
        self.size(width, min(height + 20, 8000))
        time.sleep(1)
        self.driver.save_screenshot(str(target))
        self.size(width, 1000)
