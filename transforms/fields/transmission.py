"""Transmission header: the machine's lines above the date-time group.

    VZCZCXRO1234                 channel
    OO RUEHLH RUEHPW             precedence, doubled, and the routing indicators of the addressees
    DE RUEHIL #3586/01 3181134   station, serial modulo 10,000, Julian day and time of transmission
    ZNY CCCCC ZZH                security of the circuit (ZNY classified, ZNR not), operating signals
    O 131134Z NOV 08 ZDK         operating signals may follow the date-time group: ZDK a repeat, ZDS a correction

The form is that of ACP 127. `/01` on the DE line does not mean that there are sections.
"""

from __future__ import annotations

import re

from transforms.cable import Context, Transmission
from transforms.rules import Parsed, Rule, Span
from transforms.segment import Zones

NAME = "transmission"

_LONGEST_TAIL = 600

# each pattern begins with a letter, before the condition on what precedes it: a literal is faster to search for
_CHANNEL = re.compile(r"(V(?<!\S.)ZCZC[A-Z0-9]{3,7})\b")
_ROUTING = re.compile(
    r"(?<!\S)(?P<precedence>[ZOPR])(?P=precedence)[ \t]+(?P<indicators>R[A-Z0-9]{4,6}(?:\s{1,3}R[A-Z0-9]{4,6}\b)*)"
)
_SECURITY = re.compile(r"(?P<security>Z(?<!\S.)N[YR][ \t]+[A-Z]{5})\b")
_FROM = re.compile(r"F(?<!\S.)M[ \t]")
_GROUP = re.compile(r"\b\d{6}[ \t]?Z\b")
_SIGNAL = re.compile(r"Z(?<!\w.)(?!ZH)(?:DK|DS|UI|FR|FF\d?|DG|EL|OV|EN|PW|WL)\b")

_DE = (
    r"D(?<!\S.)E[ \t]+(?P<station>R[A-Z0-9]{4,6})[ \t]+#?[ \t]?(?P<serial>\d{4,5})(?:/(?P<part>\d{2}))?"
    r"[ \t]+(?P<day>\d{3})[ \t]?(?P<time>\d{4})\b"
)

RULES = (
    Rule(
        "de line",
        re.compile(_DE),
        "station, serial and Julian time, and the lines around them",
        "VZCZCXYZ0003\nRR RUEHWEB\n\nDE RUEHPE #0123/01 0110304\nZNR UUUUU ZZH ZDK\nR 110304Z JAN 07\n",
        Transmission("VZCZCXYZ0003", ("RUEHWEB",), "RUEHPE", 123, 11, "0304", "ZNR UUUUU", ("ZDK",)),
    ),
    Rule(
        "channel line",
        _CHANNEL,
        "a header without a DE line",
        "VZCZCXYZ0003\nRR RUEHWEB\n",
        Transmission("VZCZCXYZ0003", ("RUEHWEB",)),
    ),
    Rule(
        "signals",
        _SIGNAL,
        "no machine lines, as in the 1970s; signals on the line of the date-time group",
        "O R 051020Z JUN 79 ZFF4\nFM AMEMBASSY LIMA\n",
        Transmission(operating_signals=("ZFF4",)),
    ),
)


def parse(zones: Zones, context: Context) -> Parsed[Transmission]:
    """Read the machine's lines, wherever they are in the header."""
    text, (start, end) = zones.text, zones.header
    channel = _CHANNEL.search(text, start, end)
    de = RULES[0].pattern.search(text, start, end)
    if not (channel or de):
        return _signals_only(text, start, end)
    routing = _ROUTING.search(text, start, de.start() if de else end)
    security = _SECURITY.search(text, start, end)
    found = [match for match in (channel, routing, de, security) if match]
    value = Transmission(
        channel[1] if channel else "",
        tuple(routing["indicators"].split()) if routing else (),
        de["station"] if de else "",
        int(de["serial"]) if de else None,
        int(de["day"]) if de else None,
        de["time"] if de else "",
        " ".join(security["security"].split()) if security else "",
        _signals(text, found[-1].end(), end),
    )
    span = Span(min(m.start() for m in found), max(m.end() for m in found))
    rule = RULES[0] if de else RULES[1]
    return Parsed(value, "ok", rule.name, span, text[span.start : span.end])


def _signals_only(text: str, start: int, end: int) -> Parsed[Transmission]:
    """The signals between the date-time group and the FM line of a header without machine lines."""
    sender = _FROM.search(text, start, end)
    group = _GROUP.search(text, max(start, sender.start() - _LONGEST_TAIL), sender.start()) if sender else None
    signals = list(_SIGNAL.finditer(text, group.end(), sender.start())) if sender and group else []
    if not signals:
        return Parsed(Transmission(), "absent")
    span = Span(signals[0].start(), signals[-1].end())
    value = Transmission(operating_signals=tuple(signal.group() for signal in signals))
    return Parsed(value, "ok", RULES[2].name, span, text[span.start : span.end])


def _signals(text: str, start: int, end: int) -> tuple[str, ...]:
    """Operating signals after the circuit's security and the date-time group, up to the FM line."""
    stop = min(end, start + _LONGEST_TAIL)
    sender = _FROM.search(text, start, stop)
    return tuple(_SIGNAL.findall(text, start, sender.start() if sender else stop))
