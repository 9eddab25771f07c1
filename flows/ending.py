"""How `cablelake serve` ends: SIGINT and SIGTERM mean the same, however it was started."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType


class Ending:
    """From `begin` on, either signal raises KeyboardInterrupt, or calls `instead` if that is set.

    SIGINT reaches only this process: a terminal sends it to the runs too, and each would end with a traceback. They
    inherit a blocked SIGINT, and the service ends them. A shell script that starts a command with & makes it ignore
    SIGINT; here it ends the service all the same.
    """

    def __init__(self) -> None:
        self.instead: Callable[[], None] | None = None

    def begin(self) -> None:
        """Handle the two signals from now on. Call it in the main thread, before there are others."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.end)  # an ignored signal never arrives
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
