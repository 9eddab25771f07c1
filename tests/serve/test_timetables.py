"""Timetables of the settings: what is due when, in which time zone, and what counts as missed."""

import datetime as dt

import pytest

from flows.settings import Settings, SettingsError, Timetable
from warehouse import maintenance

UTC = dt.UTC
LISBON = Timetable(cron="30 4 * * *", timezone="Europe/Lisbon")


@pytest.mark.parametrize(
    ("timetable", "after", "due"),
    [
        (LISBON, dt.datetime(2026, 1, 10, 12, tzinfo=UTC), dt.datetime(2026, 1, 11, 4, 30, tzinfo=UTC)),
        # in summer the same hour of the clock is an hour earlier
        (LISBON, dt.datetime(2026, 7, 10, 12, tzinfo=UTC), dt.datetime(2026, 7, 11, 3, 30, tzinfo=UTC)),
        (Timetable(every_seconds=900), dt.datetime(2026, 1, 1, tzinfo=UTC), dt.datetime(2026, 1, 1, 0, 15, tzinfo=UTC)),
        (Timetable(), dt.datetime(2026, 1, 1, tzinfo=UTC), None),
    ],
)
def test_what_is_due_next(timetable, after, due):
    from flows.deployments import next_due

    assert next_due(timetable, after) == due


def load(tmp_path, text):
    path = tmp_path / "cablelake.toml"
    path.write_text(text)
    return Settings.load(path)


def test_what_is_left_out_has_a_sensible_value(tmp_path):
    settings = load(tmp_path, '[ingest]\nsources = ["inbox"]\n')
    assert settings.maintain.retention_days == maintenance.RETENTION.days
    assert settings.ingest.sources == [str(tmp_path / "inbox")] and settings.ingest.catch_up
    assert settings.lake == str(tmp_path / "lake") and not settings.check.cron


def test_topics_are_trained_if_a_timetable_says_so(tmp_path):
    from flows.deployments import deployments

    text = '[ingest]\nsources = ["inbox"]\n'
    for more, due in (("", []), ('[topics]\ncron = "0 6 1 * *"\nsample = 500\n', ["0 6 1 * *"])):
        (found,) = (one for one, _ in deployments(load(tmp_path, text + more)) if one.flow_name == "train-topics")
        assert [one.schedule.cron for one in found.schedules] == due
    assert found.parameters["sample"] == 500


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('cron = "61 * * * *"', "ingest.cron: '61 \\* \\* \\* \\*' is not a cron expression"),
        ('cron = "0 3 * * *"\nevery_seconds = 5', "ingest: give cron or every_seconds, not both"),
        ("every_seconds = 0", "ingest.every_seconds: Input should be greater than 0"),
        ('timezone = "Lisbon"', "ingest.timezone: not the name of a time zone"),
        ('crom = "0 3 * * *"', "ingest.crom: Extra inputs are not permitted"),
    ],
)
def test_what_makes_no_sense_is_reported_with_its_place(tmp_path, line, message):
    with pytest.raises(SettingsError, match=f"cablelake.toml: {message}"):
        load(tmp_path, f'[ingest]\nsources = ["inbox"]\n{line}\n')
