"""Find a cable and read it, with every field and what the parser found."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.figures import dates, figure, period, rows

SEARCH = """
SELECT cable_id, date, post, classification, subject
FROM cables
WHERE (starts_with(cable_id, upper(replace(?, ' ', ''))) OR contains(lower(subject), lower(?)))
    AND (year BETWEEN ? AND ? OR year IS NULL)
    AND (? = '' OR post = ?)
    AND (? = '' OR cable_id IN (SELECT cable_id FROM tags WHERE tag = ?))
ORDER BY date DESC NULLS LAST, cable_id
LIMIT 500
"""
CABLE = "SELECT * FROM cables WHERE cable_id = ?"
TEXT = "SELECT header, body FROM texts WHERE cable_id = ?"
PARAGRAPHS = """
SELECT number, portion, level, heading, text FROM paragraphs WHERE cable_id = ? ORDER BY ordinal
"""
ADDRESSEES = """
SELECT role, name, routing_indicator, precedence, serial FROM addressees WHERE cable_id = ? ORDER BY ordinal
"""
TAGS = "SELECT tag, kind FROM tags WHERE cable_id = ? ORDER BY ordinal"
REFERENCES = """
SELECT label, raw, kind, target, status FROM "references" WHERE cable_id = ? ORDER BY ordinal
"""
CITED_BY = 'SELECT DISTINCT cable_id FROM "references" WHERE target = ? ORDER BY cable_id LIMIT 50'
FINDINGS = """
SELECT field, status, rule, raw, detail FROM findings WHERE cable_id = ? ORDER BY field, status
"""
VERSIONS = """
SELECT document_id, source, member, cable_versions.format, is_current, reason
FROM cable_versions JOIN documents USING (document_id)
WHERE cable_id = ?
ORDER BY is_current DESC, document_id
"""


def search(first: int, last: int) -> None:
    words, post_column, tag_column = st.columns([3, 1, 1])
    term = words.text_input("Id, or words of the subject", placeholder="06TOKYO2609, steel tariffs ...").strip()
    posts = rows("SELECT post FROM cables WHERE post <> '' GROUP BY post ORDER BY post")["post"].tolist()
    post = post_column.selectbox("Post", ["", *posts], format_func=lambda name: name or "any")
    tag = tag_column.text_input("TAG", placeholder="ETRD").strip().upper()
    found = rows(SEARCH, (term, term, first, last, post, post, tag, tag))
    st.caption(f"{len(found):,} cables" + (", the latest 500 of them" if len(found) == 500 else ""))
    st.session_state["listed"] = found["cable_id"].tolist()
    st.dataframe(
        found,
        width="stretch",
        height=260,
        hide_index=True,
        key="list",
        on_select=pick,
        selection_mode="single-row",
        column_config=dates(found),
    )


def pick() -> None:
    """Open the cable whose row was clicked."""
    chosen = st.session_state["list"]["selection"]["rows"]
    if chosen:
        st.query_params["cable"] = st.session_state["listed"][chosen[0]]


def read(cable_id: str) -> None:
    found = rows(CABLE, (cable_id,))
    if found.empty:
        st.info(f"No cable {cable_id} in this warehouse.")
        return
    cable = found.iloc[0]
    st.html(f"<h2>{html.escape(cable_id)}: {html.escape(str(cable['subject'] or 'no subject'))}</h2>")
    prose, facts = st.columns([3, 2], gap="large")
    with prose:
        show_paragraphs(cable_id)
    with facts:
        show_fields(cable)
        show_references(cable_id)
    figure("Findings", FINDINGS, parameters=(cable_id,), note="How each field was read, and what disagrees.")
    figure("Documents of this cable", VERSIONS, parameters=(cable_id,))
    text = rows(TEXT, (cable_id,))
    if not text.empty:
        with st.expander("The telegram as printed"):
            st.code(f"{text['header'][0]}\n\n{text['body'][0]}", language=None, wrap_lines=True)


def show_paragraphs(cable_id: str) -> None:
    """Cable text is escaped: whatever stands in it is shown, never interpreted."""
    found = rows(PARAGRAPHS, (cable_id,))
    if found.empty:
        st.info("This document has no paragraphs: it is an extract, or its text was not preserved.")
    parts = []
    for row in found.itertuples():
        if _given(row.heading):
            parts.append(f"<h4>{html.escape(str(row.heading))}</h4>")
        number = f"{int(row.number)}. " if _given(row.number) else ""
        portion = f"({html.escape(str(row.portion))}) " if _given(row.portion) else ""
        text = html.escape(str(row.text)).replace("\n", "<br>")
        parts.append(f"<p><b>{number}{portion}</b>{text}</p>")
    st.html(f'<div style="max-width: 44rem; line-height: 1.5">{"".join(parts)}</div>')


def show_fields(cable: pd.Series[Any]) -> None:
    tags = rows(TAGS, (cable["cable_id"],))["tag"].tolist()
    values = {name: _printed(value) for name, value in cable.items() if name not in ("subject", "summary")}
    values = {"tags": ", ".join(tags), **values}
    lines = [(name, value) for name, value in values.items() if value]
    st.dataframe(
        {"field": [name for name, _ in lines], "value": [value for _, value in lines]},
        width="stretch",
        hide_index=True,
        height=38 + 35 * len(lines),
    )
    addressees = rows(ADDRESSEES, (cable["cable_id"],))
    if not addressees.empty:
        st.markdown("**Addressees**")
        st.dataframe(addressees, width="stretch", hide_index=True)


def show_references(cable_id: str) -> None:
    found = rows(REFERENCES, (cable_id,))
    citing = rows(CITED_BY, (cable_id,))["cable_id"].tolist()
    if not found.empty:
        st.markdown("**References**")
        st.dataframe(found, width="stretch", hide_index=True)
        here = found.loc[found["status"] == "resolved", "target"].tolist()
        _links("Open", dict.fromkeys(here))
    _links("Cited by", dict.fromkeys(citing))


def _links(label: str, ids: dict[str, None]) -> None:
    if not ids:
        return
    st.caption(label)
    columns = st.columns(2)
    for index, cable_id in enumerate(ids):
        if columns[index % 2].button(cable_id, key=f"{label} {cable_id}"):
            st.query_params["cable"] = cable_id
            st.rerun()


def _given(value: Any) -> bool:
    """Whether a cell holds something: neither null nor empty."""
    return not pd.isna(value) and value != ""


def _printed(value: Any) -> str:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not _given(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M} UTC"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def page() -> None:
    st.title("Cables", anchor=False)
    search(*period())
    chosen = st.query_params.get("cable", "")
    if chosen:
        read(chosen)
