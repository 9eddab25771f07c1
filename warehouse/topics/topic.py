"""One topic of the texts: its words, nearest TAGS, cables per year, bursts, and strongest cables."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import duckdb

from warehouse.connection import LakeError
from warehouse.topics.model import has_model

_TOPIC = """
SELECT topic_id, topic_name, model_version, is_retired, cables, words, nearest_tags FROM text_topics WHERE topic_id = $1
"""
_TAGS = """
SELECT tag, any_value(name) FROM (SELECT unnest($1) AS tag, generate_subscripts($1, 1) AS place)
LEFT JOIN tag_codes USING (tag) GROUP BY tag, place ORDER BY place
"""
_YEARS = """
SELECT year(month), CAST(sum(cables) AS BIGINT) FROM text_topic_timelines WHERE topic = CAST($1 AS VARCHAR)
GROUP BY ALL ORDER BY ALL
"""
_BURSTS = """
SELECT month, cables, z_score FROM text_topic_timelines WHERE topic = CAST($1 AS VARCHAR) AND is_burst ORDER BY month
"""
_STRONGEST = """
SELECT cable_id, date, post, subject, weight FROM cable_topics JOIN cables USING (cable_id)
WHERE topic_id = $1 ORDER BY weight DESC, date, cable_id LIMIT $2
"""


class NearTag(NamedTuple):
    """One of the TAGS nearest to a topic."""

    tag: str
    name: str | None


class Year(NamedTuple):
    """Cables of a topic in one year."""

    year: int
    cables: int


class Burst(NamedTuple):
    """A month in which a topic rose, as defined by the view text_topic_timelines."""

    month: dt.date
    cables: int
    z_score: float


class StrongCable(NamedTuple):
    """A cable, and the share that the topic has in it (`weight`, 0 to 1)."""

    cable_id: str
    date: dt.date | None
    post: str | None
    subject: str | None
    weight: float


class Topic(NamedTuple):
    """A topic; `years` has every year from the first dated cable of the collection to the last."""

    topic_id: int
    topic_name: str | None
    model_version: int
    is_retired: bool
    cables: int
    words: list[str]
    nearest_tags: list[NearTag]
    years: list[Year]
    bursts: list[Burst]
    strongest: list[StrongCable]


def read_topic(connection: duckdb.DuckDBPyConnection, topic_id: int, strongest: int) -> Topic:
    """Read a topic with up to `strongest` of its strongest cables. Raises LakeError if there is no such topic."""
    found = connection.execute(_TOPIC, [topic_id]).fetchone()
    if not found:
        if not has_model(connection):
            raise LakeError("no topics yet: run `cablelake topics train`")
        raise LakeError(f"{topic_id}: no such topic; `cablelake topics list` lists them")
    *columns, tags = found
    nearest_tags = [NearTag(*row) for row in connection.execute(_TAGS, [tags]).fetchall()]
    years = [Year(*row) for row in connection.execute(_YEARS, [topic_id]).fetchall()]
    bursts = [Burst(*row) for row in connection.execute(_BURSTS, [topic_id]).fetchall()]
    cables = [StrongCable(*row) for row in connection.execute(_STRONGEST, [topic_id, strongest]).fetchall()]
    return Topic._make((*columns, nearest_tags, years, bursts, cables))
