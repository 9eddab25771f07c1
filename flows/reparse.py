"""Parse documents of the lake again from their bytes: after a better parser, for a replay, to join sections."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import cast

from flows.reading import read_cable
from transforms.document import Format, RawDocument, Rejected
from transforms.sections import WHOLE_FORMATS, Section, join
from transforms.tables import TableWriter
from warehouse.commit import Counts, Run, replace_parsed
from warehouse.export import StoredDocument, documents
from warehouse.lake import Lake


def join_sections(lake: Lake, run_id: str, started_at: dt.datetime) -> Counts:
    """Join the cables of which a run brought a section and the lake now holds several; how many documents those are.

    The joining is a run of its own in the ledger, `<run_id>-sections`.
    """
    cable_ids = cables_in_sections(lake, run_id)
    return reparse(lake, cable_ids, f"{run_id}-sections", started_at) if cable_ids else Counts()


def reparse(lake: Lake, cable_ids: Sequence[str], run_id: str, started_at: dt.datetime) -> Counts:
    """Put the present parser's reading of every document of some cables in the place of what the lake shows.

    One transaction. Sections that came as separate documents are joined.
    """
    folder = lake.place.folder / "staging" / run_id
    folder.mkdir(parents=True)
    try:
        writer = TableWriter(folder, run_id, started_at)
        for cable_id in cable_ids:
            _stage_cable(writer, (_raw(stored) for stored in documents(lake, cable_id=cable_id)))
        writer.close()
        return replace_parsed(lake, Run(run_id, started_at, (), version("cablelake")), [folder])
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
        # a section is a part of what there is now
        cable.is_partial = cable.is_partial or (whole is not None and cable.format not in WHOLE_FORMATS)
        writer.add(document, cable)


def _raw(stored: StoredDocument) -> RawDocument:
    form = cast(Format | None, stored.format)
    return RawDocument(stored.source, stored.member, stored.position, stored.raw, form)


def cables_in_sections(lake: Lake, run_id: str) -> list[str]:
    """Ids of which a run brought a section, while the lake holds another one."""
    formats = ", ".join("?" * len(WHOLE_FORMATS))
    rows = lake.connection.execute(
        f"""
        SELECT v.cable_id FROM cable_versions v JOIN documents d USING (document_id)
        WHERE v.section_total > 1 AND v.format NOT IN ({formats})
        GROUP BY v.cable_id
        HAVING count(DISTINCT coalesce(v.section_number, 0)) > 1 AND count(*) FILTER (d.run_id = ?) > 0
        ORDER BY v.cable_id
        """,  # noqa: S608  only question marks are put in
        [*WHOLE_FORMATS, run_id],
    ).fetchall()
    return [cable_id for (cable_id,) in rows]
