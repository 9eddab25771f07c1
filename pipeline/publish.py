"""Publishing: bringing everything that readers use up to the newest snapshot of a lake."""

from __future__ import annotations

from pathlib import Path

from warehouse.dataset import write_dataset
from warehouse.lake import Lake
from warehouse.publish import publish
from warehouse.search_index import update


def publish_files(lake: Lake) -> Path:
    """Bring `warehouse.duckdb` and the plain data set up to date; the path of the former."""
    published = publish(lake)
    write_dataset(lake)
    return published


def publish_lake(lake: Lake) -> Path:
    """Bring the published files and the search index up to date; the path of `warehouse.duckdb`."""
    published = publish_files(lake)
    update(lake)
    return published
