"""Mask the names that cables ask to protect: a copy of `warehouse.duckdb` in which they are blacked out.

The names beside each marking such as (protect) or (strictly protect) are masked, and so is every word of them anywhere
in that cable: text, subject, summary, paragraphs, people, TAGS, findings. If it is not clear who is meant, everyone
named in the sentence is masked. Other cables that name the same person without asking for protection stay as they are.
Masking follows rules and may miss a name: it helps but guarantees nothing.
"""

# ruff: noqa: S608, SIM905  statements are put together from declared names, quoted; words are listed as text

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import duckdb
from filelock import FileLock

from schemas.tables import PROPERTIES, TABLES, Table
from warehouse.connection import LakeError, identifier, literal
from warehouse.lake import one_line
from warehouse.publish import STORAGE_VERSION, create_table, finish, put_in_place

MASK = "█████"
_BEFORE = 320
_AFTER = 90
_WORDS = 5
SPELT = r"p(?:ro|or)c?(?:-[ \t]{0,3}\n[ \t]{0,3})?te?ct"  # also mistyped, or split at the end of a line
_ASKING = r"""(?:(?:please|pls|kindly|must|strict\w{0,3}|stric\w{0,5}|fully|absolutely|source|sources|name|names
    |identity|identities|both|all|to[ ]be|be)[ \t\n,]{1,4}){0,4}"""
_MARK = re.compile(
    rf"""
      [(\[{{<] [ \t\n]{{0,4}} (?:[^()\[\]{{}}<>]{{0,120}}[,;:.\u2013\u2014/-][ \t\n]{{0,4}})?
          {_ASKING} {SPELT}(?:ed)?\b [^()\[\]{{}}<>]{{0,160}} [)\]}}>]?
    | (?P<between>[,*/\u2013\u2014-]) [ \t\n]{{0,4}} {_ASKING} {SPELT}(?:ed)?
          (?:[ \t\n]{{1,4}}(?:source|identity|name|both|all|throughout)){{0,2}} [ \t\n]{{0,4}} [,;.*/\u2013\u2014-]
    | (?P<ahead>\b(?:(?:please|pls|kindly|strictly)[ \t\n]{{1,4}}){{1,2}}{SPELT}\b(?:[ \t\n]{{1,4}}source)?
          | \b{SPELT}[ \t\n]{{1,4}}(?:source|identity|name)\b) [:]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BROKEN = re.compile(r"(?<=\w)-[ \t]{0,3}\r?\n[ \t]{0,3}(?=\w)")
_TOKEN = re.compile(r"\w[\w'’\-]{0,40}[.,;:)]?")
_PARTICLES = frozenset("al bin bint da de del della den der di dos du e el ibn la las le los ul van von y".split())
# words that come before a name, or replace one, and do not say who it is
_COMMON = frozenset(
    """a advisor adviser ambassador amb an and assistant at attache attorney bishop captain chairman chairperson chief
    chancellor colonel commander commissioner comment consul contact contacts councilor counselor countess deputy
    dg director dr editor emboff emboffs embassy executive former foreign from general governor he head her his in
    interior journalist judge justice king leader lt major manager member minister ministry mr mrs ms of officer
    official on or party permanent poloff president prime princess prince prof professor queen representative
    said secretary senator senior she source speaker spokesman that the their they to told under vice who with
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday met meeting we us un eu uk mp is as by it no be do so if
    up my me am pm go re was were has had have but for when while after according
    accordingly summary ref reftel reftels dcm poloffs says""".split()
)
# A place, not a person, follows these.
_PLACING = frozenset("in at from near".split())
_ACCENTED: dict[str, str] = {}
for _letter in map(chr, range(0xC0, 0x250)):
    _base = unicodedata.normalize("NFD", _letter)[0].lower()
    if _base.isascii() and _base.isalpha():
        _ACCENTED[_base] = _ACCENTED.get(_base, "") + _letter
_TEXTS: dict[str, tuple[str, ...]] = {
    "texts": ("header", "body"),
    "cables": ("subject", "signer", "classified_by", "classified_by_title", "summary"),
    "cable_versions": ("subject", "signer", "classified_by", "classified_by_title", "summary"),
    "paragraphs": ("text", "heading"),
    "findings": ("raw", "detail"),
    "people": ("name", "title"),
    "place_mentions": ("name",),
    "person_mentions": ("name", "title"),
    "tags": ("tag", "raw"),
    "addressees": ("name", "office"),
    "references": ("raw",),
}
# offsets lead to the text before masking and would reveal how long a name is; lists are not masked word by word
_EMPTIED = {
    "texts": ("text_offsets", "document_offsets"),
    "cables": ("pass_lines",),
    "place_mentions": ("span_start", "span_end"),
    "person_mentions": ("span_start", "span_end"),
    "cable_versions": ("pass_lines",),
}


def protected_words(text: str) -> frozenset[str]:
    """The words of the names beside protect markings, in lower case.

    If a sentence has several names, all that may be meant are taken: a word too many is the smaller error.
    """
    text = _BROKEN.sub("", text)
    found: set[str] = set()
    for mark in _MARK.finditer(text):
        named: set[str] = set()
        if not mark["ahead"]:
            named = _before(text[max(0, mark.start() - _BEFORE) : mark.start()])
        if mark["ahead"] or not mark["between"]:
            named |= _after(text[mark.end() : mark.end() + _AFTER], found=bool(named))
        found |= named
    parts = {part for word in found for part in word.split("-") if len(part) > 3}
    return frozenset(found | parts)


def _before(before: str) -> set[str]:
    """Words of the nearest name, and of the other names in its sentence that may be meant as well."""
    words: set[str] = set()
    for place, (run, ends_phrase) in enumerate(_runs(before)):
        if place == 0 or ends_phrase or len(run) > 1:
            words.update(run)
    return words


def _runs(before: str) -> list[tuple[list[str], bool]]:
    """Runs of capitalised words that may be names, the nearest first, back to the beginning of the sentence.

    Each comes with whether a comma or `and` follows it; places are left out. In a text all in capitals, where any word
    may be a name, only runs followed by one are given besides the nearest.
    """
    tokens = _TOKEN.findall(before)
    in_capitals = before.upper() == before
    runs: list[tuple[list[str], bool]] = []
    run: list[str] = []
    ends_phrase = False

    def close(*, is_place: bool = False, phrase_ends: bool = False) -> None:
        nonlocal run, ends_phrase
        if run and not (runs and (is_place or (in_capitals and not ends_phrase))):
            runs.append((run, ends_phrase))
        run, ends_phrase = [], phrase_ends

    for index, token in enumerate(reversed(tokens)):
        word = token.rstrip(".,;:)")
        plain = word.lower()
        if index and token[-1] in ".;:" and len(word) > 3 and plain not in _COMMON:
            break
        if index and token[-1] == ",":
            close(phrase_ends=True)
        if _is_name(word) and plain not in _COMMON and len(run) < (4 if in_capitals else _WORDS):
            run.extend(_spelt(plain))
        elif plain in ("of", "for"):  # an office follows, not a name
            run = []
        elif plain not in _PARTICLES:
            close(is_place=plain in _PLACING, phrase_ends=plain == "and")
    close()
    return runs


def _after(after: str, *, found: bool) -> set[str]:
    """Words of a name that begins after a marking, at once or after titles; in the same sentence only.

    `found`: whether a name comes before the marking; then only what is clearly another name is taken.
    """
    if found and after.upper() == after:
        return set()
    words: set[str] = set()
    for match in _TOKEN.finditer(after):
        word = match.group().rstrip(".,;:)")
        if match.start() == 0 and word.lower() == "s":
            continue
        if _is_name(word) and word.lower() not in _COMMON and len(words) < _WORDS:
            words.update(_spelt(word.lower()))
        elif words or (found and word.lower() not in _COMMON):
            break
        if match.group()[-1] in ".,;:)" and (words or (len(word) > 3 and word.lower() not in _COMMON)):
            break
    return words


def _is_name(word: str) -> bool:
    return any(part[:1].isupper() for part in word.split("-"))


def _spelt(word: str) -> list[str]:
    """The word as it is searched for, without a possessive ending; an initial says too little."""
    bare = re.sub(r"['’]s?$", "", word).strip("-'’")
    return [bare] if len(bare) > 1 else []


def masked(text: str, words: str) -> str:
    """Text with each of some words (separated by |, lower case) blacked out, however it is written."""
    return _pattern(words).sub(MASK, text) if text and words else text


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    """Words with or without accents, apostrophes and hyphens, split at the end of a line, or in the plural.

    A two-letter word is searched for only in capitals or capitalised.
    """
    listed = sorted(words.split("|"), key=len, reverse=True)
    alternatives = [
        f"(?-i:{re.escape(word.capitalize())}|{re.escape(word.upper())})"
        if len(word) < 3
        else r"(?:-\s{0,9})?".join(map(_letter_of, word)) + "(?:e?s|ʼs?)?"
        for word in listed
    ]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(alternatives)})(?![^\W\d_])", re.IGNORECASE)


def _letter_of(sign: str) -> str:
    if sign == "-":
        return r"[-\s]{0,9}"
    if sign in "'’":
        return "['’ʼ`´]?"
    base = unicodedata.normalize("NFD", sign)[0]
    return f"[{re.escape(sign)}{base}{_ACCENTED[base]}]" if base in _ACCENTED else re.escape(sign)


def masked_copy(source: Path, target: Path) -> Path:
    """Write a copy of a warehouse file in which protected names are masked; views are rebuilt on it.

    If the copy is newer than the file and these rules, nothing is done. No part of the copy holds the names. Raises
    LakeError if there is not enough room or the copy cannot be written.
    """
    try:
        with FileLock(f"{target}.lock", mode=0o600):
            since = max(path.stat().st_mtime_ns for path in (source, Path(__file__)))
            if target.is_file() and target.stat().st_mtime_ns >= since:
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
        "WHERE regexp_matches(concat_ws(' ', header, body), ?, 'i')",
        [SPELT],
    )
    while batch := rows.fetchmany(500):
        named = [[cable_id, "|".join(sorted(words))] for cable_id, text in batch if (words := protected_words(text))]
        if named:
            connection.executemany("INSERT INTO temp.protected VALUES (?, ?)", named)
    for table in (PROPERTIES, *TABLES.values()):
        _copy(connection, table)
    # the place would give away a masked word
    connection.execute("DELETE FROM place_mentions WHERE contains(name, ?)", [MASK])
    reading.close()
    finish(connection)
    connection.execute("DETACH original")


def _value(table: Table, name: str) -> str:
    """A column of the copy, computed from its row `t` and the protected `words` of the cable."""
    column = f"t.{identifier(name)}"
    if name in _TEXTS.get(table.name, ()):
        return f"CASE WHEN words IS NULL THEN {column} ELSE masked({column}, words) END"
    if name in _EMPTIED.get(table.name, ()):
        return f"CASE WHEN words IS NULL THEN {column} END"
    return column


def _copy(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    kept = create_table(connection, table)
    name = identifier(table.name)
    hidden = _TEXTS.get(table.name, ())
    values = ", ".join(_value(table, column.name) for column in kept)
    names = "LEFT JOIN temp.protected USING (cable_id)" if hidden else ""
    connection.execute(f"INSERT INTO {name} SELECT {values} FROM original.{name} t {names}")
