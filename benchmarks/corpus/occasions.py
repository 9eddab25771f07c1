"""When and where something is reported, and which number the cable gets."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from benchmarks.corpus.facts import stations, vocabulary

SHARE_OF_1970S = 0.32


class Occasion(NamedTuple):
    """Something to report: the story, the reporting post, the moment."""

    story: str
    post: str
    moment: dt.datetime


def occasions(count: int, seed: int, book: str = "stories") -> list[Occasion]:
    """`count` occasions in order of time: stories by weight, months by their bursts, weekends mostly quiet."""
    rng = random.Random(seed)
    stories = vocabulary(book)["stories"]
    months = [entry for name, story in stories.items() for entry in _months_of(name, story)]
    early = sum(weight for _, (year, _), weight in months if year < 1980)
    late = sum(weight for _, (year, _), weight in months if year >= 1980)
    scale = SHARE_OF_1970S / (1 - SHARE_OF_1970S) * late / early if early else 1
    totals = list(accumulate(weight * (scale if year < 1980 else 1) for _, (year, _), weight in months))
    chosen = rng.choices(months, cum_weights=totals, k=count)
    made = (_occasion(name, stories[name], year, month, rng) for name, (year, month), _ in chosen)
    return sorted(made, key=lambda o: o.moment)


def _months_of(name: str, story: dict[str, Any]) -> Iterator[tuple[str, tuple[int, int], float]]:
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in story["months"])
    for month in range(first, last + 1):
        key = f"{month // 12}-{month % 12 + 1:02}"
        weight = story["weight"] / (last - first + 12) * story.get("bursts", {}).get(key, 1.0)
        yield name, (month // 12, month % 12 + 1), weight


def _occasion(name: str, story: dict[str, Any], year: int, month: int, rng: random.Random) -> Occasion:
    known = stations()
    names = story.get("posts") or [s.post for s in known.values() if s.region in story["regions"]]
    post = rng.choice([post for post in names if known[post].open_in(year)])
    day = dt.datetime(year, month, 1) + dt.timedelta(days=rng.randrange(28), hours=int(rng.gauss(11, 4)) % 24)
    if day.weekday() > 4 and rng.random() < 0.8:
        day -= dt.timedelta(days=day.weekday() - 4)
        day = day.replace(year=year, month=month) if day.month == month else day + dt.timedelta(days=7)
    return Occasion(name, post, day + dt.timedelta(minutes=rng.randrange(60)))


def next_serial(occasion: Occasion, serials: dict[tuple[str, int], int], count: int) -> int:
    """Serials rise with the day of the year, at the pace of the post, and are never used twice."""
    key = (occasion.post, occasion.moment.year)
    pace = random.Random(occasion.post).randrange(900, 9_000)
    if occasion.post == "STATE":
        pace = 290_000 if occasion.moment.year < 1980 else 130_000
    day = occasion.moment.timetuple().tm_yday
    serials[key] = max(serials[key] + 1, day * max(pace, count // 8) // 366)
    return serials[key]
