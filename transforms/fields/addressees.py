"""FM line and addressees: who sent the telegram, and to whom.

    FM AMEMBASSY TOKYO
    TO RUEHC/SECSTATE WASHDC IMMEDIATE 1963         action; routing indicator, name, precedence, channel serial
    INFO RUEHGB/AMEMBASSY BAGHDAD PRIORITY 0102     for information
    RUEHBJ/AMEMBASSY BEIJING 2213                   further addressees have no keyword
    XMT AMEMBASSY SOFIA                             exempt from a collective

    From: AMEMBASSY TOKYO                           the same in the frame that the Department prints today: the city
    Action: WASHDC, SECSTATE ROUTINE                before the kind of post, entries separated by semicolons
    Info: BAGHDAD, AMEMBASSY PRIORITY; BEIJING, AMEMBASSY ROUTINE

Every part except the name can be missing; in 1973-79 there are no routing indicators. Office symbols (`//DHI-9B//`)
stay in the name as printed and are also in `office`, without the outer slashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.cable import Addressee, Addresses, Context
from transforms.patterns import LEVEL
from transforms.rules import Parsed, Rule, Span, Status
from transforms.segment import Zones

NAME = "addressees"

_ROLES = {"TO": "action", "INFO": "info", "XMT": "exempt"}

# FM opens the list; in a fragment without FM, the first keyword (at the head of 1990s cables, INFO is distribution)
_OPENINGS = (
    re.compile(r"^[ \t]*FM[ \t]+\S", re.MULTILINE | re.IGNORECASE),
    re.compile(r"^[ \t]*(?:TO|INFO)[ \t]+(?![A-Z]{1,4}-\d)\S", re.MULTILINE | re.IGNORECASE),
)
_KEYWORD = re.compile(r"(?P<word>FM|TO|INFO|XMT)(?:[ \t:]+|$)", re.IGNORECASE)
_INDICATED = re.compile(r"R[A-Z0-9]{4,6}[ \t]?/")
_MONTH = r"(?<=\bLA[ ]PAZ)[ \t]{1,3}(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
# before another address on the same line
_ANOTHER = re.compile(
    r"[ \t]+(?=(?:(?:TO|INFO|XMT)[ \t]+)?R[A-Z0-9]{4,6}[ \t]?/[ \t]?[A-Z])|(?<=[ \t]\d{4})[ \t]+(?=INFO[ \t])"
    rf"|{_MONTH}[ \t]{{1,3}}(?=[A-Z]{{3}})"
    r"|[ \t]*[,;][ \t]*(?=(?:(?:AM)?(?:EMBASSY|CONSUL|CONGEN)|USMISSION|USINT|USLO|SECSTATE|SECDEF)[ \t]+[A-Z])",
    re.IGNORECASE,
)
# a note that a copy is sent by pouch, not by wire
_BY_POUCH = re.compile(r"[ \t]+(?:\(?(?:BY|VIA)[ \t]+POUCH\)?|POUCH(?:ED)?|\(POUCH\))\Z", re.IGNORECASE)

# lines that are not addresses: page captions, circuit lines, separators
_NOISE = re.compile(
    r"(?:BT|RUEHWEB|\d{1,5}|-{2,}[^\n]*|ZN[YR][ \t][^\n]*"
    r"|DE[ \t]R[A-Z0-9]{4,6}[ \t]#?\d[^\n]*|(?:[ZOPR]{1,2}[ \t]+){0,4}\d{6}Z[ \t][A-Z]{3}[ \t]+\d\d(?:\d\d)?)\Z",
    re.IGNORECASE,
)
_PAGE_CAPTION = re.compile(
    rf"(?:PAGE[ \t]+\d{{1,2}}\b[^\n]*|{LEVEL}"
    r"|[A-Z ]{3,20}[ \t]\d{4,6}(?:[ \t]+\d\d[ \t]+OF[ \t]+\d\d)?[ \t]+\d{6}Z)[ \t]*\Z",
    re.IGNORECASE,
)
_PRECEDENCES = frozenset({"NIACT", "FLASH", "IMMEDIATE", "IMMED", "PRIORITY", "ROUTINE"})
# the end of an address that was wrapped before it
_WRAPPED = re.compile(r"(?:COLLECTIVE|WASHDC|WASHINGTON DC|(?:DIPLOMATIC |CONSULAR )?POSTS)", re.IGNORECASE)
_POSTS = frozenset({"AMEMBASSY", "AMCONSUL", "AMCONGEN", "USMISSION", "SECSTATE", "USINT", "USLO", "USDEL"})
# units whose names end with a number
_NUMBERED = frozenset({"CTF", "CTG", "CJTF", "TF", "DET", "NR"})

RULES = (
    Rule(
        "address",
        re.compile(r"(?:(?P<indicator>R[A-Z0-9]{4,7})[ \t]*/[ \t]*|ZEN[ \t]*/[ \t]*)?(?P<words>[^\n]*)", re.IGNORECASE),
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
    Rule(
        "month after La Paz",
        re.compile(rf"{_MONTH}(?=\s|\Z)"),
        "some machines of 2006-09 printed the month instead of this post's precedence, or of everything up to the next",
        "FM AMEMBASSY LIMA\nTO RUEHLP/AMEMBASSY LA PAZ JUN 5253\nINFO RUEHLP/AMEMBASSY LA PAZ SEP QUITO 0013",
        Addresses(
            "AMEMBASSY LIMA",
            (
                Addressee("action", "AMEMBASSY LA PAZ", "RUEHLP", "", "5253"),
                Addressee("info", "AMEMBASSY LA PAZ", "RUEHLP"),
                Addressee("info", "QUITO", "", "", "0013"),
            ),
        ),
    ),
    Rule(
        "frame",
        re.compile(
            r"(?P<place>[^,;\n]{2,60}),[ \t]*(?P<kind>[A-Z][A-Z ]{1,30}?)(?P<precedence>(?:[ \t]+(?:NIACT|FLASH"
            r"|IMMEDIATE|PRIORITY|ROUTINE))*)[ \t]*\Z",
            re.IGNORECASE,
        ),
        "a line of the frame, which prints the city before the kind of post",
        "MRN: 17 LIMA 318\nFrom: AMEMBASSY LIMA\nAction: WASHDC, SECSTATE ROUTINE\n"
        "Info: QUITO, AMEMBASSY PRIORITY; DEPT OF ENERGY WASHINGTON DC ROUTINE\nSubject: Talks\n",
        Addresses(
            "AMEMBASSY LIMA",
            (
                Addressee("action", "SECSTATE WASHDC", "", "ROUTINE"),
                Addressee("info", "AMEMBASSY QUITO", "", "PRIORITY"),
                Addressee("info", "DEPT OF ENERGY WASHINGTON DC", "", "ROUTINE"),
            ),
        ),
    ),
)
_ADDRESS, _MONTH_AFTER, _FRAME = RULES
_FRAME_ROLES = ("action", "info", "exempt")
# kinds of post that follow their city in a frame; other words after a comma are part of the name
_FRAME_KINDS = _POSTS | {"USDAO", "USOFFICE", "EMBASSY", "CONSULATE", "AMCONSULATE", "AIT", "USUN", "BRANCH"}
_BETWEEN_ENTRIES = re.compile(r"[ \t]*(?:;|\n)[ \t\n]*")


def parse(zones: Zones, context: Context) -> Parsed[Addresses]:
    """Read the FM line and every addressee up to the end of the list."""
    found = (opening.search(zones.text, *zones.header) for opening in _OPENINGS)
    opening = next((match for match in found if match), None)
    if not opening:
        return _framed(zones) if zones.frame else Parsed(Addresses(), "absent")
    block = zones.text[opening.start() : zones.header.end].rstrip()
    origin = ""
    addressees: list[Addressee] = []
    for read in _addresses(block):
        if read.role == "FM":
            origin = origin or read.name
        elif addressees and _continues(addressees[-1], read):
            addressees[-1] = _joined(addressees[-1], read)
        elif read.name:
            addressees.append(read)
    status: Status = "ok" if addressees or origin else "unparsed"
    span = Span(opening.start(), opening.start() + len(block))
    rule = _MONTH_AFTER if " LA PAZ " in block and _MONTH_AFTER.pattern.search(block) else _ADDRESS
    return Parsed(Addresses(origin, tuple(addressees)), status, rule.name, span, block)


def _framed(zones: Zones) -> Parsed[Addresses]:
    """Sender and addressees of the frame around the telegram."""
    sender = zones.framed("sender")
    origin = " ".join(zones.of(sender).split()) if sender else ""
    addressees = [
        _framed_address(role, " ".join(part.split()))
        for role in _FRAME_ROLES
        if (place := zones.framed(role))
        for part in _BETWEEN_ENTRIES.split(_rejoined(zones.of(place)))
        if part.strip() and part.strip().upper() not in ("NONE", "N/A")
    ]
    if not (origin or addressees):
        return Parsed(Addresses(), "absent")
    first = sender or next(place for role in _FRAME_ROLES if (place := zones.framed(role)))
    return Parsed(Addresses(origin, tuple(addressees)), "ok", _FRAME.name, first, zones.of(first).strip())


def _rejoined(value: str) -> str:
    """A value with semicolons between its entries may be wrapped anywhere."""
    return " ".join(value.split()) if ";" in value else value


def _framed_address(role: str, entry: str) -> Addressee:
    """The address in an entry of the frame, with the kind of post before the city, as telegrams print it."""
    name, _, last = entry.rpartition(" - ")  # before the precedence, in the e-mail form
    entry = f"{name} {last}" if name and last.isalpha() and last.isupper() else entry
    match = _FRAME.pattern.match(entry.rstrip(",."))
    if match and match["kind"].upper().split()[0] in _FRAME_KINDS:
        entry = f"{match['kind']} {match['place']}{match['precedence']}"
    return _address(role, entry)


def _addresses(block: str) -> Iterator[Addressee]:
    """The address on each line of the list; the sender has the role FM.

    A blank line ends the list, unless a keyword or a routing indicator follows, or it belongs to a page break.
    """
    role = ""
    blank = page_break = False
    for printed in block.split("\n"):
        text = printed.strip(" \t\r:,")
        if not text:
            blank = bool(role) and not page_break
            continue
        page_break = "/" not in text and _is_page_caption(text)
        if page_break:
            continue
        if blank and not (_KEYWORD.match(text) or _INDICATED.match(text)):
            return
        blank = False
        several = text.count("/") > 1 or " INFO " in text or " TO " in text or " LA PAZ " in text
        for part in _ANOTHER.split(text) if several or ", " in text or "; " in text else (text,):
            role, read = _read(role, part)
            if read:
                yield read


@lru_cache(maxsize=8192)  # the same posts again and again
def _is_page_caption(text: str) -> bool:
    return _PAGE_CAPTION.match(text) is not None


@lru_cache(maxsize=8192)
def _read(role: str, part: str) -> tuple[str, Addressee | None]:
    """The role that applies from here on, and the address, None if there is none."""
    role, address = _role(role, part)
    if not address or not role or _NOISE.match(address) or _is_page_caption(address):
        return role, None
    return role, _address(role, address)


def _role(role: str, text: str) -> tuple[str, str]:
    """The role of an address, and the address without its keywords (INFO XMT: the last one applies)."""
    at = 0
    keyword = _KEYWORD.match(text)
    while keyword:
        word = keyword["word"].upper()
        role = "FM" if word == "FM" else _ROLES[word]
        at = keyword.end()
        keyword = _KEYWORD.match(text, at) if role != "FM" else None
    return role, text[at:]


def _is_short_serial(words: list[str]) -> bool:
    """Whether a number of one or two digits after the name of a post (AMEMBASSY QUITO 12) is its serial."""
    return len(words) > 2 and words[0].upper() in _POSTS and words[-1].isascii() and words[-1].isdecimal()


def _address(role: str, text: str) -> Addressee:
    """Split an address into its parts: precedence and channel serial are at its end, in either order."""
    match = _ADDRESS.pattern.match(text)
    assert match  # every part of the pattern is optional
    printed = match["words"].rstrip(" \t.,")
    printed = _BY_POUCH.sub("", printed) if "POUCH" in printed.upper() else printed
    words = _MONTH_AFTER.pattern.sub("", printed).split()
    precedence: list[str] = []
    serial = ""
    while words:
        word = words[-1].rstrip(",").upper()
        if word in _PRECEDENCES:
            precedence.insert(0, word)
        elif (
            word.replace("-", "", 1).isdigit()
            and not serial
            and (_is_serial(word, words[-2].upper() if len(words) > 1 else "") or _is_short_serial(words))
        ):
            serial = word
        else:
            break
        words.pop()
    name = " ".join(words).rstrip(" ,")
    return Addressee(role, name, (match["indicator"] or "").upper(), " ".join(precedence), serial, _office(name))


def _is_serial(number: str, before: str) -> bool:
    """Whether a number at the end is a channel serial: three digits or more, or any number after a precedence.

    Telegrams in sections take several serials: 5844-5847.
    """
    if not number.isascii() or len(number) > (11 if "-" in number else 6):
        return False
    return before in _PRECEDENCES or (len(number) >= 3 and before not in _NUMBERED)


def _office(name: str) -> str:
    """Office symbols of an address, which are between the first double slash and the last."""
    return name.partition("//")[2].strip("/ ")


def _continues(previous: Addressee, read: Addressee) -> bool:
    """Whether a line is the wrapped end of the address before it."""
    if read.routing_indicator:
        return False
    first, _, more = read.name.partition(" ")
    if previous.name in _POSTS - {"SECSTATE"} and first not in _POSTS and not more and not previous.serial:
        return True
    if not read.name or _WRAPPED.fullmatch(read.name) or read.name.startswith("//"):
        return True
    left_open = previous.name.count("//") % 2 == 1
    return left_open and "//" in read.name.partition(" ")[0]


def _joined(previous: Addressee, read: Addressee) -> Addressee:
    gap = "" if "//" in read.name or not read.name else " "
    name = f"{previous.name}{gap}{read.name}"
    return previous._replace(
        name=name,
        precedence=previous.precedence or read.precedence,
        serial=previous.serial or read.serial,
        office=_office(name),
    )
