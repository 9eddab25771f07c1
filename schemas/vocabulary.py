"""The seed vocabularies in schemas/seeds, read once: posts, routing indicators, TAGS, classifications, countries."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def seed(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of schemas/seeds/<name>.csv, in order, as read-only mappings from column to text."""
    path = files("schemas") / "seeds" / f"{name}.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(MappingProxyType(row) for row in rows)
