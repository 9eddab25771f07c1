"""TAGS line: traffic analysis by geography and subject, the codes by which a cable is filed and found.

There are two dialects, set by the post's software: `TAGS: PREL KNNP IR` and `TAGS PREL, KNNP, IR`. The list may have
several lines. A person is in brackets after OVIP (`OVIP (CLINTON, HILLARY)`), or without brackets as surname and first
name; free terms are one or more words of plain language (`HUMAN RIGHTS`). The codes are in schemas/seeds/tags.csv,
after the TAGS handbooks of 1974 and of 5 FAH-3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms.cable import Context, Tag
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "tags"

RULES = (
    Rule(
        "glued codes",
        re.compile(r"(?=[A-Z]{6,64}\b)(?:[A-Z]{2}|[A-Z]{4})*[A-Z]{4}[A-Z]*"),
        "codes run together without a blank, if every part is a code",
        "TAGS: ETRDEINV PREL BR",
        tuple(Tag(t, k, r) for t, k, r in (
            ("ETRD", "subject", "ETRDEINV"), ("EINV", "subject", "ETRDEINV"),
            ("PREL", "subject", "PREL"), ("BR", "geographic", "BR"),
        )),
    ),
    Rule(
        "misprint",
        re.compile(r"[A-Z]{3,6}"),
        "a code misspelt in a way listed in schemas/seeds/tag_misprints.csv",
        "TAGS MARR, MOPPS",
        (Tag("MARR", "subject", "MARR"), Tag("MOPS", "subject", "MOPPS")),
    ),
    Rule(
        "person in brackets",
        re.compile(r"\((?P<name>[^()]{2,80})\)?"),
        "surname and first names in brackets, after OVIP or another code",
        "TAGS OVIP (HARTLEY, JOAN B.), PREL, PE",
        (Tag("OVIP", "subject", "OVIP"), Tag("HARTLEY, JOAN B.", "person", "(HARTLEY, JOAN B.)"),
         Tag("PREL", "subject", "PREL"), Tag("PE", "geographic", "PE")),
    ),
    Rule(
        "bare person",
        re.compile(r"(?P<last>[A-Z][A-Z'-]+),?[ ](?P<first>[A-Z][A-Z'-]*\.?(?:[ ][A-Z][A-Z'-]*\.?)?)"),
        "two or three words directly after OVIP that are not codes",
        "TAGS: OVIP HARTLEY JOAN PREL PE",
        (Tag("OVIP", "subject", "OVIP"), Tag("HARTLEY, JOAN", "person", "HARTLEY JOAN"),
         Tag("PREL", "subject", "PREL"), Tag("PE", "geographic", "PE")),
    ),
    Rule(
        "commas",
        re.compile(r","),
        "entries separated by commas",
        "TAGS PREL, KNNP, IR",
        (Tag("PREL", "subject", "PREL"), Tag("KNNP", "program", "KNNP"), Tag("IR", "geographic", "IR")),
    ),
    Rule(
        "blanks",
        re.compile(r"[^,]*"),
        "entries separated by blanks",
        "TAGS: PREL NATO IR WATER RIGHTS",
        (Tag("PREL", "subject", "PREL"), Tag("NATO", "organization", "NATO"), Tag("IR", "geographic", "IR"),
         Tag("WATER RIGHTS", "free", "WATER RIGHTS")),
    ),
)  # fmt: skip
_GLUED, _BRACKETS, _BARE = RULES[0].pattern, RULES[2].pattern, RULES[3].pattern

_LABEL = re.compile(r"[ \t>*_-]*T(?:A?GS|AG)\b[ \t]*[:;,.]*[ \t]*", re.IGNORECASE)

# lines that a page break or the machine left in the list
_FURNITURE = re.compile(
    r"""
    (?:(?:UNCLASSIFIED|LIMITED[ ]OFFICIAL[ ]USE|CONFIDENTIAL|SECRET)\s+)?
    PAGE[ ]+\d{1,3}\s+[A-Z][A-Z ]{1,20}?\s+\d{3,6}(?:\s+\d\d[ ]OF[ ]\d\d)?\s+\d{6}Z
    | [A-Z][A-Z ]{1,24}?[ ]+\d{8}[ ]+\d{3}(?:\.\d)?[ ]OF[ ]\d{3}
    | \bSIPDIS\b | \bX{4,40}\b | \bN/A\b
    """,
    re.VERBOSE,
)
_FURNITURE_SIGNS = ("PAGE", " OF ", "SIPDIS", "XXXX", "N/A")
_ENTRY = re.compile(r"\([^()]{1,120}\)?|[^\s,;()]+|[,;]")
_CONNECTING = frozenset({"AND", "OF", "IN", "FOR", "WITH", "THE", "TO", "ON", "&"})
_JOINT = re.compile(r"[/.:-]")
_LONGEST_ZONE = 1_500
_LONGEST_TERM = 4


class _Entry(NamedTuple):
    """A word, bracket or separator of the list as printed, and its bare form in capitals."""

    raw: str
    word: str


def parse(zones: Zones, context: Context) -> Parsed[tuple[Tag, ...]]:
    """Read the first TAGS line that is not empty; entries are in capitals, in order, each once."""
    for span in zones.labelled.get("tags", ()):
        if span.end == zones.prose.start and _promises_more(zones.of(span)[-_LONGEST_ZONE:]):
            # no label follows, so the list was cut off at a blank line
            span = Span(span.start, _line_end(zones.text, span.end, len(zones.text)))
        end = _list_end(zones.text, span)
        start = _label_end(zones.text, span.start)
        tags, rule = _read(zones.text[start:end])
        if tags:
            status: Status = "repaired" if rule in ("glued codes", "misprint") else "ok"
            return Parsed(tags, status, rule, Span(span.start, end), zones.text[span.start : end].strip())
    return Parsed((), "absent")


@lru_cache(maxsize=4096)
def kind(tag: str) -> str:
    """Kind of an entry: from the vocabulary, else by the shapes that the handbook prescribes."""
    tag = tag.upper()
    row = _vocabulary().get(tag.replace(",", ""))
    if row:
        return row["kind"]
    if re.fullmatch(r"K[A-Z]{3}", tag):
        return "program"
    return "geographic" if re.fullmatch(r"[A-Z]{2}|\d[A-Z]", tag) else "free"


def _label_end(text: str, start: int) -> int:
    match = _LABEL.match(text, start)
    return match.end() if match else start


def _list_end(text: str, zone: Span) -> int:
    """Where the list ends: at a blank line, or at a line that does not continue it."""
    end = min(zone.end, zone.start + _LONGEST_ZONE)
    line_end = _line_end(text, zone.start, end)
    while line_end < end:
        following = _line_end(text, line_end + 1, end)
        line = text[line_end + 1 : following]
        if not line.strip() and _promises_more(text[zone.start : line_end]):
            after = _line_end(text, following + 1, end)
            if _all_known(text[following + 1 : after]):
                line_end = after
                continue
        if not line.strip() or not (_runs_on(text[zone.start : line_end]) or _all_known(line)):
            break
        line_end = following
    return line_end


def _line_end(text: str, start: int, end: int) -> int:
    place = text.find("\n", start, end)
    return end if place < 0 else place


def _promises_more(read: str) -> bool:
    return read.rstrip().endswith((",", ";"))


def _runs_on(read: str) -> bool:
    """Whether the list continues on the next line: it ends with a comma or an open bracket, or has only its label."""
    read = read.rstrip()
    return _promises_more(read) or read.rfind("(") > read.rfind(")") or not _LABEL.sub("", read, count=1)


def _all_known(line: str) -> bool:
    words = [entry.word for entry in _entries(line) if entry.word not in (",", ";")]
    return bool(words) and all(_is_code(word) or _split(word) for word in words)


def _entries(text: str) -> list[_Entry]:
    """Words, brackets and separators of the list, without lines of a page break."""
    upper = text.upper()
    furnished = len(text) == len(upper) and any(sign in upper for sign in _FURNITURE_SIGNS)
    cleaned = _FURNITURE.sub(" ", upper) if furnished else upper
    entries = []
    for match in _ENTRY.finditer(cleaned):
        raw = " ".join(match.group().split())
        word = raw if raw in (",", ";") or raw.startswith("(") else raw.strip(".:*-\"'`\\_")
        if word:
            entries.append(_Entry(raw, word))
    return entries


def _read(text: str) -> tuple[tuple[Tag, ...], str]:
    """The TAGS of a list, and the name of the first rule in the table that read any of them."""
    tags: dict[str, Tag] = {}
    used = {"commas" if "," in text else "blanks"}
    for tag, rule in _interpret(_entries(text)):
        tags.setdefault(tag.tag, tag)
        used.add(rule)
    return tuple(tags.values()), next(rule.name for rule in RULES if rule.name in used)


def _interpret(entries: list[_Entry]) -> Iterator[tuple[Tag, str]]:
    place = 0
    visitor = False
    while place < len(entries):
        entry = entries[place]
        if entry.word in (",", ";"):
            place += 1
            continue
        if entry.word.startswith("("):
            yield from _in_brackets(entry, visitor)
            place += 1
            continue
        length = _known_length(entries, place)
        if length:
            yield from _known(entries[place : place + length])
            visitor = entry.word in ("OVIP", "OREP")
        else:
            length = _free_length(entries, place, visitor)
            yield from _free(entries[place : place + length], visitor)
            visitor = False
        place += length


def _in_brackets(entry: _Entry, visitor: bool) -> Iterator[tuple[Tag, str]]:
    match = _BRACKETS.fullmatch(entry.word)
    for name in match["name"].split(";") if match else ():
        name = name.strip(" ,")
        if _is_code(name):
            yield _code(name), ""
        elif name:
            yield Tag(_person(name), "person" if visitor or "," in name else "free", entry.raw), "person in brackets"


def _person(name: str) -> str:
    """`LAST, FIRST` for a name with or without its comma."""
    last, comma, first = name.partition(",") if "," in name else name.partition(" ")
    return f"{last.strip()}, {first.strip()}" if comma and first.strip() else last.strip()


def _known_length(entries: list[_Entry], place: int) -> int:
    """How many words form the longest entry of the vocabulary; 1 for anything in the shape of a code, else 0."""
    word = entries[place].word
    if word in _openings():
        for length in range(min(_LONGEST_TERM, len(entries) - place), 1, -1):
            if _joined(entries[place : place + length]) in _vocabulary():
                return length
    return 1 if _is_code(word) or word in _misprints() or _split(word) else 0


def _known(entries: list[_Entry]) -> Iterator[tuple[Tag, str]]:
    term = entries[0].word if len(entries) == 1 else _joined(entries)
    if _is_code(term) or term in _vocabulary():
        yield _code(term), ""
    elif term in _misprints():
        yield Tag(_misprints()[term], kind(_misprints()[term]), term), "misprint"
    else:
        for code in _split(term):
            yield Tag(code, kind(code), term), "glued codes"


def _free_length(entries: list[_Entry], place: int, visitor: bool) -> int:
    """How many words there are up to the next code; after OVIP, a first name may follow the surname's comma."""
    end = place
    while end < len(entries) and _goes_on(entries, place, end):
        end += 1
    if visitor and end == place + 1 and entries[end : end + 1] and entries[end].word == ",":
        first = end + 1
        while first < len(entries) and first < end + 3 and _goes_on(entries, first, first):
            first += 1
        end = first if first > end + 1 else end
    return end - place


def _goes_on(entries: list[_Entry], start: int, place: int) -> bool:
    word = entries[place].word
    if word in (",", ";") or word.startswith("("):
        return False
    between = start < place < len(entries) - 1
    if between and word in _CONNECTING and kind(entries[place + 1].word) == "free":
        return True
    return not _known_length(entries, place)


def _free(entries: list[_Entry], visitor: bool) -> Iterator[tuple[Tag, str]]:
    term = _joined(entries).replace(" , ", ", ")
    if term in ("AND", "&", "NONE", "NIL"):
        return
    letters = term.replace(" ", "")
    if " " in term and _is_subject(letters):
        yield Tag(letters, kind(letters), term), "misprint"
        return
    raw = " ".join(entry.raw for entry in entries).replace(" ,", ",")
    match = _BARE.fullmatch(raw) if visitor else None
    if match:
        yield Tag(f"{match['last']}, {match['first']}", "person", raw), "bare person"
    else:
        yield Tag(term, "free", raw), ""


def _is_subject(letters: str) -> bool:
    """Whether the letters of a broken word (P REL) are a subject or program of the vocabulary."""
    return len(letters) == 4 and letters in _vocabulary()


def _joined(entries: list[_Entry]) -> str:
    return " ".join(entry.word for entry in entries)


@lru_cache(maxsize=4096)
def _code(term: str) -> Tag:
    row = _vocabulary().get(term)
    return Tag(row["tag"] if row else term, kind(term), term)


@lru_cache(maxsize=16384)
def _is_code(word: str) -> bool:
    return kind(word) != "free" or _is_joint(word)


def _is_joint(word: str) -> bool:
    """Whether a word is a body and its committee: UNGA/C-6."""
    head, _, tail = word.partition("/")
    return bool(tail) and head in _vocabulary() and not all(part in _vocabulary() for part in tail.split("/"))


@lru_cache(maxsize=4096)
def _split(word: str) -> tuple[str, ...]:
    """Codes run together into one word, or joined by a slash, stop or colon; empty if any part is not a code."""
    parts = tuple(_JOINT.split(word))
    if len(parts) > 1:
        return parts if all(part in _vocabulary() for part in parts) else ()
    if len(word) % 2 or word in _vocabulary() or not _GLUED.fullmatch(word):
        return ()
    # best[i]: the codes that form the word from i on, preferring longer codes
    best: dict[int, tuple[str, ...]] = {len(word): ()}
    for start in range(len(word) - 2, -1, -2):
        for length in (4, 2):
            code = word[start : start + length]
            if start + length in best and _may_be_glued(code):
                best.setdefault(start, (code, *best[start + length]))
    codes = best.get(0, ())
    # words of plain language can be split too: PARMESAN contains one subject and two countries
    return codes if 2 * sum(len(code) == 4 for code in codes) >= len(codes) else ()


def _may_be_glued(code: str) -> bool:
    row = _vocabulary().get(code)
    return row is not None and (len(code) == 4 or row["kind"] == "geographic")


@cache
def _vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Rows of the vocabulary by tag; a person's tag is without its comma."""
    return {row["tag"].replace(",", ""): row for row in seed("tags")}


@cache
def _openings() -> frozenset[str]:
    """The first words of terms that have several words."""
    return frozenset(term.partition(" ")[0] for term in _vocabulary() if " " in term)


@cache
def _misprints() -> Mapping[str, str]:
    return {row["misprint"]: row["tag"] for row in seed("tag_misprints")}
