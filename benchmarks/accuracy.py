"""How often the parser is right, field by field and family by family, on documents whose true values are known.

`python -m benchmarks.accuracy` measures on the real documents of tests/gold (benchmarks/real_pages.py), on invented
documents of the families handed out today (benchmarks/families.py) and on the bundled sample. It prints the page and
writes docs/accuracy.md. If the real documents are not at hand, their part is left as it was written. `--seed` measures
on a sample nobody has looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import families, real_pages
from benchmarks.corpus import sample
from benchmarks.scores import FAILURES_SHOWN, Case, Score, failures, found_values, measure, nothing
from transforms.contract import cable_json
from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document

REPORT = Path(__file__).parents[1] / "docs" / "accuracy.md"
OPENING = """\
# Accuracy

Written by `python -m benchmarks.accuracy`; do not edit.

Real documents come first, and among them those that were compared before any rule could be tuned on them. Invented
documents come last: they have the disorder their author thought of, so their figures are an upper bound. They show what
breaks, not what real traffic still holds.
"""
FAMILIES_HEADING = "## Invented documents of other families"
FORMATS = ("telegram", "ocr", "wikileaks-html", "cables-csv", "nara")


def cases(cables: int, seed: int) -> Iterator[Case]:
    """Documents of an invented corpus, read; a cable that is not read at all counts as one with nothing found."""
    for document in sample.documents(cables, seed):
        name = " ".join(part for part in (document.source, document.member) if part)
        read = to_document(RawDocument(document.source, document.member, 1, document.raw))
        if not document.truth:
            continue
        form = document.truth.get("format", "nara")
        found = (
            nothing(document.truth) if isinstance(read, Rejected) else found_values(cable_json(parse_document(read)))
        )
        yield Case(f"{document.truth['id']} in {name}", form, document.truth, found)


def report(scores: dict[str, Score], cables: int, seed: int) -> str:
    """The part of the page about the invented cables of the sample, in Markdown."""
    documents = max(score.documents for score in scores.values())
    lines = [
        "## Invented cables of the sample",
        "",
        f"Measured on {documents:,} documents of {cables:,} invented cables (seed {seed}): the values are compared",
        "with those the texts were composed from.",
        "",
        "Precision: of the values read, how many are true. Recall: of the true values, how many were read. Exact:",
        "documents in which the field is right as a whole, order included; then the same by format.",
        "",
        f"| field | documents | precision | recall | exact | {' | '.join(FORMATS)} |",
        f"|---|--:|--:|--:|--:|{'--:|' * len(FORMATS)}",
        *(_row(name, score) for name, score in scores.items()),
        "",
        *_failures(scores),
    ]
    return "\n".join(lines).rstrip() + "\n"


def families_report(by_family: dict[str, dict[str, Score]]) -> str:
    """The part of the page about invented documents of the families handed out today, in Markdown."""
    counts = {family: max(score.documents for score in scores.values()) for family, scores in by_family.items()}
    names = dict.fromkeys(name for scores in by_family.values() for name in scores)
    lines = [
        FAMILIES_HEADING,
        "",
        f"{sum(counts.values())} telegrams in the forms that archives hand out today (benchmarks/corpus/families),",
        f"drawn with {len(families.SEEDS)} seeds, and read file by file as a run reads them. The values are compared",
        "with those the texts were composed from. The table shows in how many documents the field is right as a whole;",
        "a cell is empty if the documents do not determine the field.",
        "",
        f"| field | {' | '.join(f'{family} ({count})' for family, count in counts.items())} |",
        f"|---|{'--:|' * len(counts)}",
        *(f"| {name} | {' | '.join(_share(scores.get(name)) for scores in by_family.values())} |" for name in names),
        "",
        *(line for family, scores in by_family.items() for line in _failures(scores, family)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _share(score: Score | None) -> str:
    return f"{score.exact} of {score.documents}" if score else ""


def _failures(scores: dict[str, Score], family: str = "") -> Iterator[str]:
    """What was read wrong, field by field; lines of Markdown."""
    for name, score in scores.items():
        if score.failures:
            title = f"{family}, {name}" if family else name
            yield from (f"### {title}: {len(score.failures):,} read wrong", "")
            yield from (f"At most {FAILURES_SHOWN} are shown: true, then read.", "", *failures(score), "")


def _row(name: str, score: Score) -> str:
    by_format = (
        f"{score.exact_by_format[form] / score.by_format[form]:.1%}" if score.by_format[form] else ""
        for form in FORMATS
    )
    exact = score.exact / score.documents
    return (
        f"| {name} | {score.documents:,} | {score.precision:.1%} | {score.recall:.1%} | {exact:.1%} "
        f"| {' | '.join(by_format)} |"
    )


def _released() -> str:
    """The part about real documents: measured if they are at hand, else as it was written."""
    folder = real_pages.folder()
    if folder:
        return real_pages.section(real_pages.scores(folder))
    _, heading, written = REPORT.read_text(encoding="utf-8").partition(real_pages.HEADING)
    return heading + written.partition(FAMILIES_HEADING)[0].rstrip() + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--cables", type=int, default=sample.CABLES)
    parser.add_argument("--seed", type=int, default=sample.SEED, help="another seed: cables nobody tuned the parser on")
    parser.add_argument("--check", action="store_true", help="fail if docs/accuracy.md is not what would be written")
    parser.add_argument("--field", help="list every failure of this field")
    options = parser.parse_args()
    scores = measure(cases(options.cables, options.seed))
    if options.field:
        for failure in scores[options.field].failures:
            print(*failure, sep="\n    ")
        return 0
    parts = (
        OPENING,
        _released(),
        families_report(families.scores(families.SEEDS)),
        report(scores, options.cables, options.seed),
    )
    text = "\n".join(parts)
    if options.check:
        if REPORT.read_text(encoding="utf-8") != text:
            print("docs/accuracy.md is out of date; run: python -m benchmarks.accuracy", file=sys.stderr)
            return 1
        return 0
    print(text)
    if (options.cables, options.seed) == (sample.CABLES, sample.SEED):
        REPORT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
