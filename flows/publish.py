"""The flow `publish`: publish a lake without an ingest."""

from __future__ import annotations

from prefect import flow, get_run_logger

from flows import notify
from pipeline.publish import publish_all
from pipeline.writer_lock import write_lock
from warehouse.lake import Lake, Place


@flow(
    name="publish",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def publish(lake: str = "lake", notify_block: str = "") -> None:
    """Bring the published files and the search index up to the lake's newest snapshot.

    Args:
        lake: Folder of the lake.
        notify_block: Prefect notification block (kind/name) to notify if something needs attention.
    """
    place = Place.of(lake)
    logger = get_run_logger()
    with write_lock(place, logger.info), Lake.open(place, read_only=True) as opened:
        logger.info("published %s", publish_all(opened))
