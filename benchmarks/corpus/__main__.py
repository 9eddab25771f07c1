"""Write the sample corpus, any number of cables in one format, or the families of documents handed out today."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import families, sample
from benchmarks.corpus.carriers import csv_row, html_page
from benchmarks.corpus.compose import compose
from benchmarks.corpus.facts import truth
from benchmarks.corpus.files import gather, write
from benchmarks.corpus.seventies import document_number, print_record
from benchmarks.corpus.telegram import choose_style, print_cable

FORMATS = ("telegram", "wikileaks-html", "cables-csv", "nara")


def in_one_format(form: str, cables: int, seed: int) -> Iterator[sample.Document]:
    """`cables` documents of one format; the eras that the format does not know are left out."""
    number = 0
    for index, facts in enumerate(compose(cables * (3 if form == "nara" else 2), seed)):
        if facts.is_1970s != (form == "nara") or number == cables:
            continue
        number += 1
        rng = random.Random(f"{seed} print {index}")
        if form == "nara":
            text, changed = print_record(facts, rng)
            source = f"{facts.sent.year}/{document_number(facts)}-{number}.txt"
            yield sample.Document(source, "", text.encode(), truth(facts, form, **changed))
            continue
        style = choose_style(facts, rng, pilcrow="¶" if form == "wikileaks-html" else "")
        printed = print_cable(facts, style, rng)
        values = truth(facts, form, **printed.changed)
        if form == "telegram":
            text = f"{printed.header}\n\n{printed.body}\n"
            yield sample.Document(f"{facts.sent:%Y/%m}/{facts.cable_id}.txt", "", text.encode(), values)
        elif form == "cables-csv":
            yield sample.Document(sample.CSV, "", csv_row(number, facts, printed, "\\").encode(), values)
        else:
            path = f"cable/{facts.sent:%Y/%m}/{facts.cable_id}.html"
            yield sample.Document(path, "", html_page(facts, printed, style.comma_dialect), values)


def write_families(folder: Path) -> None:
    """Write the files of every family under folder/cables and their true values to folder/expected.jsonl."""
    records = []
    contents = {}
    for family, file in families.files():
        contents[file.name] = file.content
        for number, values in enumerate(file.cables, 1):
            records.append({"source": file.name, "position": number, "family": family, "expected": values})
    write(folder, contents, records)
    print(f"{len(records):,} documents in {len(contents):,} files under {folder / 'cables'}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cables", type=int, default=sample.CABLES)
    parser.add_argument("--seed", type=int, default=sample.SEED)
    parser.add_argument("--only", choices=FORMATS, help="this format alone, without bad input")
    parser.add_argument("--families", action="store_true", help="the families of benchmarks/corpus/families alone")
    options = parser.parse_args()
    if options.families:
        write_families(options.folder)
        return
    if options.only:
        documents = in_one_format(options.only, options.cables, options.seed)
    else:
        documents = sample.documents(options.cables, options.seed)
    files, records = gather(documents)
    write(options.folder, files, records)
    size = sum(len(content) for content in files.values())
    print(f"{len(records):,} documents in {len(files):,} files, {size / 1e6:.1f} MB, under {options.folder / 'cables'}")


if __name__ == "__main__":
    main()
