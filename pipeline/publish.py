"""Publish: bring everything that readers use up to the newest snapshot of a lake."""

from __future__ import annotations

from pathlib import Path

from warehouse.dataset import write_dataset
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.search_index import update


def publish_all(lake: Lake) -> Path:
    """Bring `warehouse.duckdb`, the plain data set and the search index up to date; return the path of the first."""
    published = publish(lake)
    write_dataset(lake)
    update(lake)
    return published
