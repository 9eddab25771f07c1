"""How often the parser is right on released cables, against values that were read from them by eye.

The values are in tests/gold, the cables are not: their folder is beside the repository or named by CABLELAKE_SHARED;
without it, nothing is measured. `real_pages.jsonl` holds 64 complete WikiLeaks pages, the first by sha1 of the id;
`real_nara.jsonl` four telegrams of the Central Foreign Policy Files, of which the opening pages exist; `real_ocr.jsonl`
an OCR'd print. Values are as printed, in the shapes of `cablelake parse --json`; paragraphs are the numbered ones.

`held_out_pages.jsonl` holds 60 more pages, the first by sha1 of `heldout:` and the id, without partial extracts and the
pages above. `held_out_first_comparison.csv` says how they compared when first looked at, and is not written again: what
was misread then has been corrected since. `second_held_out_pages.jsonl` and its comparison are 60 others.
`unseen_first_comparison.csv` and `peer_first_comparison.csv` are figures on material that is not at hand.
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
HEADING = "## Real documents"
# format of the documents in tests/gold -> family
FAMILIES = {"wikileaks-html": "release pages", "nara": "1970s records", "ocr": "OCR'd prints"}


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
    found = [*_pages(cables, "real_pages.jsonl"), *_files(cables, "nara"), *_files(cables, "ocr")]
    return measure(found, REAL_FIELDS)


def held_out_scores(cables: Path) -> dict[str, Score]:
    """Scores by field over the held-out pages, as the parser reads them now."""
    drawn = ("held_out_pages.jsonl", "second_held_out_pages.jsonl")
    return measure([case for name in drawn for case in _pages(cables, name)], REAL_FIELDS)


def section(found: dict[str, Score]) -> str:
    """The part of docs/accuracy.md about real documents, in Markdown; ends in a line end."""
    lines = [
        HEADING,
        "",
        *_families(found),
        "",
        *_unseen(),
        "",
        *_first_comparison(),
        "",
        *_second_comparison(),
        "",
        *_kept(found),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _families(found: dict[str, Score]) -> list[str]:
    """One row per family and reading: how many documents, who read them, how often the fields were right."""
    unseen = {row["field"]: (int(row["agreed_at_once"]), int(row["pages"])) for row in _rows("unseen")}
    first = {row["field"]: (int(row["agreed_at_once"]), int(row["pages"])) for row in _rows("held_out")}
    second = {row["field"]: (int(row["agreed_at_once"]), int(row["pages"])) for row in _rows("second_held_out")}
    return [
        "| family | documents | read | compared | lowest field | right in every document |",
        "|---|--:|---|---|---|---|",
        _family("release pages, unseen", "by hand, outside the project", "once, before correction", unseen),
        _family("release pages, held out", "by hand, without the parser's values", "once, before correction", first),
        _family(
            "release pages, second reading", "by hand, beside the parser's values", "once, before correction", second
        ),
        *(
            _family(family, "by hand, before the parser's values", "now", _of_form(found, form))
            for form, family in FAMILIES.items()
        ),
        *(
            f"| {family} | 0 | none at hand: see the invented ones below | | | |"
            for family in ("State frame", "FOIA prints", "military messages")
        ),
    ]


def _family(family: str, read: str, compared: str, fields: dict[str, tuple[int, int]]) -> str:
    """`fields`: in how many documents each field was right, and of how many."""
    name, (right, documents) = min(fields.items(), key=lambda item: item[1][0] / item[1][1])
    whole = [field for field, (exact, of) in fields.items() if exact == of]
    if len(whole) == len(fields):
        lowest, perfect = "", f"all {len(fields)} fields"
    else:
        lowest = f"{name}: {right} of {documents}"
        missed = [field for field in fields if field not in whole]
        perfect = f"all fields but {', '.join(missed)}"
    return f"| {family} | {max(of for _, of in fields.values())} | {read} | {compared} | {lowest} | {perfect} |"


def _of_form(found: dict[str, Score], form: str) -> dict[str, tuple[int, int]]:
    return {
        name: (score.exact_by_format[form], score.by_format[form])
        for name, score in found.items()
        if score.by_format[form]
    }


def _rows(name: str) -> list[dict[str, str]]:
    """The figures of a first comparison."""
    with (GOLD / f"{name}_first_comparison.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _unseen() -> list[str]:
    """The figures on material that nobody who wrote rules had seen; lines of Markdown."""
    pages, cases = _rows("unseen"), _rows("peer")
    return [
        "### Unseen material",
        "",
        f"{pages[0]['pages']} pages of the 2010-11 release that the parser's authors did not have were read by hand",
        "and compared once. The captions that disagreed lacked handling that was expected among them.",
        "",
        "| field | pages | agreed at once |",
        "|---|--:|--:|",
        *("| " + " | ".join(row.values()) + " |" for row in pages),
        "",
        "Fragments of cables from the tests of another parser, which our parser's authors had not seen either, were",
        "compared once. Rules for what was misread have been added since. [Decision",
        "0008](decisions/0008-conventions.md) has the figures for the fragments at hand, and says where our values",
        "differ on purpose.",
        "",
        "| field | agreed at once |",
        "|---|--:|",
        *(f"| {row['field']} | {row['agreed_percent']}% |" for row in cases),
    ]


def _first_comparison() -> list[str]:
    """The figures of the held-out pages as they were at the first comparison; lines of Markdown."""
    rows = _rows("held_out")
    return [
        "### Held-out pages",
        "",
        f"{rows[0]['pages']} complete pages, drawn by a hash of the id, were read by eye without a look at the",
        "parser's values and compared once. What was misread has been corrected since. This is not the accuracy on",
        "unseen cables: the parser's authors had these pages at hand while they tuned the rules on the release, and",
        "the values of some were held in tests before (see the column). A field that is absent and read as absent",
        "agrees. Slip: the person misread. Convention: both are right, but written differently (`AND PREVIOUS` is",
        "a remark, not a reference).",
        "",
        "| field | pages | verified before | agreed at once | slip | convention | misread |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *("| " + " | ".join(row.values()) + " |" for row in rows),
    ]


def _second_comparison() -> list[str]:
    """The figures of the second 60 pages before anything was corrected; lines of Markdown."""
    rows = _rows("second_held_out")
    return [
        "### Second reading",
        "",
        f"{rows[0]['pages']} other pages, drawn by a fixed seed with long texts and years before 2003 preferred (1972",
        "to 2010, partial extracts among them), were read with the parser's values beside them, which is a milder",
        "test than the one above: header, head, signature, headings and the beginning of each paragraph, and the first",
        "and last words of the summary. Running text was not read for what a field may have left out. These are the",
        "figures before any correction. Misread were La Paz with a month after it (three pages), a subject cut off at",
        "a page line and, outside this table, a heading between rules on one line, which was taken for a paragraph.",
        "Rules for them have been added since.",
        "",
        "| field | pages | agreed at once | misread |",
        "|---|--:|--:|--:|",
        *("| " + " | ".join(row.values()) + " |" for row in rows),
    ]


def _kept(found: dict[str, Score]) -> list[str]:
    """How the parser reads the documents of tests/gold now, field by field and family by family."""
    counts = {form: max(score.by_format[form] for score in found.values()) for form in FAMILIES}
    heads = " | ".join(f"{family} ({counts[form]})" for form, family in FAMILIES.items())
    lines = [
        "### Documents kept as tests",
        "",
        "Release pages and telegrams of the National Archives, drawn without regard to how well they are read, and the",
        "one OCR'd print at hand. The values (tests/gold) were written down from the texts before the parser's values",
        "were looked at; addressees by a line-by-line transcription of the header. The rules were tuned on pages of",
        "the same release and on the OCR'd print, so unseen cables will fare worse. The table shows in how many",
        "documents the field is right as a whole.",
        "",
        "The texts are not in the repository: this part is measured and checked only if their folder is beside it, or",
        "CABLELAKE_SHARED names it.",
        "",
        f"| field | {heads} |",
        f"|---|{'--:|' * len(FAMILIES)}",
        *(f"| {name} | {' | '.join(_share(score, form) for form in FAMILIES)} |" for name, score in found.items()),
    ]
    wrong = {name: score for name, score in found.items() if score.failures}
    if wrong:
        lines += ["", "Still read wrong:", ""]
        lines += [f"- {name}, {line[2:]}" for name, score in wrong.items() for line in failures(score)]
    return lines


def _share(score: Score, form: str) -> str:
    return f"{score.exact_by_format[form]} of {score.by_format[form]}" if score.by_format[form] else ""


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


def _files(cables: Path, form: str) -> Iterator[Case]:
    """Cases of a format whose documents are files in a folder of its name."""
    for values in _gold(f"real_{form}.jsonl").values():
        path = cables / form / values["file"]
        yield _case(values, form, path.name, path.read_bytes())


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
