"""The server of the pages: read-only, on this machine only, without third-party scripts or network resources."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.asking import RefusedError, ask
from dashboards.cable import read_cable
from dashboards.finding import Asked, Finder
from dashboards.links import Served
from dashboards.pages import (
    FLUSH,
    HERE,
    SERVED,
    SHOWS,
    THINGS,
    Page,
    Room,
    render,
    show_cable,
    show_cables,
    show_sql,
    show_thing,
    show_trend,
)  # fmt: skip
from dashboards.published import Answer, Published, Row, WarehouseError
from warehouse.connection import LakeError
from warehouse.search import QueryError, SearchIndex

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_STATIC = {"style.css": "text/css", "keys.js": "text/javascript", "icon.svg": "image/svg+xml"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Server:
    """The published file, the newest search index beside it, and the addresses of the pages."""

    def __init__(self, published: Published, *, has_sql: bool = False) -> None:
        self._published = published
        files = {name: (HERE / "static" / name).read_bytes() for name in _STATIC}
        self.files = files
        self._links = Served(
            {name: hashlib.sha256(data).hexdigest()[:12] for name, data in files.items()}, has_sql=has_sql
        )
        self._code = hashlib.sha256(
            b"".join(file.read_bytes() for file in sorted([*HERE.glob("*.py"), *HERE.glob("templates/*")]))
        ).hexdigest()[:8]
        self._lock = Lock()
        self._index: SearchIndex | None = None
        self._index_seen: Any = None

    def room(self) -> Room:
        return Room(self._published, self._links, self._search_index())

    def etag(self) -> str:
        index = self._search_index()
        return f'"{self._published.snapshot().name}-{index.snapshot if index else 0}-{self._code}"'

    def _search_index(self) -> SearchIndex | None:
        """The index as it is now: reopened when another state of it is committed."""
        folder = self._published.path.parent
        current = folder / "search" / "current"
        try:
            meta = (folder / "search" / current.read_text(encoding="utf-8").strip() / "meta.json").stat()
        except OSError:
            return None
        seen = (meta.st_ino, meta.st_mtime_ns)
        with self._lock:
            if seen != self._index_seen:
                try:
                    self._index = SearchIndex.open(folder)
                except LakeError:
                    self._index = None
                self._index_seen = seen
            return self._index


class Policy:
    """Adds the headers of a strict policy to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, guarded)


def make_app(published: Published, *, has_sql: bool = False) -> Starlette:
    """The application that shows a published file; with `has_sql`, readers may run queries of their own."""
    server = Server(published, has_sql=has_sql)
    routes = [Route(f"/{path}", partial(_show, server, path)) for path in SERVED]
    routes += [Route(f"/{kind}/{{name:path}}", partial(_thing, server, kind)) for kind in THINGS]
    if has_sql:
        routes += [Route("/sql", partial(_sql, server)), Route("/sql.csv", partial(_sql_rows, server))]
    routes += [
        Route("/cables.{form}", partial(_export, server)),
        Route("/figures/{page}/{name}.csv", partial(_figure_rows, server)),
        Route("/cite/{name:path}.{form}", partial(_cite, server)),
        Route("/cable/{name:path}", partial(_cable, server)),
        Route("/static/{name}", partial(_static, server)),
        Route("/healthz", _health),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Policy), Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        exception_handlers={
            WarehouseError: partial(_broken, server),
            404: partial(_not_found, server),
        },
        lifespan=_warmed(server),
    )


def _warmed(server: Server) -> Any:
    """Show one page of each kind to nobody: otherwise the first reader waits for what the second does not."""
    from threading import Thread

    def warm() -> None:
        try:
            room = server.room()
            for page, path in _one_of_each(room):
                for _ in render(room, page, path):
                    pass
        except WarehouseError:  # readers are told
            return

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        Thread(target=warm, daemon=True).start()
        yield

    return lifespan


def _one_of_each(room: Room) -> Iterator[tuple[Page, str]]:
    """The pages without a filter, then a search, words over time, and the latest cable with its post."""
    for path, show in SHOWS.items():
        yield show(room, ()), path
    words = [("q", "report")]
    yield show_cables(room, words), "cables"
    yield show_trend(room, words), "trend"
    latest = room.published.rows("SELECT cable_id, post FROM cables ORDER BY date DESC NULLS LAST LIMIT 1").first
    if latest:
        yield show_cable(room, latest["cable_id"], [("show", "printed")]), f"cable/{latest['cable_id']}"
        if post := show_thing(room, "post", latest["post"] or ""):
            yield post, f"post/{latest['post']}"


def _answer(server: Server, request: Request, page: Page, path: str) -> Response:
    room = server.room()
    headers = {"etag": server.etag(), "cache-control": "no-cache"}
    pieces = _buffered(render(room, page, path, request.query_params.multi_items()))
    return StreamingResponse(pieces, page.status, headers, media_type="text/html; charset=utf-8")


def _buffered(pieces: Iterator[str]) -> Iterator[str]:
    """Parts of a page: the head at once, then each figure as soon as it is ready."""
    held: list[str] = []
    for piece in pieces:
        if piece == FLUSH:
            yield "".join(held)
            held.clear()
        else:
            held.append(piece)
    yield "".join(held)


def _unchanged(server: Server, request: Request) -> Response | None:
    tag = server.etag()
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
    return None


def _show(server: Server, path: str, request: Request) -> Response:
    if same := _unchanged(server, request):
        return same
    return _answer(server, request, SERVED[path](server.room(), request.query_params.multi_items()), path)


def _cable(server: Server, request: Request) -> Response:
    if same := _unchanged(server, request):
        return same
    name = request.path_params["name"]
    return _answer(
        server, request, show_cable(server.room(), name, request.query_params.multi_items()), f"cable/{name}"
    )


def _thing(server: Server, kind: str, request: Request) -> Response:
    if same := _unchanged(server, request):
        return same
    name = request.path_params["name"]
    page = show_thing(server.room(), kind, name)
    if page is None:
        page = Page(
            "problem.html", f"No {kind} {name}", {"problem": f"No cable of this collection has it: {name}"}, 404
        )
    return _answer(server, request, page, f"{kind}/{name}")


def _sql(server: Server, request: Request) -> Response:
    page = show_sql(server.room(), request.query_params.get("query", ""), is_run=_is_ours(request))
    answer = _answer(server, request, page, "sql")
    del answer.headers["etag"]  # the same query may have a different answer later
    answer.headers["cache-control"] = "no-store"
    return answer


def _sql_rows(server: Server, request: Request) -> Response:
    if not _is_ours(request):
        return PlainTextResponse("follow the link on the page /sql\n", 403)
    try:
        found, _ = ask(server.room().published.snapshot().path, request.query_params.get("query", ""))
    except RefusedError as error:
        return PlainTextResponse(f"{error}\n", 400)
    return StreamingResponse(_csv(found), headers=_attached("answer.csv"), media_type="text/csv; charset=utf-8")


def _is_ours(request: Request) -> bool:
    """Whether a reader asks, rather than the page of another site that sends the reader's browser here."""
    return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _cite(server: Server, request: Request) -> Response:
    name, form = request.path_params["name"], request.path_params["form"]
    reading = read_cable(server.room().published, name)
    types = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}
    if reading is None or form not in types:
        return PlainTextResponse(f"no citation {name}.{form}\n", 404)
    text = reading.citation.bibtex if form == "bib" else reading.citation.ris
    return Response(text, headers=_attached(f"{name}.{form}"), media_type=types[form])


def _export(server: Server, request: Request) -> Response:
    form, room = request.path_params["form"], server.room()
    asked = Asked.from_link(request.query_params.multi_items())
    if form not in ("csv", "json", "xlsx"):
        return PlainTextResponse("cables are given as .csv, .json or .xlsx\n", 404)
    try:
        found = Finder(room.published, room.index).rows(asked)
    except QueryError as error:
        return PlainTextResponse(f"{error}\n", 400)
    headers = _attached(f"cables.{form}")
    if form == "csv":
        return StreamingResponse(_csv(found), headers=headers, media_type="text/csv; charset=utf-8")
    if form == "json":
        return StreamingResponse(_json(found), headers=headers, media_type="application/json")
    return Response(_workbook(found), headers=headers, media_type=_XLSX)


def _figure_rows(server: Server, request: Request) -> Response:
    """The rows of a figure, as CSV."""
    show = SERVED.get(request.path_params["page"].replace("overview", ""))
    if show is not None:
        page = show(server.room(), request.query_params.multi_items())
        for shown in page.context.get("figures", ()):
            if shown.figure.name == request.path_params["name"]:
                headers = _attached(f"{shown.figure.name}.csv")
                return StreamingResponse(_csv(shown.found), headers=headers, media_type="text/csv; charset=utf-8")
    return PlainTextResponse("no such figure\n", 404)


def _csv(found: Answer) -> Iterator[str]:
    """Rows as CSV; lists are separated by |. A text that a spreadsheet would run as a formula begins with a blank."""
    for row in (found.columns, *found.values):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([_cell(value) for value in row])
        yield line.getvalue()


def _cell(value: Any) -> Any:
    text = "|".join(map(str, value)) if isinstance(value, list) else value
    return f" {text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _json(found: Answer) -> Iterator[str]:
    start = "["
    for row in found:
        yield start + json.dumps(row, ensure_ascii=False, default=str)
        start = ",\n"
    yield "[]\n" if start == "[" else "]\n"


def _workbook(found: Answer) -> bytes:
    import duckdb
    import polars as pl

    from warehouse.spreadsheet import write_workbook

    rows: list[Row] = [
        {name: "|".join(value) if isinstance(value, list) else value for name, value in row.items()} for row in found
    ]
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.register(
            "listed", pl.DataFrame(rows or {name: [] for name in found.columns}, infer_schema_length=None)
        )
        target = Path(folder) / "cables.xlsx"
        write_workbook(connection.execute("FROM listed"), target, "cables")
        return target.read_bytes()


def _attached(name: str) -> dict[str, str]:
    plain = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "._-"))
    return {"content-disposition": f'attachment; filename="{plain}"', "cache-control": "no-cache"}


def _static(server: Server, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return PlainTextResponse("not found\n", 404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(server.files[name], headers=headers, media_type=_STATIC[name])


def _health(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _broken(server: Server, request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 503)


def _not_found(server: Server, request: Request, error: Exception) -> Response:
    page = Page("problem.html", "Not found", {"problem": f"There is no page {request.url.path}"}, 404)
    return _answer(server, request, page, "")
