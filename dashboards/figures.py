"""Figures of the pages: a title with its unit, the chart, the SQL behind it and its rows as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import altair as alt
import streamlit as st

from dashboards.reader import Snapshot, WarehouseError, query, snapshot

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito: told apart with every common kind of colour blindness
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
LEVELS = {
    "UNCLASSIFIED": "#56B4E9",
    "LIMITED OFFICIAL USE": "#009E73",
    "CONFIDENTIAL": "#E69F00",
    "SECRET": "#D55E00",
    "TOP SECRET": "#000000",
    "not stated": "#999999",
}
STATUSES = {
    "ok": "#0072B2",
    "repaired": "#56B4E9",
    "absent": "#BBBBBB",
    "unparsed": "#E69F00",
    "disagrees": "#D55E00",
}

Chart = alt.Chart | alt.LayerChart | alt.FacetChart


def rows(sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
    """Rows of a query, kept until another warehouse file is published."""
    return _rows(snapshot(), sql, tuple(parameters))


@st.cache_data(max_entries=300, show_spinner=False)
def _rows(seen: Snapshot, sql: str, parameters: tuple[Any, ...]) -> pd.DataFrame:
    return query(sql, parameters)


def figure(
    title: str,
    sql: str,
    draw: Callable[[pd.DataFrame], Chart] | None = None,
    parameters: Sequence[Any] = (),
    note: str = "",
) -> None:
    """Show a query as a chart, or as a table where nothing is drawn. A query that fails costs its figure only."""
    st.subheader(title, anchor=False)
    if note:
        st.caption(note)
    try:
        found = rows(sql, parameters)
    except WarehouseError as error:
        st.warning(str(error), icon=None)
        return
    if found.empty:
        st.info("Nothing to show: the query has no rows for this selection.")
    elif draw:
        st.altair_chart(draw(found), width="stretch", theme=None)
    else:
        st.dataframe(found, width="stretch", hide_index=True, column_config=dates(found))
    with st.expander("SQL and data"):
        st.code(with_values(sql, parameters), language="sql")
        name = re.sub(r"\W+", "_", title.lower()).strip("_")
        st.download_button("Rows as CSV", found.to_csv(index=False), f"{name}.csv", "text/csv", key=f"csv {title}")


def dates(found: pd.DataFrame) -> dict[str, Any]:
    """Days without a time of day, moments to the minute."""
    return {
        name: st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
        if name.endswith("_at") or name == "dtg"
        else st.column_config.DateColumn(format="YYYY-MM-DD")
        for name in found.select_dtypes("datetime").columns
    }


def with_values(sql: str, parameters: Sequence[Any]) -> str:
    """The statement as it can be pasted into a DuckDB shell."""
    values = iter(parameters)
    return re.sub(r"\?", lambda _: _literal(next(values)), sql.strip())


def _literal(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def finished(chart: Chart, height: int = 320) -> Chart:
    """The same quiet look for every chart."""
    quiet: Chart = (
        chart.properties(height=height)
        .configure_view(stroke=None)
        .configure_axis(grid=True, gridColor="#E6E6E6", domainColor="#888888", labelFontSize=12, titleFontSize=12)
        .configure_legend(labelFontSize=12, titleFontSize=12, orient="top", labelLimit=260)
    )
    return quiet


def coloured(column: str, colours: dict[str, str], title: str) -> alt.Color:
    return alt.Color(
        f"{column}:N",
        title=title,
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        sort=list(colours),
    )


def years() -> tuple[int, int]:
    """First and last year of the cables; equal where there are none."""
    found = rows("SELECT min(year) AS first, max(year) AS last FROM cables WHERE year IS NOT NULL")
    if found.empty or found["first"].isna().any():
        return 1973, 1973
    return int(found["first"][0]), int(found["last"][0])


def period() -> tuple[int, int]:
    """The years to show, chosen in the sidebar; the same on every page."""
    first, last = years()
    if first == last:
        return first, last
    if "years" not in st.session_state:
        st.session_state["years"] = (first, last)
    low, high = st.session_state["years"]
    st.session_state["years"] = (max(first, min(low, last)), min(last, max(high, first)))
    low, high = cast("tuple[int, int]", st.sidebar.slider("Years", first, last, key="years"))
    return low, high
