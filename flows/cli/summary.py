"""The result of an ingest for people and for machines."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict

from flows.cli.headlines import print_headlines
from flows.cli.output import print_rows
from pipeline.report import Report, remarks, sentence
from warehouse.lake import Place


def print_json(report: Report) -> None:
    """The report as one JSON object."""
    stored = asdict(report)
    stored["counts"] = report.counts._asdict()
    stored["alarms"] = [asdict(alarm) for alarm in report.alarms]
    print(json.dumps(stored, ensure_ascii=False))


def show(report: Report, *, is_recorded: bool) -> None:
    """The report as lines and tables; `is_recorded`: a Prefect server also has the run."""
    print(f"run {report.run_id}: {sentence(report.counts)}")
    for line in remarks(report):
        print(line)
    if report.rejections:
        rows = [(r.reason, r.documents, r.example) for r in report.rejections]
        print_rows("Quarantined", ("reason", "documents", "for example"), rows)
    if report.broken:
        checks = [(check.name, check.severity, check.rows) for check in report.broken]
        print_rows("Checks that found something", ("check", "severity", "rows"), checks)
    place = Place.of(report.lake)
    print_headlines(place.warehouse)
    print(f"lake       {place.folder}")
    print(f"warehouse  {place.warehouse}")
    print(f"dashboard  cablelake dashboard --lake {shlex.quote(report.lake)}")
    if not is_recorded:
        print("recorded   in the lake; with --prefect or PREFECT_API_URL on a Prefect server too")
