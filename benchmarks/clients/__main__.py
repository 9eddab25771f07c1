"""`python -m benchmarks.clients` tries the clients and writes docs/clients.md; it takes about a quarter of an hour.

Each client is installed in an environment of its own below build/clients, which needs the package indexes of Python
and npm. With names (or parts of them) as arguments, it tries only these clients and leaves the page as it is.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from benchmarks.clients.lakes import expected, states
from benchmarks.clients.matrix import CLIENTS, Client
from benchmarks.clients.page import Trial, page
from benchmarks.clients.trial import Environment, NotTriedError, Outcome, attempt, install

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "clients.md"


def main() -> None:
    wanted = sys.argv[1:]
    clients = [client for client in CLIENTS if not wanted or any(word in client.name for word in wanted)]
    environments: dict[str, Environment] = {}
    trials: dict[str, Trial] = {}
    for client in clients:
        try:
            environments[client.name] = install(client, ROOT / "build" / "clients")
            trials[client.name] = Trial(client, environments[client.name].versions(client))
        except NotTriedError as reason:
            trials[client.name] = Trial(client, not_tried=str(reason))
    ready = [client for client in clients if client.name in environments]
    with tempfile.TemporaryDirectory(prefix="cablelake-clients-") as folder:
        for state, lake in states(Path(folder)):
            read = expected(lake)
            for client in ready:
                outcome = attempt(client, environments[client.name], lake, read[client.part])
                trials[client.name].outcomes[state] = outcome
                _say(state, client, outcome)
    if not wanted:
        PAGE.write_text(page(list(trials.values()), dt.date.today()), "utf-8")


def _say(state: str, client: Client, outcome: Outcome) -> None:
    print(f"{state:18} {client.part:9} {client.name:34} {outcome.right} of {outcome.asked} right", flush=True)
    for table, reason in list(outcome.wrong.items())[:3]:
        print(f"    {table}: {reason}")


if __name__ == "__main__":
    main()
