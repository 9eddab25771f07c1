"""Coverage-guided fuzzing of search queries: each has an answer, or an error that says where it cannot be read."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["warehouse.search_query"]):
    from warehouse.search_query import QueryError

from tests.loading import load
from warehouse.lake import Lake
from warehouse.search import SearchIndex
from warehouse.search_index import update

SAMPLE = Path(__file__).parents[2] / "sample" / "cables"

# what queries are made of; a byte each, bytes beyond them are characters
_PIECES = (
    " ", '"', "(", ")", "*", "-", "AND ", "OR ", "NOT ", "NEAR/3 ", "NEAR ", ":", "post:", "tags:", "subject:", "text:",
    "the ", "talks", "spring", "trade ", "'", "/", "\\", "~2", "^2", "[a TO b]", "\u00e9", "e\u0301", "\u200f", "\0",
)  # fmt: skip


def query(data: bytes) -> str:
    """The query that bytes stand for."""
    return "".join(_PIECES[byte] if byte < len(_PIECES) else chr(byte) for byte in data[:200])


def main() -> None:
    """Index the sample, then try queries on it."""
    with tempfile.TemporaryDirectory() as folder:
        with Lake.open(Path(folder) / "lake") as lake:
            load(lake, [SAMPLE])
            update(lake)
        index = SearchIndex.open(Path(folder) / "lake")
        assert index

        def one_input(data: bytes) -> None:
            text = query(data)
            try:
                count = index.count(text)
            except QueryError as error:
                assert str(error) and "\n" not in str(error)
                return
            assert 0 <= count <= len(index), (text, count)

        atheris.Setup(sys.argv, one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
