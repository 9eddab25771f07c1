"""Assign cables to the topics of the lake's model."""

# ruff: noqa: S608  statements are put together from declared names

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import polars as pl

from schemas.tables import CABLE_TOPICS
from warehouse.folder_groups import in_groups
from warehouse.lake import Lake
from warehouse.topics.model import Array, Model, has_model, require_installed
from warehouse.topics.words import read_passages, words_in

# besides its main topic, a cable has the topics with at least this weight
LEAST_WEIGHT = 0.2
_BATCH = 2_000  # cables
_NEAREST = 3  # TAGS per topic
_WORDS_IN_NAME, _TAGS_IN_NAME = 3, 2

# cable_versions has far fewer files than cables, because its folders are by year only
_UNPLACED = """
    SELECT cable_id, year, post FROM cable_versions
    WHERE is_current AND cable_id NOT IN (SELECT cable_id FROM cable_topics)
    ORDER BY year, post, cable_id
"""


def count_unplaced(lake: Lake) -> int:
    """Count the current cables that have no row in cable_topics yet; 0 if the lake has no model."""
    if not has_model(lake.connection):
        return 0
    ((cables,),) = lake.connection.execute(f"SELECT count(*) FROM ({_UNPLACED})").fetchall()
    return int(cables)


def place_unplaced(lake: Lake) -> int:
    """Assign the cables that have no topics yet, in one transaction, and return their number.

    Raises LakeError if there are such cables and scikit-learn is not installed.
    """
    model = Model.read(lake.connection)
    if model is None:
        return 0
    cables = pl.DataFrame(lake.connection.execute(_UNPLACED).to_arrow_table())
    if cables.is_empty():
        return 0
    require_installed()
    placed = pl.concat(placements(lake.connection, model, cables))
    with lake.transaction() as connection:
        write_placements(connection, placed, lake)
    return cables.height


def write_placements(connection: duckdb.DuckDBPyConnection, placed: pl.DataFrame, lake: Lake) -> None:
    """Add rows to cable_topics and bring the counts of text_topics up to date, inside the caller's transaction."""
    connection.register("placed", placed.to_arrow())
    connection.execute("CREATE OR REPLACE TEMP TABLE placed_rows AS FROM placed")
    connection.unregister("placed")
    for rows in in_groups(connection, "FROM placed_rows", CABLE_TOPICS.folders(lake.grain)):
        connection.execute(f"INSERT INTO cable_topics BY NAME {rows}")
    connection.execute("DROP TABLE placed_rows")
    _count(connection)


def placements(connection: duckdb.DuckDBPyConnection, model: Model, cables: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Rows of cable_topics for some cables (cable_id, year, post), a batch of cables at a time."""
    vocabulary = pl.DataFrame({"word": model.words}, schema={"word": pl.String}).with_row_index("column")
    for batch in cables.iter_slices(_BATCH):
        found = words_in(read_passages(connection, batch)).join(vocabulary, on="word")
        counts = _counted(found, vocabulary.height)
        yield _rows(batch, topic_shares(weighted(counts, batch.height, model.rarity), model.weights), model)


def _counted(found: pl.DataFrame, words: int) -> pl.DataFrame:
    """How often each word occurs in each cable (`row`, `column`, `count`), sorted by `row` and `column`.

    >>> _counted(pl.DataFrame({"row": [1, 0, 1], "column": [2, 1, 2]}), 3).rows()
    [(0, 1, 1), (1, 2, 2)]
    """
    # counting runs of sorted numbers takes half the time of a group_by over two columns
    position = pl.col("row").cast(pl.UInt64) * words + pl.col("column")
    runs = found.select(position.sort().rle().alias("run")).unnest("run")
    return runs.select(
        (pl.col("value") // words).alias("row"), (pl.col("value") % words).alias("column"), pl.col("len").alias("count")
    )


def weighted(counts: pl.DataFrame, cables: int, rarity: Array) -> Any:
    """Counts (`row`, `column`, `count`) as a sparse matrix of cables by words: (1 + ln count) times the rarity.

    The squares of each row sum to 1. The numbers have 32 bits, which halves the memory and changes no rounded weight.
    """
    from scipy.sparse import csr_array

    rows, columns = (counts[name].cast(pl.Int32).to_numpy() for name in ("row", "column"))
    values = np.log(counts["count"].to_numpy(), dtype=np.float32)
    values += 1
    values *= rarity.astype(np.float32)[columns]
    lengths = np.sqrt(np.bincount(rows, values**2, minlength=cables)).astype(np.float32)
    values /= lengths[rows]
    return csr_array((values, (rows, columns)), shape=(cables, len(rarity)))


def topic_shares(texts: Any, weights: Array) -> Array:
    """Share of each topic in each text; a row sums to 1, or to 0 if the text has no word of any topic."""
    from sklearn.decomposition import non_negative_factorization
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found, _, _ = non_negative_factorization(
            texts, H=weights.astype(texts.dtype), n_components=len(weights), init="custom", update_H=False, max_iter=200
        )
    totals = found.sum(axis=1, keepdims=True)
    shares: Array = np.divide(found, totals, out=np.zeros_like(found), where=totals > 0)
    return shares


def _rows(cables: pl.DataFrame, shares: Array, model: Model) -> pl.DataFrame:
    main = shares.argmax(axis=1)
    is_kept = shares >= LEAST_WEIGHT
    is_kept[np.arange(len(shares)), main] = True
    rows, columns = np.nonzero(is_kept)
    weights = shares[rows, columns].round(3)
    topic_ids = np.array(model.topic_ids, dtype=np.int64)[columns]
    placed = pl.DataFrame({"row": rows.astype(np.uint32), "topic_id": topic_ids, "weight": weights})
    is_found = pl.col("weight") > 0
    return (
        placed.with_columns(pl.when(is_found).then(name).alias(name) for name in ("topic_id", "weight"))
        .sort("row", "weight", "topic_id", descending=[False, True, False])
        .with_columns(pl.int_range(1, pl.len() + 1).over("row").alias("ordinal"))
        .join(cables.with_row_index("row"), on="row", maintain_order="left")
        .select("cable_id", "ordinal", "topic_id", "weight", "year")
    )


def _count(connection: duckdb.DuckDBPyConnection) -> None:
    """Count the cables of each topic, name it, and find its nearest TAGS.

    The nearest TAGS are those with the highest cosine between the set of cables of the topic and the set that carries
    the tag. TAGS of persons are left out, because a cable may ask to protect that person. A retired topic keeps its
    TAGS and name.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted_topics AS
        WITH sizes AS (
            SELECT topic_id, count(*) AS cables FROM cable_topics WHERE topic_id IS NOT NULL GROUP BY topic_id
        ), carried AS (
            SELECT DISTINCT cable_id, tag FROM tags WHERE kind <> 'person'
        ), carriers AS (
            SELECT tag, count(*) AS cables FROM carried GROUP BY tag
        ), near AS (
            SELECT topic_id, tag, count(*) / sqrt(any_value(sizes.cables) * any_value(carriers.cables)) AS cosine
            FROM cable_topics JOIN carried USING (cable_id) JOIN sizes USING (topic_id) JOIN carriers USING (tag)
            GROUP BY topic_id, tag
            QUALIFY row_number() OVER (PARTITION BY topic_id ORDER BY cosine DESC, tag) <= {_NEAREST}
        ), listed AS (
            SELECT topic_id, list(tag ORDER BY cosine DESC, tag) AS nearest_tags FROM near GROUP BY topic_id
        ), counted AS (
            SELECT t.* REPLACE (
                coalesce(sizes.cables, 0) AS cables,
                if(t.is_retired, t.nearest_tags, coalesce(listed.nearest_tags, [])) AS nearest_tags
            )
            FROM text_topics t LEFT JOIN sizes USING (topic_id) LEFT JOIN listed USING (topic_id)
        )
        SELECT * REPLACE (concat(
            array_to_string(list_filter(words, lambda word, place: NOT list_bool_or(list_transform(
                words[:place - 1], lambda other: starts_with(word, other) OR starts_with(other, word)
            )) IS TRUE)[:{_WORDS_IN_NAME}], ', '),
            ' (' || nullif(array_to_string(nearest_tags[:{_TAGS_IN_NAME}], ', '), '') || ')'
        ) AS topic_name) FROM counted
    """)
    connection.execute("DELETE FROM text_topics")
    connection.execute("INSERT INTO text_topics BY NAME FROM counted_topics ORDER BY topic_id")
    connection.execute("DROP TABLE counted_topics")
