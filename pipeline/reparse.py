"""Parse documents of the lake again from their bytes: after the parser improved, for a replay, to join sections."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import cast

from pipeline.reading import read_cable
from pipeline.terminal import Say
from pipeline.workers import seldom_collecting
from schemas.ledger import Counts
from transforms.document import WHOLE_FORMATS, Format, RawDocument, Rejected
from transforms.sections import Section, join
from transforms.tables import TableWriter
from warehouse.changes import Change, changes
from warehouse.commit import Run, replace_parsed
from warehouse.connection import LakeError
from warehouse.documents import StoredDocument, documents, versions
from warehouse.lake import Lake

# a document that could not be read from its source has no bytes here for a parser to try
_REPLAYABLE = """document_id IN (
    SELECT document_id FROM quarantine
    WHERE replayed_at IS NULL AND (settled_at IS NULL OR len(?) > 0)
        AND (? = '' OR reason = ?) AND (len(?) = 0 OR document_id IN (SELECT unnest(?)))
) AND d.bytes > 0"""

# the suffix of ids of runs that join sections
_JOINING = "-sections"

_SHARD = 5_000  # cables


@dataclass(frozen=True, slots=True)
class Selection:
    """Cables to parse again: by id, post and year, those that match all criteria given; without criteria, all."""

    cable_ids: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def condition(self) -> str:
        """SQL on the versions of a cable, with six parameters."""
        return """v.cable_id IN (
            SELECT cable_id FROM cable_versions
            WHERE (len(?) = 0 OR cable_id IN (SELECT unnest(?)))
                AND (len(?) = 0 OR post IN (SELECT unnest(?)))
                AND (len(?) = 0 OR year IN (SELECT unnest(?)))
        )"""

    @property
    def values(self) -> list[list[object]]:
        return [list(given) for given in (self.cable_ids, self.posts, self.years) for _ in range(2)]


@dataclass(frozen=True, slots=True)
class Reparsed:
    """What a reparse or replay did: documents parsed again, and the fields whose values have changed.

    `waiting` documents were tried and remain in quarantine.
    """

    run_id: str
    counts: Counts
    changes: tuple[Change, ...] = ()
    waiting: int = 0


def join_sections(lake: Lake, run_id: str, started_at: dt.datetime) -> Counts:
    """Join cables whose sections the lake holds, if one of these is new; return how many documents they have.

    The joining is its own run in the ledger, `<run_id>-sections`.
    """
    cable_ids = cables_in_sections(lake)
    if not cable_ids:
        return Counts()
    return reparse(lake, Selection(tuple(cable_ids)), run_id + _JOINING, started_at).counts


def reparse(lake: Lake, selection: Selection, run_id: str, started_at: dt.datetime, say: Say | None = None) -> Reparsed:
    """Replace what the lake shows of some cables with the present parser's reading of all their documents.

    One transaction: readers see the tables before it or after it. Sections that came as separate documents are joined.
    `say` gets the progress. Raises LakeError if the lake lacks a cable that is named, or has none that match.
    """
    _require(lake, selection.cable_ids)
    before = lake.snapshot()
    with _staging(lake, run_id, started_at, say) as shards:
        for cable in versions(lake, selection.condition, selection.values):
            _stage_cable(shards.writer(), map(_raw, cable))
        if not shards.close():
            raise LakeError('no such cable in the lake: see `cablelake sql "SELECT cable_id FROM cables"`')
        counts = replace_parsed(lake, Run(run_id, started_at, (), version("cablelake")), shards.folders)
    return Reparsed(run_id, counts, changes(lake, before, run_id))


def _require(lake: Lake, cable_ids: Sequence[str]) -> None:
    unknown = lake.connection.execute(
        "SELECT DISTINCT id FROM (SELECT unnest(?) AS id) ANTI JOIN cable_versions ON cable_id = id ORDER BY id",
        [list(cable_ids)],
    ).fetchall()
    if unknown:
        raise LakeError(f"{', '.join(cable_id for (cable_id,) in unknown)}: no such cable in the lake")


def replay(
    lake: Lake, run_id: str, started_at: dt.datetime, document_ids: Sequence[str] = (), reason: str = ""
) -> Reparsed:
    """Try documents in quarantine again: those that the present parser can read leave it, the others stay as they are.

    All waiting documents are tried unless ids or a reason are given. If none can be read, nothing is written.
    """
    waiting = 0
    ids = list(document_ids)
    with _staging(lake, run_id, started_at) as shards:
        for stored in documents(lake, _REPLAYABLE, [ids, reason, reason, ids, ids]):
            read = read_cable(_raw(stored))
            if isinstance(read, Rejected):
                waiting += 1
            else:
                shards.writer().add(*read)
        if not shards.close():
            return Reparsed(run_id, Counts(), waiting=waiting)
        counts = replace_parsed(lake, Run(run_id, started_at, (), version("cablelake")), shards.folders)
    join_sections(lake, run_id, started_at)
    return Reparsed(run_id, counts, waiting=waiting)


class _Shards:
    """Staged tables in folders of some thousand cables each, which a commit takes in one by one."""

    def __init__(self, folder: Path, run_id: str, started_at: dt.datetime, say: Say | None) -> None:
        self.folders: list[Path] = []
        self._folder, self._run_id, self._started_at, self._say = folder, run_id, started_at, say
        self._writer: TableWriter | None = None
        self._cables = self._documents = 0

    def writer(self) -> TableWriter:
        """The writer for the next cable."""
        if self._writer and self._cables % _SHARD == 0:
            done = self.close()
            if self._say:
                self._say(f"{done:,} documents read")
        if not self._writer:
            self.folders.append(self._folder / f"{len(self.folders):05}")
            self.folders[-1].mkdir()
            self._writer = TableWriter(self.folders[-1], self._run_id, self._started_at)
        self._cables += 1
        return self._writer

    def close(self) -> int:
        """Close the last folder; return how many documents all folders hold."""
        if self._writer:
            self._documents += self._writer.close().documents
            self._writer = None
        return self._documents


@contextmanager
def _staging(lake: Lake, run_id: str, started_at: dt.datetime, say: Say | None = None) -> Iterator[_Shards]:
    folder = lake.place.folder / "staging" / run_id
    folder.mkdir(parents=True)
    try:
        with seldom_collecting():
            yield _Shards(folder, run_id, started_at, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage_cable(writer: TableWriter, raws: Iterable[RawDocument]) -> None:
    sections = []
    for raw in raws:
        read = read_cable(raw)
        if isinstance(read, Rejected):
            writer.reject(read)
        else:
            sections.append(Section(*read))
    whole = join(sections)
    for document, cable in sections:
        if whole and whole.document_id == cable.document_id:
            writer.add(document, whole)
            continue
        # a section is only a part of what the cable is now
        cable.is_partial = cable.is_partial or (whole is not None and cable.format not in WHOLE_FORMATS)
        writer.add(document, cable)


def _raw(stored: StoredDocument) -> RawDocument:
    form = cast(Format | None, stored.format)
    return RawDocument(stored.source, stored.member, stored.position, stored.raw, form)


def cables_in_sections(lake: Lake) -> list[str]:
    """Ids of which the lake holds several sections, at least one of them not yet considered for joining.

    This is not limited to the present run: one that was killed before it joined leaves that to the next.
    """
    formats = ", ".join("?" * len(WHOLE_FORMATS))
    rows = lake.connection.execute(
        f"""
        SELECT v.cable_id FROM cable_versions v
        LEFT JOIN (
            SELECT DISTINCT document_id, true AS is_seen FROM deliveries WHERE suffix(run_id, ?)
        ) seen USING (document_id)
        WHERE v.section_total > 1 AND v.format NOT IN ({formats})
        GROUP BY v.cable_id
        HAVING count(DISTINCT coalesce(v.section_number, 0)) > 1 AND count(*) > count(is_seen)
        ORDER BY v.cable_id
        """,  # noqa: S608  only question marks are put in
        [_JOINING, *WHOLE_FORMATS],
    ).fetchall()
    return [cable_id for (cable_id,) in rows]
