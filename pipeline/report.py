"""What a run tells people: counts that add up, what was quarantined and why, and how long it took."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.errors import one_line
from schemas.ledger import Counts
from warehouse.checks import Result

_SOURCES_SHOWN = 10
_LOSSES_SHOWN = 10
_SIGNS_SHOWN = 10

# what a measure below and above its usual band may mean
_MEANING = {
    "quality": ("the parser reads less of these cables: see the view findings_by_rule", "the source is fuller"),
    "new documents": ("the source may have a gap", "an archive or a backlog came in"),
    "quarantine rate": ("less is refused than before", "the source may have changed its form: see the reasons"),
    "cables with a field": (
        "the source is of another kind, or a rule no longer fits it: see the view findings_by_rule",
        "the source is fuller than before, or of another kind",
    ),
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reason for quarantine: how many documents, and a description of one of them."""

    reason: str
    documents: int
    example: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A cable whose text contains more than was read: the sign of the loss, and the document it came from."""

    cable_id: str
    sign: str
    place: str


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A data check that found something; severity: fail or warn."""

    name: str
    severity: str
    rows: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of damage: a line with its meaning and what to do, and the file concerned, which is not for messages."""

    line: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a run, compared with the runs before it: documents, or shares from 0 to 1.

    `last` is the value of the last run that brought something, None for the first one; `usual`, `lowest` and `highest`
    are the band of up to 20 earlier runs; the bounds are None if there are too few (warehouse/views/run_alarms.sql).
    """

    measure: str
    value: float
    last: float | None = None
    usual: float | None = None
    lowest: float | None = None
    highest: float | None = None
    is_alarm: bool = False

    def write(self, value: float | None) -> str:
        """A value of this measure in words; "" for None."""
        if value is None:
            return ""
        return f"{value:,.0f}" if self.measure == "new documents" else f"{value:.1%}"

    @property
    def band(self) -> str:
        """The usual band in words; "" if there is none."""
        return f"{self.write(self.lowest)} to {self.write(self.highest)}" if self.lowest is not None else ""

    @property
    def sentence(self) -> str:
        """The measure in words, with what a value outside the band may mean."""
        return f"{self.measure}: {self.write(self.value)}, usually {self.write(self.usual)} ({self.band}); {self._why}"

    @property
    def _why(self) -> str:
        kind = self.measure if self.measure in _MEANING else "cables with a field"
        less, more = _MEANING[kind]
        return more if self.value > (self.usual or 0) else less


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run. `seconds` by step; `hidden` files were skipped, `unsettled` ones left for later; `came_whole`
    documents were in quarantine until their places gave something that could be read; `url` is the run's page on the
    Prefect server."""

    run_id: str
    lake: str
    sources: tuple[str, ...]
    counts: Counts
    rejections: tuple[Rejection, ...] = ()
    broken: tuple[BrokenCheck, ...] = ()
    losses: tuple[Loss, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    hidden: int = 0
    unsettled: int = 0
    came_whole: int = 0
    quality: tuple[Measure, ...] = ()
    signs: tuple[Sign, ...] = ()
    url: str = ""

    @property
    def alarms(self) -> tuple[Measure, ...]:
        """Measures outside their usual band."""
        return tuple(measure for measure in self.quality if measure.is_alarm)

    @property
    def failed(self) -> bool:
        """Whether a check of severity fail found something."""
        return any(check.severity == "fail" for check in self.broken)

    @property
    def is_new(self) -> bool:
        """Whether the run brought anything the lake did not have."""
        return self.counts.parsed + self.counts.quarantined > 0


def sentence(counts: Counts) -> str:
    """The reconciliation of a run in words."""
    return (
        f"{counts.documents:,} documents = {counts.parsed:,} parsed + {counts.quarantined:,} quarantined"
        f" + {counts.duplicates:,} duplicates"
    )


def remarks(report: Report) -> list[str]:
    """What else a person should know about a run, one line each."""
    lines = [] if report.is_new else ["nothing new"]
    if report.hidden:
        lines.append(f"{report.hidden:,} hidden files and folders passed over")
    if report.unsettled:
        lines.append(f"{report.unsettled:,} files may still be written to and are left for the next run")
    if report.came_whole:
        lines.append(f"{report.came_whole:,} documents in quarantine came whole and are settled")
    if report.losses:
        shown = ", ".join(dict.fromkeys(loss.cable_id for loss in report.losses[:_LOSSES_SHOWN]))
        more = f" and {count - _LOSSES_SHOWN:,} more" if (count := len(report.losses)) > _LOSSES_SHOWN else ""
        lines.append(f"text may be lost in {shown}{more}: see the view text_losses")
    lines += [f"{sign.place}: {sign.line}" if sign.place else sign.line for sign in report.signs[:_SIGNS_SHOWN]]
    if more_signs := len(report.signs) - _SIGNS_SHOWN:
        lines += [f"{more_signs:,} more alarms of this kind"] * (more_signs > 0)
    return lines + [f"unusual {alarm.sentence}" for alarm in report.alarms]


def markdown(report: Report) -> str:
    """The report as Markdown, for the artifact of the run."""
    parts = [f"# Ingest {report.run_id}", f"{sentence(report.counts)}."]
    parts += [f"**{line[0].upper()}{line[1:]}.**" for line in remarks(report)]
    if report.rejections:
        rows = [(r.reason, f"{r.documents:,}", _cell(r.example)) for r in report.rejections]
        parts += ["## Quarantined", _table(("reason", "documents", "for example"), rows)]
    if report.losses:
        losses = [(loss.cable_id, loss.sign, _cell(loss.place)) for loss in report.losses[:_LOSSES_SHOWN]]
        parts += ["## Text that may be lost", _table(("cable", "sign", "document"), losses)]
    if report.broken:
        checks = [(check.name, check.severity, f"{check.rows:,}") for check in report.broken]
        parts += ["## Checks that found something", _table(("check", "severity", "rows"), checks)]
    if report.quality:
        parts += ["## Quality", _quality(report.quality)]
    parts += ["## Time", _times(report), "## Where", *_places(report)]
    return "\n\n".join(parts) + "\n"


def _quality(measures: Sequence[Measure]) -> str:
    rows = [
        (m.measure, m.write(m.value), m.write(m.last), m.band, "**unusual**" if m.is_alarm else "") for m in measures
    ]
    table = _table(("measure", "this run", "last run", "usual band", ""), rows)
    if all(m.lowest is None for m in measures):
        table += "\n\nThe usual band is known after five runs that brought something."
    return table


def _times(report: Report) -> str:
    table = _table(("step", "seconds"), [(step, f"{seconds:.1f}") for step, seconds in report.seconds.items()])
    return (
        f"{table}\n\nThe search index, the checks and the plain files are made at the same time."
        if "search" in report.seconds
        else table
    )


def _places(report: Report) -> list[str]:
    shown = [_code(source) for source in report.sources[:_SOURCES_SHOWN]]
    if more := len(report.sources) - len(shown):
        shown.append(f"and {more:,} more")
    lines = [f"- Sources: {', '.join(shown)}", f"- Lake: {_code(report.lake)}"]
    if report.url:
        lines.append(f"- [Log and steps of the run]({report.url})")
    look = [("what is in it", "status")]
    if report.rejections:
        look.append(("what was quarantined", "quarantine list"))
    if report.broken:
        look.append(("the rows that checks found", "check"))
    place = shlex.quote(report.lake)
    lines += [f"- To see {what}: {_code(f'cablelake {command} --lake {place}')}" for what, command in look]
    return ["\n".join(lines)]


def checks_markdown(checks: int, broken: Sequence[Result]) -> str:
    """Results of the data checks as Markdown; `broken` are those that found something."""
    rows = [(r.check.name, r.check.severity, f"{r.rows:,}", _cell(r.check.rule)) for r in broken]
    found = [_table(("check", "severity", "rows", "rule"), rows)] if rows else []
    return "\n\n".join([f"# {checks:,} checks, {len(broken):,} found something", *found]) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Words of a source inside a table: markup is escaped."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#" else c for c in one_line(text))


def _code(text: str) -> str:
    """Words of a source verbatim; a fence of more backticks than they contain keeps them from being markup."""
    line = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    pad = " " if "`" in line else ""
    return f"{fence}{pad}{line}{pad}{fence}"
