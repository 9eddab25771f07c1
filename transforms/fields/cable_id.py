"""Canonical form of a cable's id: two-digit year, station, serial without leading zeros (06TOKYO2609)."""

from __future__ import annotations

from typing import NamedTuple

from transforms.rules import Parsed, Rule

NAME = "cable_id"

RULES: tuple[Rule, ...] = ()


class CableId(NamedTuple):
    """A canonical id and its parts; year in four digits."""

    value: str = ""
    year: int | None = None
    station: str = ""
    serial: int | None = None


def canonical(text: str) -> Parsed[CableId]:
    """Not written yet."""
    return Parsed(CableId(), "absent")


def canonical_station(name: str) -> str:
    """Station as it stands in canonical ids (TOKYO, USUNNEWYORK) for a printed name; "" if unknown. Not written yet."""
    return ""
