#!/usr/bin/env bash
# tantivy 0.27.0 folds some small letters to capitals: with the filters lowercase and then ascii_fold, the usual order, ǧ
# becomes G and ʀ becomes R, so that "agri" does not find "aǧri". İ becomes i and a dot of its own,
# so that "istanbul" does not find "İstanbul". With ascii_fold before lowercase all of them are found.
# Seen: "tantivy 0.27.0: lowercase, ascii_fold: aGri, R, i̇stanbul; ascii_fold, lowercase: agri, r, istanbul".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tantivy==0.27.0
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

WORDS = ("aǧri", "ʀ", "İstanbul")


def analyzed(*filters: Filter) -> list[str]:
    """Each word as the filters leave it."""
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    analyzer = builder.build()
    return [" ".join(analyzer.analyze(word)) for word in WORDS]


usual = analyzed(Filter.lowercase(), Filter.ascii_fold())
swapped = analyzed(Filter.ascii_fold(), Filter.lowercase())
print(
    f"tantivy {version('tantivy')}: lowercase, ascii_fold: {', '.join(usual)}; "
    f"ascii_fold, lowercase: {', '.join(swapped)}"
)
sys.exit((usual, swapped) != (["aGri", "R", "i̇stanbul"], ["agri", "r", "istanbul"]))
PY
