"""Gather documents into files, and state what is true of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.corpus.archives import pack
from benchmarks.corpus.sample import CSV, Document


def gather(documents: Iterable[Document]) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Content of every file by its path, and one record of expected values a document.

    A record has source, member, position (from 1 inside its source), document_id (SHA-256 of the bytes; "" for a CSV
    row, whose bytes depend on the reader), traits, and `expected`: the values, or null for what is not a cable.
    """
    members: dict[str, list[Document]] = {}
    for document in documents:
        members.setdefault(document.source, []).append(document)
    files: dict[str, bytes] = {}
    records: list[dict[str, Any]] = []
    for source, inside in sorted(members.items()):
        files[source] = _content(source, inside)
        records += (_record(document, position) for position, document in enumerate(inside, 1))
    return files, records


def _content(source: str, inside: list[Document]) -> bytes:
    if source == CSV:
        return b"".join(document.raw for document in inside)
    if inside[0].member:
        return pack(source, [(document.member, document.raw) for document in inside])
    return inside[0].raw


def _record(document: Document, position: int) -> dict[str, Any]:
    return {
        "source": document.source,
        "member": document.member,
        "position": position,
        "document_id": "" if document.source == CSV else hashlib.sha256(document.raw).hexdigest(),
        "traits": list(document.traits),
        "expected": document.truth or None,
    }


def write(folder: Path, files: dict[str, bytes], records: list[dict[str, Any]]) -> None:
    """Write the files under folder/cables and the records to folder/expected.jsonl."""
    for name, content in files.items():
        path = folder / "cables" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
    (folder / "expected.jsonl").write_text("".join(lines), encoding="utf-8")
