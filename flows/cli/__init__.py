"""The command line: `cablelake`.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something was quarantined. An error is one line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from flows.cli.ingest import ingest
from flows.cli.maintain import maintain
from flows.cli.outlets import dashboard, export, publish
from flows.cli.parse import parse
from flows.cli.quarantine import quarantine
from flows.cli.query import check, sql, status
from flows.cli.reparse import reparse
from flows.cli.search import search
from flows.cli.serve import serve
from flows.cli.similar import similar
from flows.cli.topics import topics
from flows.cli.trend import trend
from pipeline.errors import UserError, one_line

# errors of other packages whose message is one line; checking by class would import those packages for every command
_ONE_LINERS = ("LakeError", "DashboardError", "WarehouseError")
_INTERRUPTED = "interrupted; run it again to finish", 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cablelake", prog_name="cablelake")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cablelake(debug: bool) -> None:
    """A lake of U.S. diplomatic cables: raw cables in, typed tables, SQL and dashboards out.

    \b
    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something was quarantined.
    """


for command in (
    ingest,
    parse,
    sql,
    status,
    check,
    quarantine,
    reparse,
    search,
    trend,
    similar,
    topics,
    publish,
    maintain,
    export,
    dashboard,
    serve,
):
    cablelake.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its exit code."""
    # No child process may import from the current folder: it may contain a delivery with a copy.py in it.
    os.environ["PYTHONSAFEPATH"] = "1"
    os.umask(0o077)  # only the owner can use what this command and its children create
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; an error is printed as one line on standard error."""
    try:
        code = cablelake.main(list(arguments), prog_name="cablelake", standalone_mode=False)
        sys.stdout.flush()
        return code or 0
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit:  # only a broken pipe makes click and rich raise this
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        line, code = explain(error)
        print(f"cablelake: {line}", file=sys.stderr)
        return code
    except KeyboardInterrupt:
        print(f"cablelake: {_INTERRUPTED[0]}", file=sys.stderr)
        return _INTERRUPTED[1]


def explain(error: Exception) -> tuple[str, int]:
    """One line for an error, and the exit code."""
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "cablelake"
        return f"{one_line(error.format_message()).removesuffix('.')} (see {command} --help)", 2
    # DuckDB turns an interrupt during a query into an error of its own
    if isinstance(error, click.Abort) or (isinstance(error, RuntimeError) and str(error) == "Query interrupted"):
        return _INTERRUPTED
    if isinstance(error, click.ClickException):
        return one_line(error.format_message()), error.exit_code
    if isinstance(error, UserError):
        return one_line(str(error)), error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{one_line(error.strerror or str(error))}", 1
    if type(error).__name__ in _ONE_LINERS:
        return one_line(str(error)), 1
    if type(error).__module__.endswith("duckdb"):
        from warehouse.lake import damage

        if what := damage(error):
            return f"{one_line(str(error))}: {what}", 1
    return f"{type(error).__name__}: {one_line(str(error))} (--debug shows where)", 1
