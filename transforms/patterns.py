"""Named pieces of regular expressions that several modules use."""

from __future__ import annotations

import re

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH = rf"(?:{'|'.join(MONTHS)})"
# executive orders on classification that telegrams cite, the most frequent first
ORDERS = ("12958", "13526", "12356", "11652", "12065", "13292")


def spaced(word: str) -> str:
    """Pattern for a word whose letters may have blanks between them: C O N F I D E N T I A L."""
    return r"[ \t]*".join(re.escape(letter) for letter in word)


def damaged(word: str, lost: int) -> str:
    """Pattern for a spaced word that may have lost up to `lost` of its first letters or doubled the first one.

    Observed: `E C R E T`, `O N F I D E N T I A L`, `CC O N F I D E N T I A L`, `SE C R E T`, `CSE C R E T`.
    """
    head, tail = word[:lost], word[lost:]
    optional = "".join(rf"(?:{letter}[ \t]*)?" for letter in head)
    return rf"(?:[A-Z][ \t]*)?{optional}{spaced(tail)}"


# the abbreviation only in capitals, since people are called Lou
LIMITED = (
    rf"(?:{spaced('LIMITED')}|LTD\.?)[ \t]*{spaced('OFFIC')}[ \t]*I?[ \t]*A[ \t]*L[ \t]*{spaced('USE')}"
    r"|(?-i:LOU(?=[ \t]+[A-Z]))"
)

LEVEL = (
    rf"(?P<top_secret>{spaced('TOP')}[ \t]*{spaced('SECRET')})"
    rf"|(?P<limited>{LIMITED})"
    rf"|(?P<unclassified>{damaged('UNCLAS', 1)}(?:[ \t]*{spaced('SIFIED')})?)"
    rf"|(?P<confidential>{damaged('CONFIDENTIAL', 3)})"
    rf"|(?P<secret>{damaged('SECRET', 2)})"
)

# a station and serial that were run into the level before them; SECRETARY and SECRETARIAT are words
GLUED_STATION = r"(?!AR(?:Y|IES|IAT|IAL)|ITY)[A-Z]{3,14}(?:[ ][A-Z]{2,10}){0,2}[ \t]{1,4}\d{3,6}[ \t]*$"

# precedence letters, day and time, month, year; texts of 1973-74 may have stray blanks anywhere
DATE_TIME_GROUP = (
    r"(?P<precedence>(?:[ZOPR]{1,2}(?:[ \t]+|(?=\d))){0,4})"
    r"(?P<day>\d[ \t]?\d)[ \t]?(?P<hour>\d[ \t]?\d)[ \t]?(?P<minute>\d[ \t]?\d)[ \t]*Z[ \t]*"
    rf"(?P<month>{'|'.join(spaced(m) for m in MONTHS)})[A-Z]*[ \t]*(?P<dtg_year>(?:19|20)?[ \t]?\d[ \t]?\d)(?!\d)"
)
