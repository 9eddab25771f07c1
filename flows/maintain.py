"""The flow `maintain`: merge small files, expire old snapshots, remove files that nothing needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact
from pydantic import NonNegativeFloat

from flows import notify
from pipeline.progress import say
from pipeline.writer_lock import write_lock
from warehouse import maintenance
from warehouse.lake import Lake, Place


@flow(
    name="maintain",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def maintain(
    lake: str = "lake",
    retention_days: NonNegativeFloat = maintenance.RETENTION.days,
    notify_block: str = "",
) -> None:
    """Keep a lake fast and small. Readers can continue; another writer waits.

    Args:
        lake: Folder of the lake.
        retention_days: How many days of the lake's earlier states to keep.
        notify_block: Prefect notification block (kind/name) to notify if something needs attention.
    """
    place = Place.of(lake)
    logger = get_run_logger()
    with write_lock(place, logger.info), Lake.open(place) as opened:
        done = maintenance.maintain(opened, dt.timedelta(days=retention_days))
    logger.info("%s", done)
    if done.rights_changed:
        say(f"maintain: {done.rights_changed:,} files and folders are now only for those who may use the lake")
    create_table_artifact([asdict(done)], key="maintain-report")
