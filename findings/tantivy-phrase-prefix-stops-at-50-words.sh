#!/usr/bin/env bash
# tantivy 0.27.0 (Python): a phrase prefix query looks at 50 words that begin as its last word does, and says nothing of
# the others. Of 200 documents with "human r000" to "human r199", `phrase_prefix_query(["human", "r"])` finds 50; so a
# search as one types undercounts. `regex_phrase_query(["human", "r.*"])` finds all 200.
# Seen: "phrase prefix 50, regex phrase 200".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tantivy==0.27.0
"$folder/venv/bin/python" - <<'PY'
import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field("body", stored=True)
schema = builder.build()
index = tantivy.Index(schema)
writer = index.writer(num_threads=1)
for number in range(200):
    writer.add_document(tantivy.Document(body=f"human r{number:03} law"))
writer.commit()
writer.wait_merging_threads()
index.reload()
searcher = index.searcher()
prefix = searcher.search(tantivy.Query.phrase_prefix_query(schema, "body", ["human", "r"]), 1).count
regex = searcher.search(tantivy.Query.regex_phrase_query(schema, "body", ["human", "r.*"]), 1).count
print(f"{tantivy.__version__}: phrase prefix {prefix}, regex phrase {regex}")
assert (prefix, regex) == (50, 200)
PY
