"""How long a run waits for another run that is writing to the lake."""

from __future__ import annotations

import math
import os

from pipeline.errors import UserError

# minutes; without it, forever
WAIT_MINUTES = "CABLELAKE_WAIT_MINUTES"


def wait_seconds() -> float:
    """How long to wait for another run that is writing to the lake. Raises UserError if the setting is not a number."""
    given = os.environ.get(WAIT_MINUTES, "")
    try:
        seconds = float(given) * 60 if given else math.inf
    except ValueError:
        seconds = -1
    if not seconds >= 0:
        raise UserError(f"{WAIT_MINUTES}: {given!r} is not a number of minutes")
    return seconds
