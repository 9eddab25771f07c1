"""Bounds of columns stay true over commits whose first files hold only nulls."""

import duckdb

from warehouse.checks import run_checks
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.publish import publish


def sections(rows):
    return sorted(rows("SELECT section_number, count(*) FROM cable_versions GROUP BY ALL"), key=str)


def test_rows_outside_the_bounds_of_a_later_commit_are_still_found(lake, deliver, cable, rows):
    deliver(
        cable("73TOKYO1", b"a", date="1973-05-01", section_number=None),
        cable("74TOKYO2", b"b", date="1974-05-01", section_number=1),
        cable("74TOKYO3", b"c", date="1974-05-01", section_number=2),
    )
    deliver(cable("75TOKYO4", b"d", date="1975-05-01", section_number=2))
    assert sections(rows) == [(1, 1), (2, 2), (None, 1)]
    assert rows("SELECT cable_id FROM cable_versions WHERE section_number < 2") == [("74TOKYO2",)]
    assert not [result.check.name for result in run_checks(lake) if result.failed]
    with duckdb.connect(str(publish(lake)), read_only=True) as connection:
        assert connection.execute("SELECT max(section_number) FROM cable_versions").fetchone() == (2,)


def test_bounds_lost_by_a_run_that_was_killed_are_mended_by_the_next(lake, deliver, cable, stage, rows):
    deliver(
        cable("73TOKYO1", b"a", date="1973-05-01", section_number=None),
        cable("74TOKYO2", b"b", date="1974-05-01", section_number=1),
    )
    lake.close()
    with Lake.open(lake.place) as opened:
        bounds = opened.connection.execute("""
            SELECT s.min_value FROM __ducklake_metadata_lake.ducklake_table_column_stats s
            JOIN __ducklake_metadata_lake.ducklake_column c USING (table_id, column_id)
            JOIN __ducklake_metadata_lake.ducklake_table t USING (table_id)
            WHERE table_name = 'cable_versions' AND column_name = 'section_number'
        """).fetchall()
    assert bounds == [("1",)]


def test_rows_deleted_before_a_rewrite_are_still_found_in_earlier_states(lake, deliver, cable, rows):
    deliver(
        cable("73TOKYO1", b"a", subject="WHEAT", redactions=1, section_number=9),
        cable("73TOKYO2", b"b", subject="RICE", section_number=1),
    )
    snapshot = lake.snapshot()
    deliver(cable("73TOKYO1", b"c", subject="BARLEY", section_number=2))
    maintain(lake)
    for condition in ("subject = 'WHEAT'", "section_number = 9"):
        assert rows(f"SELECT cable_id FROM cables AT (VERSION => {snapshot}) WHERE {condition}") == [("73TOKYO1",)]  # noqa: S608
    assert not [result.check.name for result in run_checks(lake) if result.failed]
