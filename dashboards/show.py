"""Presenting figures in the Streamlit app: a chart or table, and SQL and CSV at every figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.figures import Figure, look
from dashboards.reader import WarehouseError, rows

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

_LISTED = 1000


def show(figures: Iterable[Figure]) -> None:
    for figure in figures:
        show_one(figure)


def show_one(figure: Figure, heading: DeltaGenerator | None = None) -> None:
    """A figure as a chart, or as a table where nothing is drawn. A query that fails costs its figure only.

    `heading`: a place above what the reader chooses of the figure.
    """
    with heading or st.container():
        st.header(figure.title, anchor=figure.name)
        if figure.note:
            st.caption(figure.note)
    try:
        found = rows(figure.sql)
    except WarehouseError as error:
        st.warning(str(error), icon=None)
        return
    if found.empty:
        st.info("Nothing to show here.")
    elif figure.draw:
        shown, chart = figure.draw(found)
        # rows under a name are there when the chart is first drawn; else it is drawn empty before
        chart |= {"data": {"name": "rows"}, "datasets": {"rows": shown}}
        chart |= {"config": look(dark=st.context.theme.type == "dark")}
        st.vega_lite_chart(chart, width="stretch", theme=None, alt=figure.described(found))
    else:
        table(found, figure.cable, figure.described(found))
    _behind(figure)


@st.fragment
def _behind(figure: Figure) -> None:
    """The statement and its rows, sent when they are asked for: most readers of a page do not."""
    behind = st.expander("SQL and data", key=f"behind {figure.name}", on_change="rerun")
    if not behind.open:
        return
    found = rows(figure.sql)
    with behind:
        st.code(figure.sql, language="sql", wrap_lines=True)
        if figure.draw:
            table(found.head(_LISTED), figure.cable)
        st.download_button(
            "Rows as CSV",
            found.to_csv(index=False),
            f"{figure.name}.csv",
            "text/csv",
            key=f"csv {figure.name}",
            on_click="ignore",
        )


def table(found: pd.DataFrame, cable: Iterable[str] = (), alt: str = "") -> None:
    """Rows as a reader expects them; the columns in `cable` are links to the page of a cable."""
    links = {name: st.column_config.LinkColumn(display_text=r"cable=(.+)$") for name in cable}
    # an empty cell, not the word None
    shown = found.fillna(dict.fromkeys(found.select_dtypes(["object", "string"]).columns, ""))
    shown = shown.assign(**{name: "cables?cable=" + found[name] for name in links})
    columns = {**dates(found), **_counts(found), **links}
    st.dataframe(shown, width="stretch", hide_index=True, column_config=columns, alt=alt or None)


def _counts(found: pd.DataFrame) -> dict[str, Any]:
    """Numbers with a comma at the thousands; a year or a serial number is a name."""
    named = ("year", "due_year", "period", "serial", "highest_serial")
    counts = [name for name in found.select_dtypes("number").columns if name not in named]
    return {name: st.column_config.NumberColumn(format="localized") for name in counts}


def dates(found: pd.DataFrame) -> dict[str, Any]:
    """Days without a time of day, moments to the minute."""
    return {
        name: st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
        if name.endswith("_at") or name == "dtg"
        else st.column_config.DateColumn(format="YYYY-MM-DD")
        for name in found.select_dtypes("datetime").columns
    }


def choice(label: str, options: Iterable[str], name: str, default: str) -> str:
    """One of a few, kept in the link of the page under `name`."""
    listed = list(options)
    if name not in st.session_state:
        asked = st.query_params.get(name, default)
        st.session_state[name] = asked if asked in listed else default
    chosen = str(st.segmented_control(label, listed, key=name, required=True))
    remember(name, chosen if chosen != default else "")
    return chosen


def several(label: str, names: dict[str, str], name: str, default: list[str]) -> list[str]:
    """Up to eight of many, kept in the link of the page under `name`; what is no longer there is left out."""
    if name not in st.session_state and (asked := st.query_params.get(name)):
        st.session_state[name] = asked.split(",")
    kept = st.session_state.get(name, default)
    st.session_state[name] = [value for value in kept if value in names]
    chosen = st.multiselect(label, list(names), key=name, max_selections=8, format_func=names.__getitem__)
    remember(name, ",".join(chosen) if chosen != default else "")
    return chosen


def remember(name: str, value: str) -> None:
    """Put a value into the link of the page; an empty one is taken out."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
