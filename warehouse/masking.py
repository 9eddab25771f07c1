"""Masking the names that cables ask to protect: a copy of `warehouse.duckdb` in which they are blacked out.

What is masked: the name before each marking such as (protect) or (strictly protect), and every word of it wherever it
stands in that cable: text, subject, summary, paragraphs, people, TAGS, findings. Other cables that name the same
person without asking for protection are left as they are. It is made by rules and may miss a name: a help, no warrant.
"""

# ruff: noqa: S608, SIM905  statements are put together from declared names, quoted; words are listed as text

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import duckdb
from filelock import FileLock

from schemas.tables import PROPERTIES, TABLES, Table
from warehouse.connection import LakeError, identifier, literal
from warehouse.lake import one_line
from warehouse.publish import STORAGE_VERSION, create_table, finish, put_in_place

MASK = "█████"
_BEFORE = 160
_WORDS = 5
_MARK = re.compile(
    r"[(\[][ \t\n]*(?:(?:please|strictly|strict|pls|fully|source)[ \t\n,]+){0,2}protect(?:ed)?\b[^)\]]{0,60}[)\]]",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w[\w'’\-]{0,40}[.,;:)]?")
_PARTICLES = frozenset("al bin bint da de del della den der di dos du e el ibn la las le los ul van von y".split())
# What stands before a name, or instead of one, and says nothing of who it is.
_COMMON = frozenset(
    """a advisor adviser ambassador amb an and assistant at attache attorney bishop captain chairman chairperson chief
    chancellor colonel commander commissioner comment consul contact contacts councilor counselor countess deputy
    dg director dr editor emboff emboffs embassy executive former foreign from general governor he head her his in
    interior journalist judge justice king leader lt major manager member minister ministry mr mrs ms of officer
    official on or party permanent poloff president prime princess prince prof professor queen representative
    said secretary senator senior she source speaker spokesman that the their they to told under vice who with
    january february march april may june july august september october november december""".split()
)
_TEXTS: dict[str, tuple[str, ...]] = {
    "texts": ("header", "body"),
    "cables": ("subject", "signer", "classified_by", "classified_by_title", "summary"),
    "cable_versions": ("subject", "signer", "classified_by", "classified_by_title", "summary"),
    "paragraphs": ("text", "heading"),
    "findings": ("raw", "detail"),
    "people": ("name", "title"),
    "tags": ("tag", "raw"),
    "addressees": ("name", "office"),
    "references": ("raw",),
}


def protected_words(text: str) -> frozenset[str]:
    """The words of the names that stand before protect markings, in lower case."""
    found: set[str] = set()
    for mark in _MARK.finditer(text):
        before = text[max(0, mark.start() - _BEFORE) : mark.start()]
        several = re.search(r"\b(?:both|all)\b", mark.group(), re.IGNORECASE)
        for run in _runs(before):
            found.update(run)
            if run and not several:
                break
    return frozenset(found)


def _runs(before: str) -> list[list[str]]:
    """Runs of capitalised words that may be names, the nearest first, back to the beginning of the sentence."""
    tokens = _TOKEN.findall(before)
    in_capitals = before.upper() == before
    runs: list[list[str]] = [[]]
    for index, token in enumerate(reversed(tokens)):
        word = token.rstrip(".,;:)")
        if index and token[-1] in ".;:" and len(word) > 3 and word.lower() not in _COMMON:
            break
        if index and token[-1] == ",":
            runs.append([])
        if word[0].isupper() and word.lower() not in _COMMON and len(runs[-1]) < (4 if in_capitals else _WORDS):
            if len(word) > 2:
                runs[-1].append(word.lower())
        elif word.lower() in ("of", "for"):  # what stands behind it is an office, not a name
            runs[-1] = []
        elif word.lower() not in _PARTICLES:
            runs.append([])
    return runs


def masked(text: str, words: str) -> str:
    """Text with every one of some words (separated by |, lower case) blacked out, however it is written."""
    return _pattern(words).sub(MASK, text) if words else text


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words.split('|')))})\b", re.IGNORECASE)


def masked_copy(source: Path, target: Path) -> Path:
    """Write a copy of a warehouse file in which protected names are masked; views are built anew over it.

    Nothing is done where the copy is newer than the file. The names are in no part of the copy.
    Raises LakeError where there is no room or no right to write.
    """
    try:
        with FileLock(f"{target}.lock", mode=0o666):
            if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                return target
            storage: dict[str, str | bool | int | float | list[str]] = {
                "storage_compatibility_version": STORAGE_VERSION
            }
            with put_in_place(target, ".mask-") as built, duckdb.connect(str(built), config=storage) as connection:
                connection.execute(f"ATTACH {literal(str(source))} AS original (READ_ONLY)")
                _build(connection)
    except (duckdb.Error, OSError) as error:
        raise LakeError(f"{target}: cannot write the masked copy: {one_line(error)}") from error
    return target


def _build(connection: duckdb.DuckDBPyConnection) -> None:
    connection.create_function("masked", masked, ["VARCHAR", "VARCHAR"], "VARCHAR")
    connection.execute("CREATE TEMP TABLE protected (cable_id VARCHAR, words VARCHAR)")
    reading = connection.cursor()
    rows = reading.execute(
        "SELECT cable_id, concat_ws(chr(10), header, body) FROM original.texts "
        "WHERE contains(lower(concat_ws(' ', header, body)), 'protect')"
    )
    while batch := rows.fetchmany(500):
        named = [[cable_id, "|".join(sorted(words))] for cable_id, text in batch if (words := protected_words(text))]
        if named:
            connection.executemany("INSERT INTO temp.protected VALUES (?, ?)", named)
    for table in (PROPERTIES, *TABLES.values()):
        _copy(connection, table)
    reading.close()
    finish(connection)
    connection.execute("DETACH original")


def _copy(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    kept = create_table(connection, table)
    name = identifier(table.name)
    hidden = _TEXTS.get(table.name, ())
    values = ", ".join(
        f"CASE WHEN words IS NULL THEN t.{identifier(c.name)} ELSE masked(t.{identifier(c.name)}, words) END"
        if c.name in hidden
        else f"t.{identifier(c.name)}"
        for c in kept
    )
    names = "LEFT JOIN temp.protected USING (cable_id)" if hidden else ""
    connection.execute(f"INSERT INTO {name} SELECT {values} FROM original.{name} t {names}")
