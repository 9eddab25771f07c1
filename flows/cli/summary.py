"""The result of an ingest for people and for machines."""

from __future__ import annotations

import json
from dataclasses import asdict

from flows.cli.output import print_rows
from flows.report import Report, sentence
from warehouse.lake import Lake, Place

# the three analytics a run ends with: title, query
_HEADLINES = (
    ("Most frequent TAGS", "SELECT * FROM tag_frequencies LIMIT 10"),
    ("Classification", "SELECT * FROM classification_counts"),
    ("Topics over time", "SELECT * FROM topic_timelines LIMIT 10"),
)


def print_json(report: Report) -> None:
    """The report as one JSON object."""
    stored = asdict(report)
    stored["counts"] = report.counts._asdict()
    print(json.dumps(stored, ensure_ascii=False))


def show(report: Report) -> None:
    """The report as lines and tables."""
    print(f"run {report.run_id}: {sentence(report.counts)}")
    if not report.is_new:
        print("nothing new")
    if report.hidden:
        print(f"{report.hidden:,} hidden files and folders passed over")
    if report.rejections:
        rows = [(r.reason, r.documents, r.example) for r in report.rejections]
        print_rows("Quarantined", ("reason", "documents", "for example"), rows)
    if report.broken:
        checks = [(check.name, check.severity, check.rows) for check in report.broken]
        print_rows("Checks that found something", ("check", "severity", "rows"), checks)
    place = Place.of(report.lake)
    _headlines(place)
    print(f"lake       {place.folder}")
    print(f"warehouse  {place.warehouse}")
    print(f"dashboard  cablelake dashboard --lake {report.lake}")


def _headlines(place: Place) -> None:
    with Lake.open(place, read_only=True) as lake:
        for title, query in _HEADLINES:
            found = lake.connection.execute(query)
            print_rows(title, tuple(column[0] for column in found.description), found.fetchall())
