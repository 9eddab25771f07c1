"""Invented sources for the tests of intake and flow."""

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ingest import Request, ingest
from pipeline.report import Report


@pytest.fixture
def archive(telegram: Callable[[int], str], tmp_path: Path) -> Path:
    """A .tar.gz of forty telegrams, which takes more than one block of its compression."""
    path = tmp_path / "telegrams.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for serial in range(1, 41):
            content = telegram(serial).encode()
            info = tarfile.TarInfo(f"cables/07QUITO{serial}.txt")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def take(tmp_path: Path, empty_lake: Path) -> Callable[..., Report]:
    """Write files into an inbox and ingest it; the report of the run."""
    shutil.copytree(empty_lake, tmp_path / "lake")
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def run(**files: bytes) -> Report:
        for name, content in files.items():
            (inbox / name).write_bytes(content)
        return ingest(Request((str(inbox),), str(tmp_path / "lake")))

    return run
