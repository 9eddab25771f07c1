"""The pages of the app: what is asked of the reader, and the figures that answer."""

from __future__ import annotations

import streamlit as st

from dashboards import network, overview, posts, secrecy, topics, trust
from dashboards.selection import Selection
from dashboards.show import choice, rows, several, show, show_one


def show_overview(chosen: Selection) -> None:
    st.title("Overview", anchor=False)
    found = rows(overview.totals(chosen)).iloc[0]
    share = f"{found['classified'] / found['with_level']:.0%}" if found["with_level"] else "none"
    waiting = rows("SELECT count(*) AS n FROM quarantine WHERE replayed_at IS NULL")["n"][0]
    with st.container(horizontal=True):
        st.metric("Cables", f"{found['cables']:,}")
        st.metric("Posts", f"{found['posts']:,}")
        st.metric("Classified", share, help="Confidential or above, of the cables that state a level.")
        st.metric("In quarantine, all years", f"{waiting:,}", help="Documents that could not be read; see Trust.")
    span = found["last_date"].year - found["first_date"].year if found["cables"] and found["first_date"] else 0
    grain = choice("Grain", overview.GRAINS, "grain", overview.GRAINS[int(span < 6)])
    show_one(overview.traffic(chosen, grain))
    kind = choice("Kind of TAGS", overview.TAG_KINDS, "kind", overview.TAG_KINDS[0])
    show([overview.tags(chosen, kind), overview.post_map(chosen)])


def show_topics(chosen: Selection) -> None:
    st.title("Topics", anchor=False)
    known = rows(topics.known(chosen))
    names = {tag: f"{tag}  {name or ''}" for tag, name in zip(known["tag"], known["name"], strict=True)}
    picked = several("Compare", names, "topics", list(names)[:4])
    measure = choice("Measure", topics.MEASURES, "measure", topics.MEASURE)
    show(topics.figures(chosen, picked, measure))


def show_posts(chosen: Selection) -> None:
    st.title("Posts and countries", anchor=False)
    show_one(overview.post_map(chosen))
    known = rows(posts.countries_named(chosen))
    names = {code: name or code for code, name in zip(known["country"], known["name"], strict=True)}
    picked = several("Countries written about", names, "about", list(names)[:4])
    show(posts.figures(chosen, picked)[1:])


def show_secrecy(chosen: Selection) -> None:
    st.title("Secrecy", anchor=False)
    show(secrecy.figures(chosen))


def show_network(chosen: Selection) -> None:
    st.title("Network", anchor=False)
    show(network.figures(chosen))


def show_trust(chosen: Selection) -> None:
    st.title("Completeness and trust", anchor=False)
    show(trust.figures(chosen))
