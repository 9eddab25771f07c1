"""Notify people of a run that needs attention, through a notification block of Prefect.

A message holds counts, reasons and names of rules, never the text of a cable or the name of a file.
"""

from __future__ import annotations

from typing import Any, cast

from prefect import Flow, get_run_logger
from prefect.blocks.core import Block
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import MissingContextError
from prefect.logging import get_logger
from prefect.settings import PREFECT_UI_URL

from pipeline.errors import one_line
from pipeline.progress import say
from pipeline.report import Report, sentence


def problem(block: str) -> str:
    """Why nobody would be notified through a block, as a line for whoever serves the flows; "" if none is named."""
    if not block:
        return ""
    try:
        Block.load(block, validate=False)
    except Exception as error:  # the server's, or from whatever the block is made of
        return f"nobody is notified of failures: notify: {one_line(str(error))}"
    return ""


def of_report(report: Report, block: str) -> None:
    """Notify of a finished run if something in it needs attention."""
    if reasons := attention(report):
        lines = [f"Run {report.run_id}: {sentence(report.counts)}.", *reasons, report.url]
        _send(block, f"cablelake: {reasons[0]}", "\n".join(filter(None, lines)))


def in_journal(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Flow hook: print one line on how a scheduled run ended; a command reports its own run."""
    if flow_run.deployment_id:
        say(one_line(f"{flow.name} {flow_run.name}: {state.message or state.name}"))


def of_failure(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Flow hook: notify of a run that failed or crashed. A run whose checks failed has already done so itself."""
    # a server wraps what the flow returned in a record of its own
    if isinstance(getattr(state.data, "result", state.data), Report):
        return
    block = str(flow_run.parameters.get("notify_block", ""))
    _send(
        block,
        f"cablelake: {flow.name} {state.name}",
        f"Run {flow_run.name} of the flow {flow.name}: {state.name}. See its log:\n"
        f"{PREFECT_UI_URL.value()}/flow-runs/flow-run/{flow_run.id}",
    )


def attention(report: Report) -> list[str]:
    """What in a run needs attention, the most serious first."""
    checks = [f"check {c.name} ({c.severity}): {c.rows:,} rows" for c in report.broken if c.severity == "fail"]
    alarms = [f"unusual {alarm.sentence}" for alarm in report.alarms]
    quarantined = [f"quarantined: {r.reason}, {r.documents:,} documents" for r in report.rejections]
    signs = list(dict.fromkeys(sign.line for sign in report.signs))
    return checks + signs + alarms + quarantined


def _send(block: str, subject: str, body: str) -> None:
    """Send through a block; failing to send is no reason for the run to fail."""
    if not block:
        return
    try:
        cast(Any, Block.load(block, validate=False)).notify(body, subject)
    except Exception as error:  # whatever the services raise
        _logger().warning("not notified through %s: %s", block, type(error).__name__)
        say(f"nobody was told through {block}: {type(error).__name__}")


def _logger() -> Any:
    try:
        return get_run_logger()
    except MissingContextError:
        return get_logger("cablelake")
