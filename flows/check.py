"""The flow `check`: check the lake's data against every rule, including the slow ones."""

from __future__ import annotations

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import notify
from pipeline.report import checks_markdown
from warehouse.checks import run_checks
from warehouse.lake import Lake


@flow(
    name="check",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def check(lake: str = "lake", notify_block: str = "") -> State[None]:
    """Run every data check; the state is failed if a rule of severity fail is broken.

    Args:
        lake: Folder of the lake.
        notify_block: Prefect notification block (kind/name) to notify if something needs attention.
    """
    with Lake.open(lake, read_only=True) as opened:
        results = run_checks(opened, thorough=True)
    broken = [result for result in results if result.rows]
    get_run_logger().info("%d checks, %d found something", len(results), len(broken))
    create_markdown_artifact(checks_markdown(len(results), broken), key="check-report")
    failed = [result.check.name for result in broken if result.failed]
    if failed:
        return Failed(message=f"the lake breaks rules it must keep: {', '.join(failed)}")
    return Completed(message=f"{len(results)} checks, none failed")
