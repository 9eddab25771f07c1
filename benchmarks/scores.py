"""Counting how often a field is read right: cases of known values, the items of each field, precision and recall."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.corpus.facts import digest

FAILURES_SHOWN = 6

Values = dict[str, Any]
Items = list[Any]
Fields = dict[str, tuple[str, Callable[[Values], Items]]]


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


def one(name: str) -> Callable[[Values], Items]:
    """The items of a field that has one value."""
    return lambda values: [values[name]] if values[name] is not None else []


def many(name: str) -> Callable[[Values], Items]:
    """The items of a field that has a list of values."""
    return lambda values: list(values[name])


def _rows(name: str, *columns: str) -> Callable[[Values], Items]:
    return lambda values: [tuple(row[column] for column in columns) for row in values[name]]


# field of the table -> key of the values, and its items; order counts for an exact match
FIELDS: Fields = {
    **{
        name: (name, one(name))
        for name in ("id", "date", "dtg", "precedence", "post", "routing_indicator", "serial", "classification")
    },
    "handling": ("handling", many("handling")),
    "captions": ("captions", many("captions")),
    "section": ("section", lambda values: [v for v in (values["section"]["number"], values["section"]["total"]) if v]),
    "executive_order": ("executive_order", one("executive_order")),
    "declassify_on": ("declassify_on", one("declassify_on")),
    "tags": ("tags", many("tags")),
    "subject": ("subject", one("subject")),
    "references": ("references", _rows("references", "kind", "target")),
    "reference labels": ("references", _rows("references", "label")),
    "classified_by": ("classified_by", one("classified_by")),
    "classified_by_title": ("classified_by_title", one("classified_by_title")),
    "reasons": ("reasons", many("reasons")),
    "signer": ("signer", one("signer")),
    "summary": ("summary", lambda values: [values["summary"]] if values["summary"] else []),
    "addressees": ("addressees", _rows("addressees", "role", "name", "routing_indicator", "precedence", "serial")),
    "paragraph numbers": ("paragraphs", _rows("paragraphs", "number")),
    "portion markings": ("paragraphs", _rows("paragraphs", "number", "portion")),
    "paragraph texts": ("paragraphs", _rows("paragraphs", "begins", "ends", "words")),
    "is_partial": ("is_partial", one("is_partial")),
    "redactions": ("redactions", one("redactions")),
    "format": ("format", one("format")),
}


def found_values(parsed: Values) -> Values:
    """The parser's values, texts in the short form in which the truth has them."""
    paragraphs = [{**paragraph, **digest(paragraph["text"])} for paragraph in parsed["paragraphs"]]
    summary = digest(parsed["summary"]) if parsed["summary"] else None
    return {**parsed, "paragraphs": paragraphs, "summary": summary}


def nothing(expected: Values) -> Values:
    """What was found in a document that could not be read."""
    empty: Values = {name: [] if isinstance(value, list) else None for name, value in expected.items()}
    return {**empty, "section": {"number": None, "total": None}}


def measure(cases: Iterable[Case], fields: Fields = FIELDS) -> dict[str, Score]:
    """Scores by field; a value that the truth leaves open is not counted."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in cases:
        for name, (key, items) in fields.items():
            if key in case.expected:
                scores[name].add(case, items(case.expected), items(case.found))
    return dict(scores)


def failures(score: Score) -> Iterator[str]:
    """A list item for each of the first failures of a field: true, then read."""
    for case, expected, found in score.failures[:FAILURES_SHOWN]:
        missing = [item for item in expected if item not in found]
        extra = [item for item in found if item not in expected]
        if not missing and not extra:
            missing, extra = expected, found
        yield f"- {case}: `{_short(missing)}` read as `{_short(extra)}`"


def _short(items: Items) -> str:
    text = repr(items[0] if len(items) == 1 else items).replace("`", "'")
    return text if len(text) < 160 else text[:160] + " ..."
