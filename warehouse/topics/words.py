"""Split cables into words: their subjects and paragraphs, without headers, portion markings and headings.

A word has three letters or more of any alphabet and is in lower case.
"""

# ruff: noqa: S608  statements are put together from declared names, quoted

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files

import duckdb
import polars as pl

from warehouse.connection import literal
from warehouse.masking import SPELT, masked, protected_words

_WORD = r"\p{L}{3,}"


def read_passages(connection: duckdb.DuckDBPyConnection, cables: pl.DataFrame) -> pl.DataFrame:
    """Texts of some cables (cable_id, year, post): a row (`row`, `text`) for each subject and paragraph.

    `row` is the position of the cable in `cables`.
    """
    # the years and posts let the lake skip all other files
    is_there = " AND ".join(f"({_among(name, cables[name].unique().to_list())})" for name in ("year", "post"))
    connection.register("wanted_cables", cables.select("cable_id").with_row_index("row").to_arrow())
    try:
        return pl.DataFrame(
            connection.execute(f"""
                SELECT row, subject AS text FROM cables JOIN wanted_cables USING (cable_id)
                WHERE subject IS NOT NULL AND {is_there}
                UNION ALL
                SELECT row, text FROM paragraphs JOIN wanted_cables USING (cable_id) WHERE {is_there}
            """).to_arrow_table(),
            schema={"row": pl.UInt32, "text": pl.String},
        )
    finally:
        connection.unregister("wanted_cables")


def without_protected_names(texts: pl.DataFrame) -> pl.DataFrame:
    """The texts, with the names that their cables ask to protect blacked out."""
    marked = texts.filter(pl.col("text").str.contains(f"(?i){SPELT}"))["row"].unique()
    asking = texts.filter(pl.col("row").is_in(marked.implode()))
    hidden: list[tuple[int, str]] = []
    for (row,), of_cable in asking.group_by("row", maintain_order=True):
        listed = of_cable["text"].to_list()
        words = "|".join(sorted(protected_words("\n".join(listed))))
        hidden += [(row, masked(text, words)) for text in listed]
    rest = texts.filter(~pl.col("row").is_in(marked.implode()))
    return pl.concat([rest, pl.DataFrame(hidden, schema=texts.schema, orient="row")])


def words_in(texts: pl.DataFrame) -> pl.DataFrame:
    """A row (`row`, `word`) for each occurrence of a word in the texts.

    >>> words_in(pl.DataFrame({"row": [7], "text": ["Gas, 2 GAS\\nto Genève"]}))["word"].to_list()
    ['gas', 'gas', 'genève']
    """
    words = pl.col("text").str.to_lowercase().str.extract_all(_WORD).alias("word")
    return texts.select("row", words).explode("word", empty_as_null=True).drop_nulls()


def form_words() -> frozenset[str]:
    """Words that say nothing about the subject matter: parts of a telegram, offices, verbs of reporting, dates."""
    text = (files("warehouse") / "topics" / "form_words.csv").read_text(encoding="utf-8")
    return frozenset(word for line in csv.DictReader(text.splitlines()) for word in line["words"].split())


def station_words(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The words in the names and codes of stations."""
    found = connection.execute("SELECT 0 AS row, concat_ws(' ', post, name, aliases) AS text FROM posts")
    return frozenset(words_in(pl.DataFrame(found.to_arrow_table()))["word"])


def _among(column: str, values: Sequence[object]) -> str:
    listed = [literal(value) if isinstance(value, str) else str(value) for value in values if value is not None]
    one_of = f"{column} IN ({', '.join(sorted(listed))})" if listed else "false"
    return f"{one_of} OR {column} IS NULL" if None in values else one_of
