"""`cablelake parse`: cables as JSON or as readable text, and single fields of fragments; no lake needed."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from flows.cli.options import format_option
from pipeline import terminal
from pipeline.errors import UsageError, UserError
from transforms.contract import FIELD_JSON, cable_json
from transforms.document import Format, Rejected

if TYPE_CHECKING:
    from transforms.cable import Cable, Context


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...|-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, one line per cable.")
@click.option("--field", type=click.Choice(tuple(FIELD_JSON)), help="Read one field of fragments given as JSON lines.")
@format_option
def parse(sources: tuple[str, ...], as_json: bool, field: str | None, form: Format | None) -> int:
    """Parse cables and print them, without a lake.

    SOURCE is a file, folder, quoted glob, archive, or - for standard input. With --field, standard input (or each
    SOURCE) holds JSON lines {"text", "cable_id"?, "year"?}; the output is
    one {"value", "status", "rule"} per line.
    """
    if field:
        _parse_fields(sources or ("-",), field)
        return 0
    if not sources:
        raise click.UsageError("name a file, folder or archive of cables, or - for standard input")
    from pipeline.progress import say

    rejected = 0
    for number, found in enumerate(_cables(sources, form)):
        if isinstance(found, Rejected):
            rejected += 1
            say(f"cablelake: {found.detail} ({found.reason})")
        elif as_json:
            print(json.dumps(cable_json(found), ensure_ascii=False))
        else:
            print(("\n" if number else "") + _to_read(found))
    return 3 if rejected else 0


def _cables(sources: tuple[str, ...], form: Format | None) -> Iterator[Cable | Rejected]:
    from pipeline import reading
    from pipeline.discover import discover
    from pipeline.shards import Piece
    from transforms.sections import Section, in_stream

    with tempfile.TemporaryDirectory(prefix="cablelake-") as spool:
        files = discover(sources, Path(spool)).files
        pieces = [Piece(file.name, file.path, problem=file.problem) for file in files]
        raws = (raw for raw in reading.documents(pieces, form) if isinstance(raw, Rejected) or not raw.is_beside)
        batches = reading.batches(raws)
        read = (found for batch in batches for found in reading.read_cables(batch))
        yield from in_stream(found if isinstance(found, Rejected) else Section(*found) for found in read)


def _to_read(cable: Cable) -> str:
    lines = []
    for name, value in cable_json(cable).items():
        if name in ("findings", "paragraphs"):
            continue
        shown = "; ".join(_words(item) for item in value) if isinstance(value, list) else _words(value)
        if shown:
            lines.append(f"{name.replace('_', ' '):<20}{shown}")
    lines.append(f"{'paragraphs':<20}{len(cable.paragraphs):,}")
    odd = [f for f in cable.findings if f.status not in ("ok", "absent")]
    lines += [f"{'finding':<20}{f.field} {f.status}: {f.rule} {f.detail}".rstrip() for f in odd]
    return terminal.shown("\n".join(lines))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def _parse_fields(sources: tuple[str, ...], name: str) -> None:
    for source in sources:
        if source == "-":
            _parse_lines(sys.stdin, "standard input", name)
        elif Path(source).is_file():
            with Path(source).open(encoding="utf-8") as stream:
                _parse_lines(stream, source, name)
        else:
            raise UsageError(f"{source}: no such file")


def _parse_lines(stream: TextIO, source: str, name: str) -> None:
    from transforms import fragments

    try:
        for number, line in enumerate(stream, 1):
            if line.strip():
                text, context = _fragment(line, f"{source}, line {number}")
                print(json.dumps(fragments.field_json(name, text, context), ensure_ascii=False), flush=stream.isatty())
    except UnicodeDecodeError as error:
        raise UserError(f"{source}: not UTF-8 text: give JSON lines in UTF-8") from error


def _fragment(line: str, place: str) -> tuple[str, Context]:
    from transforms.cable import Context
    from transforms.fields.cable_id import canonical

    try:
        given = json.loads(line)
    except ValueError as error:
        raise UserError(f"{place}: not JSON: {error}") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise UserError(f'{place}: not an object with a string "text"')
    year = given.get("year")
    if year is not None and not isinstance(year, int):
        raise UserError(f'{place}: "year" is not a whole number')
    found = canonical(str(given.get("cable_id") or "")).value
    return given["text"], Context(found.value, year or found.year or None)
