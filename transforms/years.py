"""Years printed with two digits."""

from __future__ import annotations

# no cable can be from 2045 or later yet, and hardly any is from before 1945
_PIVOT = 45


def full_year(year: int) -> int:
    """The year that a cable's two-digit year means: 45 to 99 are 19xx. Other years are returned unchanged.

    >>> full_year(73), full_year(9), full_year(1966)
    (1973, 2009, 1966)
    """
    return year if year > 99 else year + (1900 if year >= _PIVOT else 2000)
