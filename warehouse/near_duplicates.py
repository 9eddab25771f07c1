"""Find near-duplicates, texts that share most of their shingles, and keep the pairs in the table `text_pairs`.

Two texts whose fingerprints have a key in common (warehouse/fingerprints.py) are compared shingle by shingle. So the
similarity of a pair is exact, and MinHash only decides which pairs are compared.
"""

# ruff: noqa: S608  statements are put together from declared names and numbers; values are parameters

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from schemas.tables import TEXT_FINGERPRINTS, TEXT_PAIRS
from warehouse.fingerprints import KEYS, keys, shingles
from warehouse.texts import read_texts
from warehouse.words import Words, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SIMILARITY = 0.8
MOST_COMPARED = 50  # if more texts than this share a key, each is compared only with the first of them

_TEMPORARY = ("touched_keys", "text_keys", "touched", "known", "shared_keys", "candidates")
_PRINTS, _PAIRS = TEXT_FINGERPRINTS.name, TEXT_PAIRS.name


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Prepare to collect the keys of texts that are added or removed."""
    connection.execute("CREATE OR REPLACE TEMP TABLE touched_keys (cable_id VARCHAR, key BIGINT, is_new BOOLEAN)")


def withdraw(connection: duckdb.DuckDBPyConnection, chosen: str) -> None:
    """Remove the fingerprints of the cables in a table (`cable_id`)."""
    connection.execute(f"""
        INSERT INTO touched_keys
        SELECT cable_id, unnest(keys), false FROM {_PRINTS} SEMI JOIN {chosen} USING (cable_id);
        DELETE FROM {_PRINTS} WHERE cable_id IN (SELECT cable_id FROM {chosen});
    """)


def add(connection: duckdb.DuckDBPyConnection, cable_ids: pa.Array, words: Words) -> None:
    """Add the fingerprints of some texts; a text with fewer words than a shingle has none."""
    hashes, offsets = shingles(words)
    (numbers,) = np.diff(offsets.astype(np.int64)).nonzero()
    if not len(numbers):
        return
    values = pa.array(keys(hashes, offsets)[numbers].ravel().astype(np.int64))
    lists = pa.ListArray.from_arrays(pa.array(np.arange(0, len(values) + 1, KEYS, dtype=np.int32)), values)
    found = pa.table({"cable_id": cable_ids.take(pa.array(numbers)), "keys": lists})
    connection.register("found_prints", found)
    connection.execute(f"INSERT INTO {_PRINTS} FROM found_prints")
    connection.execute("INSERT INTO touched_keys SELECT cable_id, unnest(keys), true FROM found_prints")
    connection.unregister("found_prints")


def apply(connection: duckdb.DuckDBPyConnection, chosen: str) -> None:
    """Bring the pairs up to date for the cables in a table whose texts changed; for all texts if no table is named."""
    changed = f"(SELECT cable_id FROM {chosen or _PRINTS})"
    _find_touched(connection)
    _withdraw_pairs(connection, changed)
    _find_candidates(connection, changed)
    if connection.execute("SELECT count(*) FROM candidates").fetchone() != (0,):
        connection.register("found_pairs", _compared(connection))
        connection.execute(f"INSERT INTO {_PAIRS} FROM found_pairs ORDER BY cable_id, other_id")
        connection.unregister("found_pairs")
    connection.execute("; ".join(f"DROP TABLE {table}" for table in _TEMPORARY))


def _find_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `touched`, texts that share a key with an added or removed one, and `text_keys`, the keys of these.

    `text_keys` has each of these keys for every text that has it.
    """
    keys_of_all = f"SELECT cable_id, unnest(keys) AS key FROM {_PRINTS}"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT DISTINCT cable_id FROM ({keys_of_all}) WHERE key IN (SELECT key FROM touched_keys);
        CREATE OR REPLACE TEMP TABLE text_keys AS
        FROM ({keys_of_all}) WHERE key IN (SELECT unnest(keys) FROM {_PRINTS} SEMI JOIN touched USING (cable_id));
    """)


def _withdraw_pairs(connection: duckdb.DuckDBPyConnection, changed: str) -> None:
    """Remove the pairs of touched texts, and keep in `known` the pairs in which neither text changed."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT * FROM {_PAIRS} WHERE cable_id NOT IN {changed} AND other_id NOT IN {changed}
            AND (cable_id IN (FROM touched) OR other_id IN (FROM touched));
        DELETE FROM {_PAIRS} WHERE cable_id IN {changed} OR other_id IN {changed}
            OR cable_id IN (FROM touched) OR other_id IN (FROM touched);
    """)


def _find_candidates(connection: duckdb.DuckDBPyConnection, changed: str) -> None:
    """Create `candidates`, the pairs to compare, and put back the known pairs.

    Two texts that did not change are compared again only if a key that they share now selects other pairs (`is_other`):
    its number of texts has crossed MOST_COMPARED, or it is above, and another text is now the first.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE shared_keys AS
        SELECT
            s.key, s.texts, s.first,
            (s.texts > {MOST_COMPARED}) <> (s.texts - coalesce(t.came, 0) + coalesce(t.went, 0) > {MOST_COMPARED})
                OR (s.texts > {MOST_COMPARED} AND (s.first IN {changed} OR coalesce(t.first_gone < s.first, false)))
                AS is_other
        FROM (
            SELECT key, count(*) AS texts, min(cable_id) AS first FROM text_keys GROUP BY key HAVING count(*) > 1
        ) AS s
        LEFT JOIN (
            SELECT
                key, count(*) FILTER (is_new) AS came, count(*) FILTER (NOT is_new) AS went,
                min(cable_id) FILTER (NOT is_new) AS first_gone
            FROM touched_keys GROUP BY key
        ) AS t ON t.key = s.key;
        CREATE OR REPLACE TEMP TABLE candidates AS
        SELECT x.cable_id, y.cable_id AS other_id, bool_or(s.is_other) AS is_other
        FROM shared_keys AS s JOIN text_keys AS x USING (key) JOIN text_keys AS y USING (key)
        WHERE x.cable_id < y.cable_id AND (s.texts <= {MOST_COMPARED} OR x.cable_id = s.first)
            AND (x.cable_id IN (FROM touched) OR y.cable_id IN (FROM touched))
        GROUP BY x.cable_id, y.cable_id;
        INSERT INTO {_PAIRS} SELECT known.* FROM known SEMI JOIN candidates USING (cable_id, other_id);
        DELETE FROM candidates WHERE (cable_id, other_id) IN (SELECT (cable_id, other_id) FROM known)
            OR (NOT is_other AND cable_id NOT IN {changed} AND other_id NOT IN {changed});
    """)


def similarity(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """Jaccard similarity of two sorted sets of shingles: those in both / those in either."""
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # merges two sorted runs
    common = np.count_nonzero(both[1:] == both[:-1])
    return float(common / (one.size + other.size - common))


def _compared(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Compare the candidates; return the pairs of near-duplicates, with their similarity."""
    rows = connection.execute("""
        SELECT c.cable_id, c.other_id, x.rowid AS one, y.rowid AS other
        FROM candidates AS c JOIN texts AS x USING (cable_id) JOIN texts AS y ON y.cable_id = c.other_id
    """).to_arrow_table()
    one, other = (rows[name].to_numpy() for name in ("one", "other"))
    numbers = np.unique(np.concatenate([one, other]))
    stored, ends = _stored_shingles(connection, numbers)
    x, y = np.searchsorted(numbers, one), np.searchsorted(numbers, other)
    sizes = np.diff(ends)
    found = np.zeros(len(rows), dtype=np.float64)
    # texts whose lengths differ too much cannot be near-duplicates
    smaller, larger = np.minimum(sizes[x], sizes[y]), np.maximum(sizes[x], sizes[y])
    can_be = (smaller > 0) & (smaller >= LEAST_SIMILARITY * larger)
    for place in can_be.nonzero()[0]:
        a, b = x[place], y[place]
        found[place] = similarity(stored[ends[a] : ends[a + 1]], stored[ends[b] : ends[b + 1]])
    pairs = rows.select(["cable_id", "other_id"]).append_column("similarity", pa.array(found))
    return pairs.filter(pa.array(found >= LEAST_SIMILARITY))


def _stored_shingles(
    connection: duckdb.DuckDBPyConnection, rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The distinct shingles of each text, sorted, in a file mapped into memory, and the offsets of the texts in it.

    There is one more offset than there are texts. The file, which memory might not hold, is deleted with the array.
    """
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    with tempfile.TemporaryFile(prefix="cablelake-") as file:
        for number, distinct in enumerate(_distinct_shingles(connection, rows), 1):
            file.write(distinct.tobytes())
            ends[number] = ends[number - 1] + distinct.size
        file.flush()
        if not ends[-1]:  # an empty file cannot be mapped
            return np.zeros(0, dtype=np.uint64), ends
        return np.frombuffer(mmap(file.fileno(), 0, access=ACCESS_READ), dtype=np.uint64), ends


def _distinct_shingles(connection: duckdb.DuckDBPyConnection, rows: NDArray[np.int64]) -> Iterator[NDArray[np.uint64]]:
    for texts in read_texts(connection, rows):
        hashes, offsets = shingles(words_of(texts.column("body")))
        for start, end in zip(offsets[:-1], offsets[1:], strict=True):
            yield np.unique(hashes[start:end])
