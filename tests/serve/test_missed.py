"""Runs that were due while nothing served are made up for by one run, however many they were."""

import datetime as dt
import json
import urllib.error
import urllib.request
from base64 import b64encode

import pytest
import tenacity

from flows.server import Server

pytestmark = pytest.mark.campaign

PAGE = 40  # runs in one answer of the server; 200 unless it is told otherwise
DAYS = PAGE + 10


def _is_busy(error):
    return isinstance(error, urllib.error.HTTPError) and error.code == 503


SETTINGS = """
lake = "lake"

[ingest]
sources = ["inbox"]
every_seconds = 86400
{more}
"""


@pytest.fixture
def lasting(tmp_path, prefect_home, monkeypatch):
    """A Prefect server that stays up whatever becomes of the service, and a way to ask it."""
    monkeypatch.setenv("PREFECT_SERVER_API_DEFAULT_LIMIT", str(PAGE))
    with Server(prefect_home(tmp_path / "prefect"), schedules=True) as server:
        server.wait()
        credential = b64encode(server.environment["PREFECT_API_AUTH_STRING"].encode()).decode()

        # as Prefect's own client does while the database is busy
        @tenacity.retry(
            retry=tenacity.retry_if_exception(_is_busy),
            stop=tenacity.stop_after_attempt(10),
            wait=tenacity.wait_fixed(1),
            reraise=True,
        )
        def ask(route, **body):
            known = {"content-type": "application/json", "authorization": f"Basic {credential}"}
            request = urllib.request.Request(f"{server.url}/{route}", json.dumps(body).encode(), known)
            with urllib.request.urlopen(request, timeout=300) as response:
                return json.loads(response.read() or b"null")

        yield server, ask


@pytest.mark.parametrize(("more", "expected"), [("", 1), ("catch_up = false", 0)])
def test_one_run_makes_up_for_more_than_a_page_of_them(lasting, serve, tmp_path, write_telegrams, more, expected):
    server, ask = lasting
    write_telegrams(tmp_path / "inbox")

    def start():
        served = serve(SETTINGS.format(more=more), **server.environment)
        served.wait(lambda: "serving" in served.log.read_text(), "service")
        return served

    def deployment():
        return next((one for one in ask("deployments/filter") if one["name"] == "cablelake" and one["schedules"]), None)

    def of_state(*types):
        return ask(
            "flow_runs/filter",
            flow_runs={"state": {"type": {"any_": types}}, "expected_start_time": {"before_": f"{now:%FT%TZ}"}},
        )

    served = start()
    planned = served.wait(deployment, "deployment")["id"]
    served.kill()  # before anything ran
    now = dt.datetime.now(dt.UTC)
    began = now - dt.timedelta(days=DAYS)
    ask(
        f"deployments/{planned}/schedule",
        start_time=f"{began:%FT%TZ}",
        end_time=f"{now:%FT%TZ}",
        min_runs=DAYS,
        max_runs=DAYS,
    )
    late = ask("flow_runs/count", flow_runs={"expected_start_time": {"before_": f"{now:%FT%TZ}"}})
    assert late >= DAYS - 1 and len(ask("flow_runs/filter")) == PAGE

    served = start()
    served.wait(lambda: not of_state("SCHEDULED"), "end of the late runs")
    if expected:
        served.wait(lambda: ask("flow_runs/count", flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}}), "run")
    served.end()
    begun = ask("flow_runs/filter", flow_runs={"start_time": {"is_null_": False}})
    assert [(run["auto_scheduled"], run["state_type"]) for run in begun] == [(False, "COMPLETED")] * expected
