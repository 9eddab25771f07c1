"""Levels, markings, redactions, and when secrets fall due."""

import datetime as dt
import re
from collections import Counter, defaultdict


def test_portion_vs_overall(both):
    rank = {row["classification"]: row["rank"] for row in both.tables["classifications"]}
    highest = {}
    for row in both.tables["paragraphs"]:
        if row["level"] in rank:
            name = row["cable_id"]
            highest[name] = max(highest.get(name, row["level"]), row["level"], key=rank.__getitem__)
    counted = Counter()
    for name, level in highest.items():
        overall = both.cables[name]["classification"]
        if overall in rank:
            order = rank[level] - rank[overall]
            verdict = "under-marked" if order > 0 else "over-marked" if order < 0 else "consistent"
            counted[overall, level, verdict] += 1
    totals = Counter()
    for (overall, *_), number in counted.items():
        totals[overall] += number
    both.agree(
        "portion_vs_overall",
        "classification highest_portion verdict cables share",
        ((*key, number, number / totals[key[0]]) for key, number in counted.items()),
    )


def test_handling_mix(both):
    totals, counted = Counter(), Counter()
    for row in both.cables.values():
        place = row["year"], row["classification"]
        totals[place] += 1
        for kind, column in (("handling", "handling"), ("caption", "captions")):
            for marking in set(row[column] or []):
                counted[*place, kind, marking] += 1
    both.agree(
        "handling_mix",
        "year classification marking_kind marking cables share",
        ((*key, number, number / totals[key[:2]]) for key, number in counted.items()),
    )


def test_redactions_by_post(both):
    posts = defaultdict(list)
    for row in both.cables.values():
        posts[row["post"]].append((row["redactions"] or 0, row["protected_mentions"] or 0))
    both.agree(
        "redactions_by_post",
        "post cables redacted_cables redactions redacted_share protecting_cables protected_mentions",
        (
            (
                post,
                len(rows),
                sum(one > 0 for one, _ in rows),
                sum(one for one, _ in rows),
                sum(one > 0 for one, _ in rows) / len(rows),
                sum(other > 0 for _, other in rows),
                sum(other for _, other in rows),
            )
            for post, rows in posts.items()
        ),
    )


def test_protected_mentions(both):
    places = defaultdict(list)
    for row in both.cables.values():
        places[row["post"], row["year"]].append(row["protected_mentions"] or 0)
    both.agree(
        "protected_mentions",
        "post year cables mentions share",
        (
            (*place, sum(one > 0 for one in marks), sum(marks), sum(one > 0 for one in marks) / len(marks))
            for place, marks in places.items()
            if sum(marks)
        ),
    )


def test_declassification_calendar(both):
    today = dt.datetime.now(dt.UTC).date()
    counted = defaultdict(lambda: [0, 0, 0])
    for row in both.cables.values():
        if row["declassify_on"] or row["classification"] in ("CONFIDENTIAL", "SECRET", "TOP SECRET"):
            basis, due = due_on(row)
            found = counted[due and due.year, row["classification"], basis]
            found[0] += 1
            found[1] += bool(due and due <= today)
            found[2] += row["declassify_on"] is None and row["declassify_raw"] is not None
    both.agree(
        "declassification_calendar",
        "due_year classification basis cables overdue instruction_only",
        ((*key, *numbers) for key, numbers in counted.items()),
    )


def test_declassification_by_cable(both):
    today = dt.datetime.now(dt.UTC).date()
    stated = ("date", "year", "post", "classification", "declassify_on", "declassify_raw")
    rows = [
        (cable_id, *(row[name] for name in stated), *due_on(row))
        for cable_id, row in both.cables.items()
        if row["declassify_on"] or row["classification"] in ("CONFIDENTIAL", "SECRET", "TOP SECRET")
    ]
    both.agree(
        "declassification_by_cable",
        f"cable_id {' '.join(stated)} basis due_on is_overdue",
        ((*row, row[-1] and row[-1] <= today) for row in rows),
    )


def due_on(row):
    """Rule and day."""
    date, order, stated = row["date"], row["executive_order"], row["declassify_raw"]
    if row["declassify_on"]:
        return "printed", row["declassify_on"]
    if not date:
        return None, None
    if order == "11652" and re.match(r"\W*GDS\b", (stated or "").upper()):
        years = {"TOP SECRET": 10, "SECRET": 8}.get(row["classification"], 6)
        return "general schedule", dt.date(date.year + years, 12, 31)
    if order == "12065" and stated is None:
        return "six years", after(date, 6)
    if order in ("12958", "13292", "13526") and stated is None:
        return "ten years", after(date, 10)
    return "twenty-five years", after(date, 25)


def after(date, years):
    """The same day so many years later; 28 February for the 29th if there is none."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)
