"""One client tried on one state of the lake, in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clients.lakes import Expected
from benchmarks.clients.matrix import Client
from benchmarks.clients.readers.rows import row_texts

READERS = Path(__file__).parent / "readers"
_SECONDS = 900

# longer ones are the source of a packed script, which node prints before an error
_LONGEST_LINE = 400


class NotTriedError(Exception):
    """A client cannot be tried here; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many tables a client was asked for, and what was wrong with which: {table: reason}."""

    asked: int
    wrong: Mapping[str, str]

    @property
    def right(self) -> int:
        return self.asked - len(self.wrong)


@dataclass(frozen=True, slots=True)
class Environment:
    """The installed packages of a client: the program that runs its script, and the folder they are in."""

    program: Path
    folder: Path

    def versions(self, client: Client) -> dict[str, str]:
        """Versions of the packages that the page names."""
        if client.runtime == "node":
            packages = (self.folder / "node_modules" / name / "package.json" for name in client.shown)
            return {
                name: json.loads(path.read_text())["version"] for name, path in zip(client.shown, packages, strict=True)
            }
        code = "import sys, json, importlib.metadata as m; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
        done = subprocess.run([self.program, "-c", code, *client.shown], capture_output=True, text=True, check=True)
        found: dict[str, str] = json.loads(done.stdout)
        return found


def install(client: Client, folder: Path) -> Environment:
    """Make the environment of a client below a folder, unless it is there. Raises NotTriedError if that fails."""
    target = folder / client.environment
    made = target / "made"
    install_packages = _install_node if client.runtime == "node" else _install_python
    if not made.exists():
        shutil.rmtree(target, ignore_errors=True)
        install_packages(client, target)
        made.touch()
    program = shutil.which("node") if client.runtime == "node" else target / "bin" / "python"
    return Environment(Path(str(program)), target)


def _install_python(client: Client, target: Path) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv:
        raise NotTriedError("no uv")
    _run([uv, "venv", "--quiet", "--python", sys.executable, target])
    _run([uv, "pip", "install", "--quiet", "--python", target, *client.packages])
    for path in target.glob("lib/*/site-packages/duckdb_extension_*/extensions/v*/*.duckdb_extension"):
        home = target / ".duckdb" / "extensions" / path.parent.name / _platform(target)
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, home)


def _platform(target: Path) -> str:
    code = "import duckdb; print(duckdb.sql('PRAGMA platform').fetchone()[0])"
    return _run([target / "bin" / "python", "-c", code]).strip()


def _install_node(client: Client, target: Path) -> None:
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise NotTriedError("no node")
    target.mkdir(parents=True)
    (target / "package.json").write_text("{}")
    _run([npm, "install", "--no-audit", "--no-fund", "--prefix", target, *client.packages])


def _run(command: list[Path | str]) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise NotTriedError(f"cannot be installed: {said[0] if said else done.returncode}")
    return done.stdout


def attempt(client: Client, environment: Environment, lake: Path, expected: Mapping[str, Expected]) -> Outcome:
    """Let a client read its part of a lake, and compare every row."""
    asked = {name: table for name, table in expected.items() if client.macros or "(" not in name}
    with tempfile.TemporaryDirectory(prefix="cablelake-client-") as folder:
        job = Path(folder) / "job.json"
        job.write_text(json.dumps({
            "lake": str(lake),
            "warehouse": str(lake / "warehouse.duckdb"),
            "folder": folder,
            "tables": {name: {"sql": table.sql, "columns": table.columns} for name, table in asked.items()},
        }))  # fmt: skip
        found, failure = _ask(client, environment, job)
    wrong = {
        name: reason
        for name, table in asked.items()
        if (reason := difference(table, found.get(name, {"error": failure or "no answer"})))
    }
    hidden = {str(lake.parent): "", folder: "", str(environment.folder): ""}
    return Outcome(len(asked), {name: _public(reason, hidden) for name, reason in wrong.items()})


def _ask(client: Client, environment: Environment, job: Path) -> tuple[dict[str, dict[str, Any]], str]:
    script = READERS / client.script
    if client.runtime == "node":  # looks for packages beside the script
        for path in READERS.glob("*.mjs"):
            shutil.copy(path, environment.folder)
        script = environment.folder / client.script
    try:
        done = subprocess.run(
            [environment.program, script, job],
            cwd=job.parent,
            env={**os.environ, "HOME": str(environment.folder), "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}, f"no answer within {_SECONDS} s"
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"table"')]
    said = [line for line in done.stderr.splitlines() if "Error" in line and len(line) < _LONGEST_LINE]
    return {answer.pop("table"): answer for answer in answers}, said[-1] if done.returncode and said else ""


def difference(table: Expected, found: Mapping[str, Any]) -> str:
    """What is wrong with the rows that a client found; "" if nothing is."""
    if "error" in found:
        return str(found["error"])
    try:
        rows = found["rows"] if "rows" in found else row_texts(found["values"], [kind for _, kind in table.columns])
    except (ValueError, TypeError) as error:
        return f"values that cannot be compared: {error}"
    missing, unexpected = Counter(table.rows) - Counter(rows), Counter(rows) - Counter(table.rows)
    if not missing and not unexpected:
        return ""
    if missing and unexpected:
        before, after = next(_pairs(min(missing), min(unexpected)), ("", ""))
        return f"{missing.total()} of {len(table.rows)} rows differ, for example {after} for {before}"
    return f"{len(rows)} rows for {len(table.rows)}"


def _pairs(expected: str, found: str):
    cells = zip(expected.split(" | "), found.split(" | "), strict=False)
    return ((before[:60], after[:60]) for before, after in cells if before != after)


def _public(reason: str, hidden: Mapping[str, str]) -> str:
    for path, shown in hidden.items():
        reason = reason.replace(path, shown)
    reason = re.sub(r"\d{9,}", "...", reason)  # addresses and threads, which differ from run to run
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    return lines[0][:300] if lines else ""
