"""The id in the name of a file, if there is one (06TOKYO2609.html, 1973SANTIA04059_b.txt)."""

from __future__ import annotations

import re

from transforms.document import RawDocument

_ID = re.compile(r"(?P<id>(?:19|20)?\d\d[A-Z][A-Z_-]{1,30}\d{1,7})(?:_[a-e])?(?:\.[a-z0-9]{1,8}){0,3}$", re.IGNORECASE)


def stated_id(raw: RawDocument) -> str:
    """The id in a document's name, as printed but without the release's suffix (`_b`); "" if there is none."""
    name = (raw.member or raw.source).replace("\\", "/").rsplit("/", 1)[-1]
    match = _ID.match(name[:80])
    return match["id"] if match else ""
