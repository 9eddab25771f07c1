"""How often the parser is right on released cables, against values that were read from them by eye.

The values are in tests/gold, the cables are not: their folder stands beside the repository or is named by
CABLELAKE_SHARED, and where it is absent nothing is measured. `real_pages.jsonl` holds 64 complete WikiLeaks pages, the
first by sha1 of the id; `real_nara.jsonl` four telegrams of the Central Foreign Policy Files, of which the opening
pages exist. Values are as printed, in the shapes of `cablelake parse --json`; paragraphs are the numbered ones.

`held_out_pages.jsonl` holds 60 more pages, the first by sha1 of `heldout:` and the id, partial extracts and the pages
above left out. `held_out_first_comparison.csv` says how they compared when first looked at, and is not written again:
what was misread then has been mended since. `second_held_out_pages.jsonl` and its comparison are 60 others.
"""

from __future__ import annotations

import csv
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from benchmarks.scores import FIELDS, Case, Fields, Items, Score, Values, failures, measure
from transforms.contract import cable_json
from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
HEADING = "## Released cables"


def _section_total(values: Values) -> Items:
    return [values["section"]["total"]] if values["section"]["total"] else []


REAL_FIELDS: Fields = {
    name: FIELDS[name]
    for name in (
        "id",
        "dtg",
        "precedence",
        "classification",
        "handling",
        "captions",
        "executive_order",
        "declassify_on",
        "tags",
        "subject",
        "references",
        "classified_by",
        "classified_by_title",
        "reasons",
        "signer",
        "addressees",
        "paragraph numbers",
        "portion markings",
    )
} | {"section total": ("section", _section_total)}


def folder() -> Path | None:
    """Folder of real cables, or None where there is none."""
    path = Path(os.environ.get("CABLELAKE_SHARED") or ROOT.parent / "shared") / "cables"
    return path if path.is_dir() else None


def scores(cables: Path) -> dict[str, Score]:
    """Scores by field over all cables of tests/gold."""
    return measure([*_pages(cables, "real_pages.jsonl"), *_archive(cables)], REAL_FIELDS)


def held_out_scores(cables: Path) -> dict[str, Score]:
    """Scores by field over the held-out pages, as the parser reads them now."""
    drawn = ("held_out_pages.jsonl", "second_held_out_pages.jsonl")
    return measure([case for name in drawn for case in _pages(cables, name)], REAL_FIELDS)


def section(found: dict[str, Score]) -> str:
    """The part of docs/accuracy.md about released cables, in Markdown; ends in a line end."""
    cables = max(score.documents for score in found.values())
    lines = [
        HEADING,
        "",
        f"Measured on {cables} cables that were released: WikiLeaks pages and telegrams of the National Archives,",
        "drawn without regard to how well they are read. The values (tests/gold) were written down from the texts",
        "before the parser's were looked at; addressees by a line-by-line transcription of the header. The rules were",
        "tuned on pages of the same release, some of them among these, so unseen cables will fare worse.",
        "",
        "This part needs the texts, which are not in the repository: it is measured and checked only where their",
        "folder stands beside it, or CABLELAKE_SHARED names it.",
        "",
        "| field | cables | precision | recall | exact |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {score.documents} | {score.precision:.1%} | {score.recall:.1%} "
            f"| {score.exact / score.documents:.1%} |"
            for name, score in found.items()
        ),
        "",
    ]
    wrong = {name: score for name, score in found.items() if score.failures}
    if wrong:
        lines += ["Still read wrong:", ""]
        lines += [f"- {name}, {line[2:]}" for name, score in wrong.items() for line in failures(score)]
        lines += [""]
    lines += [*_first_comparison(), "", *_second_comparison()]
    return "\n".join(lines).rstrip() + "\n"


def _first_comparison() -> list[str]:
    """The figures of the held-out pages as they were at the first comparison; lines of Markdown."""
    with (GOLD / "held_out_first_comparison.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        "### Held-out pages",
        "",
        f"{rows[0]['pages']} further complete pages, drawn by a hash of the id, were read by eye without a look at the",
        "parser's values and compared once; these are the figures of that comparison, and what was misread has been",
        "mended since. It is not the accuracy on unseen cables: the parser's authors had these pages at hand while",
        "they tuned the rules on the release, and the values of some were held in tests before (see the column).",
        "A field that is absent and read as absent agrees. Slip: the person misread; convention: both right, written",
        "down differently (`AND PREVIOUS` is a remark, not a reference).",
        "",
        "| field | pages | verified before | agreed at once | slip | convention | misread |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *("| " + " | ".join(row.values()) + " |" for row in rows),
    ]


def _second_comparison() -> list[str]:
    """The figures of the second 60 pages before anything was mended; lines of Markdown."""
    with (GOLD / "second_held_out_first_comparison.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        "### Second reading",
        "",
        f"{rows[0]['pages']} other pages, drawn by a fixed seed with long texts and years before 2003 preferred (1972",
        "to 2010, partial extracts among them), were read with the parser's values beside them, which is a milder",
        "test than the one above: header, head, signature, headings and the beginning of each paragraph, of the",
        "summary its first and last words; running text was not read for what a field may have left out. These are",
        "the figures before mending. Misread were La Paz with a month behind it (three pages), a subject cut off at a",
        "page line and, outside this table, a heading between rules on one line, taken for a paragraph; rules for",
        "them have been added since.",
        "",
        "| field | pages | agreed at once | misread |",
        "|---|--:|--:|--:|",
        *("| " + " | ".join(row.values()) + " |" for row in rows),
    ]


def _pages(cables: Path, name: str) -> Iterator[Case]:
    expected = _gold(name)
    with tarfile.open(cables / "wikileaks-html.tar.gz") as archive:
        for member in archive:
            values = expected.pop(PurePosixPath(member.name).stem, None)
            content = archive.extractfile(member) if values else None
            if values and content:
                yield _case(values, "wikileaks-html", PurePosixPath(member.name).name, content.read())
    if expected:
        raise LookupError(f"{cables}: no pages of {', '.join(expected)}")


def _archive(cables: Path) -> Iterator[Case]:
    expected = _gold("real_nara.jsonl")
    for values in expected.values():
        path = cables / "nara" / values["file"]
        yield _case(values, "nara", path.name, path.read_bytes())


def _case(expected: Values, form: str, name: str, raw: bytes) -> Case:
    document = to_document(RawDocument(name, "", 1, raw))
    if isinstance(document, Rejected):
        raise ValueError(f"{name}: not taken for a cable: {document.detail}")
    found = cable_json(parse_document(document))
    numbered = [paragraph for paragraph in found["paragraphs"] if paragraph["number"] is not None]
    return Case(expected["id"], form, expected, {**found, "paragraphs": numbered})


def _gold(name: str) -> dict[str, dict[str, Any]]:
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return {values["id"]: values for values in map(json.loads, lines)}
