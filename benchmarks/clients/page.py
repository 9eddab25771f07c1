"""The page of docs/clients.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.clients.matrix import NOT_TRIED, Client, Part
from benchmarks.clients.trial import Outcome

_NAMES_SHOWN = 3

_PARTS: dict[Part, tuple[str, str]] = {
    "warehouse": (
        "The published file",
        "`warehouse.duckdb`: all tables and views, and the seven macros unless the row says otherwise. `EXPORT as "
        "Parquet, IMPORT` is `EXPORT DATABASE 'folder' (FORMAT parquet)`, then `IMPORT DATABASE 'folder'` into an "
        "empty database with the same version of DuckDB. The row after it does the same with CSV files, which is "
        "DuckDB's default: before 2.0, empty strings come back as null.",
    ),
    "files": (
        "The plain data set",
        "`parquet/`: all tables, each read with the line that [The lake](lake.md#plain-parquet-files) gives.",
    ),
    "lake": (
        "The lake",
        "`catalog.sqlite` and `data/`: all tables. Only DuckLake clients read these right; DuckDB itself needs its "
        "extension `ducklake`.",
    ),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A client, the versions of its packages, and its outcome in each state of the lake; or why it was not tried."""

    client: Client
    versions: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    not_tried: str = ""


def page(trials: Sequence[Trial], day: dt.date) -> str:
    """The page, in Markdown."""
    return "\n".join(_lines(trials, day)) + "\n"


def _lines(trials: Sequence[Trial], day: dt.date) -> Iterator[str]:
    states = list(dict.fromkeys(state for trial in trials for state in trial.outcomes))
    yield from (
        "# Clients",
        "",
        f"Written by `make clients` on {day.isoformat()}; do not edit.",
        "",
        "Each client was installed in an environment of its own, with the newest packages that it accepts. It read the "
        "bundled sample in four states of the lake: after one ingest; after a second delivery, whose documents "
        "supersede some of the first; after `cablelake maintain` that kept nothing old; and after a move of the lake "
        "to another folder and `cablelake maintain` there. Every row of every table was compared with what cablelake's "
        "own engine reads, as text; numbers are compared to 12 digits.",
    )
    for part, (title, meaning) in _PARTS.items():
        chosen = [trial for trial in trials if trial.client.part == part]
        yield from ("", f"## {title}", "", meaning, "")
        yield f"| client | versions | {' | '.join(f'after {state}' for state in states)} |"
        yield f"|---|---|{'---|' * len(states)}"
        yield from (_row(trial, states) for trial in chosen)
    yield from ("", "## What was wrong, and why", "")
    yield from _reasons(trials)


def _row(trial: Trial, states: Sequence[str]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in trial.versions.items())
    name = trial.client.name if trial.client.macros else f"{trial.client.name} (no macros)"
    cells = (
        f"not tried: {trial.not_tried}" if trial.not_tried else _cell(trial.outcomes.get(state)) for state in states
    )
    return f"| {name} | {versions} | {' | '.join(cells)} |"


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return "not tried"
    return f"all {outcome.asked} right" if not outcome.wrong else f"**{len(outcome.wrong)} of {outcome.asked} wrong**"


def _reasons(trials: Sequence[Trial]) -> Iterator[str]:
    for trial in trials:
        if trial.client.note:
            yield f"- {trial.client.name}: {trial.client.note}."
        yield from (f"- {trial.client.name}, {reason}" for reason in _kinds(trial))
    for name, reason in NOT_TRIED:
        yield f"- {name} was not tried: {reason}."


def _kinds(trial: Trial) -> Iterator[str]:
    """Each kind of reason once, with the tables it was given for."""
    tables: dict[str, list[str]] = {}
    examples: dict[str, str] = {}
    for state, outcome in trial.outcomes.items():
        for table, reason in outcome.wrong.items():
            kind = re.sub(r"\d+", "N", reason)  # of rows
            examples.setdefault(kind, f"first after {state}: {_safe(reason)}")
            tables.setdefault(kind, []).append(f"`{table}`")
    for kind, example in examples.items():
        names = list(dict.fromkeys(tables[kind]))
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        yield f"{', '.join(names[:_NAMES_SHOWN])}{more}, {example}"


def _safe(reason: str) -> str:
    return "``" + reason.replace("``", "") + "``"
