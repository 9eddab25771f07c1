"""Find the cables similar to a given one, and say why; warehouse/macros/similar_to.sql defines similarity."""

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
    """A similar cable. `likeness`, 0 to 1, is the mean of the five `by_` values; `reasons` puts these into words."""

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
    """Find the cables most similar to a given one in the published file of a lake, the most similar first.

    `cable_id` may be written in any usual way (`06 Tokyo 2609`). The macro finds at most 50 cables, so a higher `limit`
    has no effect. Raises LakeError if the file does not hold the cable, or was written by an earlier cablelake.
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
