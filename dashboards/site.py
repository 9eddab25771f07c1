"""The pages as files: they open from a folder, without a server, scripts or network access."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboards.finding import PAGE, Asked, Results, lines_of
from dashboards.links import Filed, file_name
from dashboards.pages import FLUSH, HERE, SHOWS, Page, Room, render, show_cable, show_thing
from dashboards.published import Published
from dashboards.selection import EVERY
from warehouse.export import appearing

CABLES = 5_000
"""How many cables, the newest, have a page unless another number is given."""

_THINGS = {
    "post": "SELECT DISTINCT post FROM cables WHERE cable_id IN (SELECT cable_id FROM written) AND post IS NOT NULL",
    "country": "SELECT DISTINCT country FROM cables JOIN posts USING (post) "
    "WHERE cable_id IN (SELECT cable_id FROM written) AND country IN (SELECT country FROM countries)",
    "tag": "SELECT DISTINCT tag FROM tags WHERE cable_id IN (SELECT cable_id FROM written)",
    "person": "SELECT DISTINCT name FROM people WHERE cable_id IN (SELECT cable_id FROM written)",
    "year": "SELECT DISTINCT CAST(year AS VARCHAR) FROM cables WHERE cable_id IN (SELECT cable_id FROM written) "
    "AND year IS NOT NULL",
    "thread": "SELECT DISTINCT thread_id FROM thread_members WHERE cable_id IN (SELECT cable_id FROM written)",
}
_NEWEST = "SELECT cable_id FROM cables ORDER BY date DESC NULLS LAST, cable_id LIMIT {}"
_LIST = """SELECT cable_id, date, post, coalesce(name, post, '') AS post_name, classification, subject
FROM cables LEFT JOIN (SELECT post, name FROM posts) USING (post)
ORDER BY date DESC NULLS LAST, cable_id LIMIT {} OFFSET {}"""


class SiteLinks(Filed):
    """Addresses of the files of a copy, and of the rows of its figures."""

    def data(self, name: str, path: str) -> str:
        return f"{self._up}data/{path or 'overview'}-{name}.csv"

    def at(self, here: str) -> SiteLinks:
        return SiteLinks(self._known, here)


def write_site(warehouse: Path, folder: Path, *, mask: bool = False, cables: int = CABLES) -> Path:
    """Write the pages of a warehouse file to a folder; return the page to open first.

    The newest `cables` cables have a page, and so have their posts, countries, TAGS, people, years and threads.
    Existing pages are replaced, each when its new text is complete. With `mask`, the names that cables ask to protect
    are masked. Raises LakeError or OSError if a page cannot be written, WarehouseError if the file cannot be read.
    """
    with _copied(warehouse, mask) as published:
        written = [row[0] for row in published.rows(_NEWEST.format(cables)).values]
        lists = max(1, -(-len(written) // PAGE))
        things = {
            (kind, name)
            for kind, sql in _THINGS.items()
            for (name,) in published.rows(f"WITH written AS ({_NEWEST.format(cables)}) {sql}").values
        }
        known = {"index", *SHOWS, *(f"cable/{cable_id}" for cable_id in written)}
        known |= {f"{kind}/{name}" for kind, name in things} | {f"cables/{number}" for number in range(2, lists + 1)}
        site = _Site(Room(published, SiteLinks(known)), folder)
        site.write_static()
        for path, show in SHOWS.items():
            if path != "cables":
                site.write(path or "index", show(site.room_at(path), ()), path)
        for number in range(1, lists + 1):
            site.write_list(number, len(written))
        with ThreadPoolExecutor() as pool:
            done = [pool.submit(site.write_thing, kind, name) for kind, name in sorted(things)]
            done += [pool.submit(site.write_cable, cable_id) for cable_id in written]
            for each in done:
                each.result()
    return folder / "index.html"


class _Site:
    """A folder that pages are written to."""

    def __init__(self, room: Room, folder: Path) -> None:
        self._room = room
        self._links = room.links
        self._folder = folder

    def room_at(self, path: str) -> Room:
        assert isinstance(self._links, SiteLinks)
        return Room(self._room.published, self._links.at(path))

    def write(self, path: str, page: Page, shown_path: str | None = None) -> None:
        target = self._folder / file_name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        name = path if shown_path is None else shown_path
        if "figures" in page.context:
            figures = list(page.context["figures"])
            page = Page(page.template, page.title, {**page.context, "figures": figures}, page.status)
            if "/" not in path:
                self._write_rows(name or "overview", figures)
        text = "".join(piece for piece in render(self.room_at(path), page, name) if piece != FLUSH)
        with appearing(target) as half:
            half.write_text(text, encoding="utf-8")

    def write_thing(self, kind: str, name: str) -> None:
        path = f"{kind}/{name}"
        if page := show_thing(self.room_at(path), kind, name):
            self.write(path, page)

    def write_cable(self, cable_id: str) -> None:
        path = f"cable/{cable_id}"
        self.write(path, show_cable(self.room_at(path), cable_id))

    def write_list(self, number: int, total: int) -> None:
        path = "cables" if number == 1 else f"cables/{number}"
        most = min(PAGE, total - (number - 1) * PAGE)
        lines = lines_of(self._room.published.rows(_LIST.format(max(0, most), (number - 1) * PAGE)))
        results = Results(Asked(sort="newest", page=number), lines, total)
        links = self.room_at(path).links
        context = {
            "results": results,
            "facets": dict,
            "instead": list,
            "sorts": [],
            "chosen": EVERY,
            "page_address": lambda other: links.to("cables" if other == 1 else f"cables/{other}"),
        }
        self.write(path, Page("cables.html", "Cables", context), "cables")

    def write_static(self) -> None:
        (self._folder / "static").mkdir(parents=True, exist_ok=True)
        for name in ("style.css", "icon.svg"):
            with appearing(self._folder / "static" / name) as half:
                shutil.copyfile(HERE / "static" / name, half)

    def _write_rows(self, page: str, figures: Sequence[Any]) -> None:
        (self._folder / "data").mkdir(exist_ok=True)
        for shown in figures:
            target = self._folder / "data" / f"{page}-{shown.figure.name}.csv"
            with appearing(target) as half, half.open("w", encoding="utf-8", newline="") as file:
                _write_csv(file, [shown.found.columns, *shown.found.values])


def _write_csv(file: Any, rows: Iterable[Sequence[Any]]) -> None:
    csv.writer(file, lineterminator="\n").writerows(rows)


@contextmanager
def _copied(warehouse: Path, mask: bool) -> Iterator[Published]:
    """The published file, or a temporary masked copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Published(warehouse, mask=mask, masked_at=Path(folder) / "warehouse.duckdb")
