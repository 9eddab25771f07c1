"""Fixtures for every test."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with real cables and reference lists beside the repository; the test is skipped where it is absent."""
    path = Path(os.environ.get("CABLELAKE_SHARED") or Path(__file__).parents[2] / "shared")
    if not (path / "cables").is_dir():
        pytest.skip(f"no folder of real cables at {path} (set CABLELAKE_SHARED)")
    return path
