"""The pages of the app: what is asked of the reader, and the figures that answer."""

from __future__ import annotations

import streamlit as st

from dashboards import network, overview, posts, secrecy, topics, trust
from dashboards.opening import COMPARED
from dashboards.reader import rows
from dashboards.selection import Selection
from dashboards.show import choice, several, show, show_one


def show_overview(chosen: Selection) -> None:
    st.title("Overview", anchor=False)
    found = rows(overview.totals(chosen)).iloc[0]
    share = f"{found['classified'] / found['with_level']:.0%}" if found["with_level"] else "none"
    waiting = rows(overview.WAITING)["waiting"][0]
    with st.container(horizontal=True):
        st.metric("Cables", f"{found['cables']:,}")
        st.metric("Posts", f"{found['posts']:,}")
        st.metric("Classified", share, help="Confidential or above, of the cables that state a level.")
        st.metric("In quarantine, all years", f"{waiting:,}", help="Documents that could not be read; see Trust.")
    span = found["last_date"].year - found["first_date"].year if found["cables"] and found["first_date"] else 0
    _traffic(chosen, overview.GRAINS[int(span < 6)])
    _tags(chosen)
    show_one(overview.post_map(chosen))


# a fragment runs alone when the reader changes what stands in it


@st.fragment
def _traffic(chosen: Selection, grain: str) -> None:
    heading = st.container()
    show_one(overview.traffic(chosen, choice("Grain", overview.GRAINS, "grain", grain)), heading)


@st.fragment
def _tags(chosen: Selection) -> None:
    heading = st.container()
    kind = choice("Kind of TAGS", overview.TAG_KINDS, "kind", overview.TAG_KINDS[0])
    show_one(overview.tags(chosen, kind), heading)


def show_topics(chosen: Selection) -> None:
    st.title("Topics", anchor=False)
    _timelines(chosen)
    show([topics.bursts(chosen), topics.together(chosen)])


@st.fragment
def _timelines(chosen: Selection) -> None:
    heading = st.container()
    known = rows(topics.known(chosen))
    names = {tag: f"{tag}  {name or ''}" for tag, name in zip(known["tag"], known["name"], strict=True)}
    picked = several("Compare", names, "topics", list(names)[:COMPARED])
    measure = choice("Measure", topics.MEASURES, "measure", topics.MEASURE)
    show_one(topics.timelines(chosen, picked, measure), heading)


def show_posts(chosen: Selection) -> None:
    st.title("Posts and countries", anchor=False)
    show_one(overview.post_map(chosen))
    _attention(chosen)
    show([posts.letters(chosen), posts.listed(chosen)])


@st.fragment
def _attention(chosen: Selection) -> None:
    heading = st.container()
    known = rows(posts.countries_named(chosen))
    names = {code: name or code for code, name in zip(known["country"], known["name"], strict=True)}
    picked = several("Countries written about", names, "about", list(names)[:COMPARED])
    show_one(posts.attention(chosen, picked), heading)


def show_secrecy(chosen: Selection) -> None:
    st.title("Secrecy", anchor=False)
    show(secrecy.figures(chosen))


def show_network(chosen: Selection) -> None:
    st.title("Network", anchor=False)
    show(network.figures(chosen))


def show_trust(chosen: Selection) -> None:
    st.title("Completeness and trust", anchor=False)
    show(trust.figures(chosen))
