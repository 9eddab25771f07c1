"""Checks of the lake's data. Each is a SELECT that returns the rows that break a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from schemas.tables import TABLES, Table
from warehouse.connection import LakeError, identifier, literal
from warehouse.dataset import FOLDER, dataset_snapshot
from warehouse.lake import NAME, Lake, one_line
from warehouse.views import SqlFile, sql_files

# ruff: noqa: S608  statements are put together from declared names

Severity = Literal["fail", "warn"]
_SHOWN = 5
_ADDED = "added_cables"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that the data must keep. `thorough` rules read every byte and run only on request."""

    name: str
    severity: Severity
    rule: str
    statement: str
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: the number of offending rows, and the first few."""

    check: Check
    rows: int
    examples: tuple[dict[str, Any], ...]

    @property
    def failed(self) -> bool:
        return self.rows > 0 and self.check.severity == "fail"


def checks(only: str = "") -> tuple[Check, ...]:
    """Every check: those that follow from the declared tables, then those in warehouse/checks.

    If `only` names a table (`cable_id`), the former look only at the rows of these cables.
    """
    declared = [check for table in TABLES.values() for check in _declared(table, only)]
    return (*declared, *(_written(file) for file in sql_files("checks")))


def run_checks(lake: Lake, *, thorough: bool = False) -> list[Result]:
    """Run the checks; the lake is sound if no result has failed. Raises LakeError if a check cannot run."""
    snapshot = dataset_snapshot(lake.place)
    found = checks() if snapshot is None else (*checks(), _dataset_check(lake, snapshot))
    return [_run(lake, check) for check in found if thorough or not check.thorough]


def run_checks_after(lake: Lake, run_id: str) -> list[Result]:
    """Run the checks that are not thorough; check the keys of the cables' tables only for cables that a run added."""
    lake.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {_ADDED} AS
        SELECT DISTINCT cable_id FROM cable_versions JOIN documents USING (document_id) WHERE run_id = ?
        """,
        [run_id],
    )
    return [_run(lake, check) for check in checks(_ADDED) if not check.thorough]


def _run(lake: Lake, check: Check) -> Result:
    try:
        result = lake.connection.execute(f"SELECT *, count(*) OVER () FROM ({check.statement}) LIMIT {_SHOWN}")
        names = [column[0] for column in result.description or ()][:-1]
        rows = result.fetchall()
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{lake.place.folder}: cannot run the check {check.name}: {one_line(error)}") from error
    examples = tuple(dict(zip(names, row[:-1], strict=True)) for row in rows)
    return Result(check, int(rows[0][-1]) if rows else 0, examples)


def _dataset_check(lake: Lake, shown: int) -> Check:
    """Whether the plain data set has as many rows as the snapshot it shows, which need not be the lake's newest one."""
    folder = lake.place.folder / FOLDER
    counts = [
        f"""
        SELECT {literal(name)} AS table_name,
            (SELECT count(*) FROM {NAME}.{identifier(name)} AT (VERSION => {shown})) AS lake_rows,
            (SELECT sum(num_rows) FROM parquet_file_metadata({literal(f"{folder / name}/**/*.parquet")}))
                AS dataset_rows
        """
        for name in TABLES
    ]
    statement = f"SELECT * FROM ({' UNION ALL '.join(counts)}) WHERE lake_rows IS DISTINCT FROM dataset_rows"
    return Check("dataset_complete", "fail", "the plain data set has every current row, once", statement, thorough=True)


def _declared(table: Table, only: str = "") -> list[Check]:
    name = identifier(table.name)
    rows = f"{name} SEMI JOIN {only} USING (cable_id)" if only and "cable_id" in table.column_names else name
    key = ", ".join(identifier(column) for column in table.key)
    found = [
        Check(
            f"{table.name}_unique",
            "fail",
            f"no two rows of {table.name} have the same {', '.join(table.key)}",
            f"SELECT {key}, count(*) AS rows FROM {rows} GROUP BY {key} HAVING count(*) > 1",
        )
    ]
    for column, other in table.references:
        found.append(
            Check(
                f"{table.name}_{column}_in_{other}",
                "fail",
                f"every {column} of {table.name} is in {other}",
                f"SELECT DISTINCT {column} FROM (FROM {rows}) ANTI JOIN {identifier(other)} USING ({column})",
            )
        )
    return found


def _written(file: SqlFile) -> Check:
    """A check from its file; the header has the rule, then `severity: fail` or `severity: warn`, maybe `thorough`."""
    rule, *options = (line for lines in file.paragraphs for line in lines)
    words = " ".join(options)
    return Check(file.name, "fail" if "severity: fail" in words else "warn", rule, file.statement, "thorough" in words)
