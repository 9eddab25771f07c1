"""Compare methods of finding topics, on the cables of published files.

`python -m benchmarks.topics NAME=WAREHOUSE ...` prints a table as Markdown, which docs/topics.md shows. Three tenths of
the cables are held out. Each method learns from the others as many topics as a training would look for, three times
with different seeds; the figures are means.

- coherence: mean NPMI of all pairs of a topic's ten weightiest words, counted in the held-out cables. NPMI of two words
  is ln(p(a, b) / (p(a) p(b))) / -ln p(a, b), with p the share of cables that have the word or both; -1 if no cable has
  both. Words that no held-out cable has are left out.
- subjects, countries: adjusted mutual information of the main topic of the held-out cables with their first TAGS entry
  of that kind.
- training time: CPU seconds to learn the topics.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

import duckdb
import numpy as np
import polars as pl
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF, TruncatedSVD
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from threadpoolctl import threadpool_limits

from warehouse.topics.place import weighted
from warehouse.topics.train import cables_of, count_words, usual_number, vocabulary_of

SEEDS = (1, 2, 3)
HELD_OUT = 0.3
MOST_CABLES = 5_000
WORDS = 10

Found = tuple[Any, Any]  # topics by words, main topic of each held-out cable


@dataclass(frozen=True)
class Texts:
    """Cables to learn from and those held out, as counts and as weights, both cables by words."""

    counts: Any
    weights: Any
    held_counts: Any
    held_weights: Any
    tags: dict[str, list[str | None]]


def nmf(texts: Texts, topics: int, seed: int) -> Found:
    method = NMF(topics, init="nndsvda", random_state=seed, max_iter=400).fit(texts.weights)
    return method.components_, method.transform(texts.held_weights).argmax(axis=1)


def minibatch_nmf(texts: Texts, topics: int, seed: int) -> Found:
    method = MiniBatchNMF(topics, init="nndsvda", random_state=seed, batch_size=256).fit(texts.weights)
    return method.components_, method.transform(texts.held_weights).argmax(axis=1)


def lda(texts: Texts, topics: int, seed: int) -> Found:
    method = LatentDirichletAllocation(topics, random_state=seed, max_iter=20).fit(texts.counts)
    return method.components_, method.transform(texts.held_counts).argmax(axis=1)


def lsa_k_means(texts: Texts, topics: int, seed: int) -> Found:
    dimensions = min(100, *(size - 1 for size in texts.weights.shape))
    space = make_pipeline(TruncatedSVD(dimensions, random_state=seed), Normalizer())
    method = KMeans(topics, random_state=seed, n_init=3)
    groups = method.fit_predict(space.fit_transform(texts.weights))
    words = np.vstack([np.asarray(texts.weights[groups == group].mean(axis=0)).ravel() for group in range(topics)])
    return words, method.predict(space.transform(texts.held_weights))


METHODS: dict[str, Callable[[Texts, int, int], Found]] = {
    "NMF": nmf,
    "MiniBatchNMF": minibatch_nmf,
    "LDA": lda,
    "LSA and k-means": lsa_k_means,
}


def coherence(topics: Any, held_counts: Any) -> float:
    """Mean NPMI of the pairs of words that lead each topic."""
    has = (held_counts > 0).astype(float)
    together = np.asarray((has.T @ has).todense()) / has.shape[0]
    means = []
    for topic in topics:
        words = [at for at in np.argsort(-topic, kind="stable")[:WORDS] if together[at, at]]
        pairs = [_npmi(together[a, b], together[a, a], together[b, b]) for a, b in combinations(words, 2)]
        means.append(fmean(pairs) if pairs else -1.0)
    return fmean(means)


def _npmi(both: float, one: float, other: float) -> float:
    if not both:
        return -1.0
    return 1.0 if both == 1 else float(np.log(both / (one * other)) / -np.log(both))


def agreement(main: Any, tags: list[str | None]) -> float:
    """Adjusted mutual information of main topics and TAGS, of the cables that have such an entry."""
    pairs = [(int(topic), tag) for topic, tag in zip(main, tags, strict=True) if tag]
    return float(adjusted_mutual_info_score([topic for topic, _ in pairs], [tag for _, tag in pairs]))


def read(warehouse: str) -> Texts:
    """Cables of a published file, drawn as a training draws them."""
    from scipy.sparse import csr_array

    with duckdb.connect(warehouse, read_only=True) as connection:
        drawn = cables_of(connection, seed=0).sort("draw").head(MOST_CABLES)
        counts = count_words(connection, drawn)
        rows = connection.execute("SELECT cable_id, kind, arg_min(tag, ordinal) FROM tags GROUP BY ALL").fetchall()
    tags = {(cable_id, kind): tag for cable_id, kind, tag in rows}
    held = int(drawn.height * HELD_OUT)
    learnt = counts.filter(pl.col("row") >= held).with_columns(pl.col("row") - held)
    size = drawn.height - held
    vocabulary = vocabulary_of(learnt, size)
    rarity = 1 + np.log((1 + size) / (1 + vocabulary["cables"].to_numpy()))
    matrices = []
    for part, height in ((learnt, size), (counts.filter(pl.col("row") < held), held)):
        known = part.join(vocabulary, on="word").sort("row", "column")
        at = known["row"].to_numpy(), known["column"].to_numpy()
        matrices += [csr_array((known["count"].to_numpy(), at), shape=(height, len(rarity)))]
        matrices += [weighted(known, height, rarity)]
    ids = drawn["cable_id"][:held]
    return Texts(*matrices, {kind: [tags.get((name, kind)) for name in ids] for kind in ("subject", "geographic")})


def compare(name: str, warehouse: str) -> Iterator[str]:
    """A row of the table for each method."""
    texts = read(warehouse)
    topics = usual_number(texts.counts.shape[0])
    for method, learn in METHODS.items():
        figures = []
        for seed in SEEDS:
            began = time.process_time()
            words, main = learn(texts, topics, seed)
            seconds = time.process_time() - began
            agreed = [agreement(main, texts.tags[kind]) for kind in ("subject", "geographic")]
            figures.append((coherence(words, texts.held_counts), *agreed, seconds))
        scores = [fmean(column) for column in zip(*figures, strict=True)]
        shown = " | ".join(f"{score:.2f}" for score in scores[:3])
        cables = sum(texts.counts.shape[:1]) + texts.held_counts.shape[0]
        yield f"| {name}, {cables:,} cables, {topics} topics | {method} | {shown} | {scores[3]:.1f} s |"


if __name__ == "__main__":
    print("| cables | method | coherence | subjects | countries | training time |")
    print("|---|---|---|---|---|---|")
    with threadpool_limits(1):
        for argument in sys.argv[1:]:
            for row in compare(*argument.split("=", 1)):
                print(row, flush=True)
