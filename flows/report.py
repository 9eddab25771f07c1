"""What a run tells people: counts that add up, what was quarantined and why, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from warehouse.checks import Result
from warehouse.commit import Counts


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reason for quarantine: how many documents, and one of them in words."""

    reason: str
    documents: int
    example: str


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A data check that found something; severity: fail or warn."""

    name: str
    severity: str
    rows: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A measure of a run outside the band of the runs before it: documents, or shares from 0 to 1."""

    measure: str
    value: float
    usual: float
    lowest: float
    highest: float

    @property
    def sentence(self) -> str:
        """The alarm in words."""
        write = "{:,.0f}".format if self.measure == "new documents" else "{:.1%}".format
        band = f"{write(self.lowest)} to {write(self.highest)}"
        return f"{self.measure}: {write(self.value)}, usually {write(self.usual)} ({band})"


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run. `seconds` by step; `hidden` files were passed over, `unsettled` ones left for later."""

    run_id: str
    lake: str
    sources: tuple[str, ...]
    counts: Counts
    rejections: tuple[Rejection, ...] = ()
    broken: tuple[BrokenCheck, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    hidden: int = 0
    unsettled: int = 0
    alarms: tuple[Alarm, ...] = ()

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
    """What else a person should know of a run, a line each."""
    lines = [] if report.is_new else ["nothing new"]
    if report.hidden:
        lines.append(f"{report.hidden:,} hidden files and folders passed over")
    if report.unsettled:
        lines.append(f"{report.unsettled:,} files may still be written to and are left for the next run")
    return lines + [f"unusual {alarm.sentence}" for alarm in report.alarms]


def markdown(report: Report) -> str:
    """The report as Markdown, for the artifact of the run."""
    parts = [f"# Ingest {report.run_id}", f"Lake `{report.lake}`. {sentence(report.counts)}."]
    parts += [f"{line[0].upper()}{line[1:]}." for line in remarks(report)]
    parts.append("Sources: " + ", ".join(f"`{_cell(source)}`" for source in report.sources))
    if report.rejections:
        rows = [(r.reason, f"{r.documents:,}", _cell(r.example)) for r in report.rejections]
        parts += ["## Quarantined", _table(("reason", "documents", "for example"), rows)]
    if report.broken:
        checks = [(check.name, check.severity, f"{check.rows:,}") for check in report.broken]
        parts += ["## Checks that found something", _table(("check", "severity", "rows"), checks)]
    times = [(step, f"{seconds:.1f}") for step, seconds in report.seconds.items()]
    parts += ["## Time", _table(("step", "seconds"), times)]
    return "\n\n".join(parts) + "\n"


def checks_markdown(checks: int, broken: Sequence[Result]) -> str:
    """Results of the data checks as Markdown; `broken` are those that found something."""
    rows = [(r.check.name, r.check.severity, f"{r.rows:,}", _cell(r.check.rule)) for r in broken]
    found = [_table(("check", "severity", "rows", "rule"), rows)] if rows else []
    return "\n\n".join([f"# {checks:,} checks, {len(broken):,} found something", *found]) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Words of a source inside a table: what would be markup is escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#" else c for c in line)
