"""Train a model of topics on a sample of the lake's cables, and assign every cable to its topics.

The method is non-negative matrix factorization of word counts weighted by rarity (NMF of scikit-learn); docs/topics.md
compares it with others. The same lake, seed and versions of the packages give the same model.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isqrt
from typing import Any

import duckdb
import numpy as np
import polars as pl

from warehouse.connection import LakeError
from warehouse.lake import Lake
from warehouse.publish import newest_tables
from warehouse.topics import SAMPLE, SEED
from warehouse.topics.model import Array, Model, require_installed
from warehouse.topics.place import placements, weighted, write_placements
from warehouse.topics.words import form_words, read_passages, station_words, without_protected_names, words_in

# words in fewer cables of the sample, or in a larger share of them, are left out
_LEAST_CABLES = 3
_LARGEST_SHARE = 0.5
_MOST_WORDS = 8_000
_FEWEST_CABLES = 20
# how publishers black out names
_BLACKED_OUT = "xxx"
# a new topic continues an old one if the cosine of their word weights is at least this
_SAME = 0.3
_BATCH = 500  # cables read at a time
_MEMORY_TO_READ = "350MB"


@dataclass(frozen=True, slots=True)
class Training:
    """How to train: number of topics (None: by the size of the sample), number of cables to learn from, and seed."""

    topics: int | None = None
    sample: int = SAMPLE
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training found.

    `version` counts the trainings of the lake from 1; `continued` is how many of the `topics` keep the id of an earlier
    one; `sampled` is how many cables the model learned from, and `placed` how many were assigned to topics.
    """

    version: int
    topics: int
    continued: int
    sampled: int
    placed: int


def train(lake: Lake, training: Training | None = None) -> Trained:
    """Train the lake's model again and assign every current cable to its topics, in one transaction.

    A topic that resembles one of the previous model keeps its id; an id is never given to another topic. Raises
    LakeError if scikit-learn is not installed or the lake has too few texts.
    """
    training = training or Training()
    require_installed()
    with _reading(lake) as connection:
        cables = cables_of(connection, training.seed)
        sample = cables.sort("draw").head(training.sample).sort("year", "post", "cable_id")
        counts = count_words(connection, sample)
    words, rarity, texts = weigh(counts, sample.height)
    del counts  # fitting needs the memory
    found = fit(words, rarity, texts, training)
    del texts  # and so does placing
    before = Model.read(lake.connection)
    highest = lake.connection.execute("SELECT coalesce(max(topic_id), 0) FROM text_topics").fetchone()
    model, continued = with_stable_ids(found.rounded(), before, highest[0] if highest else 0)
    with _reading(lake) as connection:
        placed = pl.concat(placements(connection, model, cables))
    with lake.transaction() as connection:
        model.write(connection)
        connection.execute("DELETE FROM cable_topics")
        write_placements(connection, placed, lake)
    return Trained(model.version, len(model.topic_ids), continued, sample.height, cables.height)


@contextmanager
def _reading(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lake's newest tables, with a low memory limit: DuckDB would otherwise cache all that it has read."""
    with newest_tables(lake) as source:
        connection = source.connection
        ((usual,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
        connection.execute(f"SET memory_limit = '{_MEMORY_TO_READ}'")
        try:
            yield connection
        finally:
            connection.execute(f"SET memory_limit = '{usual}'")


def usual_number(cables: int) -> int:
    """How many topics to look for in a sample of this many cables.

    >>> usual_number(30), usual_number(643), usual_number(20_000)
    (5, 12, 60)
    """
    return min(60, max(5, isqrt(cables) // 2))


def weigh(counts: pl.DataFrame, cables: int) -> tuple[tuple[str, ...], Array, Any]:
    """The words that the model may use, the rarity of each, and a sample as a sparse matrix of cables by words.

    `counts` as from `count_words`. Raises LakeError if there are too few cables or no words.
    """
    vocabulary = vocabulary_of(counts, cables)
    if cables < _FEWEST_CABLES:
        raise LakeError(f"too few cables for topics: the lake has {cables:,}, training needs {_FEWEST_CABLES}")
    if vocabulary.is_empty():
        raise LakeError(
            f"no words for topics: none is in at least {_LEAST_CABLES} and at most half of the {cables:,} cables read"
        )
    rarity: Array = 1 + np.log((1 + cables) / (1 + vocabulary["cables"].to_numpy()))
    columns = counts.join(vocabulary.select("word", "column"), on="word", maintain_order="left")
    return tuple(vocabulary["word"]), rarity, weighted(columns, cables, rarity)


def fit(words: tuple[str, ...], rarity: Array, texts: Any, training: Training) -> Model:
    """Find topics in a matrix of cables by words, as from `weigh`. Ids count from 1, the heaviest topic first."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    number = min(training.topics or usual_number(texts.shape[0]), *texts.shape)
    method = NMF(number, init="nndsvda", random_state=training.seed, max_iter=400)
    with warnings.catch_warnings(), threadpool_limits(1):  # the order of sums must not depend on the machine's load
        warnings.simplefilter("ignore", ConvergenceWarning)
        of_cables = method.fit_transform(texts)
    sizes = of_cables.sum(axis=0) * method.components_.sum(axis=1)
    order = [int(at) for at in np.argsort(-sizes, kind="stable") if sizes[at] > 0]
    return Model(1, tuple(range(1, len(order) + 1)), words, rarity, method.components_[order])


def with_stable_ids(found: Model, before: Model | None, highest: int) -> tuple[Model, int]:
    """The model with stable ids, and how many of its topics continue one of the model `before`.

    Those keep the earlier id; the others get ids above `highest`, the highest that was ever given.
    """
    from scipy.optimize import linear_sum_assignment

    if before is None:
        return replace(found, topic_ids=tuple(range(highest + 1, highest + 1 + len(found.topic_ids)))), 0
    likeness = _likeness(found, before)
    ids: dict[int, int] = {}
    for new, old in zip(*linear_sum_assignment(likeness, maximize=True), strict=True):
        if likeness[new, old] >= _SAME:
            ids[int(new)] = before.topic_ids[old]
    continued = len(ids)
    for new in range(len(found.topic_ids)):
        if new not in ids:
            highest += 1
            ids[new] = highest
    order = sorted(ids, key=lambda new: ids[new])
    topic_ids = tuple(ids[new] for new in order)
    return replace(found, version=before.version + 1, topic_ids=topic_ids, weights=found.weights[order]), continued


def _likeness(one: Model, other: Model) -> Array:
    """Cosine between the word weights of each topic of one model and each topic of another."""
    common = sorted(set(one.words) & set(other.words))
    columns = [[{word: at for at, word in enumerate(model.words)}[word] for word in common] for model in (one, other)]
    lengths = [np.linalg.norm(model.weights, axis=1) for model in (one, other)]
    products: Array = one.weights[:, columns[0]] @ other.weights[:, columns[1]].T
    likeness: Array = products / np.outer(*lengths)
    return likeness


def cables_of(connection: duckdb.DuckDBPyConnection, seed: int) -> pl.DataFrame:
    """The current cables in the order of `year`, `post` and `cable_id`.

    `draw` decides which cables are sampled. It depends on the seed and the id alone, so more cables do not change it.
    """
    found = connection.execute(
        "SELECT cable_id, year, post, md5(concat(?, ' ', cable_id)) AS draw FROM cables ORDER BY year, post, cable_id",
        [seed],
    )
    return pl.DataFrame(found.to_arrow_table())


def count_words(connection: duckdb.DuckDBPyConnection, sample: pl.DataFrame) -> pl.DataFrame:
    """How often each word occurs in each cable of a sample: `row`, `word`, `count`, sorted by `row` and `word`.

    Words that every telegram has are left out. Words are categories, which take a quarter of the memory of strings.
    """
    left_out = sorted(form_words() | station_words(connection) | _stop_words())
    is_left_out = pl.col("word").is_in(left_out) | pl.col("word").str.contains(_BLACKED_OUT)
    parts = [pl.DataFrame(schema={"row": pl.UInt32, "word": pl.Categorical, "count": pl.UInt32})]
    for start in range(0, sample.height, _BATCH):
        texts = without_protected_names(read_passages(connection, sample[start : start + _BATCH]))
        counted = words_in(texts).group_by("row", "word").agg(pl.len().alias("count")).filter(~is_left_out)
        parts.append(counted.sort("row", "word").with_columns(pl.col("row") + start).cast(parts[0].schema))
    return pl.concat(parts)


def _stop_words() -> frozenset[str]:
    """scikit-learn's, three times as many as `words_by_month` leaves out: `nevertheless` says nothing about a topic."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)


def vocabulary_of(counts: pl.DataFrame, cables: int) -> pl.DataFrame:
    """The words that the model may use, sorted: `word`, the number of `cables` with it, and its `column`."""
    return (
        counts.group_by("word")
        .agg(pl.len().alias("cables"))
        .filter(pl.col("cables") >= _LEAST_CABLES, pl.col("cables") <= max(_LARGEST_SHARE * cables, _LEAST_CABLES))
        .with_columns(pl.col("word").cast(pl.String).alias("spelt"))
        .sort("cables", "spelt", descending=[True, False])
        .head(_MOST_WORDS)
        .sort("spelt")
        .drop("spelt")
        .with_row_index("column")
    )
