"""Write the reference of commands and settings from their definitions.

`python -m flows.reference docs` rewrites docs/cli.md and docs/settings.md.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel

from flows.cli import cablelake
from flows.settings import Settings
from warehouse import lake_toml

_DO_NOT_EDIT = "Written by `python -m flows.reference docs`; do not edit."
_WORDS = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}


def commands() -> str:
    """Every command with its arguments and options, as Markdown."""
    context = click.Context(cablelake, info_name="cablelake")
    lines = ["# Commands", "", _DO_NOT_EDIT, "", *_help(cablelake), "", *_options(cablelake, context)]
    for command, inner in _below(cablelake, context):
        lines += ["", f"## {inner.command_path}", "", f"    {_usage(command, inner)}", "", *_help(command), ""]
        lines += _options(command, inner)
    return _joined(lines)


def settings() -> str:
    """Every setting of cablelake.toml and lake.toml with its type, default and meaning, as Markdown."""
    lines = ["# Settings", "", _DO_NOT_EDIT, "", "Two files hold settings:", ""]
    lines += ["- `cablelake.toml` says what `cablelake serve` runs, and when;"]
    lines += ["  [Running cablelake for a year](operations.md) shows one in use."]
    lines += ["- `lake.toml` in the lake's folder says how the lake is kept; every command follows it."]
    lines += ["", "## cablelake.toml", "", *_settings(Settings)]
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            lines += ["", f"### [{name}]", "", section.__doc__ or "", "", *_settings(section)]
    lines += ["", "## lake.toml", "", "The file is optional. Each value is a text; paths are absolute.", ""]
    lines += ["| setting | default | meaning |", "|---|---|---|", *map(_lake_setting, lake_toml.SETTINGS)]
    return _joined(lines)


def _below(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name, command in group.commands.items():
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _below(command, inner)
        else:
            yield command, inner


def _usage(command: click.Command, context: click.Context) -> str:
    return " ".join((context.command_path, *filter(None, command.collect_usage_pieces(context))))


def _help(command: click.Command) -> list[str]:
    text = (command.help or "").replace("\b\n", "")
    return [line.strip() for line in text.splitlines()]


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    shown = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    if not shown:
        return
    yield from ("| option | meaning | default |", "|---|---|---|")
    for option in shown:
        names, meaning = option.get_help_record(context) or ("", "")
        meaning = re.sub(r"\s*\[[^\]]*\]$", "", meaning)
        if option.envvar:
            meaning += f" Environment: `{option.envvar}`."
        default = option.default if option.show_default and option.default is not None else ""
        yield f"| `{_cell(names)}` | {_cell(meaning)} | {f'`{default}`' if default != '' else ''} |"


def _settings(section: type[BaseModel]) -> Iterator[str]:
    yield from ("| setting | type | default | meaning |", "|---|---|---|---|")
    schema = section.model_json_schema()
    for name, setting in schema["properties"].items():
        if "$ref" in setting:
            continue
        kind = setting if "type" in setting else setting["anyOf"][0]
        words = f"list of {_WORDS[kind['items']['type']]}s" if kind["type"] == "array" else _WORDS[kind["type"]]
        default = "required" if name in schema.get("required", ()) else json.dumps(setting["default"]).strip('"')
        shown = {"": "none", "null": "none", "required": "required"}.get(default, f"`{default}`")
        yield f"| `{name}` | {words} | {shown} | {_cell(setting.get('description', ''))} |"


def _lake_setting(setting: lake_toml.Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "none"
    choices = " or ".join(f"`{choice}`" for choice in setting.choices)
    return f"| `{setting.name}` | {default} | {f'{choices}: ' if choices else ''}{_cell(setting.meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").strip()


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, text in (("cli.md", commands()), ("settings.md", settings())):
        (folder / name).write_text(text + "\n", encoding="utf-8")
