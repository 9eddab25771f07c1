"""Rows as text that is the same whichever client read them. Needs the standard library only: it runs beside any client.

A client's script calls `answer(read)`. It is started with the path of a job, a JSON file with `lake`, `warehouse` and
`folder` (to write to), and `tables`, which has the SQL of each table and the names and types of its columns. It calls
`read(job, name)` for each table, and prints one line of JSON per table: `{"table", "rows"}` with the sorted texts of
the rows, or `{"table", "error"}`.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Job = Mapping[str, Any]


def answer(read: Callable[[Job, str], Iterable[Sequence[Any]]]) -> None:
    """Read every table of the job named on the command line, and print what was read."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for name, table in job["tables"].items():
        try:
            found = {"rows": row_texts(read(job, name), [kind for _, kind in table["columns"]])}
        except BaseException as error:  # a panic of a Rust library is no Exception
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            found = {"error": f"{type(error).__name__}: {str(error).strip()}"[:2000]}
        print(json.dumps({"table": name, **found}))


def row_texts(rows: Iterable[Sequence[Any]], kinds: Sequence[str]) -> list[str]:
    """The rows as sorted texts. `kinds` are DuckDB's types of the columns."""
    return sorted(" | ".join(text(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in rows)


def text(value: Any, kind: str) -> str:
    """A value as text, by DuckDB's type of its column. Numbers count to 12 digits: sums depend on the order of rows."""
    if hasattr(value, "tolist"):  # of numpy
        value = value.tolist()
    if _is_null(value):
        return "NULL"
    if kind.endswith("[]"):
        return f"[{', '.join(text(item, kind[:-2]) for item in value)}]"
    if kind.startswith("STRUCT"):
        return json.dumps({name: value[name] for name in sorted(value)})
    return _SCALARS.get(kind, _words)(value)


def _is_null(value: Any) -> bool:
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and math.isnan(value))
    )


def _words(value: Any) -> str:
    return json.dumps(str(value))


def _whole(value: Any) -> str:
    number = int(value)
    if number != (float(value) if isinstance(value, str) else value):
        raise ValueError(f"{value!r} is not a whole number")
    return str(number)


def _day(value: Any) -> str:
    if isinstance(value, int):
        value = dt.date(1970, 1, 1) + dt.timedelta(days=value)
    return str(value)[:10]


def _moment(value: Any) -> str:
    if isinstance(value, int):  # numpy's datetime64 as nanoseconds
        value = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=value // 1000)
    elif isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return dt.datetime.isoformat(value.replace(tzinfo=None), " ", "microseconds")


_SCALARS: dict[str, Callable[[Any], str]] = {
    "TINYINT": _whole,
    "INTEGER": _whole,
    "BIGINT": _whole,
    "UBIGINT": _whole,
    "HUGEINT": _whole,
    "DOUBLE": lambda value: format(float(value), ".12g"),
    "BOOLEAN": lambda value: "true" if value in (True, "true") else "false",
    "DATE": _day,
    "TIMESTAMP": _moment,
    "BLOB": lambda value: bytes(value).hex(),
    "VARCHAR": _words,
}
