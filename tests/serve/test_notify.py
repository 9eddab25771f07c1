"""Notifications arrive at a real web server, through a block kept on a real Prefect server."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.server import Server

pytestmark = pytest.mark.campaign

# what a person does once in Prefect's pages, then runs of the flow, the last of them on a lake whose data were damaged
SCRIPT = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from flows.ingest import ingest
from warehouse.lake import Lake

CustomWebhookNotificationBlock(
    name="desk", url=sys.argv[1], json_data={"subject": "{{subject}}", "body": "{{body}}"}
).save("desk", overwrite=True)
for source in sys.argv[2:]:
    if source == "later":
        with Lake.open("lake") as lake:
            lake.connection.execute("UPDATE runs SET parsed = parsed + 1")
    ingest([source], "lake", notify_block="custom-webhook/desk", return_state=True)
"""


@pytest.fixture
def desk():
    """Address of a web server, and what was posted to it."""
    posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", posted
        server.shutdown()


def test_a_run_that_needs_a_look_is_reported_and_no_other(desk, tmp_path, prefect_home, write_telegrams, telegram):
    address, posted = desk
    write_telegrams(tmp_path / "good")
    for name in ("bad", "later"):
        (tmp_path / name).mkdir()
    (tmp_path / "later" / "07QUITO309.txt").write_text(telegram(309))
    (tmp_path / "bad" / "secret-name.txt").write_text("eggs, milk and a new umbrella\n")
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "HOME": str(tmp_path)}
    with Server(prefect_home(tmp_path / "prefect")) as server:
        server.wait()
        subprocess.run(
            [sys.executable, "-c", SCRIPT, address, "good", "bad", "missing", "later"],
            cwd=tmp_path,
            env={**environment, **server.environment},
            check=True,
            capture_output=True,
            timeout=180,
        )
    assert [message["subject"] for message in posted] == [
        "cablelake: quarantined: not_a_cable, 1 documents",
        "cablelake: ingest Failed",
        "cablelake: check runs_add_up (fail): 2 rows",
    ]
    assert "1 documents = 0 parsed + 1 quarantined + 0 duplicates" in posted[0]["body"]
    assert all(f"{server.url.removesuffix('/api')}/flow-runs/flow-run/" in message["body"] for message in posted)
    assert not any("secret-name" in message["body"] for message in posted)
