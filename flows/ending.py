"""How `cablelake serve` is ended: SIGINT and SIGTERM mean the same, however it was started."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType


class Ending:
    """From `begin` on, either signal raises KeyboardInterrupt; or calls `instead`, if that is set.

    SIGINT reaches this process alone: a terminal sends it to the runs too, which would end with a traceback each. They
    inherit that it is blocked, and are ended by the service. A shell script that starts a command with & has SIGINT
    ignored in it; here it ends the service all the same.
    """

    def __init__(self) -> None:
        self.instead: Callable[[], None] | None = None

    def begin(self) -> None:
        """Take charge of the two signals. Call it in the main thread, before there are others."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.end)  # what is ignored never arrives
        threading.Thread(target=_pass_on, daemon=True).start()

    def end(self, *_: int | FrameType | None) -> None:
        """Handle a signal."""
        if self.instead:
            self.instead()
        else:
            raise KeyboardInterrupt


def _pass_on() -> None:
    while True:
        signal.sigwait({signal.SIGINT})
        os.kill(os.getpid(), signal.SIGTERM)
