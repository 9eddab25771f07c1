"""Tests on a DuckDB for which there is no DuckLake yet: on lakes that the pinned engine made (`make test-next`).

`CABLELAKE_TEST_LAKES` names the folder of those lakes. A first run with the pinned engine makes them; a second one with
the other engine reads what they have published, and skips tests that open a lake.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

KEPT = os.environ.get("CABLELAKE_TEST_LAKES", "")


def kept(name: str, make: Callable[[Path], object]) -> Path | None:
    """A folder that `make` filled, in this or an earlier run; None if the lakes of tests are not kept."""
    if not KEPT:
        return None
    place = Path(KEPT).absolute() / name
    if not place.exists():
        half = place.with_name(f"{name}.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        make(half)
        half.rename(place)
    return place
