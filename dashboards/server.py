"""The server of the dashboard: Streamlit, and beside it the answers that every first visitor would wait for."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from dashboards.reader import WarehouseError, rows, snapshot

APP = Path(__file__).with_name("app.py")
_SECONDS = 5


def main() -> None:
    """Serve until told to end; the arguments of the program are options of Streamlit."""
    Thread(target=_keep_ready, daemon=True).start()
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    streamlit()


def _keep_ready() -> None:
    """Ask what the pages ask as they open, again whenever another warehouse file is published."""
    seen = None
    while True:
        with suppress(WarehouseError):
            if (found := snapshot()) != seen:
                seen = found
                prepare()
        time.sleep(_SECONDS)


def prepare() -> None:
    """Have the rows of all pages without a filter at hand. What cannot be read is told where it is shown."""
    from dashboards import filters, opening

    for statement in (*filters.STATEMENTS, *opening.statements()):
        with suppress(WarehouseError):
            rows(statement)


if __name__ == "__main__":
    main()
