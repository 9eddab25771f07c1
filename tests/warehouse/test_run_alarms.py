"""Alarms of drift: a run is compared with the runs before it."""

import datetime as dt

import duckdb
import pytest

from schemas.derived import sql_columns
from schemas.tables import TABLES
from warehouse.views import create_views

START = dt.datetime(2026, 1, 1)


@pytest.fixture
def alarms():
    """Alarms over runs given as (documents parsed, quarantined), a day apart."""

    def query(runs, where="is_alarm"):
        with duckdb.connect() as connection:
            for table in TABLES.values():
                connection.execute(f'CREATE TABLE "{table.name}" ({sql_columns(table)})')
            for number, (parsed, quarantined) in enumerate(runs):
                connection.execute(
                    "INSERT INTO runs BY NAME SELECT ? AS run_id, ? AS started_at, ? AS parsed, ? AS quarantined, "
                    "'done' AS status, ['inbox'] AS sources, 0 AS documents, 0 AS duplicates",
                    [f"run-{number}", START + dt.timedelta(days=number), parsed, quarantined],
                )
            create_views(connection)
            return connection.execute(
                f"SELECT run_id, measure, round(usual, 2), round(lowest, 2), round(highest, 2) FROM run_alarms "  # noqa: S608
                f"WHERE {where} ORDER BY run_id, measure"
            ).fetchall()

    return query


def test_a_run_like_those_before_it_is_no_alarm(alarms):
    assert alarms([(100, 1), (98, 2), (103, 0), (99, 1), (101, 1), (100, 2)]) == []


def test_a_run_that_quarantines_far_more_than_usual(alarms):
    assert alarms([(100, 0)] * 5 + [(80, 20)]) == [("run-5", "quarantine rate", 0.0, 0.0, 0.05)]


def test_a_run_that_brings_far_less_than_usual(alarms):
    assert alarms([(100, 0)] * 5 + [(10, 0)]) == [("run-5", "new documents", 100.0, 50.0, 150.0)]


def test_no_band_before_the_sixth_run_and_runs_without_news_count_for_nothing(alarms):
    assert alarms([(100, 0)] * 4 + [(0, 0)] * 10 + [(1, 99)]) == []
    assert alarms([(100, 0)] * 4 + [(1, 99)], "lowest IS NOT NULL") == []
