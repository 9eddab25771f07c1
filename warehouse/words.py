"""Split the texts of many cables into words as the search does, ignoring case, accents and punctuation.

Texts in ASCII, which most are, are folded byte by byte, a whole batch at once. Any other text is analyzed as the search
index does it.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from warehouse.search_query import analyzer, composed

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

_LONGEST = 60  # bytes; the index omits longer words too
_LETTERS = (string.ascii_lowercase + string.digits).encode()
_FOLDED = bytes(
    byte if byte in _LETTERS or byte > 127 else ord(chr(byte).lower()) if chr(byte).isalpha() else ord(" ")
    for byte in range(256)
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts, in order: each `word`, and the number, from 0, of the `text` that it is in."""

    text: np.ndarray
    word: pl.Series
    texts: int


def words_of(texts: pa.Array) -> Words:
    """Split texts, an Arrow array of strings, into words; a null has none."""
    import numpy as np
    import polars as pl

    frame = pl.DataFrame({"text": np.arange(len(texts), dtype=np.uint32), "word": pl.Series(_folded(texts))})
    frame = frame.with_columns(pl.col("word").str.split(" ")).explode("word")
    frame = frame.filter(pl.col("word").str.len_bytes().is_between(1, _LONGEST - 1))
    return Words(frame["text"].to_numpy(), frame["word"], len(texts))


def _folded(texts: pa.Array) -> pa.Array:
    """The texts, folded, with a blank for each sign, so words may have several blanks between them."""
    import numpy as np
    import pyarrow.compute as pc

    texts = pc.fill_null(texts.cast(pa.string()), "")
    is_other = pc.invert(pc.string_is_ascii(texts))
    _, offsets, data = texts.buffers()
    if data is None:
        return texts
    # the buffers of a slice are those of the whole array
    starts = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    folded = data.slice(starts[0], starts[-1] - starts[0]).to_pybytes().translate(_FOLDED)
    plain = pa.StringArray.from_buffers(len(texts), pa.py_buffer(starts - starts[0]), pa.py_buffer(folded))
    others = texts.filter(is_other)
    if not len(others):
        return plain
    steps = analyzer()
    analyzed = [" ".join(steps.analyze(composed(text))) for text in others.to_pylist()]
    return pc.replace_with_mask(plain, is_other, pa.array(analyzed, pa.string()))
