"""Classified by: the classifying officer with title and reasons, from the line that names them.

`Classified By: Deputy Chief of Mission Jane Doe. Reason: 1.4 (b)(d).` and `CLASSIFIED BY: Jane Doe, Ambassador; REASON:
1.4(B), (D)` are the two dialects; telegrams of the 1990s say it in paragraph 1. Reasons are letters of section 1.5
(E.O. 12356, and 12958 until 2003) or 1.4 (12958 as amended, 13526). The words of titles are those of
schemas/seeds/titles.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.vocabulary import seed
from transforms.cable import ClassifiedBy, Context
from transforms.patterns import LEVEL
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "classified_by"

# many telegrams wrap the line in the middle of a word: `for re / asons 1. / 4 (b)`
_REASON_WORD = r"r\s{0,2}e\s{0,2}a\s{0,2}s\s{0,2}o\s{0,2}n(?:\s{0,2}s\b|\b)"
_SECTION = r"(?<![\d.])1\s{0,2}[.,/]\s{0,2}[3-6](?!\d)"
_LABEL = r"(?:CLASS?I?F?I?ED|DERIVED)\s{1,3}(?:BY|FROM)\b\s{0,3}[:;.-]{0,2}"

RULES = (
    Rule(
        "derived from",
        re.compile(r"\s*DERIVED\s{1,3}(?:FROM|BY)\b[ \t]*:?(?P<content>[\s\S]*)", re.IGNORECASE),
        "derivative classification: a guide or source instead of an officer",
        "DERIVED FROM: DSCG 05-1 B, D",
        ClassifiedBy("", "", ("b", "d")),
    ),
    Rule(
        "label",
        re.compile(rf"\s*(?:{_LABEL}|CLASSIF?IED\s*:)(?P<content>[\s\S]*)", re.IGNORECASE),
        "a line that begins with the label",
        "Classified By: Deputy Chief of Mission Jane Q. Doe, Jr., for re\nasons 1.4 (b) and (d).",
        ClassifiedBy("Jane Q. Doe, Jr.", "Deputy Chief of Mission", ("b", "d")),
    ),
    Rule(
        "paragraph",
        re.compile(
            rf"(?:\A|\n|(?<=[.)])[ \t])[ \t]{{0,8}}(?:¶?[ \t]*\d[.,]?\s{{0,4}})?(?:\([A-Z]{{1,3}}\)\s{{0,4}})?"
            rf"(?P<label>{_LABEL})(?P<content>[^¶]{{0,400}})",
            re.IGNORECASE,
        ),
        "a statement in the first paragraph, as in the 1990s",
        "1. (U) CLASSIFIED BY JANE DOE, DIRECTOR, SA/PAB,\nDEPARTMENT OF STATE. REASON: 1.5(D).",
        ClassifiedBy("JANE DOE", "DIRECTOR, SA/PAB, DEPARTMENT OF STATE", ("d",)),
    ),
)
_DERIVED, _LABELLED, _PARAGRAPH = RULES

_REPEATED_LABEL = re.compile(
    rf"\s{{0,4}}(?:\([A-Z]\)\s{{0,3}})?(?:{_LABEL}|BY\b(?!\s{{0,2}}[,.])|IS\s+CLASSIFIED)\s{{0,4}}", re.IGNORECASE
)
_REASON = re.compile(
    rf"""
    [\s,;:(-]{{0,40}}
    (?: (?<![A-Z])
        (?: f\s{{0,2}}[o0]\s{{0,2}}r? | fr | by | due\s+to | under | per | based\s+(?:up)?on | pursuant\s+to | for\s+the
          | citing | in\s+accordance\s+with )
        \s{{1,3}}
    ){{0,3}}
    (?: (?<![A-Z]) {_REASON_WORD} | (?: (?<![A-Z]) SEC(?:TIONS?|\.)? \s{{0,3}} )? {_SECTION}
      | (?<![A-Z]) E\.?\s?O\.?,?\s{{0,2}}1[123]\d{{3}} | \b (?: 11652|12065|12356|12958|13292|13526 ) \b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LETTERS = re.compile(
    rf"(?:{_REASON_WORD}|{_SECTION}|[\s:;.,(]14)[\s:.,()]*(?:{_SECTION}|14(?=\s*\())?"
    r"(?P<letters>(?:[\s()\[\]/&+,;.:-]|a\s{0,3}n\s{0,3}d|or\b|[a-h](?![a-z])){1,60})",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[a-h]")
_RANGE = re.compile(r"([a-h])[)\s]{0,3}-[\s(]{0,3}([a-h])")
_AND = re.compile(r"a\s{0,3}n\s{0,3}d", re.IGNORECASE)
# the form cuts its first line at 71 characters, even within a word
_HARD_WRAP = re.compile(r"^(?P<line>[A-Z][^\n]{69}[A-Z])[ ]?\n(?P<next>[A-Z]+)\b", re.MULTILINE)
_BROKEN_NAME = re.compile(r"(?<= )[A-Z] ([a-z]{2,})\b")
_ABBREVIATED = re.compile(r"(?:^|[\s,(])(?:[A-Z]?[a-z]{1,3}|(?:\w\.)+\w)\.$")
_SENTENCE_END = re.compile(r"(?<=[A-Za-z]{4})\.\s|\n[ \t]*\n")
_BRACKETED = re.compile(r"\([^()]{0,40}\)")
_SEGMENT = re.compile(r"[,;:]\s*|\s+[-–]{1,2}\s*|\s+\?\s+|(?<=[A-Z][a-z]{3})\.\s+(?=[A-Z][a-z])")
# the head again, or the caption of a page: its letters are not reasons
_LEVEL_LINE = re.compile(rf"\n[ \t]*(?:{LEVEL})(?=[ \t]*(?:\n|\Z)|[ \t]+[A-Z]{{3}})")
# between two officers
_JOINED = re.compile(r"\s*;\s*|,?\s+(?:and|&)\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|esq)\.?", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’`-])*|0\.")
_REDACTED = re.compile(r"x{4,}", re.IGNORECASE)
_PARTICLES = frozenset({"de", "del", "della", "der", "den", "di", "du", "la", "le", "van", "von", "y", "da", "dos"})
_LEADING = frozenset({"FOR", "OF", "AND", "TO", "AT", "IN", "ON", "&"})
_COMPOUND = re.compile(
    r"(?:A/?)?(?:POL|ECO|ECON|CON|MGT|MIL|ESTH?|LAB|MIN|DEP|SCI|PUB|REG)[A-Z-]{0,12}?"
    r"(?:OFF|OFFICER|COUNS|COUNSELOR|COUNCELOR|CHIEF|MIN|MC|CONS|ATT|DIR)S?"
)
_LONGEST_NAME, _FAR = 5, 1_500


class _Segment(NamedTuple):
    """A stretch between commas: the words of a title, then the words of a name; either may be empty."""

    title: str
    name: str


def parse(zones: Zones, context: Context) -> Parsed[ClassifiedBy]:
    """Read the first statement that names somebody, or the first that gives reasons if none names anybody.

    If it gives no reasons, those on the Reason line of the frame are used.
    """
    found = _parsed(zones)
    stated = zones.framed("reasons") if not found.value.reasons else None
    letters = _LETTERS.search(zones.of(stated)) if stated else None
    if not stated or not letters:
        return found
    value = found.value._replace(reasons=_reasons(letters["letters"]))
    if found.status == "absent":
        return Parsed(value, "ok", "frame", stated, zones.of(stated).strip())
    return found._replace(value=value, status="repaired" if found.status == "repaired" else "ok")


def _parsed(zones: Zones) -> Parsed[ClassifiedBy]:
    best: Parsed[ClassifiedBy] | None = None
    for rule, place, content in _statements(zones):
        value, reason_found = _read(content, derived=rule is _DERIVED)
        if rule is _PARAGRAPH and not reason_found:
            continue
        raw = zones.of(place).strip()
        status: Status = "ok" if value.name or value.reasons or value.title else "unparsed"
        parsed = Parsed(value, status, rule.name, place, raw)
        if value.name:
            return parsed
        if best is None or (value.reasons and not best.value.reasons):
            best = parsed
    return best or Parsed(ClassifiedBy(), "absent")


def _statements(zones: Zones) -> Iterator[tuple[Rule, Span, str]]:
    """Statements, the most trustworthy first: labelled lines, then a first paragraph."""
    for span in zones.labelled.get("classified_by", []):
        text = _HARD_WRAP.sub(_whole_word, zones.text[span.start : min(span.end, span.start + _FAR)])
        for rule in (_DERIVED, _LABELLED):
            match = rule.pattern.match(text)
            if match:
                yield rule, span, match["content"]
                break
    start = zones.classification_line.end
    end = min(len(zones.text), zones.prose.start + _FAR)
    capitals = zones.text[start:end].upper()
    if "CLAS" not in capitals and "VED" not in capitals:  # neither label, as in most unclassified cables
        return
    for match in _PARAGRAPH.pattern.finditer(zones.text, start, end):
        yield _PARAGRAPH, Span(match.start("label"), match.end()), match["content"]


def _whole_word(match: re.Match[str]) -> str:
    return match.group() if match["next"] in _titles() | {"REASON", "REASONS"} else match["line"] + match["next"]


def _read(content: str, derived: bool) -> tuple[ClassifiedBy, bool]:
    """Officer, title and reasons in the text after the label, and whether a reason was found."""
    level = _LEVEL_LINE.search(content) if "\n" in content.strip() else None
    content = content[: level.start()] if level else content
    for _ in range(3):
        repeated = _REPEATED_LABEL.match(content)
        if not repeated:
            break
        content = content[repeated.end() :]
    reason = _REASON.search(content)
    letters = _LETTERS.search(content, reason.start() if reason else 0)
    reasons = _reasons(letters["letters"]) if letters else ()
    if derived:
        named = re.search(r"(?P<letters>(?:\b[a-h]\b[\s,;&]*){1,8})\s*\Z", content, re.IGNORECASE)
        return ClassifiedBy("", "", reasons or (_reasons(named["letters"]) if named else ())), bool(reason)
    if reason:
        head = content[: reason.start()]
    else:
        ending = _SENTENCE_END.search(content)
        head = content[: ending.start()] if ending else content
    # in a text that lost its capitals, capitalize every word to distinguish name and title, but keep the value as
    # printed
    name, title, second = _officers(_rejoined(head.title() if head.islower() else head))
    if head.islower():
        name, title, second = name.lower(), title.lower(), (second[0].lower(), second[1].lower())
    return ClassifiedBy(name, title, reasons, second), bool(reason)


def _reasons(letters: str) -> tuple[str, ...]:
    """Letters in the order printed; `b-d` means b, c, d."""
    spelt = _RANGE.sub(lambda ends: _between(ends[1], ends[2]), _AND.sub(" ", letters).lower())
    return tuple(dict.fromkeys(_LETTER.findall(spelt)))


def _between(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1))) or first + last


def _rejoined(head: str) -> str:
    """The lines of the statement, joined; a word broken at a line end (`Andrew Y / oung`) is made whole."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        first = line.split(None, 1)[0]
        broken = first.isalpha() and first.islower() and joined[-1:].isalpha() and not _is_word(first)
        joined += line if broken else f" {line}"
    return _BROKEN_NAME.sub(
        lambda match: match.group().replace(" ", "") if not _is_word(match[1]) else match.group(), joined
    )


@lru_cache(maxsize=4096)
def _officers(head: str) -> tuple[str, str, tuple[str, str]]:
    """Name and title, and those of a second officer if both are named in full."""
    name, title = _officer(head)
    joined = list(_JOINED.finditer(head)) if ";" in head or "&" in head or "AND" in head.upper() else []
    if len(joined) == 1:
        first, second = _officer(head[: joined[0].start()]), _officer(head[joined[0].end() :])
        if all(_is_full(one[0]) and one[1] for one in (first, second)):
            return first[0], first[1], second
    return name, title, ("", "")


def _is_full(name: str) -> bool:
    """Whether a name has a first name and a surname, and no word of a title or name of a post."""
    words = name.split()
    known = (word.upper().strip(".") for word in words)
    return len(words) > 1 and not any(word in _titles() or word in _posts() for word in known)


@lru_cache(maxsize=4096)  # the same officers recur
def _officer(head: str) -> tuple[str, str]:
    """Name and title, each as printed; no name if it is blacked out."""
    segments = [_segment(part) for part in _SEGMENT.split(_BRACKETED.sub(" ", head)) if part.strip(" .'\"-")]
    at = next((index for index, segment in enumerate(segments) if segment.name), None)
    if at is None or any(_REDACTED.search(segment.title) for segment in segments[:at]):
        return "", _without_full_stop(", ".join(" ".join(filter(None, segment)) for segment in segments))
    name, following = segments[at].name, at + 1
    while following < len(segments) and not segments[following].title and _continues(name, segments, following):
        name = f"{name}, {segments[following].name}"
        following += 1
    titles = [segment.title for segment in segments[: at + 1]]
    titles += [" ".join(filter(None, segment)) for segment in segments[following:]]
    return name, _without_full_stop(", ".join(filter(None, titles)))


def _without_full_stop(title: str) -> str:
    return title if _ABBREVIATED.search(title) else title.rstrip(". ")


def _continues(name: str, segments: list[_Segment], index: int) -> bool:
    """Whether the part after a comma belongs to the name: a suffix, LAST, FIRST, or a comma instead of a full stop."""
    part = segments[index].name
    if _SUFFIX.fullmatch(part):
        return True
    alone = " " not in name and not segments[index - 1].title
    return (alone or re.search(r" [A-Z]$", name) is not None) and len(part.split()) <= 2 and "," not in name


def _segment(part: str) -> _Segment:
    words = part.split()
    while len(words) > 1 and words[-1].islower() and not _is_word(words[-1]):
        words.pop()  # the rest of a broken word: `John Doe fo Reasons`
    last_title = _last_title(words)
    rest = words[last_title + 1 :]
    if len(rest) > 2 - (last_title < 0) and _is_misspelt_title(rest[0]):
        last_title, rest = last_title + 1, rest[1:]
    if any(not _NAME_WORD.fullmatch(word) or _REDACTED.search(word) for word in rest):
        return _Segment(" ".join(words), "")
    if len(rest) > _LONGEST_NAME:
        last_title += len(rest) - (3 if len(rest[-2].strip(".")) == 1 else 2)
        rest = words[last_title + 1 :]
    return _Segment(" ".join(words[: last_title + 1]).rstrip(" -"), _tidy(" ".join(rest)))


def _last_title(words: list[str]) -> int:
    """Index of the last word of the leading title, -1 if the words begin with the name."""
    spelled = any(character.islower() for character in words[-1])
    last = -1
    for index, word in enumerate(words):
        acronym = spelled and index < len(words) - 1 and _is_acronym(word)
        # what follows `for`, `of` or `and` in a title is part of it: Representative for Afghanistan and Pakistan
        led = last == index - 1 >= 1 and words[last].upper() in _LEADING and index < len(words) - 1
        if acronym or led or _is_title(word) or (last == index - 1 >= 0 and _is_post(words, index)):
            last = index
    return last


def _is_post(words: list[str], index: int) -> bool:
    """Whether a word after a title is the post (`Consul General Hamburg Jane Doe`), not a first name."""
    following = words[index + 1 :]
    return len(following) >= 2 and len(following[0].strip(".")) > 1 and words[index].upper() in _posts()


def _tidy(name: str) -> str:
    """Name without the full stop that ends the sentence; that of an initial or of Jr. stays."""
    if name.endswith(".") and not re.search(r"(?:^|[ .])(?:\w|[JjSs][Rr])\.$", name):
        name = name.rstrip(".")
    return name.strip(" -'\"")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha() and not _SUFFIX.fullmatch(word)


def _is_title(word: str) -> bool:
    plain = word.upper().strip(".'’`\"*")
    return (
        plain in _titles()
        or "/" in word
        or (word.islower() and word not in _PARTICLES)
        or _COMPOUND.fullmatch(plain) is not None
    )


def _is_word(word: str) -> bool:
    """Whether a lower-case word is a word of a title or a name, not the rest of a broken word."""
    return word in _PARTICLES or word.upper().strip(".") in _titles() or word.startswith(("a.", "d'", "d’"))


@lru_cache(maxsize=4096)
def _is_misspelt_title(word: str) -> bool:
    """Whether a word is a long title with one or two wrong letters: Abassador, Counselr."""
    plain = word.upper().strip(".'’`\"")
    least = 0.8 if len(plain) >= 7 else 0.88
    return any(
        title[0] == plain[0]
        and abs(len(title) - len(plain)) <= 2
        and SequenceMatcher(None, title, plain).ratio() >= least
        for title in _offices()
        if plain
    )


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"] for row in seed("titles"))


@cache
def _posts() -> frozenset[str]:
    return frozenset(row["name"].split(None, 1)[-1].upper() for row in seed("posts"))


@cache
def _offices() -> tuple[str, ...]:
    return tuple(row["title"] for row in seed("titles") if row["kind"] == "office" and len(row["title"]) >= 5)
