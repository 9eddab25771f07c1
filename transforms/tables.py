"""Cables and rejections as Parquet files, one per table, in the shapes declared in schemas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.derived import arrow_schema
from schemas.ledger import Counts
from schemas.tables import (
    ADDRESSEES,
    CABLE_VERSIONS,
    DELIVERIES,
    DISTRIBUTION,
    DOCUMENTS,
    FINDINGS,
    PARAGRAPHS,
    PEOPLE,
    PERSON_MENTIONS,
    PLACE_MENTIONS,
    QUARANTINE,
    REFERENCES,
    TAGS,
    TEXTS,
    Table,
)
from transforms.cable import Cable
from transforms.document import Document, RawDocument, Rejected
from transforms.stations import post_of_address

STAGED_TABLES = (
    DOCUMENTS, CABLE_VERSIONS, TEXTS, PARAGRAPHS, ADDRESSEES, TAGS, REFERENCES, PEOPLE, DISTRIBUTION, FINDINGS,
    PLACE_MENTIONS, PERSON_MENTIONS, QUARANTINE, DELIVERIES,
)  # fmt: skip

# a row group is written when this much text is waiting, which limits memory and keeps groups large
_FLUSH_BYTES = 16 * 1024 * 1024

Row = tuple[Any, ...]


class TableWriter:
    """Writes the staged Parquet files of one shard into a folder.

    Rows wait in memory until they hold about 16 MB of documents; closing writes the rest. A table without rows has no
    file. A document is staged only once: if it comes again in the same shard, it is a duplicate.
    """

    def __init__(self, folder: Path, run_id: str, received_at: dt.datetime) -> None:
        self.folder = folder
        self._run_id = run_id
        self._received_at = received_at
        self._parser_version = version("cablelake")
        self._rows: dict[str, list[Row]] = {table.name: [] for table in STAGED_TABLES}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting = 0
        self._counts = Counts()
        self._staged: set[str] = set()

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, document: Document, cable: Cable) -> None:
        """Stage a parsed document."""
        if cable.document_id in self._staged:
            self.duplicate(document.raw, cable.document_id)
            return
        self._document(document.raw, cable.document_id, document.format, document.encoding, cable.year, cable.post)
        self._deliver(document.raw, cable.document_id, "parsed")
        for name, rows in cable_rows(cable, self._parser_version, self._received_at):
            self._rows[name] += rows
        self._count(parsed=1)

    def reject(self, rejected: Rejected) -> None:
        """Stage a rejected document: its bytes, and why."""
        document_id = rejected.document_id
        if document_id in self._staged:
            self.duplicate(rejected, document_id)
            return
        self._document(rejected, document_id, rejected.format, None, None, None)
        self._deliver(rejected, document_id, "quarantined")
        self._rows["quarantine"].append(
            (document_id, rejected.stage, rejected.reason, rejected.detail, self._run_id, None, None, None, None,
             rejected.source, rejected.member)
        )  # fmt: skip
        self._count(quarantined=1)

    def keep(self, raw: RawDocument, is_new: bool) -> None:
        """Stage the bytes of a file beside its telegrams; it does not count as a document of the run."""
        if is_new and raw.document_id not in self._staged:
            self._document(raw, raw.document_id, None, None, None, None)
        self._deliver(raw, raw.document_id, "kept")

    def duplicate(self, raw: RawDocument | Rejected, document_id: str) -> None:
        """Record the delivery of a document that the lake or the shard already has."""
        self._deliver(raw, document_id, "duplicate")
        self._count(duplicates=1)

    def close(self) -> Counts:
        """Write the waiting rows and close the files; return the counts."""
        self._flush()
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()
        return self._counts

    def abandon(self) -> None:
        """Drop the files after an error; their contents must not be used."""
        for writer in self._writers.values():
            writer.is_open = False  # otherwise it would try to finish its file when it is garbage-collected
        self._writers.clear()

    def _document(
        self,
        raw: RawDocument | Rejected,
        document_id: str,
        form: str | None,
        encoding: str | None,
        year: int | None,
        post: str | None,
    ) -> None:
        self._staged.add(document_id)
        self._rows["documents"].append(
            (document_id, raw.source, raw.member, form, raw.raw, len(raw.raw), self._received_at, self._run_id,
             raw.position, encoding, year, post or None)
        )  # fmt: skip
        self._waiting += len(raw.raw)

    def _deliver(self, raw: RawDocument | Rejected, document_id: str, outcome: str) -> None:
        self._rows["deliveries"].append((self._run_id, document_id, raw.source, raw.member, raw.position, outcome))

    def _count(self, parsed: int = 0, quarantined: int = 0, duplicates: int = 0) -> None:
        done = self._counts
        self._counts = Counts(
            done.documents + 1, done.parsed + parsed, done.quarantined + quarantined, done.duplicates + duplicates
        )
        if self._waiting >= _FLUSH_BYTES:
            self._flush()

    def _flush(self) -> None:
        for table in STAGED_TABLES:
            rows = self._rows[table.name]
            if not rows:
                continue
            batch = to_arrow(table, rows)
            if table.name not in self._writers:
                path = self.folder / f"{table.name}.parquet"
                # the file is read once and removed, so dictionaries and statistics would only cost time
                self._writers[table.name] = pq.ParquetWriter(
                    path, batch.schema, compression="lz4", use_dictionary=False, write_statistics=False
                )
            self._writers[table.name].write_table(batch)
            rows.clear()
        self._waiting = 0


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Rows in the order of the table's columns as an Arrow table."""
    schema = arrow_schema(table)
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def cable_rows(cable: Cable, parser_version: str, received_at: dt.datetime) -> Iterable[tuple[str, list[Row]]]:
    """Rows of one cable for each table, in the order of the table's columns."""
    key, document, year, post = cable.cable_id, cable.document_id, cable.year, cable.post or None
    month = cable.date.month if cable.date else None
    yield "cable_versions", [(*_cable_row(cable, parser_version), True, "", received_at)]
    offsets = cable.offsets
    yield "texts", [(key, cable.header, cable.body, offsets.text, offsets.document, document, year, post, month)]
    yield "paragraphs", [
        (key, n, p.number, p.portion or None, p.level or None, p.text, p.heading or None,
         p.span.start if p.span else None, p.span.end if p.span else None, document, year, post, month)
        for n, p in enumerate(cable.paragraphs, 1)
    ]  # fmt: skip
    yield "addressees", [
        (key, n, a.role, a.name, post_of_address(a.routing_indicator, a.name) or None, a.routing_indicator or None,
         a.precedence or None, a.serial or None, a.office or None, document, year)
        for n, a in enumerate(cable.addressees, 1)
    ]  # fmt: skip
    yield "tags", [(key, n, t.tag, t.kind, t.raw, document, year) for n, t in enumerate(cable.tags, 1)]
    yield (
        "references",
        [
            (key, n, r.label or None, r.raw, r.kind, r.target or None, None, r.rule or None, document, year)
            for n, r in enumerate(cable.references, 1)
        ],
    )
    yield "people", [(key, p.role, p.name, p.title or None, n, document, year) for n, p in enumerate(cable.people, 1)]
    yield (
        "distribution",
        [(key, n, o.role, o.office, o.copies, document, year) for n, o in enumerate(cable.distribution.offices, 1)],
    )
    yield "place_mentions", [
        (key, n, place, name, rule, start, end, document, year)
        for n, (place, name, rule, start, end) in enumerate(cable.place_mentions, 1)
    ]  # fmt: skip
    yield "person_mentions", [
        (key, n, name, title or None, rule, start, end, document, year)
        for n, (name, title, rule, start, end) in enumerate(cable.person_mentions, 1)
    ]  # fmt: skip
    yield "findings", [
        (key, f.field, f.status, f.rule or None, f.raw or None, f.span.start if f.span else None,
         f.span.end if f.span else None, f.detail or None, n, document, year)
        for n, f in enumerate(cable.findings, 1)
    ]  # fmt: skip


def _cable_row(cable: Cable, parser_version: str) -> Row:
    by = cable.classified_by
    return (
        cable.cable_id, cable.document_id, cable.date, cable.dtg, cable.year, cable.post or None, cable.serial,
        cable.classification or None, list(cable.handling), cable.precedence or None, cable.subject or None,
        cable.declassify_on, cable.is_partial, cable.section_total, cable.signer or None, by.name or None,
        cable.redactions.runs, cable.quality, list(cable.captions), cable.section_number, cable.origin or None,
        cable.transmission.station_indicator or None, cable.transmission.channel or None,
        cable.executive_order or None, cable.declassify_raw or None, by.title or None, list(by.reasons),
        cable.summary or None, cable.redactions.protected, cable.format, parser_version,
        cable.release.status or None, cable.release.reviewed_on, cable.release.authority or None,
        list(cable.release.exemptions), list(cable.pass_lines), cable.source_record.created_at,
        cable.source_record.precision or None,
        cable.release.released_on, cable.source_record.source_id or None,
    )  # fmt: skip
