"""Options that several commands share."""

from __future__ import annotations

import os
from typing import Any

import click

from pipeline.variables import NO_ROOM_CHECK
from pipeline.waiting import WAIT_MINUTES
from transforms.document import FORMATS


def lake_option(command: Any) -> Any:
    """--lake, the folder of the lake or the address of its data."""
    return click.option(
        "--lake",
        default="lake",
        show_default=True,
        envvar="CABLELAKE_LAKE",
        metavar="DIR|URI",
        help="Folder of the lake, or s3:// address of its data.",
    )(command)


def wait_option(command: Any) -> Any:
    """--wait-minutes: how long to wait for another run that writes. Child processes find it in the environment."""

    def remember(context: click.Context, parameter: click.Parameter, minutes: float | None) -> None:
        if minutes is not None:
            os.environ[WAIT_MINUTES] = str(minutes)

    return click.option(
        "--wait-minutes",
        type=click.FloatRange(0),
        metavar="MINUTES",
        envvar=WAIT_MINUTES,
        expose_value=False,
        callback=remember,
        help="Give up if another run still holds the lake after MINUTES (default: wait).",
    )(command)


def room_option(command: Any) -> Any:
    """--no-room-check: begin even if the disk has too little room. Child processes find it in the environment."""

    def remember(context: click.Context, parameter: click.Parameter, is_off: bool) -> None:
        if is_off:
            os.environ[NO_ROOM_CHECK] = "1"

    return click.option(
        "--no-room-check",
        is_flag=True,
        envvar=NO_ROOM_CHECK,
        expose_value=False,
        callback=remember,
        help="Begin even if the disk certainly has too little room for what is new.",
    )(command)


def format_option(command: Any) -> Any:
    """--format, which forces the format of every document."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="Read every document as this format instead of detecting it.",
    )(command)


def exact_option(command: Any) -> Any:
    """--exact, which leaves texts in CSV as they are."""
    return click.option(
        "--exact", is_flag=True, help="In CSV, keep text unchanged even if a spreadsheet would run it as a formula."
    )(command)


sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
