"""The three analytics a run ends with: TAGS, classification and topics over time, from the published warehouse."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from flows.cli.output import console_of, print_rows

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
_BARS = "▁▂▃▄▅▆▇█"
_BESIDE_CURVE = 60  # characters of the other columns, their words unbroken


def print_headlines(warehouse: Path) -> None:
    """Print them as tables; months as year-month, shares as percentages."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tags = connection.execute(_TAGS).fetchall()
        levels = connection.execute(_CLASSIFICATION).fetchall()
        topics = connection.execute(_TOPICS).fetchall()
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
    years = topics[0][6] - topics[0][4] + 1 if topics else 1
    each = -(-years // max(10, console_of().width - _BESIDE_CURVE))
    span = f"{topics[0][4]} to {topics[0][6]}" if topics else "by year"
    if each > 1:
        span += f", {each} years each"
    print_rows(
        "Topics over time (topic_timelines)",
        ("topic", "cables", "busiest month", "months of burst", span),
        [(topic, cables, _month(month), bursts, _curve(by_year, each))
         for topic, cables, month, bursts, _, by_year, _ in topics],
        unbroken=(span,),
    )  # fmt: skip


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
