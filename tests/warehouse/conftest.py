"""A lake in a temporary folder, and invented documents to put into it."""

import datetime as dt
import hashlib
import itertools
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.derived import arrow_schema
from schemas.tables import TABLES
from warehouse.commit import Run, commit
from warehouse.lake import Lake

STARTED = dt.datetime(2026, 1, 1, 12)


def full_row(table, **values):
    """A row of a table: what is not given is null."""
    return {name: values.get(name) for name in TABLES[table].column_names}


class Staged:
    """Rows of one document: {table: [row]}."""

    def __init__(self, document_id, raw, outcome):
        self.document_id, self.raw, self.outcome = document_id, raw, outcome
        self.rows = {}

    def add(self, table, **values):
        self.rows.setdefault(table, []).append(full_row(table, document_id=self.document_id, **values))


def document_id(raw):
    return hashlib.sha256(raw).hexdigest()


def parsed(cable_id, raw=None, **values):
    """A parsed document. Lists of children, such as `tags`, `paragraphs` and `place_mentions`, become rows."""
    raw = raw if raw is not None else f"text of {cable_id} {sorted(values.items())}".encode()
    staged = Staged(document_id(raw), raw, "parsed")
    children = {
        name: values.pop(name, [])
        for name in (
            "tags",
            "references",
            "addressees",
            "paragraphs",
            "people",
            "distribution",
            "findings",
            "place_mentions",
            "person_mentions",
        )
    }
    date = values.get("date")
    if isinstance(date, str):
        values["date"] = date = dt.date.fromisoformat(date)
    values.setdefault("year", date.year if date else None)
    place = {"year": values["year"]}
    body, post = values.pop("body", f"body of {cable_id}"), values.get("post")
    version = {"is_partial": False, "redactions": 0, "quality": 1.0, "handling": [], "captions": [], "reasons": []}
    version |= {"is_current": True, "reason": "", "received_at": STARTED, "format": "telegram", **values}
    staged.add("cable_versions", cable_id=cable_id, **version)
    folder = {**place, "month": date.month if date else None, "post": post}
    staged.add("texts", cable_id=cable_id, header="FM POST", body=body, **folder)
    for name, rows in children.items():
        for ordinal, row in enumerate(rows, 1):
            keys = folder if name == "paragraphs" else place
            staged.add(name, **{"cable_id": cable_id, "ordinal": ordinal, **keys, **_child(name, row)})
    return staged


def _child(name, row):
    if isinstance(row, dict):
        return row
    if name == "tags":
        return {"tag": row, "kind": "subject", "raw": row}
    if name == "references":
        return {"raw": row, "kind": "cable", "target": row}
    if name == "addressees":
        return {"role": "action", "name": row, "post": row}
    if name == "place_mentions":
        return {"place_id": row, "name": row}
    if name == "person_mentions":
        title, _, name = row.rpartition(" ")
        return {"title": title or None, "name": name}
    raise TypeError(name)


def rejected(raw, reason="not_a_cable", stage="detect"):
    staged = Staged(document_id(raw), raw, "quarantined")
    staged.add("quarantine", stage=stage, reason=reason, detail="it is a shopping list", run_id="")
    return staged


def write_shard(folder, documents, run_id, received_at=STARTED):
    """Stage documents as the parser does: a document met twice in a shard is a duplicate."""
    folder.mkdir(parents=True, exist_ok=True)
    tables, seen = {}, set()

    def add(table, row):
        tables.setdefault(table, []).append(row)

    for position, staged in enumerate(documents, 1):
        place = {"source": folder.name, "member": "", "position": position, "run_id": run_id}
        known = staged.document_id in seen
        outcome = "duplicate" if known else staged.outcome
        add("deliveries", full_row("deliveries", document_id=staged.document_id, outcome=outcome, **place))
        if known:
            continue
        seen.add(staged.document_id)
        version = staged.rows.get("cable_versions", [{}])[0]
        add("documents", full_row(
            "documents", document_id=staged.document_id, raw=staged.raw, bytes=len(staged.raw),
            received_at=received_at, year=version.get("year"), post=version.get("post"), **place,
        ))  # fmt: skip
        for table, rows in staged.rows.items():
            for row in rows:
                if table == "quarantine":
                    row = {**row, "run_id": run_id}
                if table == "cable_versions":
                    row = {**row, "received_at": received_at}
                add(table, row)
    for table, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[table])), folder / f"{table}.parquet")
    return folder


@pytest.fixture
def cable():
    """Makes a parsed document: cable("06TOKYO1", date="2006-05-01", tags=["ETRD"], references=["06PARIS2"])."""
    return parsed


@pytest.fixture
def reject():
    """Makes a rejected document from its bytes."""
    return rejected


@pytest.fixture
def stage(tmp_path):
    """Writes a shard: stage(documents, run_id) -> folder."""
    numbers = itertools.count(1)

    def write(documents, run_id="run", day=1):
        return write_shard(tmp_path / f"shard-{next(numbers)}", documents, run_id, STARTED.replace(day=day))

    return write


def lake_of(folder, empty_lake, documents):
    """A lake in a folder, with documents that were committed in one run; the caller closes it."""
    lake = Lake.open(shutil.copytree(empty_lake, folder / "lake"))
    commit(lake, Run("run-1", STARTED), [write_shard(folder / "shard", documents, "run-1")])
    return lake


@pytest.fixture
def deliver(lake, stage):
    """Stages documents in one shard and commits them as one run: deliver(document, ...) -> Counts."""
    runs = itertools.count(1)

    def run(*documents):
        number = next(runs)
        run_id = f"run-{number}"
        started = STARTED.replace(day=number)
        return commit(lake, Run(run_id, started), [stage(documents, run_id, number)])

    return run


@pytest.fixture
def rows(lake):
    """Rows of a query on the lake: rows("SELECT ...") -> list of tuples."""

    def query(sql):
        return lake.connection.execute(sql).fetchall()

    return query
