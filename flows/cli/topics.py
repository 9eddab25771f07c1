"""`cablelake topics`: find the topics of the texts, and show them."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from flows.cli.options import lake_option, wait_option
from flows.cli.output import printable
from warehouse.topics import SAMPLE, SEED

_TRAINED = (
    "model {version}: {topics} topics, of which {continued} continue earlier ones; "
    "learned from {sampled:,} cables, {placed:,} placed"
)
_SHOWN = 3
_ROWS = ("nearest_tags", "years", "bursts", "strongest")  # fields of a topic that are lists of rows


@click.group()
def topics() -> None:
    """Find topics in the texts, and show them.

    A topic is a group of words that occur in the same cables. TAGS say what the sender filed a cable under; topics say
    what its words are about. Training needs scikit-learn: pip install 'cablelake[topics]'.
    """


@topics.command()
@click.option(
    "--topics",
    "number",
    type=click.IntRange(1, 500),
    metavar="N",
    help="How many topics to look for; fewer if there are fewer cables or words (default: 5 to 60, depending on the "
    "number of cables).",
)
@click.option(
    "--sample",
    default=SAMPLE,
    show_default=True,
    type=click.IntRange(20, 30_000),
    metavar="N",
    help="How many cables to learn from, drawn at random; every cable is then assigned to topics.",
)
@click.option(
    "--seed",
    default=SEED,
    show_default=True,
    type=click.IntRange(0, 2**32 - 1),
    help="The same seed gives the same topics.",
)
@click.option("--first", is_flag=True, help="Do nothing if the lake has topics.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@wait_option
@lake_option
def train(number: int | None, sample: int, seed: int, first: bool, as_json: bool, lake: str) -> int:
    """Find the topics of the lake's current cables, and assign every cable to them.

    Topics that resemble earlier ones keep their ids; an id is never used for another topic. From then on, every run
    assigns its new cables to these topics.
    """  # fmt: skip
    from flows.cli.headlines import print_text_topics
    from flows.cli.reparse import changing
    from pipeline.publish import publish_all
    from warehouse.publish import newest_tables
    from warehouse.topics.model import has_model
    from warehouse.topics.train import Training
    from warehouse.topics.train import train as work

    with changing(lake) as opened:
        if first and has_model(opened.connection):
            return 0
        done = work(opened, Training(number, sample, seed))
        publish_all(opened)
        if as_json:
            print(json.dumps(asdict(done)))
            return 0
        print(_TRAINED.format(**asdict(done)))
        with newest_tables(opened) as newest:
            print_text_topics(newest.connection, _SHOWN)
        if done.topics > _SHOWN:
            print("all of them: cablelake topics list")
    return 0


@topics.command("list")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the N topics with the most cables.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows of text_topics as JSON.")
@lake_option
def list_topics(top: int | None, as_json: bool, lake: str) -> int:
    """List the topics with their names, words and timelines, the largest first."""
    from flows.cli.headlines import print_text_topics
    from flows.cli.query import print_arrow
    from warehouse.lake import Lake
    from warehouse.publish import newest_tables

    with Lake.open(lake, read_only=True) as opened, newest_tables(opened) as newest:
        if as_json:
            rows = newest.connection.execute(
                "SELECT topic_id, topic_name, model_version, words, nearest_tags, cables FROM text_topics "
                "WHERE NOT is_retired ORDER BY cables DESC, topic_id LIMIT ?",
                [top or 1_000],
            )
            print_arrow(rows.to_arrow_table(), "json")
        elif not print_text_topics(newest.connection, top):
            print("no topics yet: run `cablelake topics train`")
    return 0


@topics.command("show")
@click.argument("topic_id", type=click.IntRange(1), metavar="ID")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0), help="Number of cables to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the topic as one JSON object.")
@lake_option
def show_topic(topic_id: int, limit: int, as_json: bool, lake: str) -> int:
    """Show one topic: its words, nearest TAGS, timeline, bursts and strongest cables.

    The strongest cables are those in which the topic has the largest share; among equals, the oldest come first.
    """
    from flows.cli.headlines import print_topic
    from warehouse.lake import Lake
    from warehouse.publish import newest_tables
    from warehouse.topics.topic import read_topic

    with Lake.open(lake, read_only=True) as opened, newest_tables(opened) as newest:
        found = read_topic(newest.connection, topic_id, limit)
    if as_json:
        print(json.dumps(found._asdict() | {name: [row._asdict() for row in getattr(found, name)] for name in _ROWS},
                         ensure_ascii=False, default=printable))  # fmt: skip
    else:
        print_topic(found)
    return 0
