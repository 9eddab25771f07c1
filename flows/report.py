"""What a run tells people: counts that add up, what was quarantined and why, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
class Report:
    """A finished run. `seconds` by step; `hidden` files were passed over in folders."""

    run_id: str
    lake: str
    sources: tuple[str, ...]
    counts: Counts
    rejections: tuple[Rejection, ...] = ()
    broken: tuple[BrokenCheck, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    hidden: int = 0

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


def markdown(report: Report) -> str:
    """The report as Markdown, for the artifact of the run."""
    parts = [f"# Ingest {report.run_id}", f"Lake `{report.lake}`. {sentence(report.counts)}."]
    if not report.is_new:
        parts.append("Nothing new.")
    parts.append("Sources: " + ", ".join(f"`{_cell(source)}`" for source in report.sources))
    if report.hidden:
        parts.append(f"Hidden files and folders passed over: {report.hidden:,}")
    if report.rejections:
        rows = [(r.reason, f"{r.documents:,}", _cell(r.example)) for r in report.rejections]
        parts += ["## Quarantined", _table(("reason", "documents", "for example"), rows)]
    if report.broken:
        checks = [(check.name, check.severity, f"{check.rows:,}") for check in report.broken]
        parts += ["## Checks that found something", _table(("check", "severity", "rows"), checks)]
    times = [(step, f"{seconds:.1f}") for step, seconds in report.seconds.items()]
    parts += ["## Time", _table(("step", "seconds"), times)]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Words of a source inside a table: what would be markup is escaped."""
    line = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#" else c for c in line)
