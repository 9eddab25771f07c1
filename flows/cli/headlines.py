"""The analytics a run ends with, from the published warehouse: TAGS, classification, topics over time.

The topics are those of TAGS and, if the lake has a model of them, the largest ones of the texts.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows.cli.output import console_of, print_rows

if TYPE_CHECKING:
    from warehouse.topics.topic import Topic

_TAGS = """
    SELECT tag, name, kind, cables, share FROM tag_frequencies ORDER BY cables DESC, tag LIMIT 10
"""
_CLASSIFICATION = """
    SELECT coalesce(classification, 'not stated') AS classification, CAST(sum(cables) AS BIGINT) AS cables,
        sum(cables) / sum(sum(cables)) OVER () AS share,
        min(month) AS first_month, max(month) AS last_month
    FROM classification_counts GROUP BY ALL ORDER BY max(level_rank) DESC NULLS LAST
"""
_TOPICS = """
    WITH years AS (
        SELECT topic, year(month) AS year, CAST(sum(cables) AS BIGINT) AS cables
        FROM topic_timelines WHERE topic_kind = 'field' GROUP BY ALL
    ), bursts AS (
        SELECT topic, count_if(is_burst) AS burst_months, arg_max(month, cables) AS busiest_month
        FROM topic_timelines WHERE topic_kind = 'field' GROUP BY topic
    )
    SELECT topic, CAST(sum(cables) AS BIGINT) AS cables, busiest_month, burst_months,
        min(year) AS first, list(cables ORDER BY year) AS by_year, max(year) AS last
    FROM years JOIN bursts USING (topic) GROUP BY ALL ORDER BY cables DESC
"""
_TEXT_TOPICS = """
    WITH years AS (
        SELECT topic, year(month) AS year, CAST(sum(cables) AS BIGINT) AS cables
        FROM text_topic_timelines GROUP BY ALL
    ), curves AS (
        SELECT topic, min(year) AS first, list(cables ORDER BY year) AS by_year, max(year) AS last
        FROM years GROUP BY topic
    )
    SELECT topic_id, topic_name, array_to_string(words, ' '), text_topics.cables, first, by_year, last
    FROM text_topics LEFT JOIN curves ON topic = CAST(topic_id AS VARCHAR)
    WHERE NOT is_retired ORDER BY text_topics.cables DESC, topic_id LIMIT ?
"""
_TEXT_TOPICS_SHOWN = 3
_BARS = "▁▂▃▄▅▆▇█"
_BESIDE_CURVE = 60  # characters of the other columns, their words unbroken
_BESIDE_TEXT_CURVE = 100


def print_headlines(warehouse: Path) -> None:
    """Print them as tables; months as year-month, shares as percentages. A lake without cables has none."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tags = connection.execute(_TAGS).fetchall()
        levels = connection.execute(_CLASSIFICATION).fetchall()
        topics = connection.execute(_TOPICS).fetchall()
        if not levels:
            return
        _print(tags, levels, topics)
        print_text_topics(connection, _TEXT_TOPICS_SHOWN)


def _print(tags: list[tuple[Any, ...]], levels: list[tuple[Any, ...]], topics: list[tuple[Any, ...]]) -> None:
    print_rows(
        "TAGS, most frequent (tag_frequencies)",
        ("tag", "name", "kind", "cables", "of all cables"),
        [(*row[:4], _percent(row[4])) for row in tags],
    )
    print_rows(
        "Classification (classification_counts)",
        ("classification", "cables", "of all cables", "first", "last"),
        [(level, cables, _percent(share), *map(_month, months)) for level, cables, share, *months in levels],
    )
    span, each = _span(topics[0][4], topics[0][6], _BESIDE_CURVE) if topics else ("by year", 1)
    print_rows(
        "Topics over time (topic_timelines)",
        ("topic", "cables", "busiest month", "months of burst", span),
        [(topic, cables, _month(month), bursts, _curve(by_year, each))
         for topic, cables, month, bursts, _, by_year, _ in topics],
        unbroken=(span,),
    )  # fmt: skip


def print_text_topics(connection: duckdb.DuckDBPyConnection, most: int | None = None) -> int:
    """Print the topics of the texts, the largest first, with their timelines; return how many there are to print."""
    topics = connection.execute(_TEXT_TOPICS, [most or 1_000]).fetchall()
    if not topics:
        return 0
    dated = next((row for row in topics if row[4] is not None), None)
    span, each = _span(dated[4], dated[6], _BESIDE_TEXT_CURVE) if dated else ("by year", 1)
    print_rows(
        "Topics of the texts (text_topics, text_topic_timelines)",
        ("topic", "name", "words", "cables", span),
        [(*row[:4], _curve(row[5] or [], each)) for row in topics],
        unbroken=(span,),
    )
    return len(topics)


def print_topic(topic: Topic) -> None:
    """Print one topic of the texts with its timeline and its strongest cables."""
    span, each = _span(topic.years[0].year, topic.years[-1].year, _BESIDE_CURVE) if topic.years else ("by year", 1)
    peak = f", at most {max(year.cables for year in topic.years):,} per year" if topic.years else ""
    bursts = [f"{_month(burst.month)} ({burst.cables:,})" for burst in topic.bursts]
    print_rows(
        "",
        (f"topic {topic.topic_id}", topic.topic_name or ""),
        [
            ("words", " ".join(topic.words)),
            ("nearest TAGS", ", ".join(" ".join(filter(None, tag)) for tag in topic.nearest_tags)),
            ("cables", f"{topic.cables:,}{peak}"),
            (span, _curve([year.cables for year in topic.years], each)),
            ("bursts", ", ".join(bursts)),
            ("model", f"{topic.model_version}{', retired: no cable is placed in it' if topic.is_retired else ''}"),
        ],
    )
    if topic.strongest:
        print_rows(
            "Strongest cables (cable_topics)",
            topic.strongest[0]._fields,
            topic.strongest,
            unbroken=("cable_id", "date"),
        )


def _span(first: int, last: int, beside: int) -> tuple[str, int]:
    """Heading of a column of curves, and how many years a bar of them has so that they fit."""
    each = -(-(last - first + 1) // max(10, console_of().width - beside))
    return f"{first} to {last}" + (f", {each} years each" if each > 1 else ""), each


def _curve(by_year: list[int], each: int) -> str:
    """Numbers as bars of eighths of the largest, none as a blank; a bar is the sum of `each` years.

    >>> _curve([1, 1, 0, 0, 4, 4], 2)
    '▂ █'
    """
    numbers = [sum(by_year[at : at + each]) for at in range(0, len(by_year), each)]
    largest = max(numbers, default=0) or 1
    return "".join(_BARS[(number * 8 - 1) // largest] if number else " " for number in numbers)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _month(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"
