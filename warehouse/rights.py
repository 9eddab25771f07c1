"""Who may use a lake: its owner alone, or also the members of a group that `lake.toml` names.

The umask sets the mode of new files, and their folder sets their group. Some programs set their own modes (tantivy,
DuckDB for folders), so a run on a group's lake corrects what it left there when it ends.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

OWNER_ALONE = 0o077  # umask
# Prefect's database, its credential and its logs are never for a group
PRIVATE = "prefect"


@dataclass(frozen=True, slots=True)
class Rights:
    """The group (its number) that may read a lake, or also write to it; None: only its owner may use it."""

    group: int | None = None
    may_write: bool = False

    @property
    def umask(self) -> int:
        """The umask under which files of the lake are created."""
        if self.group is None:
            return OWNER_ALONE
        return 0o007 if self.may_write else 0o027

    @property
    def lock_mode(self) -> int:
        """The mode of lock files: only those who may write can open, and so hold, them."""
        return 0o660 if self.group is not None and self.may_write else 0o600

    @contextmanager
    def creating(self, folder: Path) -> Iterator[None]:
        """Create the folder of a lake if it is missing; within, new files in it get the modes they should have.

        The umask applies to the whole process.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.group is not None:
            self._settle(folder, is_private=False)
        before = os.umask(self.umask)
        try:
            yield
        finally:
            os.umask(before)
            if self.group is not None:
                self.settle(folder)

    def settle(self, *places: Path) -> int:
        """Give the places, and everything in them, the group and modes they should have; return how many had others.

        Links are not followed, and other users' files are left alone.
        """
        changed = 0
        for place in places:
            changed += self._settle(place, is_private=False)
            for folder, folders, files in os.walk(place):
                below = Path(folder)
                is_private = PRIVATE in below.relative_to(place).parts
                for name in (*folders, *files):
                    changed += self._settle(below / name, is_private or (below == place and name == PRIVATE))
        return changed

    def _settle(self, path: Path, is_private: bool) -> bool:
        with suppress(FileNotFoundError):  # a run has removed it in the meantime
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode) or os.geteuid() not in (0, found.st_uid):
                return False
            mode, group = stat.S_IMODE(found.st_mode), None if is_private else self.group
            wanted = self._mode(path, found.st_mode, group)
            if group is not None and found.st_gid != group:
                os.chown(path, -1, group)
            elif mode == wanted:
                return False
            path.chmod(wanted)
            return True
        return False

    def _mode(self, path: Path, mode: int, group: int | None) -> int:
        if group is None:
            return stat.S_IMODE(mode) & 0o700
        if stat.S_ISDIR(mode):  # new files in it inherit its group
            return 0o2770 if self.may_write else 0o2750
        if path.suffix == ".lock":
            return self.lock_mode
        return 0o660 if self.may_write else 0o640
