"""The file `lake.toml` in a lake's folder: its settings, declared once, and how they are read and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from schemas.tables import Grain
from warehouse.connection import LakeError

FILE = "lake.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of `lake.toml`: a text, one of `choices` if there are any. `meaning` is Markdown."""

    name: str
    meaning: str
    default: str = ""
    choices: tuple[str, ...] = ()


WHERE = (
    Setting(
        "catalog",
        "catalog of the lake if it is not in its folder: `postgres:dbname=cables host=db.example.org`; "
        "see [Where a lake can live](storage.md)",
    ),
    Setting("data", "data of the lake if they are not in its folder: `s3://bucket/prefix`, or a folder"),
)
GROUPS = (
    Setting(
        "readers",
        "group that may read the lake; see [Who may use the lake](operations.md#who-may-use-the-lake). "
        "After a change, run `cablelake maintain`",
    ),
    Setting("writers", "group that may read the lake and write to it, instead of `readers`"),
)
SETTINGS = (
    *WHERE,
    *GROUPS,
    Setting(
        "dataset",
        "whether the lake keeps [plain Parquet files](lake.md#plain-parquet-files); `off` removes them at the next "
        "publish",
        default="on",
        choices=("on", "off"),
    ),
    Setting(
        "grain",
        "how finely `cables`, `texts` and `paragraphs` are [divided by date](lake.md#folders-by-month); a lake keeps "
        "what it was made with",
        default="year",
        choices=get_args(Grain),
    ),
)


def read(folder: Path) -> dict[str, str]:
    """The settings that the file gives; none if there is no file. Raises LakeError if it cannot be used."""
    path = folder / FILE
    try:
        stored = tomllib.loads(path.read_text("utf-8"))
    except PermissionError as error:
        raise LakeError(f"{path}: cannot be read: {error.strerror}") from error
    except OSError:  # there is none
        return {}
    except ValueError as error:
        raise LakeError(f"{path}: not TOML: {error}") from error
    for name, value in stored.items():
        if name not in _names(SETTINGS) or not isinstance(value, str):
            raise LakeError(f"{path}: {name}: give {', '.join(sorted(_names(SETTINGS)))}, each as a text")
    if all(name in stored for name in _names(GROUPS)):
        raise LakeError(f"{path}: give readers or writers, not both")
    for setting in SETTINGS:
        if setting.choices and stored.get(setting.name, setting.choices[0]) not in setting.choices:
            raise LakeError(f"{path}: {setting.name}: give {' or '.join(setting.choices)}")
    return stored


def write(folder: Path, settings: Mapping[str, str]) -> None:
    """Write the file, and the folder if it is not there. Raises LakeError."""
    path = folder / FILE
    # a JSON string is a TOML string
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise LakeError(f"{path}: cannot be written: {error.strerror}") from error


def where(settings: Mapping[str, str]) -> dict[str, str]:
    """Those of the settings that say where the lake is."""
    return {name: settings[name] for name in _names(WHERE) if name in settings}


def _names(settings: Iterable[Setting]) -> list[str]:
    return [setting.name for setting in settings]
