"""The flow `publish`: build the warehouse file and bring the search index up to date, apart from an ingest."""

from __future__ import annotations

from prefect import flow, get_run_logger

from flows import notify
from pipeline.writer_lock import write_lock
from warehouse.lake import Lake, Place
from warehouse.publish import publish as build
from warehouse.search_index import update


@flow(
    name="publish",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def publish(lake: str = "lake", notify_block: str = "") -> None:
    """Put a warehouse file and a search index of the lake's newest snapshot in place.

    Args:
        lake: Folder of the lake.
        notify_block: Prefect notification block (kind/name) to tell when something needs a look.
    """
    place = Place.of(lake)
    logger = get_run_logger()
    with write_lock(place, logger.info), Lake.open(place, read_only=True) as opened:
        logger.info("published %s", build(opened))
        update(opened)
