"""Fingerprints of texts, which find near-duplicates without comparing every text with every other.

A text is the set of its shingles, runs of five words. MinHash condenses the set to 200 numbers; the share of them that
two texts have in common approximates their Jaccard similarity, the share of shingles that they have in common. Every
eight numbers are hashed into one key, 25 in all, and texts with a key in common are compared: 99 % of the pairs with a
similarity of 0.8, all but 0.04 % of those with 0.85, and all but one in a million of those with 0.9.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from warehouse.words import Words

WORDS = 5
KEYS = 25
_NUMBERS_PER_KEY = 8
_SEED = 1
# odd numbers with random-looking bits
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
     0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3], dtype=np.uint64,
)  # fmt: skip


def made_by() -> str:
    """The method and versions that made the fingerprints; fingerprints made by others cannot be compared with them."""
    return f"{WORDS} {KEYS}x{_NUMBERS_PER_KEY} polars {version('polars')} rensa {version('rensa')}"


def shingles(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """A 64-bit hash of each shingle, and the offset of each text's first, followed by the number of shingles."""
    hashes, last = words.word.hash(_SEED).to_numpy(), max(0, len(words.text) - WORDS + 1)
    combined = np.zeros(last, dtype=np.uint64)
    for place in range(WORDS):
        combined += hashes[place : last + place] * _FACTORS[place]
    is_within = words.text[:last] == words.text[WORDS - 1 :] if last else np.zeros(0, dtype=bool)
    offsets = np.zeros(words.texts + 1, dtype=np.uint64)
    offsets[1:] = np.cumsum(np.bincount(words.text[:last][is_within], minlength=words.texts))
    return combined[is_within], offsets


def keys(hashes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The keys of texts, given their shingles: a row of 32-bit numbers per text."""
    from rensa import RMinHash

    found = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, KEYS * _NUMBERS_PER_KEY, _SEED)
    numbers = np.array(found.to_rows(), dtype=np.uint64).reshape(-1, KEYS, _NUMBERS_PER_KEY)
    mixed = numbers @ _FACTORS[:_NUMBERS_PER_KEY] + np.arange(1, KEYS + 1, dtype=np.uint64) * _FACTORS[-1]
    return np.asarray(mixed >> np.uint64(32))
