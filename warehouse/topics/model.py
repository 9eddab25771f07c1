"""The model of topics as the lake keeps it: the tables text_topics and text_topic_words."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import duckdb
import numpy as np
import polars as pl

from schemas.tables import TEXT_TOPIC_WORDS, TEXT_TOPICS
from warehouse.connection import LakeError

Array = np.ndarray[Any, np.dtype[np.float64]]

INSTALL = "pip install 'cablelake[topics]'"
_WORDS_SHOWN = 10
# words with a smaller share of every topic are left out of the model
_LEAST_SHARE = 0.0001


@dataclass(frozen=True, slots=True)
class Model:
    """Topics as weights of words.

    `weights` has a row for each of `topic_ids` and a column for each of `words`; each row sums to 1. `rarity` is the
    inverse document frequency of each word.
    """

    version: int
    topic_ids: tuple[int, ...]
    words: tuple[str, ...]
    rarity: Array
    weights: Array

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> Model | None:
        """Read the lake's model; None if it has none."""
        ((version,),) = connection.execute("SELECT max(model_version) FROM text_topics").fetchall()
        if version is None:
            return None
        rows = connection.execute(
            "SELECT topic_id, word, word_weight, rarity FROM text_topic_words ORDER BY topic_id, word"
        ).fetchall()
        topic_ids = tuple(sorted({row[0] for row in rows}))
        rarities = {row[1]: row[3] for row in rows}
        words = tuple(sorted(rarities))
        topic_at, word_at = ({value: n for n, value in enumerate(values)} for values in (topic_ids, words))
        weights = np.zeros((len(topic_ids), len(words)))
        for topic_id, word, weight, _ in rows:
            weights[topic_at[topic_id], word_at[word]] = weight
        return cls(version, topic_ids, words, np.array([rarities[word] for word in words]), weights)

    def rounded(self) -> Model:
        """The model to write: weights rounded, and words with hardly any weight left out."""
        shares = self.weights / self.weights.sum(axis=1, keepdims=True)
        shares = np.where(shares >= _LEAST_SHARE, shares.round(6), 0)
        used = np.flatnonzero(shares.any(axis=0))
        words = tuple(self.words[at] for at in used)
        return Model(self.version, self.topic_ids, words, self.rarity[used].round(6), shares[:, used])

    def leading_words(self, topic: int) -> list[str]:
        """The words with the most weight in the topic of this row of `weights`, heaviest first."""
        order = np.argsort(-self.weights[topic], kind="stable")[:_WORDS_SHOWN]
        return [self.words[at] for at in order if self.weights[topic, at] > 0]

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Replace the lake's model, inside the caller's transaction, and retire the topics that this one lacks."""
        topics: list[tuple[object, ...]] = [
            (topic_id, self.version, self.leading_words(at), [], 0, False, None)
            for at, topic_id in enumerate(self.topic_ids)
        ]
        connection.execute("UPDATE text_topics SET is_retired = true, cables = 0 WHERE NOT is_retired")
        connection.execute("DELETE FROM text_topics WHERE topic_id IN ?", [list(self.topic_ids)])
        insert(connection, TEXT_TOPICS.name, pl.DataFrame(topics, schema=list(TEXT_TOPICS.column_names), orient="row"))
        at = [(int(row), int(column)) for row, column in zip(*np.nonzero(self.weights), strict=True)]
        words = {
            "topic_id": [self.topic_ids[row] for row, _ in at],
            "word": [self.words[column] for _, column in at],
            "word_weight": [float(self.weights[row, column]) for row, column in at],
            "rarity": [float(self.rarity[column]) for _, column in at],
        }
        connection.execute("DELETE FROM text_topic_words")
        insert(connection, TEXT_TOPIC_WORDS.name, pl.DataFrame(words))


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Insert the rows of a frame into a table with the same columns."""
    connection.register("new_rows", rows.to_arrow())
    connection.execute(f"INSERT INTO {table} BY NAME FROM new_rows")  # noqa: S608  a declared name
    connection.unregister("new_rows")


def has_model(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the lake has a model."""
    return connection.execute("SELECT count(*) FROM text_topics").fetchone() != (0,)


def is_installed() -> bool:
    """Whether the packages that topics need are installed."""
    return find_spec("sklearn") is not None


def require_installed() -> None:
    """Raise LakeError if the packages that topics need are missing."""
    if not is_installed():
        raise LakeError(f"topics need scikit-learn, which is not installed: {INSTALL}")
