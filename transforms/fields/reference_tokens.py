"""The words, numbers and marks of a reference list, and the items that are read from them."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.years import full_year

_TOKEN = re.compile(
    r"""
    (?P<group>  (?:[ZOPR][ ]?)?\d{6}[ ]?Z(?:[ ]?[A-Z]{3}[ ]?\d{2,4})? )
  | (?P<date>   (?:\d{4}[/.])?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?!\d) )
  | (?P<glued>  [A-Z]{3,}(?=\d{2,7}(?![A-Z0-9])) )
  | (?P<word>   (?:0(?=[A-Z]{3}))?[A-Z](?:['’]?[A-Z0-9])* )
  | (?P<number> ['’]?\d+(?:[OIl]{1,3}\d+){0,3} )
  | (?P<open>   [(\[] )
  | (?P<close>  [)\]] )
  | (?P<separator> [,;&] )
  | (?P<mark>   [^\s] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LETTERS_AS_DIGITS = str.maketrans("OoIil", "00111")  # what scanners read for zero and one
_MOST_TOKENS = 2_000  # the longest list seen has some 150
LATEST = 2019  # the last possible year in a list of unknown date
_AHEAD = 12  # the reader looks at most this many tokens ahead


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    is_apart: bool  # at the start, on a new line, or after two blanks


END = Token("end", "", 0, 0, True)


class Item(NamedTuple):
    """One entry of a list: its letter and words, and for a cable its station, serial and year (None if left out).

    `year_rule` says where the year was printed. An entry that is not a cable has no station.
    """

    label: str
    raw: str
    station: str = ""
    serial: int = 0
    year: int | None = None
    year_rule: str = ""
    is_airgram: bool = False


class Cited(NamedTuple):
    """A cable read from tokens, up to but not including token `stop`."""

    station: str
    serial: int
    year: int | None
    year_rule: str
    stop: int
    is_airgram: bool = False


def tokens_of(text: str) -> list[Token]:
    """Tokens in order, then enough END tokens that looking ahead, or back from the first token, finds END."""
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        is_apart = start - end > 1 or not tokens or (start > end and text[end] == "\n")
        kind = "word" if match.lastgroup == "glued" else str(match.lastgroup)
        printed = match.group().translate(_LETTERS_AS_DIGITS) if kind == "number" else match.group()
        tokens.append(Token(kind, printed, start, match.end(), is_apart))
        end = match.end()
        if len(tokens) == _MOST_TOKENS:
            break
    tokens += [END] * _AHEAD
    return tokens


def year_of(text: str, latest: int = LATEST) -> int | None:
    """Four-digit year of `07`, `'07`, `2007`, `O7` or the misprint `007`; None for any other word or number.

    `latest` is the last possible year: in a list from before 2020, 23 is a serial.
    """
    digits = text.lstrip("'’").upper().replace("O", "0")
    if not digits.isdecimal():
        return None
    if len(digits) == 3 and digits[0] == "0":
        digits = digits[:2]
    if len(digits) == 2:
        year = full_year(int(digits))
    elif len(digits) == 4:
        year = int(digits)
    else:
        return None
    return year if 1960 <= year <= latest else None


def letter_serial(word: str) -> str:
    """Digits of a serial that is printed with the letter O for zero (O1512), "" for any other word."""
    digits = word.upper().replace("O", "0")
    return digits if word[:1] in "Oo" and len(word) > 2 and digits.isdecimal() else ""
