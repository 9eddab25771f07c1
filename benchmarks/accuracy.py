"""How often the parser is right, field by field and format by format, on cables whose true values are known.

`python -m benchmarks.accuracy` measures on the bundled corpus, prints the table and writes docs/accuracy.md; `--seed`
measures on a corpus nobody has looked at. The cables are invented: docs/accuracy.md says what that does not show.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.corpus import sample
from benchmarks.corpus.facts import digest
from transforms.contract import cable_json
from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document

REPORT = Path(__file__).parents[1] / "docs" / "accuracy.md"
FORMATS = ("telegram", "ocr", "wikileaks-html", "cables-csv", "nara")
FAILURES_SHOWN = 6

Values = dict[str, Any]
Items = list[Any]


class Case(NamedTuple):
    """One document: what it is called, how it came, what is true of it and what was read."""

    name: str
    form: str
    expected: Values
    found: Values


@dataclass(slots=True)
class Score:
    """Counts of one field. An item is a value of a list, or the one value of a field that has one."""

    documents: int = 0
    exact: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    exact_by_format: Counter[str] = field(default_factory=Counter)
    by_format: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, Items, Items]] = field(default_factory=list)

    def add(self, case: Case, expected: Items, found: Items) -> None:
        same = expected == found
        shared = sum((_counted(expected) & _counted(found)).values())
        self.documents += 1
        self.exact += same
        self.right += shared
        self.wrong += len(found) - shared
        self.missed += len(expected) - shared
        self.by_format[case.form] += 1
        self.exact_by_format[case.form] += same
        if not same:
            self.failures.append((case.name, expected, found))

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def _counted(items: Items) -> Counter[str]:
    return Counter(map(repr, items))


def _one(name: str) -> Callable[[Values], Items]:
    return lambda values: [values[name]] if values[name] is not None else []


def _many(name: str) -> Callable[[Values], Items]:
    return lambda values: list(values[name])


def _rows(name: str, *columns: str) -> Callable[[Values], Items]:
    return lambda values: [tuple(row[column] for column in columns) for row in values[name]]


# field of the table -> key of the values, and its items; order counts for an exact match
FIELDS: dict[str, tuple[str, Callable[[Values], Items]]] = {
    **{
        name: (name, _one(name))
        for name in ("id", "date", "dtg", "precedence", "post", "routing_indicator", "serial", "classification")
    },
    "handling": ("handling", _many("handling")),
    "captions": ("captions", _many("captions")),
    "section": ("section", lambda values: [v for v in (values["section"]["number"], values["section"]["total"]) if v]),
    "executive_order": ("executive_order", _one("executive_order")),
    "declassify_on": ("declassify_on", _one("declassify_on")),
    "tags": ("tags", _many("tags")),
    "subject": ("subject", _one("subject")),
    "references": ("references", _rows("references", "kind", "target")),
    "reference labels": ("references", _rows("references", "label")),
    "classified_by": ("classified_by", _one("classified_by")),
    "classified_by_title": ("classified_by_title", _one("classified_by_title")),
    "reasons": ("reasons", _many("reasons")),
    "signer": ("signer", _one("signer")),
    "summary": ("summary", lambda values: [values["summary"]] if values["summary"] else []),
    "addressees": ("addressees", _rows("addressees", "role", "name", "routing_indicator", "precedence", "serial")),
    "paragraph numbers": ("paragraphs", _rows("paragraphs", "number")),
    "portion markings": ("paragraphs", _rows("paragraphs", "number", "portion")),
    "paragraph texts": ("paragraphs", _rows("paragraphs", "begins", "ends", "words")),
    "is_partial": ("is_partial", _one("is_partial")),
    "redactions": ("redactions", _one("redactions")),
    "format": ("format", _one("format")),
}


def measure(cases: Iterable[Case]) -> dict[str, Score]:
    """Scores by field; a value that the truth leaves open is not counted."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in cases:
        for name, (key, items) in FIELDS.items():
            if key in case.expected:
                scores[name].add(case, items(case.expected), items(case.found))
    return dict(scores)


def cases(cables: int, seed: int) -> Iterator[Case]:
    """Documents of an invented corpus, read; a cable that is not read at all counts as one with nothing found."""
    for document in sample.documents(cables, seed):
        name = " ".join(part for part in (document.source, document.member) if part)
        read = to_document(RawDocument(document.source, document.member, 1, document.raw))
        if not document.truth:
            continue
        form = document.truth.get("format", "nara")
        found = (
            _nothing(document.truth) if isinstance(read, Rejected) else found_values(cable_json(parse_document(read)))
        )
        yield Case(f"{document.truth['id']} in {name}", form, document.truth, found)


def found_values(parsed: Values) -> Values:
    """The parser's values, texts in the short form in which the truth has them."""
    paragraphs = [{**paragraph, **digest(paragraph["text"])} for paragraph in parsed["paragraphs"]]
    summary = digest(parsed["summary"]) if parsed["summary"] else None
    return {**parsed, "paragraphs": paragraphs, "summary": summary}


def _nothing(expected: Values) -> Values:
    empty: Values = {name: [] if isinstance(value, list) else None for name, value in expected.items()}
    return {**empty, "section": {"number": None, "total": None}}


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
            lines += [f"### {name}: {len(score.failures):,}", "", *_failures(score), ""]
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


def _failures(score: Score) -> Iterator[str]:
    for case, expected, found in score.failures[:FAILURES_SHOWN]:
        missing = [item for item in expected if item not in found]
        extra = [item for item in found if item not in expected]
        if not missing and not extra:
            missing, extra = expected, found
        yield f"- {case}: `{_short(missing)}` read as `{_short(extra)}`"


def _short(items: Items) -> str:
    text = repr(items[0] if len(items) == 1 else items).replace("`", "'")
    return text if len(text) < 160 else text[:160] + " ..."


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
    text = report(scores, options.cables, options.seed)
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
