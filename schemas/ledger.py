"""What the ledger counts in a run."""

from __future__ import annotations

from typing import NamedTuple


class Counts(NamedTuple):
    """What became of the documents of a run: documents = parsed + quarantined + duplicates."""

    documents: int = 0
    parsed: int = 0
    quarantined: int = 0
    duplicates: int = 0
