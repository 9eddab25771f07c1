"""Addresses of the pages: on a server, or of files in a folder."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from urllib.parse import quote, urlencode

from dashboards.selection import Selection

Query = Iterable[tuple[str, str]]


class Links(ABC):
    """Where pages are. An address is empty if the page does not exist: the words then have no link."""

    @abstractmethod
    def to(self, path: str, query: Query = ()) -> str:
        """Address of a page (`post/OSLO`) with parameters."""

    @abstractmethod
    def asset(self, name: str) -> str:
        """Address of a style sheet or script."""

    def sql(self, query: str = "") -> str:
        """Address of the page that answers SQL; empty if there is none."""
        return ""

    def page(self, name: str, chosen: Selection | None = None) -> str:
        return self.to(name, chosen.to_link() if chosen else ())

    def cables(self, chosen: Selection, words: str = "", **more: str) -> str:
        """Address of the list of the cables chosen."""
        query = [("q", words)] if words else []
        return self.to("cables", [*query, *chosen.to_link(), *((k, v) for k, v in more.items() if v)])

    def cable(self, cable_id: str) -> str:
        return self.to(f"cable/{cable_id}")

    def post(self, code: str) -> str:
        return self.to(f"post/{code}")

    def country(self, code: str) -> str:
        return self.to(f"country/{code}")

    def tag(self, tag: str) -> str:
        return self.to(f"tag/{tag}")

    def person(self, name: str) -> str:
        return self.to(f"person/{name}")

    def thread(self, thread_id: str) -> str:
        return self.to(f"thread/{thread_id}")


class Served(Links):
    """Addresses on a server, from its root."""

    is_served = True

    def __init__(self, versions: dict[str, str] | None = None, *, has_sql: bool = False) -> None:
        self._versions = versions or {}
        self._has_sql = has_sql

    def sql(self, query: str = "") -> str:
        return self.to("sql", [("query", query)] if query else []) if self._has_sql else ""

    def to(self, path: str, query: Query = ()) -> str:
        asked = urlencode(list(query))
        return f"/{quote(path, safe='/')}{'?' if asked else ''}{asked}"

    def asset(self, name: str) -> str:
        return f"/static/{name}?v={self._versions.get(name, '')}"


class Filed(Links):
    """Addresses of files, relative to the file they are in. `known` are the paths that are written.

    A list of cables chosen by a single post, country, tag, person or year is the page of that thing.
    """

    is_served = False
    _THINGS = ("post", "country", "tag", "person")

    def __init__(self, known: Collection[str], here: str = "") -> None:
        self._known = known
        self._up = "../" * here.count("/")

    def at(self, here: str) -> Filed:
        """The same addresses as seen from another page."""
        return Filed(self._known, here)

    def to(self, path: str, query: Query = ()) -> str:
        asked = list(query)
        if asked:
            path = self._listed(asked) if path == "cables" else ""
        path = path or "index" if not asked else path
        return f"{self._up}{file_name(path)}" if path and path in self._known else ""

    def asset(self, name: str) -> str:
        return f"{self._up}static/{name}"

    def _listed(self, asked: list[tuple[str, str]]) -> str:
        if len(asked) == 1 and asked[0][0] in self._THINGS:
            return "/".join(asked[0])
        since, until = dict(asked).get("from", ""), dict(asked).get("to", "")
        return f"year/{since}" if len(asked) == 2 and since == until and re.fullmatch(r"\d{4}", since) else ""


def file_name(path: str) -> str:
    """File name of a page: plain letters only, and no two pages share a file on any file system.

    >>> file_name("post/OSLO")
    'post/OSLO.html'
    """
    *folders, name = path.split("/", 1)
    plain = re.sub(r"[^A-Z0-9]+", "-", name) if folders else name
    if plain != name or len(plain) > 80:
        plain = f"{plain[:60].strip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return "/".join([*folders, f"{plain}.html"])
