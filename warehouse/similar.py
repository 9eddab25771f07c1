"""Find the cables that are similar to one, with the reasons; the definition is warehouse/macros/similar_to.sql."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import LakeError
from warehouse.place import Place
from warehouse.query import explained, open_warehouse
from warehouse.search_query import canonical_id

_SIMILAR = """
SELECT cable_id, date, post, subject, likeness, reasons, by_text, by_references, by_thread, by_tags, by_words
FROM similar_to($1) LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar cable: `likeness`, 0 to 1, is the mean of the five at the end; `reasons` says the same in words."""

    cable_id: str
    date: dt.date | None
    post: str | None
    subject: str | None
    likeness: float
    reasons: tuple[str, ...]
    by_text: float
    by_references: float
    by_thread: float
    by_tags: float
    by_words: float


def similar_to(lake: Place | str | Path, cable_id: str, limit: int = 10) -> list[Similar]:
    """The cables most similar to the one with an id, the most similar first, from the published file of a lake.

    `cable_id` may be written in any usual way (`06 Tokyo 2609`); `limit` is at most 50, the most that the macro finds.
    Raises LakeError if the file holds no such cable or an earlier cablelake wrote it.
    """
    place = Place.of(lake)
    canonical = canonical_id(cable_id) or cable_id.strip().upper()
    with open_warehouse(place) as connection:
        try:
            if not connection.execute("SELECT 1 FROM cables WHERE cable_id = $1", [canonical]).fetchall():
                raise LakeError(f"{cable_id}: no such cable in the lake; an id looks like 06TOKYO2609")
            rows = connection.execute(_SIMILAR, [canonical, limit]).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise LakeError(
                f"{place.warehouse}: written by an earlier cablelake ({explained(error)}); run `cablelake publish`"
            ) from error
    return [
        Similar(each, date, post, subject, likeness, tuple(reasons), *parts)
        for each, date, post, subject, likeness, reasons, *parts in rows
    ]
