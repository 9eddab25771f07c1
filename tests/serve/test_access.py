"""Only the user who runs `cablelake serve` can use its server, whoever else has an account on the machine."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from contextlib import closing
from functools import partial

import pytest
import websockets.exceptions
import websockets.sync.client

from flows.credential import server_credential
from flows.notification_key import move_key
from tests.serving import COMMAND, Served

SETTINGS = 'lake = "lake"\n[ingest]\nsources = ["inbox"]\n'

# what another user tries: the file with the credential, then the server without it
STRANGER = """
import encodings.idna, os, pwd, sys, urllib.error, urllib.request
os.setuid(pwd.getpwnam("nobody").pw_uid)
try:
    print(open(sys.argv[1]).read())
except PermissionError:
    print("no right")
try:
    print(urllib.request.urlopen(urllib.request.Request(sys.argv[2], b"{}"), timeout=30).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""


def started(start, folder):
    (folder / "inbox").mkdir(exist_ok=True)
    served = start(SETTINGS)
    served.wait(lambda: "serving" in served.log.read_text(), "start")
    return served


@pytest.fixture(scope="module")
def served(tmp_path_factory, prefect_home):
    """A server that the tests only ask."""
    folder = tmp_path_factory.mktemp("served")
    prefect_home(folder / "lake" / "prefect")
    served = started(partial(Served, folder), folder)
    yield served
    served.kill()


def status(port, route, method="GET", **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{route}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_server_is_the_services_alone(served):
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/openapi.json", timeout=30) as answer:
        paths = json.load(answer)["paths"]
    anyone = [
        f"{method} {path}"
        for path, methods in paths.items()
        for method in methods
        if status(served.port, "/api" + re.sub(r"\{.*?\}", "x", path.removeprefix("/api")), method.upper()) != 401
    ]
    # the server's health says nothing of the lake
    assert len(paths) > 100 and {line.split("/")[-1] for line in anyone} <= {"health", "ready"}

    for route in ("deployments/filter", "flows/filter", "block_documents/filter", "artifacts/filter", "logs/filter"):
        assert isinstance(json.loads(served.ask(route, b"{}")), list)
    for origin, code in ((f"http://127.0.0.1:{served.port}", 200), ("http://evil.example", 403), ("null", 403)):
        assert outcome(served, origin=origin) == code
    for host, code in (("localhost", 200), ("evil.example", 400)):
        assert outcome(served, host=f"{host}:{served.port}") == code
    assert outcome(served, authorization="Basic Y2FibGVsYWtlOndyb25n") == 401

    credential = served.credential.read_text().strip()
    assert len(credential) > 40 and served.credential.stat().st_mode & 0o777 == 0o600
    processes = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True).stdout
    assert "cablelake" in processes and credential not in processes

    for socket in ("events/in", "events/out", "logs/out"):
        address = f"ws://127.0.0.1:{served.port}/api/{socket}"
        assert connect(address, subprotocols=["prefect"], token=credential) == "in"
        assert connect(address, subprotocols=["prefect"], token="wrong") == "refused"
        assert connect(address, token="none") == "refused"


def connect(address, *, token, **options):
    """Whether the server lets a client in that shows a token."""
    try:
        with websockets.sync.client.connect(address, **options) as connection:
            connection.send(json.dumps({"type": "auth", "token": token}))
            return "in" if json.loads(connection.recv(30))["type"] == "auth_success" else "refused"
    except websockets.exceptions.WebSocketException:
        return "refused"


def outcome(served, **headers):
    try:
        served.ask("flows/filter", b"{}", **headers)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")
def test_another_user_of_the_machine_is_refused(served):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            STRANGER,
            served.credential,
            f"http://127.0.0.1:{served.port}/api/block_documents/filter",
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split("\n")[:2] == ["no right", "401"], done.stderr


def test_a_notification_block_is_not_beside_its_key(serve, tmp_path):
    make = (
        "from prefect.blocks.notifications import CustomWebhookNotificationBlock as Block;"
        "Block(name='desk', url='http://127.0.0.1:1/', json_data={}).save('desk', overwrite=True)"
    )

    def create(server):
        environment = {
            **os.environ,
            "HOME": str(tmp_path),
            "PREFECT_API_URL": f"http://127.0.0.1:{server.port}/api",
            "PREFECT_API_AUTH_STRING": server.credential.read_text().strip(),
        }
        subprocess.run([sys.executable, "-c", make], env=environment, check=True, capture_output=True, timeout=60)

    served = started(serve, tmp_path)
    create(served)
    key = tmp_path / ".config" / "cablelake" / "notification.key"
    assert key.stat().st_mode & 0o777 == 0o600 and tmp_path / "lake" not in key.parents
    database = tmp_path / "lake" / "prefect" / "prefect.db"
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM configuration WHERE key = 'ENCRYPTION_KEY'").fetchone() == (0,)
        assert connection.execute("SELECT name FROM block_document").fetchall() == [("desk",)]
    served.end()

    # on a machine without the key the block is of no use; serve says so, and it can be created again
    key.unlink()
    again = started(serve, tmp_path)
    assert "notification block desk: its key is not on this machine: create the block again" in again.log.read_text()
    create(again)


def test_a_key_in_the_database_is_moved_out_of_it(tmp_path):
    from cryptography.fernet import Fernet

    old, new = (urlsafe_b64encode(os.urandom(32)).decode() for _ in range(2))
    database = tmp_path / "prefect.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE configuration (key TEXT, value TEXT)")
        connection.execute("CREATE TABLE block_document (id TEXT, name TEXT, data TEXT)")
        connection.execute("INSERT INTO configuration VALUES ('ENCRYPTION_KEY', ?)", [json.dumps({"fernet_key": old})])
        secret = json.dumps(Fernet(old).encrypt(b'{"url": "x"}').decode())
        connection.execute("INSERT INTO block_document VALUES ('1', 'desk', ?)", [secret])
    assert move_key(database, new) == []
    assert move_key(database, new) == []
    assert old.encode() not in database.read_bytes()
    with closing(sqlite3.connect(database)) as connection:
        ((data,),) = connection.execute("SELECT data FROM block_document").fetchall()
    assert Fernet(new).decrypt(json.loads(data)) == b'{"url": "x"}'


def test_a_credential_is_made_once(tmp_path):
    first = server_credential(tmp_path / "prefect")
    assert first == server_credential(tmp_path / "prefect") and first != server_credential(tmp_path / "other")
    assert [path.name for path in (tmp_path / "prefect").iterdir()] == ["credential"]


@pytest.mark.parametrize("arguments", [("serve",), ("ingest", "inbox", "--lake", "what?/lake", "--prefect")])
def test_a_question_mark_in_the_path_is_one_line(tmp_path, arguments):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("no telegram\n")
    (tmp_path / "cablelake.toml").write_text('lake = "what?/lake"\n[ingest]\nsources = ["inbox"]\n')
    done = subprocess.run([COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
    assert "what?/lake/prefect: Prefect cannot keep its database in a path with a ?: rename the folder" in done.stderr
    assert not list(tmp_path.rglob("*.db"))
