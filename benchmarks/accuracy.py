"""How often the parser is right, field by field and format by format, on cables whose true values are known.

`python -m benchmarks.accuracy` measures on the bundled corpus, prints the table and writes docs/accuracy.md; `--seed`
measures on a corpus nobody has looked at. The cables are invented: docs/accuracy.md says what that does not show. Where
the released cables are at hand (benchmarks/real_pages.py), a second table is measured on them; elsewhere it is left as
it was written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import real_pages
from benchmarks.corpus import sample
from benchmarks.scores import FAILURES_SHOWN, Case, Score, failures, found_values, measure, nothing
from transforms.contract import cable_json
from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document

REPORT = Path(__file__).parents[1] / "docs" / "accuracy.md"
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
    """The page of figures, in Markdown."""
    documents = max(score.documents for score in scores.values())
    lines = [
        "# Accuracy",
        "",
        "Written by `python -m benchmarks.accuracy`; do not edit.",
        "",
        f"Measured on {documents:,} documents of {cables:,} invented cables (seed {seed}): the values are compared",
        "with those the texts were composed from. Invented cables have the disorder their author thought of, so these",
        "figures are an upper bound; they show what breaks, not what real traffic still holds.",
        "",
        "Precision: of the values read, how many are true. Recall: of the true values, how many were read. Exact:",
        "documents in which the field is right as a whole, order included; then the same by format.",
        "",
        f"| field | documents | precision | recall | exact | {' | '.join(FORMATS)} |",
        f"|---|--:|--:|--:|--:|{'--:|' * len(FORMATS)}",
        *(_row(name, score) for name, score in scores.items()),
        "",
        "## Failures",
        "",
        f"At most {FAILURES_SHOWN} a field: true, then read.",
        "",
    ]
    for name, score in scores.items():
        if score.failures:
            lines += [f"### {name}: {len(score.failures):,}", "", *failures(score), ""]
    return "\n".join(lines).rstrip() + "\n"


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
    """The part about released cables: measured where they are, as it stands in the report where not."""
    folder = real_pages.folder()
    if folder:
        return real_pages.section(real_pages.scores(folder))
    _, heading, written = REPORT.read_text(encoding="utf-8").partition(real_pages.HEADING)
    return heading + written


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
    text = report(scores, options.cables, options.seed) + "\n" + _released()
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
