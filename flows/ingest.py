"""The flow `ingest`: the pipeline's ingest with its steps as tasks and its report as an artifact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, ParamSpec, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote
from pydantic import Field, NonNegativeFloat

from flows import notify
from pipeline import ingest as pipeline
from pipeline.progress import say
from pipeline.report import Report, markdown, sentence
from transforms.document import Format

P = ParamSpec("P")
T = TypeVar("T")

Sources = Annotated[list[str], Field(min_length=1)]


def as_task(step: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """Carry out a step as a task of the flow that is running."""

    def carry_out(*given: Any, **given_named: Any) -> T:
        return pipeline.directly(step, *given, **given_named)

    run = task(name=_name(step), cache_policy=NO_CACHE)(carry_out)
    # quoted, Prefect passes arguments on without looking into them
    quoted = {name: quote(value) for name, value in named.items()}
    return cast(T, cast(Any, run)(*map(quote, arguments), **quoted))


def _name(step: Callable[..., Any]) -> str:
    return str(getattr(getattr(step, "func", step), "__name__", "step")).strip("_")


@flow(
    name="ingest",
    on_completion=[notify.in_journal],
    on_failure=[notify.in_journal, notify.of_failure],
    on_crashed=[notify.in_journal, notify.of_failure],
)
def ingest(
    sources: Sources,
    lake: str = "lake",
    format: Format | None = None,
    settle_seconds: NonNegativeFloat = 0,
    notify_block: str = "",
    address: str = "",
) -> State[Report]:
    """Take documents into a lake, publish the warehouse file, index the texts and check the lake.

    The state is failed if a check of severity fail found something; its data is the report either way.

    Args:
        sources: Files, folders, globs, archives, or - for standard input.
        lake: Folder of the lake.
        format: Format of every document, if it is not to be detected.
        settle_seconds: A file written to within this many seconds is left for a later run.
        notify_block: Prefect notification block (kind/name) to notify if something needs attention.
        address: Scheduler of the Dask cluster to parse on (tcp://host:port); without one, this machine parses.
    """
    logger = get_run_logger()

    def tell(line: str) -> None:
        logger.info(line)
        say(line)

    request = pipeline.Request(tuple(sources), lake, format, settle_seconds, address)
    done = pipeline.ingest(request, as_task, tell=tell, run_id=flow_run.get_id() or "")
    report = replace(done, url=flow_run.get_flow_run_ui_url() or "")
    logger.info("run %s: %s", report.run_id, sentence(report.counts))
    create_markdown_artifact(markdown(report), key="ingest-report", description=f"Run {report.run_id}")
    notify.of_report(report, notify_block)
    return outcome(report)


def outcome(report: Report) -> State[Report]:
    """The state a run ends in: failed if a check of severity fail found something."""
    if not report.failed:
        return Completed(message=sentence(report.counts), data=report)
    names = ", ".join(check.name for check in report.broken if check.severity == "fail")
    return Failed(message=f"the lake breaks rules it must keep: {names}", data=report)
