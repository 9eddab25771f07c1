"""Options that several commands share."""

from __future__ import annotations

from typing import Any

import click

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


def format_option(command: Any) -> Any:
    """--format, which forces the format of every document."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), help="Take every document for this format, not detecting it."
    )(command)


sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
