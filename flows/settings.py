"""Settings of a lake with scheduled ingests: one TOML file, `cablelake.toml`.

    lake = "lake"

    [ingest]
    sources = ["inbox"]
    cron = "*/15 * * * *"
    timezone = "Europe/Lisbon"

Relative paths are relative to the folder of the file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, ValidationError, field_validator, model_validator

from pipeline.errors import UserError
from warehouse import maintenance
from warehouse.topics import SAMPLE

_NO_FILE = (
    '{}: there are no settings here: write the file, two lines are enough: [ingest] and sources = ["inbox"] '
    "(docs/settings.md has them all), or name another one"
)


class SettingsError(UserError):
    """The settings cannot be used; the message is one line naming the file and the place in it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Timetable(_Section):
    """When a flow runs: by `cron` or `every_seconds`; if neither is given, only on request."""

    cron: str = ""
    """when to run, as a cron expression of five fields: `0 3 * * *`"""
    every_seconds: PositiveFloat | None = None
    """seconds from one run to the next, instead of `cron`"""
    timezone: str = "UTC"
    """time zone of `cron`: `Europe/Lisbon`"""
    catch_up: bool = True
    """if runs were missed because nothing was serving, one run makes up for them at the start"""

    @field_validator("cron")
    @classmethod
    def _is_cron(cls, value: str) -> str:
        # not by Prefect, which after its import would ignore the environment that follows from the settings
        try:
            if value:
                CronSim(value, dt.datetime.now())
        except CronSimError:
            raise ValueError(f"{value!r} is not a cron expression such as 0 3 * * *") from None
        return value

    @field_validator("timezone")
    @classmethod
    def _is_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("not the name of a time zone, such as UTC or Europe/Lisbon")
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if self.cron and self.every_seconds:
            raise ValueError("give cron or every_seconds, not both")
        return self


class Inbox(Timetable):
    """What the flow `ingest` reads, and when."""

    sources: Annotated[list[str], Field(min_length=1)]
    """folders, files, globs, archives or s3:// prefixes"""
    settle_seconds: float = Field(default=30, ge=0)
    """leave a file that was written to more recently for a later run"""
    address: str = ""
    """scheduler of the Dask cluster to parse on: `tcp://host:8786`; without one, this machine parses"""


class Maintenance(Timetable):
    """When to merge small files and remove old states."""

    retention_days: float = Field(default=maintenance.RETENTION.days, ge=0)
    """how many days of earlier states of the lake to keep"""


class Topics(Timetable):
    """When to train the model of topics anew, from a random sample of the cables; this takes scikit-learn."""

    sample: int = Field(default=SAMPLE, ge=20, le=30_000)
    """how many cables to learn from"""


class Settings(_Section):
    """The whole file."""

    lake: str = "lake"
    """folder of the lake"""
    catalog: str = ""
    """catalog of the lake if it is not in its folder: `postgres:dbname=cables host=db.example.org`"""
    data: str = ""
    """data of the lake if they are not in its folder: `s3://bucket/prefix`"""
    notify: str = ""
    """Prefect notification block to notify of failures, as kind/name"""
    wait_minutes: float | None = Field(default=None, ge=0)
    """how long a run waits for another run that writes to the lake before it fails (default: until that run ends)"""
    room_check: bool = True
    """refuse an ingest before it begins if the disk certainly has too little room for it"""
    ingest: Inbox
    publish: Timetable = Timetable()
    maintain: Maintenance = Maintenance()
    check: Timetable = Timetable()
    topics: Topics = Topics()

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read a file. Raises SettingsError."""
        try:
            stored = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise SettingsError(_NO_FILE.format(path)) from error
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise SettingsError(f"{path}: not TOML: {error}") from error
        try:
            settings = cls.model_validate(stored)
        except ValidationError as error:
            raise SettingsError(f"{path}: {_first(error)}") from error
        return settings._from(path.parent.absolute())

    def _from(self, folder: Path) -> Settings:
        """The same settings with absolute paths."""
        sources = list(_absolute(self.ingest.sources, folder))
        ingest = self.ingest.model_copy(update={"sources": sources})
        (lake,) = _absolute([self.lake], folder)
        return self.model_copy(update={"ingest": ingest, "lake": lake})


def _absolute(places: Iterable[str], folder: Path) -> Iterable[str]:
    return (place if "://" in place else str(folder / Path(place).expanduser()) for place in places)


def _first(error: ValidationError) -> str:
    """The first error, with its place in the file."""
    problem: Any = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"])
    message = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
