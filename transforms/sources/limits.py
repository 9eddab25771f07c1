"""How much a source may ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against bombs and damage; sizes in bytes.

    `document` one document as received, `member` one member of an archive unpacked, `ratio` unpacked to packed size
    (looked at only above `free`, since a small text of blanks packs very well), `members` documents in one archive,
    `depth` archives inside archives.
    """

    document: int = 16 << 20
    member: int = 64 << 30
    ratio: int = 500
    free: int = 64 << 20
    members: int = 10_000_000
    depth: int = 2


DEFAULT = Limits()
