"""Invented documents of the families that archives hand out today, each with its true values.

One module per family, with the text it prints as a template:

    frames         the Department's frame (MRN ... Dissemination Rule) as text, Markdown table, block quote and PDF,
                   around telegrams of 1984-96 and of 2012-23
    prints         telegrams of 1984-96 released on request: stamps, banners, exemptions, E.O. 12356
    compilations   several telegrams in one file
    military       the military's message text format
    tables         cables.csv as other programs save it
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.corpus.families import compilations, frames, military, prints, tables
from benchmarks.corpus.families.file import File

__all__ = ["FAMILIES", "SEED", "File", "files"]

SEED = 1789
FAMILIES = {
    "State frame": frames.files,
    "FOIA prints": prints.files,
    "several telegrams in a file": compilations.files,
    "military messages": military.files,
    "tables in other shapes": tables.files,
}


def files(seed: int = SEED) -> Iterator[tuple[str, File]]:
    """Every file with the name of its family; the same seed gives the same files."""
    for family, make in FAMILIES.items():
        for file in make(seed):
            yield family, file
