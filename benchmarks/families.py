"""How often the parser is right on invented documents of the families that archives hand out today.

Each file is read as a run reads it, split and all; a telegram that does not come out counts as one with nothing found.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from benchmarks.corpus.families import FAMILIES, SEED, File
from benchmarks.scores import FIELDS, Case, Fields, Score, Values, found_values, many, measure, nothing, one
from transforms.contract import cable_json
from transforms.document import Document, Rejected
from transforms.parse import parse_document
from transforms.sources import to_document
from transforms.sources.archives import documents

# besides the fields of every cable, what sources and reviews state
_STATED: Fields = {
    **{
        name: (name, one(name))
        for name in (
            "created_at",
            "created_precision",
            "source_id",
            "release_status",
            "reviewed_on",
            "review_authority",
        )
    },
    "exemptions": ("exemptions", many("exemptions")),
}
# of the published figures
SEEDS = (SEED, *range(101, 110))
FAMILY_FIELDS: Fields = FIELDS | _STATED


def scores(seeds: Iterable[int] = (SEED,)) -> dict[str, dict[str, Score]]:
    """Scores by family and field, over the files that each seed gives."""
    drawn = tuple(seeds)
    return {
        family: measure((case for seed in drawn for case in _cases(make(seed), seed)), FAMILY_FIELDS)
        for family, make in FAMILIES.items()
    }


def _cases(files: Iterator[File], seed: int) -> Iterator[Case]:
    for file in files:
        read = list(_read(file))
        for number, expected in enumerate(file.cables):
            found = read[number] if len(read) == len(file.cables) else nothing(expected)
            yield Case(f"{expected.get('id', 'a message')} in {file.name} of seed {seed}", "", expected, found)


def _read(file: File) -> Iterator[Values]:
    """The values of each telegram that comes out of a file."""
    for raw in documents(file.name, io.BytesIO(file.content)):
        document = raw if isinstance(raw, Rejected) else to_document(raw)
        if isinstance(document, Document):
            yield found_values(cable_json(parse_document(document)))
