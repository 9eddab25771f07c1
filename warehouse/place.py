"""Where a lake is: its folder, its catalog, its data."""

from __future__ import annotations

import grp
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from schemas.tables import Grain
from warehouse import lake_toml
from warehouse.connection import LakeError
from warehouse.rights import Rights
from warehouse.s3 import SCHEME, is_s3

# in the parameters of a Postgres connection, as keyword=value or as a URI
_PASSWORD = re.compile(r"password\s*=|//[^/@:\s]*:[^/@\s]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lake is: its folder, and its catalog and data if they are not inside it.

    `catalog` is in DuckLake's form ("sqlite:lake/catalog.sqlite", "postgres:dbname=cables host=..."); `data` is a
    folder or an s3:// prefix. If left empty, both are in the folder, which may then be moved or copied as one. Raises
    LakeError for a password in `catalog`, because messages, logs and run parameters show places.
    """

    folder: Path
    catalog: str = ""
    data: str = ""

    def __post_init__(self) -> None:
        if _PASSWORD.search(self.catalog):
            raise LakeError(f"{self.folder}: a password stands in the catalog: set PGPASSWORD or use ~/.pgpass instead")

    @property
    def catalog_kind(self) -> str:
        return self.catalog.split(":", 1)[0] if self.catalog else "sqlite"

    @property
    def catalog_file(self) -> Path | None:
        """The file of a SQLite catalog."""
        if self.catalog_kind != "sqlite":
            return None
        return Path(self.catalog.split(":", 1)[1]) if self.catalog else self.folder / "catalog.sqlite"

    @property
    def catalog_uri(self) -> str:
        return self.catalog or f"sqlite:{self.folder / 'catalog.sqlite'}"

    @property
    def data_path(self) -> str:
        if is_s3(self.data):
            return f"{self.data.rstrip('/')}/"
        return self.data or f"{self.folder / 'data'}/"

    @property
    def local_paths(self) -> tuple[Path, ...]:
        """Local folders and files that hold the lake."""
        elsewhere = ([] if self.is_in_store else [Path(self.data_path)]) + [
            file for file in [self.catalog_file] if file
        ]
        return (self.folder, *(path for path in elsewhere if not path.is_relative_to(self.folder)))

    @property
    def is_in_store(self) -> bool:
        """Whether the data are in an S3 store."""
        return is_s3(self.data)

    @property
    def keeps_dataset(self) -> bool:
        """Whether the folder keeps plain Parquet files of the current rows (see warehouse/dataset.py)."""
        return lake_toml.read(self.folder).get("dataset", "on") != "off"

    @property
    def grain(self) -> Grain | None:
        """How finely a new lake is divided by date, if `lake.toml` says so (see `Table.folders`)."""
        return cast("Grain | None", lake_toml.read(self.folder).get("grain"))

    @property
    def rights(self) -> Rights:
        """Who may use the lake: `lake.toml` names a group as `readers` or `writers`. Raises LakeError."""
        stored = lake_toml.read(self.folder)
        names = [setting.name for setting in lake_toml.GROUPS if stored.get(setting.name)]
        if not names:
            return Rights()
        try:
            group = grp.getgrnam(stored[names[0]]).gr_gid
        except KeyError as error:
            raise LakeError(
                f"{self.folder / lake_toml.FILE}: {names[0]}: no group is called {stored[names[0]]}"
            ) from error
        return Rights(group, may_write=names[0] == "writers")

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that `publish` builds."""
        return self.folder / "warehouse.duckdb"

    @classmethod
    def of(cls, place: Place | str | Path) -> Place:
        """The place that a folder or an s3:// address names.

        A folder whose catalog or data are elsewhere says so in its file `lake.toml`. A lake given by the address of its
        data has its folder in the working directory, named after the last part of the address. Raises LakeError for any
        other kind of address, or if `lake.toml` is wrong or names other data.
        """
        if isinstance(place, Place):
            return place
        told = str(place)
        if is_s3(told):
            return cls._of_data(told)
        if "://" in told and not told.startswith("file://"):
            raise LakeError(f"{told}: a lake is given as its folder, or as the s3:// address of its data")
        folder = Path(told.removeprefix("file://")).expanduser().absolute()
        stored = lake_toml.read(folder)
        return cls(folder, stored.get("catalog", ""), stored.get("data", ""))

    @classmethod
    def _of_data(cls, data: str) -> Place:
        bucket, *inner = data.removeprefix(SCHEME).strip("/").split("/")
        if not bucket:
            raise LakeError(f"{data}: names no bucket: give s3://bucket/prefix")
        place = cls((Path.cwd() / (inner or [bucket])[-1]), data=data)
        stored = lake_toml.read(place.folder)
        if not stored and (place.folder / "catalog.sqlite").exists():
            raise LakeError(f"{place.folder}: is a lake with data of its own: go to another folder to use {data}")
        if stored and stored.get("data", "").rstrip("/") != data.rstrip("/"):
            raise LakeError(
                f"{place.folder / lake_toml.FILE}: names other data than {data}: go to another folder to use that"
            )
        return cls(place.folder, stored.get("catalog", ""), data)

    def write_down(self) -> None:
        """Record in the folder where the catalog and the data are, so that the folder alone identifies the lake.

        Raises LakeError if the folder already records another place.
        """
        if not self.catalog and not self.data:
            return
        told = {name: value for name, value in (("catalog", self.catalog), ("data", self.data)) if value}
        everything = lake_toml.read(self.folder)
        stored = lake_toml.where(everything)
        if stored == told:
            return
        if stored:
            path = self.folder / lake_toml.FILE
            raise LakeError(f"{path}: names another catalog or other data: move the lake first, or change that file")
        lake_toml.write(self.folder, everything | told)
