"""The dashboard: pages over the published warehouse file."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboards import cables, overview, topics, trust
from dashboards.reader import WarehouseError, snapshot


def main() -> None:
    st.set_page_config("cablelake", layout="wide", initial_sidebar_state="expanded")
    page = st.navigation(
        [
            st.Page(overview.page, title="Overview", default=True),
            st.Page(topics.page, title="Topics", url_path="topics"),
            st.Page(cables.page, title="Cables", url_path="cables"),
            st.Page(trust.page, title="Trust", url_path="trust"),
        ]
    )
    try:
        seen = snapshot()
    except WarehouseError as error:
        st.error(str(error))
        return
    published = datetime.fromtimestamp(seen.modified_ns / 1e9, UTC)
    st.sidebar.caption(f"Published {published:%d %B %Y, %H:%M} UTC")
    page.run()


main()
