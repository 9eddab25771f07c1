"""FM line and addressees: who sent the telegram, and to whom.

    FM AMEMBASSY TOKYO
    TO RUEHC/SECSTATE WASHDC IMMEDIATE 1963         action; routing indicator, name, precedence, channel serial
    INFO RUEHGB/AMEMBASSY BAGHDAD PRIORITY 0102     for information
    RUEHBJ/AMEMBASSY BEIJING 2213                   further addressees without keyword
    XMT AMEMBASSY SOFIA                             exempt from a collective

Every part but the name can be missing; in 1973-79 there are no routing indicators. Office symbols (`//DHI-9B//`) stay
in the name as printed and stand in `office` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.cable import Addressee, Addresses, Context
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "addressees"

_ROLES = {"TO": "action", "INFO": "info", "XMT": "exempt"}

# FM opens the list; in a fragment without it the first keyword (at the head of 1990s cables INFO is distribution)
_OPENINGS = (
    re.compile(r"^[ \t]*FM[ \t]+\S", re.MULTILINE | re.IGNORECASE),
    re.compile(r"^[ \t]*(?:TO|INFO)[ \t]+(?![A-Z]{1,4}-\d)\S", re.MULTILINE | re.IGNORECASE),
)
_KEYWORD = re.compile(r"[ \t]*(?P<word>FM|TO|INFO|XMT)(?:[ \t:]+|$)", re.IGNORECASE)
_ANOTHER_INDICATOR = re.compile(r"[ \t]+(?=R[A-Z0-9]{4,6}/[A-Z])")

# what is no address: page captions, circuit lines, separators
_NOISE = re.compile(
    r"[ \t]*(?:PAGE[ \t]+\d{1,2}\b[^\n]*|BT|RUEHWEB|\d{1,5}|-{2,}[^\n]*|ZN[YR][ \t][^\n]*"
    r"|DE[ \t]R[A-Z0-9]{4,6}[ \t]#?\d[^\n]*"
    r"|[A-Z ]{3,20}[ \t]+\d{4,6}(?:[ \t]+\d\d[ \t]+OF[ \t]+\d\d)?[ \t]+\d{6}Z)[ \t]*\Z",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"//+[^\n]*?(?://+|\Z)")
_CONTINUED = re.compile(r"[ \t]*//")

_PRECEDENCE = r"(?:NIACT[ \t]+)?(?:FLASH|IMMEDIATE|IMMED|PRIORITY|ROUTINE)|NIACT"

RULES = (
    Rule(
        "address",
        re.compile(
            rf"""
            (?: (?P<indicator> R[A-Z0-9]{{4,7}} ) [ \t]* / [ \t]* | ZEN [ \t]* / [ \t]* )?
            (?P<name> \S [^\n]*? )
            (?: [ \t]+ (?P<precedence> {_PRECEDENCE} ) )?
            (?: [ \t]+ (?P<serial> \d{{4}} ) )?
            (?: [ \t]+ (?P<late_precedence> {_PRECEDENCE} ) )?
            [ \t.]* \Z
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
        "routing indicator, name, precedence and channel serial",
        "FM AMEMBASSY LIMA\nTO RUEHC/SECSTATE WASHDC IMMEDIATE 1963\nINFO RUEHBO/AMEMBASSY BOGOTA 0102\n"
        "XMT AMEMBASSY QUITO",
        Addresses(
            "AMEMBASSY LIMA",
            (
                Addressee("action", "SECSTATE WASHDC", "RUEHC", "IMMEDIATE", "1963"),
                Addressee("info", "AMEMBASSY BOGOTA", "RUEHBO", "", "0102"),
                Addressee("exempt", "AMEMBASSY QUITO"),
            ),
        ),
    ),
)


class _Line(NamedTuple):
    role: str
    text: str


def parse(zones: Zones, context: Context) -> Parsed[Addresses]:
    """Read the FM line and every addressee up to the end of the list."""
    found = (opening.search(zones.text, *zones.header) for opening in _OPENINGS)
    opening = next((match for match in found if match), None)
    if not opening:
        return Parsed(Addresses(), "absent")
    block = zones.text[opening.start() : zones.header.end]
    address = RULES[0]
    origin = ""
    addressees: list[Addressee] = []
    for line in _lines(block):
        match = address.pattern.match(line.text)
        if not match:
            continue
        if line.role == "FM":
            origin = " ".join(match["name"].split())
        elif _CONTINUED.match(line.text) and addressees:
            addressees[-1] = _with_office(addressees[-1], line.text)
        else:
            addressees.append(_addressee(line.role, match))
    status: Status = "ok" if addressees or origin else "unparsed"
    span = Span(opening.start(), opening.start() + len(block.rstrip()))
    return Parsed(Addresses(origin, tuple(addressees)), status, address.name, span, block.rstrip())


def _lines(block: str) -> Iterator[_Line]:
    """Lines of the list, one address each, with the role that holds for them.

    A blank line ends the list, unless a keyword or a routing indicator follows it.
    """
    role = ""
    blank = False
    for printed in block.split("\n"):
        text = printed.strip()
        if not text:
            blank = bool(role)
            continue
        keyword = _KEYWORD.match(text)
        if blank and not keyword and not re.match(r"R[A-Z0-9]{4,6}/", text):
            return
        blank = False
        while keyword:  # INFO XMT: the last keyword holds
            word = keyword["word"].upper()
            role = "FM" if word == "FM" else _ROLES[word]
            text = text[keyword.end() :]
            keyword = _KEYWORD.match(text) if role != "FM" else None
        for part in _ANOTHER_INDICATOR.split(text):
            if part and role and not _NOISE.match(part):
                yield _Line(role, part)


def _addressee(role: str, match: re.Match[str]) -> Addressee:
    name = " ".join(match["name"].split())
    office = _OFFICE.search(name)
    precedence = match["precedence"] or match["late_precedence"] or ""
    return Addressee(
        role,
        name,
        (match["indicator"] or "").upper(),
        " ".join(precedence.upper().split()),
        match["serial"] or "",
        office.group() if office else "",
    )


def _with_office(addressee: Addressee, line: str) -> Addressee:
    office = line.strip()
    return addressee._replace(name=f"{addressee.name}{office}", office=f"{addressee.office}{office}")
