"""What the ledger says of a run: the table `runs` in numbers."""

from __future__ import annotations

from typing import NamedTuple


class Counts(NamedTuple):
    """What became of the documents met: documents = parsed + quarantined + duplicates."""

    documents: int = 0
    parsed: int = 0
    quarantined: int = 0
    duplicates: int = 0
