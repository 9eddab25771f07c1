"""Signature: the surname of the chief of mission or of the officer in charge, the last word of a telegram.

It is alone on the last line or after the last sentence, usually in capitals; the machine may repeat it. Classification
lines, end markers, stamps and links after it are skipped. The value is in capitals. A text that ends without a
signature (an extract, a redacted or forgotten signature) has none: no word of a sentence is read as one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.cable import Context
from transforms.mentions.lexicon import common_words
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "signer"

_PARTICLE = r"(?:(?i:DA|DE|DEL|DELLA|DER|DI|DOS|DU|EL|LA|LE|MC|ST\.?|TEN|VAN|VANDEN|VANDER|VON)[ ])"
_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_SURNAME = rf"[A-ZÀ-ÖØ-Þ]['’]?{_LETTER}{{1,19}}(?:['’-]{_LETTER}{{1,19}}){{0,2}}"
_SIGNATURE = rf"(?:[A-Z]\.[ ]?){{0,2}}{_PARTICLE}{{0,2}}{_SURNAME}(?:,?[ ](?i:JR|SR|II|III)\b\.?)?"
# a heading or marker that may be the last line of a text is not a name
_NO_NAME = (
    r"(?!(?i:ACTION|ANNEX|BACKGROUND|BEGIN|BIOGRAPHY|BT|CABLE|CLASSIFICATION|CLASSIFIED|COMMENTS?|CONCLUSION|CONFIDENTIAL|DECLASSIFIED"
    r"|END|EXDIS|GUIDANCE|INTRODUCTION|LIMDIS|MESSAGE|MINIMIZED?|NIACT|NODIS|NOFORN|NOTAL|NOTES?|NULL|OUTLOOK|PAGE"
    r"|PARTICIPANTS|QUOTE|REDACTED|SBU|SECRET|SENSITIVE|SIPDIS|STADIS|SUMMARY|TEXT|UNCLAS|UNCLASSIFIED|UNQUOTE"
    r"|A|ALL|AN|AND|AS|AT|BUT|BY|FOR|FROM|HE|HIS|HOWEVER|IF|IN|IT|ITS|OF|ON|OUR|POST|SHE|SOME|THAT|THE|THEIR|THERE"
    r"|THESE|THEY|THIS|TO|TOP|WE|WHEN|WHILE|WITH)\b)"
)
# titles of signers, in capitals or not
_TITLE_WORDS = (
    r"(?i:(?:(?:ACTING|DEPUTY|U\.?S\.?|AMERICAN)[ ])*(?:AMBASSADOR|CHARG[EÉ](?:[ ]D['’]?[ ]?AFFAIRES)?"
    r"|CONSUL(?:[ ]GENERAL)?|(?:DEPUTY[ ])?CHIEF[ ]OF[ ]MISSION|DCM|PRINCIPAL[ ]OFFICER|MINISTER(?:[- ]COUNSELOR)?"
    r"|SECRETARY(?:[ ]OF[ ]STATE)?|(?:[A-Z]+[ ])?COUNSELL?OR)(?:,?[ ](?:A\.?[ ]?I\.?|AD[ ]INTERIM|ACTING))?)"
)
# what may precede a name on its line
_LEAD = rf"(?:(?:UNQUOTE[.,]?|(?i:/S/|\(?SIGNED\)?:?)|{_TITLE_WORDS}|\*{{1,3}})[ ]*(?<=\W))?"

RULES = (
    Rule(
        "repeated",
        re.compile(
            rf"(?:.*[.!?:)\"”*'’][ ]{{1,3}})?{_NO_NAME}(?P<name>{_SIGNATURE})[ ,]+(?:UNQUOTE[ ]+)?(?i:(?P=name))"
        ),
        "the name twice, as the sender typed it and as the machine added it",
        "1. (C) The Minister agreed.\n\nHARTLEY Hartley",
        "HARTLEY",
    ),
    Rule(
        "alone",
        re.compile(rf"{_LEAD}{_NO_NAME}(?P<name>{_SIGNATURE})"),
        "the name alone on the last line",
        "1. (C) The Minister agreed.\n\nO'Hartley\n\n          CONFIDENTIAL\nNNNN",
        "O'HARTLEY",
    ),
    Rule(
        "two surnames",
        re.compile(rf"{_NO_NAME}(?P<name>[A-Z][A-Z'’-]{{2,15}}[ ]{_NO_NAME}[A-Z][A-Z'’-]{{2,15}})"),
        "two surnames in capitals, no common words, alone on the last line after a complete sentence and a blank line",
        "1. (C) The Minister agreed.\n\nHARTLEY MOORE",
        "HARTLEY MOORE",
    ),
    Rule(
        "in full",
        re.compile(
            rf"{_NO_NAME}[A-Z][A-Za-z'’-]+[ ](?:(?P<initial>[A-Z]\.)[ ])?"
            rf"(?P<name>{_PARTICLE}{{0,2}}{_SURNAME}(?:,?[ ](?i:JR|SR|II|III)\b\.?)?)"
        ),
        "first name, initial and surname alone on the last line, or first name and surname above a title",
        "1. (C) The Minister agreed.\n\nJane Q. Hartley\nCharge d'Affaires, a.i.",
        "HARTLEY",
    ),
    Rule(
        "spaced",
        re.compile(r"(?P<name>[A-Z](?:[ ][A-Z]){3,14})"),
        "the name in spaced letters",
        "1. (C) The Minister agreed.\n\nH A R T L E Y",
        "HARTLEY",
    ),
    Rule(
        "after the last sentence",
        re.compile(
            r".*?(?:[.!?)\"”*'’\]]|\b(?i:END)[ ](?i:COMMENTS?|SUMMARY|TEXT|NOTE|OF[ ][A-Z ]{3,20}?)"
            rf"|(?:https?:|www\.)[^\n]{{0,110}}?)[ \t]+{_NO_NAME}(?P<name>{_SIGNATURE})",
            re.DOTALL,
        ),
        "the name on the line of the last sentence, after its full stop",
        "1. (C) The Minister agreed. END COMMENT. HARTLEY",
        "HARTLEY",
    ),
    Rule(
        "before remains",
        re.compile(
            rf"[.!?)\"”*]\s*\n\s*{_NO_NAME}(?P<name>{_SIGNATURE})[ \t]*\n(?!\s*[-=_]{{3}})"
            r"(?P<remains>[^.!?]{1,150}(?:\.\.\.)?)\Z"
        ),
        "the name alone on a line, followed by a scrap of something else",
        "1. (C) The Minister agreed.\n\nHARTLEY\n\nED AT THE TIME OF PRINT",
        "HARTLEY",
    ),
    Rule(
        "above asterisks",
        re.compile(
            rf"[.!?)\"”]\s*\n\s*{_NO_NAME}(?P<name>{_SIGNATURE})[ \t]*\n\s*\n[ \t]*\*(?:[ ]?\*){{2,}}[ \t]*\n"
            r"(?!(?s:.*)\n[ \t]*(?:¶[ \t]*)?\d{1,2}\.)"
        ),
        "the name alone on a line, then asterisks and the words of whoever copied the telegram",
        "1. (C) The Minister agreed.\n\nHARTLEY\n\n* * *\n\nMy reading is that he agreed in May.\n\nJane Doe",
        "HARTLEY",
    ),
    Rule(
        "lower case",
        re.compile(r"(?P<name>[a-z]['’]?[a-z]{2,19}(?:-[a-z]{2,19})?)"),
        "the name alone on the last line, in a text that lost its capitals",
        "1. (c) the minister agreed.\n\nhartley",
        "HARTLEY",
    ),
    Rule(
        "redacted",
        re.compile(r"(?i:X{4,80})"),
        "the publisher blacked it out",
        "1. (C) The Minister agreed.\n\nXXXXXXXXXXXX",
        "",
    ),
    Rule(
        "frame",
        re.compile(r"(?P<name>[A-Za-z][A-Za-z.,'’ -]{1,40}?)[ \t]*(?=\n|\Z)"),
        "the Signature line of the frame around the telegram",
        "MRN: 17 LIMA 318\nFrom: AMEMBASSY LIMA\n\n1. (U) The Minister agreed.\n\nSignature: Hartley\n",
        "HARTLEY",
    ),
)
(
    _REPEATED,
    _ALONE,
    _TWO_SURNAMES,
    _IN_FULL,
    _SPACED,
    _AFTER_SENTENCE,
    _BEFORE_REMAINS,
    _ABOVE_ASTERISKS,
    _LOWER_CASE,
    _REDACTED,
    _STATED,
) = RULES

_AFTER_SIGNATURE = re.compile(
    r"""
      N{3,12}\w{0,10} | BT | \#?\d{1,6} | (?![-=_]{3})[^\w"“<]{1,200} | </?\w[^\n]{0,80}
    | [-=*_ ]*(?:END[ ]+(?:OF[ ]+)?(?:CABLE|MESSAGE|DOCUMENT)(?:[ ]TEXT)?|<<[ ]?END[ ]OF[ ]DOCUMENT[ ]?>>)[-=*_ .]*
    | (?:UNCLAS(?:SIFIED)?|LIMITED[ ]OFFICIAL[ ]USE|CONFIDENTIAL|(?:TOP[ ])?SECRET)(?://?[A-Z ]{2,30})?
    | CLASSIFICATION | NOFORN | SIPDIS | SBU | SENSITIVE | FOUO | EXDIS | NODIS
    | (?:U[ ]N[ ]C[ ]L[ ]A[ ]S|C[ ]O[ ]N[ ]F[ ]I[ ]D[ ]E[ ]N[ ]T[ ]I[ ]A[ ]L|(?:T[ ]O[ ]P[ ]+)?S[ ]E[ ]C[ ]R[ ]E[ ]T)
    | \d{4}[A-Z]{3,20}\d{3,6}[ ]-[ ][A-Z: ]{4,40}
    | PAGE[ ]\d{1,3}[^\n]{0,60}
    | [A-Z][A-Z .'-]{1,24}[ ]{1,4}\d{4,8}[ ]{1,4}\d{2,3}(?:\.\d)?[ ]OF[ ]\d{2,3}
    | (?:SHERYL[ ]P\.[ ]WALTER[ ])?DECLASSIFIED/RELEASED[^\n]{0,120}
    | (?:MARGARET[ ]P\.[ ]GRAFELD[ ])?DECLASSIFIED[^\n]{0,120} | (?:SYSTEMATIC[ ])?REVIEW[ ]\d\d[ ][A-Z]{3}[ ]\d{4}
    | ["“][ ]?VISIT[ ][^\n]{0,200} | [^\s"“”]{0,60}\bGOV/[^\n"”]{0,120}["”] | HTTPS?://\S{1,200}
    | ID:[ \t]{0,4}\d{3,9} | TRACK[ ]IMPRESI[OÓ]N:[^\n]{0,160}
    | MINIMI[SZ]ED?(?:[ ]CONSIDERED[^\n]{0,40})?\.? | ={3,60}[ ]?(?:CABLE[ ]ENDS?|END[ ]CABLE)[ ]?={3,60}
    | NOTE[ ]BY[ ](?:OC/?[A-Z]{0,3}|CIB)\b[^\n]{0,200}
    | (?:EDITOR['’]?S[ ])?NOTE:[^\n]{0,250} | (?:NOTE|COMMENT)S?[ ]BY[ ]THE[ ]EDITORS?\b[^\n]{0,250}
    | \*(?=[^*\n]*[a-z])[^*\n]{3,200}\* | _(?=[^_\n]*[a-z])[^_\n]{3,200}_
    | SELECT[ ][^\n]{0,60}[ ]FROM[ ][^\n]{0,200} | \[[^\]\n]{3,300}\] | [*]?\[\^?\d{1,3}\][*:]?[ ][^\n]{1,100}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TITLE = re.compile(_TITLE_WORDS)
# an unfinished sentence, which a name cannot follow; but web addresses and redactions end in small letters too
_BROKEN_OFF = re.compile(r"(?<!xxxx)(?<=[a-z,])\Z")
# the end of a sentence, and a blank line
_COMPLETE = re.compile(r"[.!?)\"”]\s{0,3}\n[ \t]*\n\s{0,40}\Z")
_AFTER_NAME = re.compile(
    r"(?<=[A-Za-z])(?:[ \t]*[#=]{1,4}|[ \t]+(?i:MINIMI[SZ]ED?[ ]CONSIDERED\.?)|[ \t]+BT"
    r"|[ \t]+[.|]|[ \t]+\d{4}-\d\d-\d\d|[ \t]?\*{1,3}"
    r"|[ \t]+(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE))\Z"
)
# an office after the name: `, CHARGE`, ` (ACTING)`
_OFFICE = re.compile(rf"(?<=[A-Za-z])(?:,[ ]?|[ ]\()(?:{_TITLE_WORDS}|(?i:ACTING|A\.?I\.?))\)?\Z")
# an editor's note in brackets after a name: [Deputy Chief of Mission Jane Doe]
_NOTE = re.compile(r"(?<=[A-Za-z])[ \t]*\[(?:\d{1,2}|[^\[\]\n]{3,150})\]\Z")
_LONGEST_NOTE = 160
_ADDRESS = re.compile(r"https?:|www\.|intelink")
_TITLE_OR_INITIAL = re.compile(r"\b(?:[A-Z]|Mr|Ms|Mrs|Dr|Amb)\.\Z")
_VOWEL = re.compile(r"[AEIOUY]", re.IGNORECASE)
_TAIL = 1_200
_MOST_LINES = 12
_LONGEST_LINE = 120


def parse(zones: Zones, context: Context) -> Parsed[str]:
    """Read the signature at the end of the text, or else the one that the frame states."""
    end = zones.prose.end
    start = max(0, end - _TAIL)
    found = _read(zones.text[start:end])
    stated = zones.framed("signature")
    if stated and not found.value:
        match = _STATED.pattern.match(zones.text, *stated)
        return _parsed(_STATED, match["name"], match.start("name")) if match else found
    if not found.span:
        return found
    return found._replace(span=Span(found.span.start + start, found.span.end + start))


@lru_cache(maxsize=256)  # the paragraphs end at the signature and need it again
def _read(tail: str) -> Parsed[str]:
    """The signature at the end of a text, given the text's last part."""
    quoted = _ABOVE_ASTERISKS.pattern.search(tail) if "* *" in tail or "***" in tail else None
    if quoted:
        return _parsed(_ABOVE_ASTERISKS, quoted["name"], quoted.start("name"))
    end, redacted, is_titled = _signature_end(tail)
    line_start = max(tail.rfind("\n", 0, end) + 1, end - _LONGEST_LINE)
    line = tail[line_start:end].strip()
    for rule in (_REPEATED, _ALONE, _TWO_SURNAMES, _IN_FULL, _SPACED, _AFTER_SENTENCE, _LOWER_CASE):
        match = rule.pattern.fullmatch(line)
        if match and (rule is not _IN_FULL or is_titled or match["initial"]):
            printed = line if rule is _IN_FULL else match["name"]
            place = tail.rfind(printed, line_start, end)
            if _plausible(rule, match["name"], tail[:place]):
                return _parsed(rule, match["name"], place, printed)
    match = _BEFORE_REMAINS.pattern.search(tail, max(0, end - 2 * _LONGEST_LINE), end)
    if match and _VOWEL.search(match["name"]):
        return _parsed(_BEFORE_REMAINS, match["name"], match.start("name"))
    if redacted:
        return Parsed("", "absent", _REDACTED.name, redacted, tail[redacted.start : redacted.end])
    return Parsed("", "absent")


def _parsed(rule: Rule, name: str, place: int, printed: str = "") -> Parsed[str]:
    """The result of a rule; `printed` is the whole signature if it is more than the name."""
    words = name.upper().replace("’", "'").split()
    value = ("" if rule is _SPACED else " ").join(words)
    status: Status = "repaired" if rule is _BEFORE_REMAINS else "ok"
    return Parsed(value, status, rule.name, Span(place, place + len(printed or name)), printed or name)


class _End(NamedTuple):
    """Where a signature ends, the redacted line after it, if any, and whether a title is on a line below it."""

    end: int
    redacted: Span | None
    is_titled: bool


def _signature_end(tail: str) -> _End:
    """Skip the lines that may follow a signature, from the last one up."""
    end = len(tail.rstrip())
    redacted = None
    is_titled = False
    for _ in range(_MOST_LINES):
        line_start = tail.rfind("\n", 0, end) + 1
        line = tail[line_start:end].strip()
        if _REDACTED.pattern.fullmatch(line):
            redacted = Span(line_start, end)
        elif not _AFTER_SIGNATURE.fullmatch(line):
            if not _TITLE.fullmatch(line.rstrip(".")):
                break
            is_titled = True
        if line_start == 0:
            return _End(0, redacted, is_titled)
        end = len(tail[:line_start].rstrip())
    return _End(_name_end(tail, end), redacted, is_titled)


def _name_end(tail: str, end: int) -> int:
    """Offset at which the name ends on a line, without an editor's note, marks or an office after it."""
    note = _NOTE.search(tail, max(0, end - _LONGEST_NOTE), end) if tail[end - 1 : end] == "]" else None
    end = note.start() if note else end
    remainder = _AFTER_NAME.search(tail, max(0, end - 30), end)
    start = max(tail.rfind("\n", 0, end) + 1, end - 60)
    if not remainder and (tail[end - 1 : end] == ")" or tail.find(",", start, end) >= 0):
        remainder = _OFFICE.search(tail, start, end)
    return remainder.start() if remainder else end


def _plausible(rule: Rule, name: str, before: str) -> bool:
    """Whether a word may be a name: it has a vowel, and if it is in small letters, the text before it is complete."""
    if not _VOWEL.search(name):
        return False
    if rule is _TWO_SURNAMES:
        is_heading = any(word in common_words() for word in name.split())
        return not is_heading and _COMPLETE.search(before, max(0, len(before) - _LONGEST_LINE)) is not None
    before = before.rstrip()
    if rule is _LOWER_CASE or (rule in (_ALONE, _IN_FULL) and not name.isupper()):
        before = before[-_LONGEST_LINE:]
        return not _BROKEN_OFF.search(before) or bool(_ADDRESS.search(before))
    return name.isupper() or not _TITLE_OR_INITIAL.search(before)
