"""Count the cables per month whose subject or paragraphs hold each word: the table `words_by_month`."""

# ruff: noqa: S608  statements are put together from declared names

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from schemas.tables import WORDS_BY_MONTH
from schemas.vocabulary import seed
from warehouse.words import Words

if TYPE_CHECKING:
    import numpy as np

_COUNTED = WORDS_BY_MONTH.name
_CHANGES = "word_changes"
_WORD = r"^\pL{3,30}$"

_EMPTY = pa.table({"word": pa.array([], pa.string()), "month": pa.array([], pa.int32()),
                   "cables": pa.array([], pa.int64())})  # fmt: skip


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Prepare to collect changes to the counts."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CHANGES} (word VARCHAR, month DATE, cables BIGINT)")


def collect(connection: duckdb.DuckDBPyConnection, words: Words, months: np.ndarray, sign: int) -> None:
    """Collect the words of some cables, to be added (`sign` 1) or subtracted (-1).

    `months`: the month of each text as in warehouse/texts.py; negative if it has no date.
    """
    found = counts(words, months)
    connection.register("found_words", found)
    connection.execute(f"""
        INSERT INTO {_CHANGES}
        SELECT word, CAST(DATE '0001-01-01' + to_months(month) AS DATE), {sign} * cables FROM found_words
    """)
    connection.unregister("found_words")


def apply(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the collected changes to the counts."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE word_totals AS
        SELECT changes.word, changes.month, changes.cables + coalesce({_COUNTED}.cables, 0) AS cables
        FROM (
            SELECT word, month, sum(cables) AS cables FROM {_CHANGES} GROUP BY word, month HAVING sum(cables) <> 0
        ) AS changes
        LEFT JOIN {_COUNTED} USING (word, month)
    """)
    connection.execute(f"""
        DELETE FROM {_COUNTED} USING word_totals AS t WHERE {_COUNTED}.word = t.word AND {_COUNTED}.month = t.month
    """)
    connection.execute(f"INSERT INTO {_COUNTED} FROM word_totals WHERE cables > 0 ORDER BY word, month")
    connection.execute(f"DROP TABLE word_totals; DROP TABLE {_CHANGES}")


def counts(words: Words, months: np.ndarray) -> pa.Table:
    """How many texts of each month hold each word: word, month, cables. Texts with a negative month are not counted."""
    import numpy as np
    import polars as pl
    import pyarrow.compute as pc

    encoded = pc.dictionary_encode(words.word.to_arrow().cast(pa.string()))
    if not len(encoded):
        return _EMPTY
    known = pl.Series(encoded.dictionary)
    is_counted = (known.str.contains(_WORD) & ~known.is_in(list(_stop_words()))).to_numpy()
    holds = np.zeros((words.texts, len(known)), dtype=bool)
    holds[words.text, encoded.indices.to_numpy()] = True
    holds &= is_counted
    rows = []
    for month in np.unique(months[months >= 0]):
        cables = holds[months == month].sum(axis=0)
        (places,) = cables.nonzero()
        rows.append((places, np.full(len(places), month), cables[places]))
    if not rows:
        return _EMPTY
    places, month, cables = (np.concatenate(column) for column in zip(*rows, strict=True))
    word = pc.take(encoded.dictionary, pa.array(places))
    return pa.table({"word": word, "month": pa.array(month, pa.int32()), "cables": pa.array(cables, pa.int64())})


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in seed("stop_words"))
