"""How large a source may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against bombs and damage; sizes in bytes.

    `document`: one document as received; `ratio`: unpacked to packed size, checked only above `free` unpacked bytes,
    since a short text of blanks packs very well; `members`: files in one source; `depth`: archives inside an archive;
    `spool`: a zip file inside another archive, which must be stored to be read.
    """

    document: int = 16 << 20
    ratio: int = 500
    free: int = 64 << 20
    members: int = 10_000_000
    depth: int = 2
    spool: int = 4 << 30


DEFAULT = Limits()
