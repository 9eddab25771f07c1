"""Find a cable and read it: its fields, what was found where in its text, and its references both ways."""

# ruff: noqa: S608  statements are put together from declared names and values quoted by dashboards.selection

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.reader import masked, rows, warehouse_path
from dashboards.reading import marked, paragraphs, printed
from dashboards.selection import Selection, literal
from dashboards.show import dates, remember, table
from warehouse.connection import LakeError

LISTED = 500
PRECEDENCES = {"Z": "flash", "O": "immediate", "P": "priority", "R": "routine"}
CABLE = "SELECT * FROM cables WHERE cable_id = ?"
TEXT = "SELECT header, body FROM texts WHERE cable_id = ?"
PARAGRAPHS = "SELECT number, portion, heading, text FROM paragraphs WHERE cable_id = ? ORDER BY ordinal"
ADDRESSEES = """SELECT role, name, routing_indicator, precedence, serial
FROM addressees WHERE cable_id = ? ORDER BY ordinal"""
TAGS = """SELECT tag, coalesce(name, '') AS name
FROM tags LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag) WHERE cable_id = ? ORDER BY ordinal"""
REFERENCES = """SELECT label, raw, kind, target, status, subject
FROM "references" r LEFT JOIN (SELECT cable_id, subject FROM cables) c ON c.cable_id = target
WHERE r.cable_id = ? ORDER BY ordinal"""
CITED_BY = """SELECT cable_id, any_value(date) AS date, any_value(subject) AS subject
FROM "references" JOIN cables USING (cable_id) WHERE target = ? GROUP BY cable_id ORDER BY date, cable_id LIMIT 200"""
FINDINGS = "SELECT field, status, rule, raw, detail FROM findings WHERE cable_id = ? ORDER BY ordinal"
VERSIONS = """SELECT document_id, source, member, cable_versions.format, is_current, reason
FROM cable_versions JOIN documents USING (document_id)
WHERE cable_id = ? ORDER BY is_current DESC, document_id"""


def show_cables(chosen: Selection) -> None:
    st.title("Cables", anchor=False)
    if "words" not in st.session_state:
        st.session_state["words"] = st.query_params.get("words", "")
    words = st.text_input(
        "Words of subject and text, or an id",
        key="words",
        placeholder='06TOKYO2609, steel tariffs, "beef audit", audit* ...',
    ).strip()
    remember("words", words)
    found = _search(chosen, words)
    _list(found)
    if cable_id := st.query_params.get("cable", ""):
        _read(cable_id)


def _search(chosen: Selection, words: str) -> pd.DataFrame:
    """The chosen cables that match, by the index of the lake where there is one, else word for word."""
    found = rows(listing(chosen, f"starts_with(cable_id, {literal(_as_id(words))})" if words else "true"))
    if words and found.empty:
        ids = _indexed(words)
        if ids is None:
            term = literal(words.lower())
            found = rows(
                listing(
                    chosen,
                    f"contains(lower(subject), {term}) OR cable_id IN "
                    f"(SELECT cable_id FROM texts WHERE contains(lower(body), {term}))",
                )
            )
        else:
            order = {cable_id: rank for rank, cable_id in enumerate(ids)}
            found = rows(listing(chosen, f"cable_id IN {literal(tuple(ids) or ('',))}", limit=len(ids) or 1))
            found = found.assign(rank=found["cable_id"].map(order)).sort_values("rank")
            found = found.drop(columns="rank").head(LISTED)
    return found


def listing(chosen: Selection, condition: str = "true", limit: int = LISTED) -> str:
    """Statement of the chosen cables that meet a condition, the newest first."""
    return f"""{chosen.chosen()}
SELECT cable_id, date, coalesce(name, post) AS post, classification, subject
FROM chosen LEFT JOIN (SELECT post, name FROM posts) USING (post)
WHERE {condition}
ORDER BY date DESC NULLS LAST, cable_id
LIMIT {limit}"""


def _as_id(words: str) -> str:
    return "".join(words.split()).upper()


def _indexed(words: str) -> list[str] | None:
    """Ids by the search index, best first; None without one. With masking it is not asked: it holds the names."""
    if masked():
        return None
    from warehouse.search import QueryError, SearchIndex

    try:
        index = SearchIndex.open(warehouse_path().parent)
        return [hit.cable_id for hit in index.search(words, limit=10_000).hits] if index else None
    except QueryError as error:
        st.warning(str(error), icon=None)
        return []
    except LakeError:
        return None


def _list(found: pd.DataFrame) -> None:
    count = "1 cable" if len(found) == 1 else f"{len(found):,} cables"
    st.caption(f"The first {LISTED} cables of more" if len(found) == LISTED else count)
    if found.empty:
        st.info("No cable is found. Try other words, a beginning such as audit*, or fewer filters.")
        return
    st.session_state["listed"] = found["cable_id"].tolist()
    st.dataframe(
        found,
        width="stretch",
        height=min(290, 38 + 35 * max(1, len(found))),
        hide_index=True,
        key="list",
        on_select=_pick,
        selection_mode="single-row",
        column_config=dates(found),
        alt=f"{count} found; choose a row to read one",
    )


def _pick() -> None:
    """Open the cable whose row was clicked."""
    picked = st.session_state["list"]["selection"]["rows"]
    if picked:
        st.query_params["cable"] = st.session_state["listed"][picked[0]]


def _read(cable_id: str) -> None:
    found = rows(CABLE, (cable_id,))
    if found.empty:
        st.info(f"No cable {cable_id} in this warehouse.")
        return
    cable = found.iloc[0]
    subject = printed(cable["subject"]) or "no subject"
    st.html(f'<h2 style="overflow-wrap: anywhere"><bdi>{html.escape(cable_id)}: {html.escape(subject)}</bdi></h2>')
    prose, facts = st.columns([2, 1], gap="medium")
    with prose:
        _show_text(cable_id)
    with facts:
        _show_fields(cable)
        _show_references(cable_id)
    with st.expander("Documents of this cable"):
        table(rows(VERSIONS, (cable_id,)))


def _show_text(cable_id: str) -> None:
    """Cable text is escaped: whatever stands in it is shown, never interpreted."""
    read, original, findings = st.tabs(["Paragraphs", "As printed, findings marked", "Findings"])
    noted = rows(FINDINGS, (cable_id,))
    with read:
        found = rows(PARAGRAPHS, (cable_id,))
        if found.empty:
            st.info("This document has no paragraphs: it is an extract, or its text was not preserved.")
        st.html(paragraphs(found))
    with original:
        text = rows(TEXT, (cable_id,))
        if text.empty:
            st.info("There is no text of this cable.")
        else:
            st.caption("Point at a mark to see the field and the rule that read it.")
            st.html(marked("\n\n".join(printed(part) for part in text.iloc[0]), noted))
    with findings:
        table(noted)


def _show_fields(cable: pd.Series[Any]) -> None:
    tags = rows(TAGS, (cable["cable_id"],))
    named = [
        f"{tag} ({name})" if name not in ("", tag) else tag for tag, name in zip(tags["tag"], tags["name"], strict=True)
    ]
    values = {name: printed(value, str(name)) for name, value in cable.items() if name not in ("subject", "summary")}
    values["precedence"] = ", ".join(f"{code} ({PRECEDENCES.get(code, '?')})" for code in values["precedence"].split())
    lines = [(name, value) for name, value in {"tags": ", ".join(named), **values}.items() if value]
    rows_ = "".join(
        f'<tr><th scope="row" style="text-align: left; padding-right: 1rem; vertical-align: top; font-weight: 500">'
        f'{html.escape(str(name).replace("_", " "))}</th>'
        f'<td style="overflow-wrap: anywhere"><bdi>{html.escape(value)}</bdi></td></tr>'
        for name, value in lines
    )  # fmt: skip
    st.html(f'<table style="font-size: 0.9rem; line-height: 1.45">{rows_}</table>')
    addressees = rows(ADDRESSEES, (cable["cable_id"],))
    if not addressees.empty:
        st.markdown("**Addressees**")
        table(addressees)


def _show_references(cable_id: str) -> None:
    for label, sql, column in (("Refers to", REFERENCES, "target"), ("Cited by", CITED_BY, "cable_id")):
        found = rows(sql, (cable_id,))
        if found.empty:
            continue
        st.markdown(f"**{label}**")
        table(found, (column,))
