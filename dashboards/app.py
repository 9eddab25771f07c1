"""The dashboard: pages over the published warehouse file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from dashboards import cables, pages
from dashboards.filters import sidebar
from dashboards.reader import WarehouseError, snapshot
from dashboards.selection import Selection

Page = Callable[[Selection], None]
PAGES: tuple[tuple[str, str, Page], ...] = (
    ("Overview", "overview", pages.show_overview),
    ("Topics", "topics", pages.show_topics),
    ("Posts and countries", "posts", pages.show_posts),
    ("Secrecy", "secrecy", pages.show_secrecy),
    ("Network", "network", pages.show_network),
    ("Completeness and trust", "trust", pages.show_trust),
    ("Cables", "cables", cables.show_cables),
)

# no one colour is told apart from white, which Streamlit writes on it, and from black, on which it writes with it
_CHOSEN_IN_DARK = """<style>
[data-selected="true"] *, [role="tab"][aria-selected="true"] * { color: #8EC8F2 !important; }
</style>"""


def main() -> None:
    st.set_page_config("cablelake", layout="wide", initial_sidebar_state="auto")
    if st.context.theme.type == "dark":
        st.html(_CHOSEN_IN_DARK)
    chosen: list[Selection] = []
    listed = [
        st.Page(partial(_run, page, chosen), title=title, url_path=path, default=path == "overview")
        for title, path, page in PAGES
    ]
    page = st.navigation(listed)
    try:
        seen = snapshot()
        chosen.append(sidebar())
    except WarehouseError as error:
        st.error(str(error))
        return
    published = datetime.fromtimestamp(seen.modified_ns / 1e9, UTC)
    st.sidebar.caption(f"Published {published:%d %B %Y, %H:%M} UTC")
    page.run()


def _run(page: Page, chosen: list[Selection]) -> None:
    page(chosen[0])


if __name__ == "__main__":
    main()
