"""The flow `train-topics`: train the lake's model of topics again."""

from __future__ import annotations

from dataclasses import asdict

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact
from pydantic import PositiveInt

from flows import notify
from pipeline.publish import publish_all
from pipeline.writer_lock import write_lock
from warehouse.lake import Lake, Place
from warehouse.topics import SAMPLE, SEED
from warehouse.topics.train import Training, train


@flow(
    name="train-topics",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def train_topics(lake: str = "lake", sample: PositiveInt = SAMPLE, seed: int = SEED, notify_block: str = "") -> None:
    """Train the lake's model of topics again, assign every cable to its topics, and publish. Other writers wait.

    Args:
        lake: Folder of the lake.
        sample: How many cables to learn from.
        seed: The same seed gives the same topics.
        notify_block: Prefect notification block (kind/name) to notify if something needs attention.
    """
    place = Place.of(lake)
    logger = get_run_logger()
    with write_lock(place, logger.info), Lake.open(place) as opened:
        done = train(opened, Training(sample=sample, seed=seed))
        publish_all(opened)
    logger.info("%s", done)
    create_table_artifact([asdict(done)], key="topics-report")
