"""Repair labels and levels that lost, gained or changed a letter on the wire or in the scanner, before segmenting.

`TAS:`, `TABS:` and `AGS:` are TAGS, `UBJECT:` is SUBJECT, `C 0 N F I D E N T I A I` is a level, if there is no
undamaged one and the words after it fit. A repair is an edit of the text and a finding; it changes only the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from string import ascii_uppercase, digits
from typing import NamedTuple

from transforms.document import CleanText, Edit
from transforms.edits import edited
from transforms.fields import tags
from transforms.patterns import GLUED_STATION, LEVEL, ORDERS
from transforms.rules import Finding, Rule, Span

RULE, DISPLACED = "damaged label", "displaced number"

# what must follow a damaged label; `value` holds the words that it may be a misprint of
RULES = (
    Rule(
        "tags",
        re.compile(r"[ \t]*[:;.,-]?[ \t]*(?P<code>[A-Z]{2,5})(?=[ \t]*(?:[,;/]|\n|\Z)|[ \t]+[A-Z(])", re.IGNORECASE),
        "codes follow",
        "TAS: PREL, PE",
        ("TAGS",),
    ),
    Rule(
        "subject",
        re.compile(r"[ \t]*[:;.][ \t]*(?=\S|\n[ \t]*\S)"),
        "a colon and words follow",
        "UBJECT: TALKS OPEN",
        ("SUBJECT", "SUBJ"),
    ),
    Rule(
        "references",
        re.compile(
            r"[ \t]*[:;.][ \t]*(?:\(?[A1][).][ \t]*|[A1][ \t]+)?(?:(?:19|20)?\d\d[ \t]+)?"
            r"[A-Z][A-Z. ]{2,24}[ \t]+\d{2,7}\b",
            re.IGNORECASE,
        ),
        "a colon, a station and a number follow",
        "RFF: LIMA 1234",
        ("REF", "REFS", "REFTEL", "REFTELS", "REFERENCE"),
    ),
    Rule(
        "classified_by",
        re.compile(r"[ \t]*[:;.]?[ \t]*(?=[A-Z])", re.IGNORECASE),
        "a name follows",
        "CLASSFIED BY: DCM JANE DOE",
        ("CLASSIFIED BY",),
    ),
    Rule(
        "reasons",
        re.compile(r"[ \t]*:?[ \t]*\(?1[.,][ \t]?[3-6]"),
        "a section of the order follows",
        "FOR RASONS 1.4 (B)",
        ("REASONS", "REASON"),
    ),
)
# the undamaged labels in capitals; a text that has one is not searched for a damaged one
_WRITTEN: dict[str, tuple[str, ...]] = {
    "tags": ("TAGS:", "TAGS ", "TAG:"),
    "subject": ("SUBJECT:", "SUBJ:", "SUBJECT "),
    "references": ("\nREF:", "\nREFS:", "\nREF ", "\nREFTEL:", "\nREFTELS:", "\nREFERENCE:", " REF:"),
    "classified_by": ("CLASSIFIED BY", "DERIVED FROM", "CLASSIFIED:"),
    "reasons": ("REASONS", "REASON:", "REASON "),
}
_TAGS, _SUBJECT, _REFERENCES, _CLASSIFIED, _REASONS = RULES
_LINE_WORD = re.compile(r"\n[ \t>*_]{0,8}(?P<word>[A-Z0-9]{2,10})(?=[ \t]{0,4}[:;.,-]|[ \t])", re.IGNORECASE)
_CLASSIFIER = re.compile(
    r"\n[ \t>*_(]{0,8}(?P<word>[A-Z0-9]{6,12}[ \t]{1,3}[A-Z0-9]{1,3})(?=[ \t]*[:;.]|[ \t])", re.IGNORECASE
)
_BEFORE_SECTION = re.compile(r"\b(?P<word>[A-Z][A-Z0-9]{3,8})(?=[ \t]*:?[ \t]*\(?1[.,][ \t]?[3-6]\b)", re.IGNORECASE)
_ORDER = re.compile(
    r"\n[ \t>*_]{0,8}(?P<word>[A-Z0-9][.,]?[ ]?[A-Z0-9][.,]?|[EO0][.,])"
    rf"(?=[ \t:]{{1,4}}(?:{'|'.join(ORDERS)})\b)",
    re.IGNORECASE,
)
# the number of an order in which letters replace digits
_ORDER_NUMBER = re.compile(
    r"\n[ \t>*_]{0,8}E[.,]?[ ]?[O0][.,]?[ \t:]{1,4}(?P<word>[1lI][\doOlIS]{4})(?=[ \t]*[:;.,]|[ \t]+[A-Z])",
    re.IGNORECASE,
)
_ORDER_WRITTEN = re.compile(r"E[.,]?[ ]?[O0][.,]?", re.IGNORECASE)

# spellings that the fields read without repair, or the rest of a word that was broken at a line end (for r / easons)
_READ_AS_THEY_ARE = ("TAG", "TGS", "SUB", "RE", "EASON", "EASONS")

_LEVELS = ("CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS", "SECRET")
_WHOLE_LEVEL = re.compile(rf"\n[ \t]*(?:{LEVEL})(?=[ \t/]|\n|\Z|SECTION|{GLUED_STATION})", re.M | re.I)
# spaced letters, or one word, before station and serial
_SPACED = r"(?:[A-Z0-9|!,.][ \t]{1,2}){4,13}[A-Z0-9|!](?![A-Z0-9])[,.]?"
_DAMAGED_LEVEL = re.compile(
    rf"\n[ \t]*(?P<level>{_SPACED}|[A-Z0-9|!]{{5,14}})"
    r"(?=[ \t]{1,9}(?:[A-Z]+[ \t]+\d{1,2}[ \t]+OF[ \t]+\d{1,2}[ \t]+)?"
    r"(?:[A-Z./]+[ \t]+){1,6}O{0,2}\d[\dO]{2,5}[ \t]*(?:\n|\Z))"
)
_DIGITS = str.maketrans("OILS", "0115")
_LOOKALIKES = str.maketrans("01|!5", "OIIIS")
_FROM = re.compile(r"^[ \t]*FM[ \t]", re.MULTILINE)
_FIRST_PARAGRAPH = re.compile(r"\n[ \t]*(?:¶[ \t]*)?1\.[ \t]*(?:\n[ \t]*){0,2}(?=[(A-Z])")
# the number of the first paragraph above items of a reference list or labelled lines
_ALONE = re.compile(
    r"\n[ \t]*(?P<number>1\.)[ \t]*(?P<lines>(?:\n[ \t]*"
    r"(?:\(?[B-Z][).][ \t]*(?:'?\d\d[ \t]+)?[A-Z][A-Z. ]{2,24}[ \t]+\d{2,7}\b"
    r"|(?:E\.O\.|TAGS|SUBJECT|SUBJ|REFS?|REFTELS?)\b[^\n]{0,12}:)[^\n]{0,90}){1,25})\n[ \t]*(?=\S)",
    re.IGNORECASE,
)
# the number of the first paragraph, printed as a letter or bar
_ONE = re.compile(r"\n[ \t]*(?P<word>[lI|])[.,][ \t]+(?=[A-Z(\"])")
_LONGEST_HEAD = 6_000


class _Repair(NamedTuple):
    start: int
    end: int
    word: str


def repaired(clean: CleanText, header_end: int | None = None) -> tuple[CleanText, tuple[Finding, ...]]:
    """The text with its damaged labels repaired, and a finding for each; most texts are returned unchanged."""
    clean, displaced = _number_in_place(clean)
    text = clean.text
    start = header_end or 0
    end = min(len(text), start + _LONGEST_HEAD)
    first = _FIRST_PARAGRAPH.search(text, start, end)
    head = f"\n{text[start : first.start() if first else end]}"
    repairs = sorted(_repairs(head))
    if not repairs:
        return clean, displaced
    shift = start - 1
    edits = [Edit(r.start + shift, r.end + shift, r.word, RULE) for r in repairs]
    findings = tuple(
        Finding(
            "text",
            "repaired",
            RULE,
            text[e.start : e.end],
            clean.raw_span(Span(e.start, e.end)),
            f"read as {e.replacement}",
        )
        for e in edits
    )
    return edited(clean, edits), (*displaced, *findings)


def _number_in_place(clean: CleanText) -> tuple[CleanText, tuple[Finding, ...]]:
    """The text with its first number before its paragraph, if a reader of columns separated the two."""
    first = clean.text.find("\n1.", 0, _LONGEST_HEAD)
    alone = _ALONE.match(clean.text, first) if first >= 0 else None
    if not alone:
        return clean, ()
    words = f"{alone['lines'].lstrip()}\n{alone['number']} "
    place = clean.raw_span(Span(alone.start("number"), alone.end()))
    finding = Finding("text", "repaired", DISPLACED, alone["number"], place, "moved below the lines around it")
    return edited(clean, [Edit(alone.start("number"), alone.end(), words, DISPLACED)]), (finding,)


def _repairs(head: str) -> Iterator[_Repair]:
    missing = _unwritten(RULES, head)
    upper = head.upper() if missing or "E.O" not in head else head
    missing = _unwritten(missing, upper)
    line_labels = [rule for rule in missing if rule in (_TAGS, _SUBJECT, _REFERENCES)]
    if line_labels:
        yield from _of_lines(head, line_labels)
    if _CLASSIFIED in missing and ("CLASS" in upper or "IFIED" in upper):
        yield from _first(_CLASSIFIER, head, _CLASSIFIED)
    if _REASONS in missing and ("1.4" in head or "1.5" in head):
        yield from _first(_BEFORE_SECTION, head, _REASONS)
    if "E.O" not in upper and "EO " not in upper:
        order = _ORDER.search(head)
        if order and not _ORDER_WRITTEN.fullmatch(order["word"]):
            yield _Repair(*order.span("word"), "E.O.")
    if not _holds(head, ORDERS):
        number = _ORDER_NUMBER.search(head)
        meant = number["word"].upper().translate(_DIGITS) if number else ""
        if number and meant in ORDERS:
            yield _Repair(*number.span("word"), meant)
    yield from _of_level(head)
    if "\n1." not in head and "\n2." in head:
        number = _ONE.search(head)
        if number and number.end() < head.index("\n2."):
            yield _Repair(*number.span("word"), "1")


def _unwritten(rules: Sequence[Rule], text: str) -> list[Rule]:
    return [rule for rule in rules if not _holds(text, _WRITTEN[rule.name])]


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  any() with a generator takes twice as long, and every document comes here
        if word in text:
            return True
    return False


def _of_lines(head: str, rules: list[Rule]) -> Iterator[_Repair]:
    for match in _LINE_WORD.finditer(head):
        word = match["word"].upper()
        for rule in rules:
            meant = misprints(rule.name).get(word)
            follows = rule.pattern.match(head, match.end()) if meant else None
            if meant and follows and (rule is not _TAGS or _is_list(head, match.end())):
                yield _Repair(*match.span("word"), meant)
                rules = [other for other in rules if other is not rule]
                break


def _first(pattern: re.Pattern[str], head: str, rule: Rule) -> Iterator[_Repair]:
    for match in pattern.finditer(head):
        meant = misprints(rule.name).get(" ".join(match["word"].upper().split()))
        if meant and rule.pattern.match(head, match.end()):
            yield _Repair(*match.span("word"), meant)
            return


def _is_list(head: str, at: int) -> bool:
    """Whether the rest of the line begins with two codes, or is one code."""
    line = head[at : head.find("\n", at) if head.find("\n", at) >= 0 else len(head)]
    words = re.findall(r"[A-Z]+", line.upper())
    return bool(words) and all(tags.kind(word) != "free" for word in words[:2])


def _of_level(head: str) -> Iterator[_Repair]:
    sender = _FROM.search(head)
    if not sender or _WHOLE_LEVEL.search(head, sender.end()):
        return
    for match in _DAMAGED_LEVEL.finditer(head, sender.end()):
        letters = "".join(match["level"].split()).strip(",.").upper().translate(_LOOKALIKES)
        level = next((level for level in _LEVELS if _near(letters, level)), "")
        if level:
            yield _Repair(*match.span("level"), level)
            return


def _near(letters: str, level: str) -> bool:
    """Whether letters are a level with at most three wrong ones if it is long, else one wrong or lost."""
    if letters in misprints("levels"):
        return misprints("levels")[letters] == level
    return len(level) == len(letters) >= 9 and sum(a != b for a, b in zip(letters, level, strict=True)) <= 3


@cache
def misprints(name: str) -> dict[str, str]:
    """Spellings that differ by one letter from the words of a label, each with the word that is meant."""
    words = _LEVELS if name == "levels" else next(rule.value for rule in RULES if rule.name == name)
    assert isinstance(words, tuple)
    found: dict[str, str] = {}
    for word in words:
        for spelling in _one_letter_away(word):
            found.setdefault(spelling, word)
    exact = {word: word for word in words} if name == "levels" else {}
    return {spelling: word for spelling, word in found.items() if spelling not in (*words, *_READ_AS_THEY_ARE)} | exact


def _one_letter_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_uppercase + digits)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_uppercase + digits)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
