"""The filters in the sidebar: the same on every page, and in the link of the page."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards.figures import LEVELS
from dashboards.reader import rows
from dashboards.selection import NAMES, Selection
from dashboards.show import remember

SPAN = "SELECT min(date) AS first, max(date) AS last FROM cables"
POSTS = """SELECT post, coalesce(any_value(name), post) AS name, any_value(country) AS country,
    any_value(country_name) AS country_name, count(*) AS cables
FROM cables LEFT JOIN posts USING (post) LEFT JOIN countries USING (country)
WHERE post <> ''
GROUP BY post
ORDER BY name"""
TAGS = """SELECT tag, coalesce(any_value(name), '') AS name, count(*) AS cables
FROM tags LEFT JOIN (SELECT tag, name FROM tag_codes) USING (tag)
WHERE kind <> 'person'
GROUP BY tag
ORDER BY cables DESC, tag
LIMIT 1000"""
STATEMENTS = (SPAN, POSTS, TAGS)


def sidebar() -> Selection:
    """Show the filters and answer what they pick; at first they stand as the link says."""
    if "filters" not in st.session_state:
        _from_link(Selection.from_link(st.query_params.to_dict()))
    posts, tags = rows(POSTS), rows(TAGS)
    names = dict(zip(posts["post"], posts["name"], strict=True))
    countries = posts.dropna(subset=["country"]).drop_duplicates("country").sort_values("country_name")
    lands = dict(zip(countries["country"], countries["country_name"], strict=True))
    labels = {tag: f"{tag}  {name}" for tag, name in zip(tags["tag"], tags["name"], strict=True)}
    with st.sidebar:
        since, until = _dates()
        chosen = Selection(
            since,
            until,
            _several("Posts", names, "post"),
            _several("Countries of posts", lands, "country"),
            _several("TAGS", labels, "tag"),
            _several("Levels", {level: level.capitalize() for level in LEVELS}, "level"),
        )
        st.button("Clear filters", on_click=_clear, disabled=not chosen)
    for name in NAMES:
        remember(name, chosen.to_link().get(name, ""))
    return chosen


def _from_link(chosen: Selection) -> None:
    st.session_state["filters"] = True
    st.session_state["from"], st.session_state["to"] = chosen.since, chosen.until
    for name, values in zip(NAMES[2:], (chosen.posts, chosen.countries, chosen.tags, chosen.levels), strict=True):
        st.session_state[name] = list(values)


def _clear() -> None:
    _from_link(Selection())


def _dates() -> tuple[dt.date | None, dt.date | None]:
    span = rows(SPAN)
    if span.empty or span["first"].isna().any():
        return None, None
    first, last = span["first"][0].date(), span["last"][0].date()
    for name in ("from", "to"):
        if (day := st.session_state[name]) is not None:
            st.session_state[name] = min(max(day, first), last)
    since = st.date_input("From", key="from", min_value=first, max_value=last, format="YYYY-MM-DD")
    until = st.date_input("To", key="to", min_value=first, max_value=last, format="YYYY-MM-DD")
    st.caption(f"Cables from {first:%d %B %Y} to {last:%d %B %Y}")
    return since, until


def _several(label: str, names: dict[str, str], key: str) -> tuple[str, ...]:
    """What a link names is kept, even where this warehouse does not have it: the page is then empty, not wrong."""
    extra = {value: value for value in st.session_state[key] if value not in names}
    known = {**names, **extra}
    return tuple(st.multiselect(label, list(known), key=key, format_func=known.__getitem__, placeholder="all"))
